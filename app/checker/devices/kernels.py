"""PyTorch's shape functions in C++ in the place of its Python ones: the forward pass is 10 to 50 times faster.

`import torch` registers Python functions for the meta device over the C++ ones that most operations
have. `install` drops that library, gives the Python functions back to those operations alone that
have no other, and adds a few of our own for the commonest layers. Each of ours answers the usual
call; any other goes to PyTorch's own function, whose refusals stay PyTorch's.

This rests on private names of PyTorch, so it is done for the releases it was tested with; with any
other the stock functions serve. The truth grid runs on both.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import torch
from torch._decomp import global_decomposition_table
from torch._ops import OpOverload
from torch._prims_common import suggest_memory_format

Kernels = Literal["fast", "stock"]
"""`fast` as told above; `stock` as `import torch` leaves them."""

TESTED = ("2.13.",)
_CPP = ("Meta", "CompositeImplicitAutograd", "CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional")
_Function = Callable[..., Any]
_LIBRARIES: list[torch.library.Library] = []
"""What is installed: a library unregisters its functions when it is collected."""


def install() -> Kernels:
    """Installs the fast functions, once a process; which ones serve from now on."""
    if not _LIBRARIES and torch.__version__.startswith(TESTED) and (stock := _python_library()) is not None:
        stock._destroy()  # type: ignore[no-untyped-call]
        _LIBRARIES.append(library := torch.library.Library("aten", "IMPL", "Meta"))  # type: ignore[no-untyped-call]
        python = _python_functions()
        for operation, function in python.items():
            if not operation.is_view and not _has_other(operation):
                library.impl(operation, function)  # type: ignore[no-untyped-call]
        for operation, make in OWN.items():
            library.impl(operation, make(python[operation]), allow_override=True)  # type: ignore[no-untyped-call]
    return "fast" if _LIBRARIES else "stock"


def _python_library() -> torch.library.Library | None:
    """The library of Python functions over the C++ ones, where this release has it under this name."""
    import torch._meta_registrations as registrations  # noqa: PLC0415 - private: it may be gone

    found = getattr(registrations, "_meta_lib_dont_use_me_use_register_meta", None)
    return found if hasattr(found, "_destroy") else None


def _python_functions() -> dict[OpOverload, _Function]:
    """PyTorch's Python shape functions, in its own order of preference."""
    found: dict[OpOverload, _Function] = {}
    for kind in ("meta", "post_autograd", "pre_autograd"):
        for operation, function in global_decomposition_table[kind].items():
            if isinstance(operation, OpOverload) and operation.namespace == "aten":
                found.setdefault(operation, function)
    return found


def _has_other(operation: OpOverload) -> bool:
    name = str(operation.name())  # type: ignore[no-untyped-call]
    return any(torch._C._dispatch_has_kernel_for_dispatch_key(name, key) for key in _CPP)


def _convolution(stock: _Function) -> _Function:
    def convolution(given: torch.Tensor, weight: torch.Tensor, *rest: Any) -> torch.Tensor:
        _bias, stride, padding, dilation, transposed, _output_padding, groups = rest
        sizes, kernel = given.shape, weight.shape
        if transposed or len(sizes) != len(stride) + 2 or sizes[1] == 0 or kernel[1] * groups != sizes[1]:
            return stock(given, weight, *rest)  # type: ignore[no-any-return]
        made = [sizes[0], kernel[0]]
        for n, s, p, d, k in zip(sizes[2:], stride, padding, dilation, kernel[2:], strict=True):
            room = n + 2 * p - d * (k - 1) - 1
            if room < 0:
                return stock(given, weight, *rest)  # type: ignore[no-any-return]
            made.append(room // s + 1)
        return given.new_empty(made)

    return convolution


def _batch_norm(statistics: int) -> Callable[[_Function], _Function]:
    """A batch norm that returns that many tensors of one number per channel beside the map."""

    def make(stock: _Function) -> _Function:
        def batch_norm(given: torch.Tensor, *rest: object) -> tuple[torch.Tensor, ...]:
            if given.ndim < 2 or not given.is_floating_point():
                return stock(given, *rest)  # type: ignore[no-any-return]
            per_channel = given.new_empty((given.shape[1],))
            return (torch.empty_like(given), *(per_channel,) * statistics)

        return batch_norm

    return make


def _group_norm(stock: _Function) -> _Function:
    def group_norm(given: torch.Tensor, *rest: Any) -> tuple[torch.Tensor, ...]:
        if not given.is_floating_point():
            return stock(given, *rest)  # type: ignore[no-any-return]
        _weight, _bias, samples, _channels, _cells, groups, _eps = rest
        per_group = given.new_empty((samples, groups))
        return torch.empty_like(given), per_group, per_group

    return group_norm


def _elementwise(stock: _Function) -> _Function:
    def elementwise(given: torch.Tensor, *rest: object, **named: object) -> torch.Tensor:
        usual = given.is_floating_point() and all(each.dtype is given.dtype for each in rest if torch.is_tensor(each))
        return torch.empty_like(given) if usual else stock(given, *rest, **named)

    return elementwise


def _in_place(stock: _Function) -> _Function:
    def in_place(given: torch.Tensor, *rest: object, **named: object) -> torch.Tensor:
        return given if given.is_floating_point() else stock(given, *rest, **named)

    return in_place


def _adaptive_average(stock: _Function) -> _Function:
    def adaptive(given: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
        axes = len(sizes)
        if given.ndim != axes + 2 or 0 in given.shape or not given.is_floating_point():
            return stock(given, sizes)  # type: ignore[no-any-return]
        layout = suggest_memory_format(given)
        return torch.empty((*given.shape[:-axes], *sizes), dtype=given.dtype, device="meta", memory_format=layout)

    return adaptive


def _dropout(stock: _Function) -> _Function:
    def dropout(given: torch.Tensor, p: float, train: bool | None) -> tuple[torch.Tensor, torch.Tensor]:
        if not given.is_floating_point():
            return stock(given, p, train)  # type: ignore[no-any-return]
        return torch.empty_like(given), torch.empty_like(given, dtype=torch.bool)

    return dropout


_ATEN = torch.ops.aten
OWN: dict[OpOverload, Callable[[_Function], _Function]] = {
    _ATEN.convolution.default: _convolution,
    _ATEN.native_batch_norm.default: _batch_norm(2),
    _ATEN._native_batch_norm_legit.default: _batch_norm(2),
    _ATEN._native_batch_norm_legit.no_stats: _batch_norm(2),
    _ATEN._native_batch_norm_legit_no_training.default: _batch_norm(2),
    _ATEN._batch_norm_with_update.default: _batch_norm(3),
    _ATEN._batch_norm_no_update.default: _batch_norm(3),
    _ATEN.native_group_norm.default: _group_norm,
    _ATEN._prelu_kernel.default: _elementwise,
    _ATEN.relu.default: _elementwise,
    _ATEN.relu_.default: _in_place,
    _ATEN.hardtanh.default: _elementwise,
    _ATEN.hardtanh_.default: _in_place,
    _ATEN.hardswish.default: _elementwise,
    _ATEN.hardswish_.default: _in_place,
    _ATEN._adaptive_avg_pool2d.default: _adaptive_average,
    _ATEN._adaptive_avg_pool3d.default: _adaptive_average,
    _ATEN.native_dropout.default: _dropout,
}
"""Our own functions: each is made from PyTorch's, to which it leaves what is not usual."""
