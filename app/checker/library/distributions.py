"""`torch.distributions`: of what is drawn, and of its densities, only the sizes are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from app.checker.devices import meta
from app.checker.objects.instances import ObjectValue
from app.checker.objects.tensors import ShapeValue, TensorValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.performing.recording import without_row
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class _Kind:
    """One family: its parameters in order, how many last axes are one draw, and whether draws are whole numbers."""

    parameters: str
    event: int = 0
    categories: bool = False
    whole: bool = False


_KINDS = {
    "Normal": _Kind("loc scale"), "Uniform": _Kind("low high"), "Laplace": _Kind("loc scale"),
    "LogNormal": _Kind("loc scale"), "Cauchy": _Kind("loc scale"), "Gumbel": _Kind("loc scale"),
    "StudentT": _Kind("df loc scale"), "Beta": _Kind("concentration1 concentration0"),
    "Gamma": _Kind("concentration rate"), "Exponential": _Kind("rate"), "Poisson": _Kind("rate"),
    "Bernoulli": _Kind("probs logits"), "Geometric": _Kind("probs logits"),
    "Categorical": _Kind("probs logits", categories=True, whole=True),
    "OneHotCategorical": _Kind("probs logits", event=1), "Dirichlet": _Kind("concentration", event=1),
    "MultivariateNormal": _Kind("loc covariance_matrix precision_matrix scale_tril", event=1),
}  # fmt: skip
_SQUARE = frozenset({"covariance_matrix", "precision_matrix", "scale_tril"})
_CLASSES = classes("".join(f"class {name}:\n    pass\n" for name in (*_KINDS, "Independent")))


def _shape(value: Value, call: Call) -> Sizes:
    if isinstance(value, TensorValue):
        return value.shape
    if isinstance(value, int | float):
        return ()
    raise CannotTell("unsupported", "a distribution of something else than numbers is not read", call.node)


def _broadcast(shapes: list[Sizes], call: Call) -> Sizes:
    try:
        return tuple(torch.broadcast_shapes(*shapes))  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        raise call.error("ValueError", f"the sizes of a distribution do not fit: {error}") from error


def _made(name: str, kind: _Kind) -> Callable[[Call], Value]:
    """`Normal(mu, sigma)`."""

    def run(call: Call) -> Value:
        names = kind.parameters.split()
        given = {**dict(zip(names, call.args, strict=False)), **{k: v for k, v in call.kwargs.items() if k in names}}
        given = {key: value for key, value in given.items() if value is not None}
        if not given:
            raise call.error("TypeError", f"{name}() misses its parameters")
        shapes = [_shape(value, call)[: -1 if key in _SQUARE else None] for key, value in given.items()]
        full = _broadcast(shapes, call)
        inner = kind.event + kind.categories
        batch, event = full[: len(full) - inner], full[len(full) - inner :]
        return _distribution(name, batch, () if kind.categories else event, given, call, whole=kind.whole)

    return run


def _distribution(
    name: str, batch: Sizes, event: Sizes, given: Mapping[str, Value], call: Call, *, whole: bool
) -> ObjectValue:
    inputs = [value for value in given.values() if isinstance(value, TensorValue)]

    def numbers(sizes: Sizes, at: Call, dtype: torch.dtype = torch.float32) -> Value:
        at.reader.meter.shape(sizes, at.node)
        return without_row(TensorValue(meta.empty(sizes, dtype)), inputs, at)

    def drawn(at: Call) -> Value:
        more = at.argument(0, "sample_shape", ())
        sizes = tuple(size for size in at.reader.iterate(more, at.node) if isinstance(size, int))
        return numbers((*sizes, *batch, *event), at, torch.int64 if whole else torch.float32)

    def density(at: Call) -> Value:
        whole_shape = _broadcast([_shape(at.needed(0), at), (*batch, *event)], at)
        return numbers(whole_shape[: len(whole_shape) - len(event)], at)

    own: dict[str, Value] = {
        **given, "batch_shape": ShapeValue(batch), "event_shape": ShapeValue(event),
        **{key: numbers((*batch, *event), call) for key in ("mean", "stddev", "variance", "mode")},
        **{key: Builtin(key, drawn) for key in ("sample", "rsample", "sample_n")},
        **{key: Builtin(key, density) for key in ("log_prob", "cdf", "icdf")},
        "entropy": Builtin("entropy", lambda at: numbers(batch, at)),
    }  # fmt: skip
    for key, other in (("probs", "logits"), ("logits", "probs")):
        if key not in own and other in given:
            own[key] = numbers(_shape(given[other], call), call)
    return ObjectValue(_CLASSES[name], own)


def _parts(value: Value, call: Call) -> tuple[Sizes, Sizes]:
    held = value.attributes if isinstance(value, ObjectValue) else {}
    batch, event = held.get("batch_shape"), held.get("event_shape")
    if not isinstance(batch, ShapeValue) or not isinstance(event, ShapeValue):
        raise call.error("TypeError", "this is no distribution")
    return tuple(batch), tuple(event)


def _independent(call: Call) -> Value:
    """`Independent(Normal(mu, sigma), 1)`: the last axes of the batch belong to one draw."""
    base, count = call.argument(0, "base_distribution"), call.argument(1, "reinterpreted_batch_ndims")
    batch, event = _parts(base, call)
    if not isinstance(count, int) or not 0 <= count <= len(batch):
        raise call.error("ValueError", "Independent() needs a number of axes that the distribution has")
    cut = len(batch) - count
    given = {"base_dist": base}
    return _distribution("Independent", batch[:cut], (*batch[cut:], *event), given, call, whole=False)


def _divergence(call: Call) -> Value:
    """`kl_divergence(p, q)`."""
    sizes = _broadcast([_parts(value, call)[0] for value in (call.needed(0), call.needed(1))], call)
    return TensorValue(meta.empty(sizes))


def _type(name: str, run: Callable[[Call], Value]) -> TypeToken:
    return TypeToken(name, lambda value: isinstance(value, ObjectValue) and value.kind is _CLASSES[name], run)


_TYPES: dict[str, Value] = {
    **{name: _type(name, _made(name, kind)) for name, kind in _KINDS.items()},
    "Independent": _type("Independent", _independent),
    "Distribution": TypeToken("Distribution", lambda v: isinstance(v, ObjectValue) and v.kind in _CLASSES.values()),
}
_DIVERGENCE = {"kl_divergence": Builtin("kl_divergence", _divergence)}
_PLACES = "normal categorical bernoulli uniform multivariate_normal independent distribution beta"

LIBRARY = Library(
    modules={
        "torch.distributions": {**_TYPES, **_DIVERGENCE},
        "torch.distributions.kl": _DIVERGENCE,
        **{f"torch.distributions.{place}": _TYPES for place in _PLACES.split()},
    }
)  # fmt: skip
