"""Calls of functions and methods with arguments right and wrong get the verdict and the shapes of real CPU torch.

Each call is drawn from a seeded source: sizes of 0, negative axes, other kinds of number, too many or too few axes.
"""

import random
import re
import warnings
from collections import Counter

import pytest
import torch

from app.checker.engine import check
from app.checker.report import Request
from tests.checker.asking import module
from tests.conftest import COMPARED

CALLS = 3_000
CALLED = """
x + {T} ; x * {T} ; x @ {T} ; x / {T} ; x // {T} ; x ** {T} ; x > {T} ; x & {T} ; -x ; ~x ; x[{X}] ; x[{T}] ;
x[{X}] + 1 ; torch.matmul(x, {T}) ; torch.bmm(x, {T}) ; torch.mm(x, {T}) ; torch.mv(x, {T}) ; torch.dot(x, {T}) ;
torch.outer(x, {T}) ; torch.cat([x, {T}], {D}) ; torch.cat([x, {T}, x], dim={D}) ; torch.stack([x, {T}], {D}) ;
torch.stack([x, x], dim={D}) ; torch.hstack([x, {T}]) ; torch.vstack([x, {T}]) ; torch.dstack([x, {T}]) ;
x.chunk({N}, {D})[0] ; x.split({N}, {D})[0] ; x.split([1, 2], {D})[1] ; torch.tensor_split(x, {N}, {D})[0] ;
x.unbind({D})[0] ; x.sum({DD}) ; x.sum({DD}, keepdim={B}) ; x.mean({DD}) ; x.max({D})[0] ; x.max() ;
x.min({D}).values ; x.argmax({D}) ; x.argmax() ; x.std({DD}) ; x.var({DD}, keepdim={B}) ; x.norm(dim={D}) ;
x.prod({D}) ; x.all({D}) ; x.any() ; x.cumsum({D}) ; x.sort({D})[0] ; x.topk({N}, {D})[0] ; x.logsumexp({D}) ;
x.softmax({D}) ; F.softmax(x, dim={D}) ; F.log_softmax(x, {D}) ; F.normalize(x, dim={D}) ;
F.gumbel_softmax(x, dim={D}) ; x.view({S}) ; x.reshape({S}) ; x.view({I}, {I}) ; x.view(x.size({D}), -1) ;
x.reshape(x.shape[{I}], -1) ; x.flatten({D}) ; x.flatten({D}, {D}) ; torch.flatten(x, {D}) ;
x.unflatten({D}, {S}) ; x.permute({D}, {D}) ; x.permute({D}, {D}, {D}) ; x.permute(0, {D}, {D}, {D}) ;
x.transpose({D}, {D}) ; x.t() ; x.T ; x.mT ; x.H ; x.squeeze({D}) ; x.squeeze() ; x.unsqueeze({D}) ;
x.expand({S}) ; x.expand({I}, {I}, {I}) ; x.expand_as({T}) ; x.repeat({S}) ; x.repeat({I}, {I}) ; x.tile({S}) ;
x.repeat_interleave({N}, {D}) ; x.repeat_interleave({N}, dim={D}) ; x.narrow({D}, {I}, {I}) ;
x.select({D}, {I}) ; torch.index_select(x, {D}, torch.tensor([0, {I}])) ; torch.gather(x, {D}, {T}) ;
torch.where(x > 0, x, {T}) ; torch.where({T}, x, {T}) ; x.masked_fill({T}, 0) ; x.masked_fill(x > 0, {N}) ;
x.roll({I}, {D}) ; x.flip({D}) ; x.flip([{D}, {D}]) ; torch.rot90(x, 1, [{D}, {D}]) ; x.unfold({D}, {N}, {N}) ;
x.diagonal({I}, {D}, {D}) ; torch.diag(x) ; torch.diag_embed(x) ; torch.tril(x) ; torch.triu(x, {I}) ;
torch.einsum('ij,jk->ik', x, {T}) ; torch.einsum('bij,bjk->bik', x, {T}) ;
torch.einsum('...i,...i->...', x, {T}) ; torch.tensordot(x, {T}, {N}) ; torch.kron(x, {T}) ;
torch.cdist(x, {T}) ; torch.cross(x, {T}, dim={D}) ; torch.addmm({T}, x, {T}) ; torch.baddbmm({T}, x, {T}) ;
F.linear(x, {T}) ; F.linear(x, {T}, {T}) ; F.bilinear(x, x, {T}) ; F.relu(x) ; F.gelu(x) ; F.glu(x, {D}) ;
F.prelu(x, {T}) ; F.threshold(x, 0.1, {N}) ; F.dropout(x, 0.5) ; F.dropout(x, {N}) ; F.dropout2d(x) ;
F.alpha_dropout(x) ; F.max_pool2d(x, {N}) ; F.max_pool2d(x, {N}, {N}, {N}) ; F.max_pool1d(x, {N}) ;
F.max_pool3d(x, {N}) ; F.avg_pool2d(x, {N}, {N}) ; F.avg_pool1d(x, {N}, padding={N}) ;
F.adaptive_avg_pool2d(x, {N}) ; F.adaptive_max_pool1d(x, {N}) ; F.lp_pool2d(x, 2, {N}) ; F.pad(x, {P}) ;
F.pad(x, {P}, mode='reflect') ; F.pad(x, {P}, mode='replicate') ; F.pad(x, {P}, mode='circular') ;
F.pad(x, {P}, 'constant', {N}) ; F.interpolate(x, scale_factor={N}) ; F.interpolate(x, size={N}) ;
F.interpolate(x, {S}) ; F.interpolate(x, scale_factor=({N}, {N})) ;
F.interpolate(x, scale_factor={N}, mode='bilinear') ;
F.interpolate(x, size=({N}, {N}), mode='bilinear', align_corners={B}) ;
F.interpolate(x, size={N}, mode='linear') ; F.interpolate(x, scale_factor={N}, mode='bicubic') ;
F.interpolate(x, scale_factor={N}, mode='area') ; F.pixel_shuffle(x, {N}) ; F.pixel_unshuffle(x, {N}) ;
F.channel_shuffle(x, {N}) ; F.unfold(x, {N}) ; F.unfold(x, {N}, stride={N}, padding={N}) ;
F.fold(x, ({N}, {N}), {N}) ; F.conv2d(x, {T}) ; F.conv2d(x, {T}, {T}) ; F.conv1d(x, {T}, padding={N}) ;
F.conv2d(x, torch.ones(2, {N}, 1, 1), stride={N}) ; F.conv_transpose2d(x, {T}, stride={N}) ;
F.batch_norm(x, {T}, {T}) ; F.batch_norm(x, torch.ones({N}), torch.ones({N}), training={B}) ;
F.layer_norm(x, {S}) ; F.layer_norm(x, x.shape[{I}:]) ; F.instance_norm(x) ; F.group_norm(x, {N}) ;
F.local_response_norm(x, {N}) ; F.rms_norm(x, {S}) ; F.one_hot(x.long(), {N}) ; F.embedding(x.long(), {T}) ;
F.embedding(x, {T}) ; F.cross_entropy(x, {T}) ; F.cross_entropy(x, torch.zeros(x.shape[:1]).long()) ;
F.nll_loss(x, torch.zeros(x.shape[0]).long()) ; F.mse_loss(x, {T}) ; F.l1_loss(x, {T}) ;
F.smooth_l1_loss(x, {T}) ; F.binary_cross_entropy(x.sigmoid(), {T}) ;
F.binary_cross_entropy_with_logits(x, {T}) ; F.kl_div(x, {T}) ; F.cosine_similarity(x, {T}, dim={D}) ;
F.pairwise_distance(x, {T}) ; F.triplet_margin_loss(x, {T}, {T}) ; F.cosine_embedding_loss(x, {T}, {T}) ;
F.scaled_dot_product_attention(x, {T}, {T}) ; F.grid_sample(x, {T}) ; F.affine_grid(x, {S}) ; x.new_zeros({S}) ;
x.new_ones({I}, {I}) ; torch.zeros_like(x) ; torch.full_like(x, {N}) ; torch.arange({N}, {N}) ;
torch.linspace(0, 1, {N}) ; torch.eye({N}) ; torch.rand({S}) ; torch.meshgrid(x, {T})[0] ;
torch.broadcast_to(x, {S}) ; torch.atleast_3d(x) ; torch.movedim(x, {D}, {D}) ; torch.swapaxes(x, {D}, {D}) ;
torch.clamp(x, {N}, {N}) ; torch.clamp(x, min={T}) ; x.clamp() ; torch.maximum(x, {T}) ; torch.pow(x, {T}) ;
torch.sqrt(x) ; torch.fmod(x, {T}) ; torch.lerp(x, {T}, {T}) ; torch.addcmul(x, {T}, {T}) ;
torch.cumprod(x, {D}) ; torch.isnan(x) ; torch.logical_and(x, {T}) ; torch.numel(x) ; torch.median(x, {D})[0] ;
torch.quantile(x, 0.5, dim={D}) ; torch.count_nonzero(x, {D}) ; torch.fft.fft2(x) ;
torch.linalg.norm(x, dim={DD}) ; x.squeeze_({D}) ; x.unsqueeze_({D}) ; x.transpose_({D}, {D}) ; x.t_() ;
x.view_as({T}) ; x.reshape_as({T}) ; x.type_as({T}) ; x.to(torch.float16) @ x.to(torch.float16) ; x.long() / 2 ;
x.bool() + x.bool() ; x.bool() - x.bool() ; x.long().mean() ; x.long().softmax(0) ; len(x) ; x.size({D}) ;
x.shape[{I}] ; x.view(len(x), -1) ; F.max_unpool2d(x, x.long(), {N}) ; F.hardtanh(x) ; F.hardtanh(x, {N}, {N}) ;
F.elu(x, {N}) ; F.leaky_relu(x, {N}) ; F.softplus(x, {N}) ; F.softshrink(x, {N}) ; F.rrelu(x) ; F.relu(x, {B}) ;
F.relu(x, inplace={B}) ; F.huber_loss(x, {T}, delta={N}) ; F.multi_margin_loss(x, {T}) ;
F.gaussian_nll_loss(x, {T}, {T}) ; F.poisson_nll_loss(x, {T}) ; F.hinge_embedding_loss(x, {T}) ;
F.margin_ranking_loss(x, {T}, {T}) ; F.fractional_max_pool2d(x, {N}, {N}) ;
F.adaptive_max_pool2d(x, ({N}, None)) ; F.adaptive_avg_pool3d(x, {N}) ; F.avg_pool3d(x, {N}) ; F.conv3d(x, {T}) ;
torch.nn.utils.parameters_to_vector([x]) ; torch.chunk(x, {N}, dim={D})[-1] ; torch.split(x, {N}, dim={D})[-1] ;
torch.squeeze(x, {D}) ; torch.concat([x, x], axis={D}) ; torch.mean(x, {DD}, {B}) ; torch.sum(x, axis={DD}) ;
torch.argsort(x, {D}) ; torch.flip(x, dims=({D},)) ; torch.std_mean(x, {D})[0] ; torch.trace(x) ;
torch.block_diag(x, x) ; torch.cartesian_prod(x, x) ; torch.take_along_dim(x, {T}, {D}) ;
torch.searchsorted(x, {T}) ; torch.histc(x) ; torch.bucketize(x, torch.tensor([0.5])) ; torch.tensor({S}) ;
torch.randint(0, {N}, {S}) ; torch.full({S}, {N}) ; torch.empty({S}).shape ; x.type(torch.int32) ;
x.half().sum() ; x.is_contiguous() ; x.numel() + {N} ; x.dim() - {N} ; x.stride({D}) ; x.contiguous().view(-1) ;
x.transpose(0, 1).view(-1) ; x.permute(*range(x.dim())[::-1]).view(-1) ; x.any({D}) ; x.aminmax(dim={D})[0] ;
x.nansum() ; x.renorm(2, {D}, 1) ; x.index_fill({D}, torch.tensor([0]), 1) ; x.as_strided({S}, {S}) ;
x.matmul({T}) ; x.dist({T}) ; x.lt({T}) ; x.eq({T}).all() ; x.where(x > 0, {T}) ; x.unsqueeze({D}).expand({S}) ;
x[..., {X}] ; x[:, {I}] ; x[{I}:, :{I}] ; x[torch.tensor([0, {I}])] ; x[[0, {I}]] ; x[:, [0, {I}]] ; x[None] ;
x[()] ; x[True] ; x[{N}]
"""
TEMPLATES = [call.strip() for call in re.split(r" ;\s", CALLED.strip())]
ERRORS = (RuntimeError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, AssertionError)


class Dice:
    """A seeded source of arguments; each capital letter of a template is a kind of them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.kinds = {
            "T": self.tensor, "D": self.axis, "DD": self.axes, "N": self.number, "I": self.index, "S": self.sizes,
            "B": lambda: self.one("True False"), "X": self.slices, "P": self.padding,
        }  # fmt: skip

    def one(self, words: str) -> str:
        return self.random.choice(words.split())

    def shape(self, least: int = 0) -> list[int]:
        return [self.random.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6]) for _ in range(self.random.randint(least, 4))]

    def tensor(self) -> str:
        kind = self.one("- - - - - - torch.int64 torch.bool torch.float64")
        made = f"torch.ones({self.shape()}{'' if kind == '-' else f', dtype={kind}'})"
        seen = "x x x.clone() x[:1] x.double() x.long() x.bool() x.unsqueeze(0) x.transpose(0,-1) 2 2.5"
        return self.random.choice([made, made, *seen.split()])

    def axis(self) -> str:
        return self.one("0 1 -1 -2 2 3 -3 4 -5 0 1")

    def axes(self) -> str:
        return self.random.choice([self.axis(), f"({self.axis()}, {self.axis()})", f"[{self.axis()}]", "None"])

    def number(self) -> str:
        return self.one("1 2 2 3 4 0 -1 5 2.5")

    def index(self) -> str:
        return self.one("0 1 2 -1 -2 5")

    def sizes(self) -> str:
        return f"({', '.join(self.one('1 2 3 -1 -1 0 4 6') for _ in range(self.random.randint(1, 4)))},)"

    def slices(self) -> str:
        several = ": :1 1: ::2 0 -1 ... None :0 5 ::-1 1:2 -2:5"
        return ", ".join(self.one(several) for _ in range(self.random.randint(1, 4)))

    def padding(self) -> str:
        return f"({', '.join(self.one('0 1 2 -1 3') for _ in range(self.random.choice([2, 4, 6, 3, 1])))},)"

    def call(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self.kinds[match[1]](), self.random.choice(TEMPLATES))


def really(code: str, shape: list[int]) -> list[list[int]] | None:
    """The sizes that real CPU torch gives; None where it raises."""
    names: dict[str, object] = {}
    exec(code, names)  # (our own text, above)
    torch.manual_seed(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return flat(names["Net"]()(torch.rand(shape)))  # type: ignore[operator]
    except ERRORS:
        return None


def flat(value: object) -> list[list[int]]:
    if isinstance(value, torch.Tensor):
        return [list(value.shape)]
    parts = value if isinstance(value, tuple | list) and not isinstance(value, torch.Size) else ()
    return [shape for part in parts for shape in flat(part)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_calls_are_judged_as_the_cpu_judges_them(seed, record_property):
    dice, counts, wrong = Dice(seed), Counter(), []
    for _ in range(CALLS // 3):
        call, shape = dice.call(), dice.shape(least=dice.random.choice([0, 1, 2, 3]))
        code = module(f"return {call}")
        truth = really(code, shape)
        report = check(Request(code=code, input_shape=shape, entry="Net"))
        agrees = report.verdict == ("fails" if truth is None else "runs") and truth in (None, report.output_shapes)
        counts[report.verdict if agrees or report.verdict == "cannot-tell" else "wrong"] += 1
        if not agrees and report.verdict != "cannot-tell":
            wrong.append((call, shape, truth, report.verdict, report.output_shapes))
    record_property(COMPARED, f"{counts.total()} random calls, seed {seed}: {dict(counts)}")
    assert wrong == []
    assert counts["runs"] > CALLS // 12
    assert counts["fails"] > CALLS // 12
    assert counts["cannot-tell"] < CALLS // 100
