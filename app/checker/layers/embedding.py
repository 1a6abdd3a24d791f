"""Embeddings: whole numbers in, a vector for each out."""

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.devices import meta
from app.checker.findings.torch_error import TorchError
from app.checker.report import Formula
from app.checker.rows import Given, Layer

_WHOLE = frozenset({torch.int32, torch.int64})


def _check(module: nn.Module, given: Given) -> Fault | None:
    """Meta takes any kind of number as an index."""
    dtype = given.tensors[0].dtype
    if dtype not in _WHOLE:
        kind = str(dtype).removeprefix("torch.")
        return TorchError(given.name, (given.shape,), f"its input must hold whole numbers (int64), and holds {kind}")
    if int(module.num_embeddings) == 0 and given.tensors[0].numel():  # type: ignore[arg-type]
        return TorchError(given.name, (given.shape,), "it has no rows to look up")
    return _outside(int(module.num_embeddings), given)  # type: ignore[arg-type]


def _outside(rows: int, given: Given) -> Fault | None:
    """An index that is known, and that no row has."""
    known = given.tensors[0]
    if known.is_meta or not known.numel():
        return None
    lowest, highest = int(known.min()), int(known.max())
    outside = highest if highest >= rows else lowest
    if 0 <= outside < rows:
        return None
    text = f"index {outside:,} is out of range: num_embeddings = {rows:,}, so the indices go from 0 to {rows - 1:,}"
    return TorchError(given.name, (given.shape,), text)


def _assume(module: nn.Module, given: Given) -> torch.Tensor | None:
    return meta.empty((*given.shape, int(module.embedding_dim)))  # type: ignore[arg-type]


def _explain(module: nn.Module, _before: tuple[int, ...], after: tuple[int, ...]) -> list[Formula]:
    return [Formula(axis="features", text=f"embedding_dim = {module.embedding_dim}", value=after[-1])]


_SHOWN = ("num_embeddings", "embedding_dim")

LAYERS = (
    Layer(
        nn.Embedding, "embedding", ((10, 3), ()), check=_check, assume=_assume, explain=_explain, shown=_SHOWN,
        formula="one more axis at the end, of embedding_dim",
    ),
    Layer(
        nn.EmbeddingBag, "embedding", ((10, 3), ()), shown=(*_SHOWN, "mode"), formula="(bags, embedding_dim)",
    ),
)  # fmt: skip
