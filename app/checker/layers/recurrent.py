"""Recurrent layers and their cells: several outputs, each with torch's own name."""

from math import prod
from typing import Literal

from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.recurrent_input_size import RecurrentInputSize
from app.checker.findings.recurrent_state_shape import RecurrentStateShape
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_input_rank import WrongInputRank
from app.checker.report import Formula
from app.checker.rows import Given, Layer

_PAIR = 2
"""The tensors of a call with an input and one half of the state."""
_SHOWN = ("input_size", "hidden_size", "num_layers", "bidirectional", "batch_first", "proj_size")


def _rnn(  # noqa: PLR0913, PLR0917 (torch's own parameters, and so below)
    input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: Literal["tanh", "relu"] = "tanh",
    bias: bool = True, batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
) -> None:  # fmt: skip
    """The parameters of `nn.RNN`, which torch writes as `*args, **kwargs`."""


def _lstm(  # noqa: PLR0913, PLR0917
    input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True, batch_first: bool = False,
    dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
) -> None:  # fmt: skip
    """The parameters of `nn.LSTM`."""


def _gru(
    input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True, batch_first: bool = False,
    dropout: float = 0.0, bidirectional: bool = False,
) -> None:  # fmt: skip
    """The parameters of `nn.GRU`."""


def _macs(module: nn.Module, before: tuple[int, ...], _after: tuple[int, ...]) -> int:
    """Every matrix once for each step of each sequence."""
    return prod(before[:-1]) * sum(p.numel() for p in module.parameters() if p.ndim == 2)


def _explain(module: nn.Module, _before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    """The last axis: what each direction gives, side by side."""
    size = int(getattr(module, "proj_size", 0) or module.hidden_size)  # type: ignore[arg-type]
    directions = 2 if getattr(module, "bidirectional", False) else 1
    return [Formula(axis="features", text=f"{directions} · {size} = {directions * size}", value=after[-1])]


def _check(module: nn.Module, given: Given) -> Fault | None:
    """Axes and features, then the first state; the states of cells are left to torch."""
    cell, shape = isinstance(module, nn.RNNCellBase), given.shape
    if len(shape) not in ({1, 2} if cell else {2, 3}):
        order = "N, L, features" if getattr(module, "batch_first", False) else "L, N, features"
        return WrongInputRank(given.name, "N, features" if cell else order, shape, int(module.input_size), given.raw)  # type: ignore[arg-type]
    declared = int(module.input_size)  # type: ignore[arg-type]
    if shape[-1] != declared:
        return RecurrentInputSize(given.name, declared, shape[-1], shape)
    return None if cell else _check_states(module, given)


def _check_states(module: nn.Module, given: Given) -> Fault | None:
    """Layers · directions × batch × size for each state; without a batch where the input has none."""
    hidden, projected = int(module.hidden_size), int(getattr(module, "proj_size", 0) or 0)  # type: ignore[arg-type]
    first = int(module.num_layers) * (2 if module.bidirectional else 1)  # type: ignore[arg-type]
    flat, ahead = len(given.shape) == 2, bool(module.batch_first)
    batch = () if flat else (given.shape[0 if ahead else 1],)
    steps = None if flat else given.shape[1 if ahead else 0]
    if isinstance(module, nn.LSTM) and len(given.tensors) == _PAIR:
        shapes = (given.shape, tuple(given.tensors[1].shape))
        return TorchError(given.name, shapes, "its state is a pair, (h_0, c_0), and it is given a single tensor")
    for position, state in enumerate(given.tensors[1:3]):
        wanted = (first, *batch, (projected or hidden) if position == 0 else hidden)
        if tuple(state.shape) != wanted:
            there, rows = tuple(state.shape), given.shape[0]
            return RecurrentStateShape(given.name, position, there, wanted, steps, batch_first=ahead, rows=rows)
    return None


def _assume(module: nn.Module, given: Given) -> object:
    """What it gives for the right number of features."""
    wanted = 2 if isinstance(module, nn.RNNCellBase) else 3
    if len(given.shape) != wanted:
        return None
    return meta.run(module, (meta.empty((*given.shape[:-1], int(module.input_size))),), {})  # type: ignore[arg-type]


_STACKS = (
    (nn.RNN, _rnn, ("output", "h_n")),
    (nn.LSTM, _lstm, ("output", "h_n", "c_n")),
    (nn.GRU, _gru, ("output", "h_n")),
)
_CELLS = ((nn.RNNCell, ("h_1",)), (nn.LSTMCell, ("h_1", "c_1")), (nn.GRUCell, ("h_1",)))

LAYERS = (
    *(
        Layer(
            cls, "recurrent", ((6, 5), ((4, 2, 6),)), check=_check, assume=_assume, complete=False,
            explain=_explain, macs=_macs, shown=_SHOWN, whole=True,
            formula="(L, N, D · hidden_size), D = 2 where bidirectional", outputs=names, parameters=parameters,
        )
        for cls, parameters, names in _STACKS
    ),
    *(
        Layer(
            cls, "recurrent", ((6, 5), ((2, 6),)), check=_check, assume=_assume, complete=False,
            explain=_explain, macs=_macs, shown=_SHOWN[:2], whole=True,
            formula="(N, hidden_size)", outputs=names,
        )
        for cls, names in _CELLS
    ),
)  # fmt: skip
