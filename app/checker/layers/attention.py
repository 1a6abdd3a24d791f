"""Attention and transformers; the layers inside a transformer give its rows."""

from collections.abc import Callable, Mapping

import torch
from torch import nn

from app.checker.blame.faults import Fault
from app.checker.findings.head_divisibility import HeadDivisibility
from app.checker.rows import Layer, Shapes

# The fast path gives the same shapes by kernels that meta tensors lack.
torch.backends.mha.set_fastpath_enabled(False)

_NO_GUESS = {"is_causal": False}
_WIDTH = ((8, 2, 16), ((5, 2, 8),))


def _attention_macs(module: nn.Module, shapes: Shapes) -> int:
    """Projections of query, key, value and result; the scores; the weighted sum. In order (query, key, value)."""
    query, key, value = (shapes * 3 if len(shapes) == 1 else shapes)[:3]
    if len(query) == 3 and not module.batch_first:
        query, key, value = ((s[1], s[0], s[2]) for s in (query, key, value))
    samples = query[0] if len(query) == 3 else 1
    length, source, width = query[-2], key[-2], int(module.embed_dim)  # type: ignore[arg-type]
    projections = width * (length * query[-1] + source * key[-1] + source * value[-1] + length * width)
    keys = source + (module.bias_k is not None) + bool(module.add_zero_attn)
    return samples * (projections + 2 * length * keys * width)


def _heads(width: str, heads: str) -> Callable[[Mapping[str, object]], Fault | None]:
    """Whether the heads divide the width, by the names of both arguments."""

    def check(bound: Mapping[str, object]) -> Fault | None:
        features, number = bound.get(width), bound.get(heads)
        if not isinstance(features, int) or not isinstance(number, int) or features < 1 or number < 1:
            return None
        return HeadDivisibility("MultiheadAttention", width, features, number) if features % number else None

    return check


_EMBEDDED, _MODEL = _heads("embed_dim", "num_heads"), _heads("d_model", "nhead")

LAYERS = (
    Layer(
        nn.MultiheadAttention, "attention", ((8, 2), ((5, 2, 8), (5, 2, 8), (5, 2, 8))), new=_EMBEDDED,
        macs_of_all=_attention_macs,
        shown=("embed_dim", "num_heads", "batch_first"), formula="the shape of the query; weights (N, L, S)",
        outputs=("attn_output", "attn_output_weights"), shown_as="F.multi_head_attention_forward", whole=True,
    ),
    Layer(nn.TransformerEncoderLayer, "attention", _WIDTH, new=_MODEL, formula="the shape stays",
          whole=True),
    Layer(
        nn.TransformerDecoderLayer, "attention", ((8, 2, 16), ((5, 2, 8), (5, 2, 8))), new=_MODEL,
        formula="the shape of the target", whole=True,
    ),
    Layer(nn.TransformerEncoder, "attention", ((), ()), formula="the shape stays", whole=True, supplied=_NO_GUESS),
    Layer(
        nn.TransformerDecoder, "attention", ((), ()), formula="the shape of the target", whole=True,
        supplied={"tgt_is_causal": False},
    ),
    Layer(
        nn.Transformer, "attention", ((8, 2, 1, 1, 16), ((5, 2, 8), (5, 2, 8))), new=_MODEL,
        formula="the shape of the target",
        whole=True, supplied={"src_is_causal": False, "tgt_is_causal": False},
    ),
)  # fmt: skip
