"""Calls that torch refuses, each beside the nearest call that it takes: the verdict and shapes are the CPU's.

The expected verdict is never written down: the same paste is run in real CPU torch inside the test.
"""

import warnings
from collections.abc import Callable, Iterator

import pytest
import torch

from app.checker import engine
from app.checker.report import Report, Request
from tests.conftest import COMPARED

PASTE = """\
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        {layers}

    def forward(self, x):
        return {result}
"""

# Sizes of x: the results that forward gives, wrong ones and their right neighbours.
CALLS = {
    (2, 3, 4, 4): """
        x.view(2, 49)
        x.view(2, 48)
        x.view(-1, 7)
        x.view(-1, -1)
        x.view(2, -2)
        x.view(0, -1)
        x.view(2, 3.0, 16)
        x.view((2, 48))
        x.view(size=(2, 48))
        x.view([2, -1])
        x.view(2, 3, 4, 4, 1)
        x.view()
        x.permute(0, 2, 3, 1).view(2, 48)
        x.permute(0, 2, 3, 1).view(2, 16, 3)
        x.permute(0, 2, 3, 1).contiguous().view(2, 48)
        x.transpose(1, 2).view(2, -1)
        x.transpose(1, 2).reshape(2, -1)
        x[:, :, ::2].view(2, -1)
        x[:, :2].view(2, -1)
        x.view_as(torch.zeros(2, 48))
        x.view_as(torch.zeros(2, 47))
        x.reshape(2, 49)
        x.reshape(-1, 5)
        x.reshape(3, -1)
        x.reshape(shape=(2, 48))
        torch.reshape(x, (2, 50))
        torch.reshape(x, (-1,))
        torch.reshape(x, 96)
        x.reshape(-1)
        x.flatten(4)
        x.flatten(1, 0)
        x.flatten(-5)
        x.flatten(1)
        x.flatten(start_dim=1, end_dim=2)
        torch.flatten(x, 5)
        torch.flatten(x, 1, -1)
        torch.flatten(x, 2, 1)
        x.unflatten(1, (3, 1))
        x.unflatten(1, (2, 2))
        x.unflatten(1, (-1, 2))
        x.permute(0, 1, 2)
        x.permute(0, 1, 2, 2)
        x.permute(0, 1, 2, 4)
        x.permute(0, -1, 1, 2)
        x.permute((0, 2, 3, 1))
        torch.permute(x, (0, 2, 3, 1))
        torch.permute(x, 0, 2, 3, 1)
        x.transpose(1, 4)
        x.transpose(1)
        x.transpose(-1, -5)
        x.transpose(1, 2)
        x.t()
        x.T
        x.mT
        x.squeeze(4)
        x.squeeze(1)
        x.squeeze(-5)
        x.unsqueeze(5)
        x.unsqueeze(6)
        x.unsqueeze(-5)
        x.unsqueeze(-6)
        x.unsqueeze()
        x.movedim(1, 3)
        x.movedim(1, 4)
        torch.cat([x, x], 4)
        torch.cat([x, x], 1)
        torch.cat([x, x], dim=-5)
        torch.cat(x, x)
        torch.cat((x, x[:, :, 1:]), 1)
        torch.cat((x, x[:, :, 1:]), 2)
        torch.cat((x, x.flatten(1)), 1)
        torch.cat([])
        torch.cat([x, torch.zeros(0)], 1)
        torch.cat([x, torch.zeros(0, 3)], 1)
        torch.cat([x, 1], 1)
        torch.cat([x, x.long()], 1)
        torch.cat(x.chunk(2, 1), 1)
        torch.stack([x, x], 5)
        torch.stack([x, x], 4)
        torch.stack([x, x], -6)
        torch.stack([x, x[:1]])
        torch.stack([])
        torch.stack([x, x[:, :2]], 1)
        x.chunk(2, 4)
        x.chunk(0, 1)
        x.chunk(2, 1)
        x.chunk(7, 1)
        torch.chunk(x, 3, dim=1)
        x.split(0, 1)
        x.split(2, 1)
        x.split([1, 1], 1)
        x.split([1, 2], 1)
        x.split([1, 2], dim=4)
        x.split(-1, 1)
        torch.split(x, [4, -1], 1)
        x.unbind(4)
        x.unbind(1)
        x.tensor_split(2, 1)
        x.tensor_split(0, 1)
        x[2]
        x[-3]
        x[1]
        x[:, 3]
        x[0, 0, 0, 0, 0]
        x[:, :, 7]
        x[:, :, 2:9]
        x[..., 0]
        x[..., 0, 0, 0, 0, 0]
        x[:, None]
        x[:, [0, 2]]
        x[:, [0, 3]]
        x[:, ::-1]
        x[:, ::0]
        x['a']
        x[1.0]
        x[:, torch.tensor([0, 1])]
        x.select(1, 3)
        x.select(1, 2)
        x.narrow(1, 2, 2)
        x.narrow(1, 1, 2)
        x.narrow(1, 0, -1)
        x.index_select(1, torch.tensor([0, 2]))
        x.index_select(4, torch.tensor([0, 2]))
        x.index_select(1, torch.tensor([0.0]))
        x.gather(1, torch.zeros(2, 1, 4, 4).long())
        x.gather(1, torch.zeros(2, 1, 4, 4))
        x.gather(1, torch.zeros(2, 1, 4).long())
        x.expand(2, 3, 4, 8)
        x.expand(2, 3, 4)
        x.expand(5, 2, 3, 4, 4)
        x.expand(-1, -1, -1, -1)
        x.expand(-1, 2, 3, 4, 4)
        x[:, :1].expand(2, 7, 4, 4)
        x.expand_as(torch.zeros(2, 3, 4))
        x.repeat(2)
        x.repeat(1, 2, 1, 1)
        x.repeat(2, 1, 1, 1, 1)
        x.repeat(1, -1, 1, 1)
        x.repeat()
        x.tile((2,))
        x.repeat_interleave(2, dim=4)
        x.repeat_interleave(2, dim=1)
        x.repeat_interleave(2)
        x.repeat_interleave(-1, 1)
        x.broadcast_to(2, 3, 4, 4)
        x.broadcast_to((5, 3, 4, 4))
        x.sum(4)
        x.sum((2, 3))
        x.sum(dim=[1, 1])
        x.sum(dim=(2, -1))
        x.sum(dim=(2, -2))
        x.mean(-5)
        x.mean([2, 3])
        x.mean([2, 3], keepdim=True)
        x.mean(dim=(2, 3), keepdims=True)
        x.long().mean()
        x.long().sum()
        x.long().float().mean((2, 3))
        x.max(4)
        x.max(1)
        x.max(1)[0]
        x.max(1).values
        x.max(dim=1, keepdim=True)[1]
        torch.max(x, 4)[0]
        torch.max(x, x)
        torch.max(x, x[:, :2])
        torch.max(x, (2, 3))
        x.amax((2, 3))
        x.amax((2, 4))
        x.argmax(4)
        x.argmax(1)
        x.argmax()
        x.argmax((1, 2))
        x.std(4)
        x.var((2, 3))
        x.norm(dim=4)
        x.norm(p=2, dim=1)
        x.prod(1)
        x.prod((1, 2))
        x.cumsum(4)
        x.cumsum(1)
        x.cumsum()
        x.topk(4, 1)
        x.topk(2, 1)
        x.topk(2, 1)[0]
        x.topk(5)
        x.sort(4)
        x.sort(1)[0]
        x.argsort(4)
        x.flip(4)
        x.flip(1)
        x.flip(1, 1)
        x.flip([2, 3])
        x.roll(1, 4)
        x.roll((1, 1), (2, 3))
        x.roll((1, 1), 2)
        x.tril()
        x + torch.zeros(3)
        x + torch.zeros(4)
        x + torch.zeros(2, 3, 1, 1)
        x + torch.zeros(3, 2, 1, 1)
        x - torch.zeros(2, 3, 4)
        x - torch.zeros(3, 4, 4)
        x * torch.zeros(2)
        x * torch.zeros(2, 1, 1, 1)
        x / torch.zeros(2, 3, 4, 5)
        x + [1, 2]
        x + 'a'
        x + None
        x * x.mean((2, 3))
        x * x.mean((2, 3), keepdim=True)
        x * x.mean((2, 3))[:, :, None, None]
        x * x.mean((2, 3)).view(2, 3, 1, 1)
        torch.add(x, torch.zeros(5))
        torch.add(x, x, alpha=2)
        torch.mul(x, torch.zeros(2, 3))
        x.add(torch.zeros(3, 4))
        x.add_(torch.zeros(2, 3, 4, 4))
        x.add_(torch.zeros(5, 2, 3, 4, 4))
        x[:, :1].add_(x)
        x > torch.zeros(5)
        x == torch.zeros(2, 3, 1, 4)
        torch.where(x > 0, x, torch.zeros(5))
        torch.where(x > 0, x, 0.0)
        torch.where(x, x, x)
        torch.maximum(x, torch.zeros(3))
        torch.maximum(x, torch.zeros(4))
        x.pow(torch.zeros(3))
        x ** 2
        x.matmul(x)
        x @ x[:, :, 1:]
        x @ x[:, :2]
        x @ torch.zeros(4)
        x @ torch.zeros(3)
        x @ torch.zeros(4, 5)
        x.mm(x)
        x.bmm(x)
        torch.bmm(x[0], x[1])
        torch.bmm(x[0], x[0, :2])
        torch.bmm(x[0], x[0, :, 1:])
        torch.mm(x[0, 0], x[0, 1])
        torch.mm(x[0, 0], x[0, 1, 1:])
        torch.mv(x[0, 0], x[0, 0, 0])
        torch.mv(x[0, 0], x[0, 0, 0, 1:])
        torch.dot(x[0, 0, 0], x[0, 0, 0])
        torch.dot(x[0, 0], x[0, 0])
        torch.outer(x[0, 0, 0], x[0, 0, 1])
        torch.addmm(x[0, 0], x[0, 0], x[0, 1])
        torch.addmm(torch.zeros(3), x[0, 0], x[0, 1])
        torch.baddbmm(torch.zeros(4), x[0], x[0])
        torch.baddbmm(torch.zeros(5), x[0], x[0])
        torch.einsum('bchw,bcij->bhwij', x, x)
        torch.einsum('bchw,bcw->bh', x, x)
        torch.einsum('bchw,bchv->bhwv', x, x[:, :2])
        torch.einsum('bchw->bc', x)
        torch.einsum('bchw->bq', x)
        torch.einsum('bchw,bchw', x)
        torch.einsum('bchw,chwd->bd', x, torch.zeros(3, 4, 4, 6))
        torch.einsum('nchw,kc->nkhw', x, torch.zeros(5, 3))
        torch.einsum('nchw,kc->nkhw', x, torch.zeros(5, 4))
        torch.softmax(x, 4)
        torch.softmax(x, dim=1)
        torch.softmax(x)
        F.softmax(x, dim=-5)
        F.softmax(x, 1)
        F.softmax(x)
        F.log_softmax(x, dim=4)
        F.log_softmax(x, dim=1)
        x.softmax(4)
        x.softmax(-1)
        x.log_softmax(7)
        F.softmax(x.long(), dim=1)
        F.gumbel_softmax(x, dim=4)
        F.normalize(x, dim=4)
        F.normalize(x, dim=1)
        F.glu(x, 1)
        F.glu(x, 2)
        F.relu(x, True)
        F.relu(x, 1, 2)
        F.leaky_relu(x, 0.2)
        F.dropout(x, 1.5)
        F.dropout(x, 0.5, self.training)
        F.dropout2d(x, -0.1)
        F.prelu(x, torch.zeros(2))
        F.prelu(x, torch.zeros(3))
        F.interpolate(x, scale_factor=2)
        F.interpolate(x, size=8)
        F.interpolate(x, size=(8, 8, 8))
        F.interpolate(x, size=(8, 7), mode='bilinear')
        F.interpolate(x, scale_factor=2, mode='trilinear')
        F.interpolate(x, scale_factor=2, mode='linear')
        F.interpolate(x, scale_factor=2, mode='cubic')
        F.interpolate(x, scale_factor=2, mode='nearest', align_corners=True)
        F.interpolate(x, scale_factor=2, mode='bilinear', align_corners=True)
        F.interpolate(x, size=8, scale_factor=2)
        F.interpolate(x)
        F.interpolate(x, size=0)
        F.interpolate(x, scale_factor=0.1)
        F.interpolate(x, size=x.shape[2:])
        F.interpolate(x, size=x.shape)
        F.interpolate(x, scale_factor=(2, 2, 2))
        F.upsample(x, scale_factor=2)
        F.pad(x, (1, 1))
        F.pad(x, (1, 1, 1, 1))
        F.pad(x, (1, 1, 1))
        F.pad(x, (1,) * 10)
        F.pad(x, [0, -1, 0, -1])
        F.pad(x, [0, -5, 0, 0])
        F.pad(x, 1)
        F.pad(x, (1, 1, 1, 1), mode='reflect')
        F.pad(x, (4, 4, 4, 4), mode='reflect')
        F.pad(x, (5, 5, 5, 5), mode='circular')
        F.pad(x, (1, 1), mode='reflect')
        F.pad(x, (1, 1, 1, 1), mode='mirror')
        F.pad(x, (1, 1, 1, 1), 'constant', 0)
        F.max_pool2d(x, 5)
        F.max_pool2d(x, 2)
        F.max_pool2d(x, (2, 2), 2)
        F.max_pool2d(x, 2, 0)
        F.max_pool2d(x, 0)
        F.max_pool2d(x, 2, padding=2)
        F.max_pool2d(x, 2, padding=1)
        F.max_pool2d(x, kernel_size=3, stride=2, ceil_mode=True)
        F.max_pool2d(x, 2, return_indices=True)
        F.max_pool2d(x, 2.0)
        F.max_pool2d(x, (2, 2, 2))
        F.max_pool2d(x)
        F.max_pool2d(x, 2, dilation=4)
        F.max_pool1d(x, 2)
        F.max_pool3d(x, 2)
        F.max_pool2d(x.flatten(1), 2)
        F.avg_pool2d(x, 5)
        F.avg_pool2d(x, 4)
        F.avg_pool2d(x, x.size()[2:])
        F.avg_pool2d(x, 2, divisor_override=0)
        F.adaptive_avg_pool2d(x, 1)
        F.adaptive_avg_pool2d(x, (1, 1))
        F.adaptive_avg_pool2d(x, (1, 1, 1))
        F.adaptive_avg_pool2d(x, -1)
        F.adaptive_max_pool2d(x, (2, None))
        F.conv2d(x, torch.zeros(5, 3, 3, 3))
        F.conv2d(x, torch.zeros(5, 4, 3, 3))
        F.conv2d(x, torch.zeros(5, 3, 7, 7))
        F.conv2d(x, torch.zeros(5, 3, 3, 3), torch.zeros(4))
        F.conv2d(x, torch.zeros(5, 3, 3, 3), padding=1, stride=2)
        F.conv2d(x, torch.zeros(5, 3, 3, 3), stride=0)
        F.conv2d(x, torch.zeros(5, 3, 3))
        F.conv2d(x, torch.zeros(6, 1, 3, 3), groups=3)
        F.conv2d(x, torch.zeros(5, 1, 3, 3), groups=3)
        F.conv2d(x, torch.zeros(5, 3, 3, 3), padding='same')
        F.conv2d(x, torch.zeros(5, 3, 3, 3), padding='same', stride=2)
        F.conv_transpose2d(x, torch.zeros(3, 5, 2, 2), stride=2)
        F.conv_transpose2d(x, torch.zeros(5, 3, 2, 2), stride=2)
        F.conv_transpose2d(x, torch.zeros(3, 5, 2, 2), output_padding=1)
        F.linear(x, torch.zeros(5, 4))
        F.linear(x, torch.zeros(4, 5))
        F.linear(x, torch.zeros(5, 4), torch.zeros(4))
        F.linear(x.long(), torch.zeros(5, 4))
        F.batch_norm(x, torch.zeros(3), torch.ones(3))
        F.batch_norm(x, torch.zeros(4), torch.ones(4))
        F.batch_norm(x, None, None, training=True)
        F.batch_norm(x, None, None)
        F.instance_norm(x)
        F.layer_norm(x, [4])
        F.layer_norm(x, [3, 4])
        F.layer_norm(x, (3, 4, 4))
        F.group_norm(x, 2)
        F.group_norm(x, 3)
        F.pixel_shuffle(x, 2)
        F.pixel_shuffle(x.repeat(1, 4, 1, 1), 2)
        F.pixel_unshuffle(x, 2)
        F.pixel_unshuffle(x, 3)
        F.unfold(x, 3)
        F.unfold(x, 5)
        F.fold(F.unfold(x, 2, stride=2), (4, 4), 2, stride=2)
        F.fold(F.unfold(x, 2, stride=2), (5, 5), 2, stride=2)
        F.one_hot(x.long(), 5)
        F.one_hot(x, 5)
        F.cross_entropy(x, torch.zeros(2, 4, 4).long())
        F.cross_entropy(x, torch.zeros(2, 4).long())
        F.cross_entropy(x.flatten(1), torch.zeros(3).long())
        F.cross_entropy(x.flatten(1), torch.zeros(2).long())
        F.nll_loss(x.flatten(1), torch.zeros(2, 1).long())
        F.mse_loss(x, torch.zeros(2, 3, 4, 5))
        F.mse_loss(x, torch.zeros(2, 3, 4, 4))
        F.mse_loss(x, torch.zeros(4))
        F.binary_cross_entropy(x.sigmoid(), torch.zeros(2, 3, 4))
        F.binary_cross_entropy_with_logits(x, torch.zeros(2, 3, 4, 4))
        F.cosine_similarity(x, x)
        F.cosine_similarity(x, x[:, :2])
        x.diagonal(dim1=2, dim2=3)
        x.diagonal(dim1=2, dim2=2)
        x.unfold(2, 2, 1)
        x.unfold(2, 5, 1)
        x.masked_fill(x > 0, 0)
        x.masked_fill(torch.zeros(5).bool(), 0)
        x.masked_fill(torch.zeros(2, 3, 4, 4), 0)
        x.clamp(0, 1)
        x.clamp()
        x.size(4)
        x.size(-5)
        x.view(x.size(0), x.size(1) * x.size(2), 4)
        x.shape[4]
        x.view(*x.shape[:2], 16)
        x.undefined_method()
        x.relu().sigmoid().tanh()
        x()
        x.shape()
        x.size.view(2)
        len(x) * x
        x // 2
        x % 2
        -x
        ~x
        ~(x > 0)
        x & x
        x.bool() & x.bool()
        x.long() | 1
        x if x.dim() == 4 else x.squeeze(9)
        x.ndim * x
        torch.zeros(x.shape[1:]) + x
        torch.zeros(-1)
        torch.zeros(2, 3.5)
        torch.arange(5) + x
        torch.arange(4) + x
        torch.linspace(0, 1, 4) * x
        torch.linspace(0, 1, -4) * x
        torch.randn(2, 3, 4, 4) @ x
        torch.eye(4) @ x
        torch.eye(3) @ x
        torch.full((2, 3), 1.0)[:, :, None, None] * x
        torch.tensor([1.0, 2.0, 3.0]) * x
        torch.tensor([1.0, 2.0, 3.0]).view(1, 3, 1, 1) * x
        torch.tensor([[1.0, 2.0], [3.0]])
        torch.relu(x, x)
        torch.sigmoid(x, 1)
        torch.relu()
        torch.relu(2)
        torch.flatten([x])
        F.relu([x])
        torch.squeeze(x, 9)
        torch.unsqueeze(x, 0)
        torch.transpose(x, 0)
        torch.transpose(x, 1, 9)
        torch.mean(x, 9)
        torch.mean(x, dim=(2, 3))
        torch.sum(x, dim=(1, 2, 3, 4))
        torch.hstack([x, x[:, :1]])
        torch.hstack([x, x[:1]])
        torch.vstack([x, x[:1]])
        torch.vstack([x, x[:, :1]])
        torch.dstack([x, x])
        torch.std(x, dim=(2, 3))
        torch.norm(x, dim=9)
    """,
    (4, 6): """
        x.t()
        x.T
        x.T @ x
        x @ x
        x @ x.t()
        x.mm(x.t())
        x.view(4, 2, 3)
        x.view(4, 4)
        x.unsqueeze(2).squeeze(3)
        x.unsqueeze(-1).unsqueeze(-1)
        x[:, 6]
        x[4, 0]
        x[:, 1:3, None]
        x[torch.tensor([0, 4])]
        x.sum(2)
        x.argmax(dim=2)
        x.argmax(dim=1, keepdim=True)
        F.max_pool2d(x, 2)
        F.max_pool1d(x, 2)
        F.max_pool1d(x, 7)
        F.adaptive_avg_pool1d(x, 3)
        F.interpolate(x, scale_factor=2)
        F.batch_norm(x, torch.zeros(6), torch.ones(6))
        F.softmax(x, dim=2)
        F.log_softmax(x, 1)
        F.pad(x, (0, 2))
        F.pad(x, (0, 2, 1, 1, 1, 1))
        torch.cat([x, torch.zeros(4, 2)], 1)
        torch.cat([x, torch.zeros(2, 4)], 1)
        torch.cat([x, x[:, :3]], 0)
        torch.bmm(x, x)
        torch.einsum('bi,bj->bij', x, x)
        torch.einsum('ij,jk->ik', x, x)
        torch.einsum('ij,kj->ik', x, x)
        torch.einsum('i,j->ij', x, x)
        torch.nn.functional.embedding(x.long(), torch.zeros(10, 3))
        torch.zeros(10, 3)[x.long()]
        x.permute(1, 0)
        x.permute(0, 2, 1)
        x.expand(4, 4, 6)
        x.expand(4, 6, 4)
        x.repeat(2, 2)
        x.unfold(1, 3, 3)
        x.unflatten(1, (2, 3))
        x.unflatten(1, (2, 2))
        x.scatter(1, torch.zeros(4, 1).long(), 1.0)
        x.gather(1, torch.zeros(5, 1).long())
        x.softmax(1).view(-1, 5)
        x.reshape(x.size(0) * 2, -1)
        x.reshape(x.size(0) // 3, -1)
        x.chunk(4, dim=-1)
        x.split(4, dim=1)
        x.split((4, 3), dim=1)
        x.diag()
        x.trace()
        x.flatten(1)
        x.flatten(2)
        x.flatten(0)
    """,
}

# A layer made in __init__, what forward gives, the sizes of x.
LAYERS = (
    ("self.f = nn.Linear(8, 4)", "self.f(x)", (2, 3, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f(x)", (2, 8, 3)),
    ("self.f = nn.Linear(8, 4)", "self.f(x)", (8,)),
    ("self.f = nn.Linear(8, 4)", "self.f(x)", ()),
    ("self.f = nn.Linear(8, 4)", "self.f(x.long())", (2, 8)),
    ("self.f = nn.Linear(8.0, 4)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(16 / 2, 4)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(8)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(-8, 4)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(8, 0)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear('8', 4)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(8, 4, bias=None)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(in_feature=8, out_features=4)", "self.f(x)", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f(x, x)", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f()", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f(input=x)", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.g(x)", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f(x)[0]", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f(x)[2]", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f[0](x)", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f.weight @ x", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "x @ self.f.weight.t()", (2, 8)),
    ("self.f = nn.Linear(8, 4)", "self.f.weight(x)", (2, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x)", (3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x)", (1, 8, 8, 3)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x)", (8, 8)),
    ("self.f = nn.Conv2d(3, 8, 9)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, dilation=4)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, dilation=0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, stride=0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding=-1)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 0, 3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, (3, 3, 3))", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, groups=2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 9, 3, groups=3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding='same')", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 4, padding='same', dilation=3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding='same', stride=2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding='SAME')", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, pading=1)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3.0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, stride=1.0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 16 / 2, 3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, [3, 3])", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding=[1, 1])", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding=(1,))", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding_mode='reflect', padding=9)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3, padding_mode='circular', padding=1)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x)", (0, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x)", (1, 3, 0, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x.long())", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x.double())", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3).double()", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv2d(3, 8, 3)", "self.f(x.half())", (1, 3, 8, 8)),
    ("self.f = nn.Conv1d(3, 8, 3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv1d(3, 8, 3)", "self.f(x)", (1, 8, 3)),
    ("self.f = nn.Conv1d(3, 8, 3)", "self.f(x)", (3, 8)),
    ("self.f = nn.Conv3d(3, 8, 3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.Conv3d(1, 8, 3)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 2, 2)", "self.f(x)", (1, 4, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 2, 2, output_padding=2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 2, 2, output_padding=1)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 2, 2, output_padding=-1)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 3, 2, 1)", "self.f(x, output_size=(16, 16))", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 3, 2, 1)", "self.f(x, output_size=(18, 18))", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 3, 2, 1)", "self.f(x, output_size=x.size())", (1, 3, 8, 8)),
    ("self.f = nn.ConvTranspose2d(3, 8, 3, padding='same')", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(9)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(2, padding=2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(4, ceil_mode=True)", "self.f(x)", (1, 3, 3, 3)),
    ("self.f = nn.MaxPool2d(3, 2, ceil_mode=True)", "self.f(x)", (1, 3, 112, 112)),
    ("self.f = nn.MaxPool2d(0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d()", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(2, 0)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(2)", "self.f(x)", (3, 8)),
    ("self.f = nn.MaxPool2d(2)", "self.f(x)", (1, 3, 8, 1)),
    ("self.f = nn.MaxPool2d(2, return_indices=True)", "self.f(x) + 1", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool2d(2, return_indices=True)", "self.f(x)[0] + 1", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool1d(2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.MaxPool3d(2)", "self.f(x)", (1, 3, 8, 8)),
    ("self.f = nn.AvgPool2d(8)", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.AvgPool2d(3, divisor_override=0)", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.AdaptiveAvgPool2d((1, 1, 1))", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.AdaptiveAvgPool2d((7, 7))", "self.f(x)", (1, 3, 1, 1)),
    ("self.f = nn.AdaptiveAvgPool2d((None, 1))", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.AdaptiveAvgPool2d(-1)", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.AdaptiveAvgPool2d(1)", "self.f(x)", (3, 7)),
    ("self.f = nn.AdaptiveMaxPool2d(1)", "self.f(x)", (3, 7)),
    ("self.f = nn.AdaptiveAvgPool2d()", "self.f(x)", (1, 3, 7, 7)),
    ("self.f = nn.BatchNorm2d(4)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.BatchNorm2d(3)", "self.f(x)", (1, 3, 1, 1)),
    ("self.f = nn.BatchNorm2d(3)", "self.f(x)", (2, 3, 1, 1)),
    ("self.f = nn.BatchNorm2d(3)", "self.f(x)", (3, 7, 7)),
    ("self.f = nn.BatchNorm2d(3).eval()", "self.f(x)", (1, 3, 1, 1)),
    ("self.f = nn.BatchNorm1d(3)", "self.f(x)", (1, 3)),
    ("self.f = nn.BatchNorm1d(3)", "self.f(x)", (2, 3)),
    ("self.f = nn.BatchNorm1d(3)", "self.f(x)", (2, 3, 4, 4)),
    ("self.f = nn.BatchNorm1d(3)", "self.f(x)", (2, 4, 3)),
    ("self.f = nn.BatchNorm2d(4, affine=False)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.BatchNorm2d(4, affine=False, track_running_stats=False)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.BatchNorm2d(3)", "self.f(x.long())", (2, 3, 7, 7)),
    ("self.f = nn.InstanceNorm2d(4)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.InstanceNorm2d(4, affine=True)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.InstanceNorm2d(3)", "self.f(x)", (2, 3, 1, 1)),
    ("self.f = nn.GroupNorm(2, 3)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.GroupNorm(3, 6)", "self.f(x)", (2, 3, 7, 7)),
    ("self.f = nn.GroupNorm(3, 6)", "self.f(x)", (2, 6)),
    ("self.f = nn.GroupNorm(0, 6)", "self.f(x)", (2, 6)),
    ("self.f = nn.GroupNorm(6, 6)", "self.f(x)", (1, 6)),
    ("self.f = nn.LayerNorm(7)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.LayerNorm(3)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.LayerNorm([3, 7])", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.LayerNorm([2, 3, 7, 1])", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.Softmax(dim=3)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.Softmax()", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.LogSoftmax(-4)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.Softmax2d()", "self.f(x)", (2, 3)),
    ("self.f = nn.PReLU(4)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.PReLU(3)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.PReLU(0)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.GLU()", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.GLU(1)", "self.f(x)", (2, 4, 7)),
    ("self.f = nn.Dropout(1.5)", "self.f(x)", (2, 4, 7)),
    ("self.f = nn.Dropout('a')", "self.f(x)", (2, 4, 7)),
    ("self.f = nn.Dropout2d(0.5)", "self.f(x)", (2, 4)),
    ("self.f = nn.Dropout3d(0.5)", "self.f(x)", (2, 4)),
    ("self.f = nn.ReLU(x)", "self.f(x)", (2, 4)),
    ("self.f = nn.ReLU(True)", "self.f(x, x)", (2, 4)),
    ("self.f = nn.ReLU(1, 2)", "self.f(x)", (2, 4)),
    ("self.f = nn.ReLU", "self.f(x)", (2, 4)),
    ("self.f = nn.ReLU", "self.f()(x)", (2, 4)),
    ("self.f = nn.ReLu()", "self.f(x)", (2, 4)),
    ("self.f = nn.Flatten(2)", "self.f(x)", (2, 4)),
    ("self.f = nn.Flatten(4)", "self.f(x)", (2, 4, 3)),
    ("self.f = nn.Flatten(0)", "self.f(x)", (2, 4, 3)),
    ("self.f = nn.Flatten()", "self.f(x)", (4,)),
    ("self.f = nn.Unflatten(1, (2, 2))", "self.f(x)", (2, 4)),
    ("self.f = nn.Unflatten(1, (2, 3))", "self.f(x)", (2, 4)),
    ("self.f = nn.Unflatten(2, (2, 2))", "self.f(x)", (2, 4)),
    ("self.f = nn.Unflatten(1, 4)", "self.f(x)", (2, 4)),
    ("self.f = nn.PixelShuffle(2)", "self.f(x)", (2, 6, 3, 3)),
    ("self.f = nn.PixelShuffle(2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.PixelUnshuffle(2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ChannelShuffle(3)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.Upsample(scale_factor=2)", "self.f(x)", (2, 8)),
    ("self.f = nn.Upsample(scale_factor=2)", "self.f(x)", (2, 8, 3)),
    ("self.f = nn.Upsample(scale_factor=2, mode='bilinear')", "self.f(x)", (2, 8, 3)),
    ("self.f = nn.Upsample(scale_factor=2, mode='bilinear')", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.Upsample(size=(6, 6, 6))", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.Upsample()", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.Upsample(2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.Upsample(mode='nearest', scale_factor=0.2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.UpsamplingBilinear2d(scale_factor=2)", "self.f(x)", (2, 8, 3)),
    ("self.f = nn.ReflectionPad2d(3)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ReflectionPad2d(2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ReflectionPad2d((1, 2, 3))", "self.f(x)", (2, 8, 5, 5)),
    ("self.f = nn.ZeroPad2d(-2)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ZeroPad2d((1, 0, 1, 0))", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ConstantPad2d(1)", "self.f(x)", (2, 8, 3, 3)),
    ("self.f = nn.ReplicationPad2d(1)", "self.f(x)", (8, 3)),
    ("self.f = nn.Sequential()", "self.f(x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4), nn.Linear(5, 3))", "self.f(x)", (2, 8)),
    ("self.f = nn.Sequential([nn.Linear(8, 4)])", "self.f(x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4), nn.ReLU)", "self.f(x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4), F.relu)", "self.f(x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4))", "self.f[1](x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4))", "self.f[-1](x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4))", "self.f(x, x)", (2, 8)),
    ("self.f = nn.Sequential(nn.Linear(8, 4), nn.ReLU())", "self.f[:1](x)", (2, 8)),
    ("self.f = nn.ModuleList([nn.Linear(8, 4)])", "self.f(x)", (2, 8)),
    ("self.f = nn.ModuleList([nn.Linear(8, 4)])", "self.f[0](x)", (2, 8)),
    ("self.f = nn.ModuleList([nn.Linear(8, 4)])", "self.f[1](x)", (2, 8)),
    ("self.f = nn.ModuleList(nn.Linear(8, 4))", "self.f[0](x)", (2, 8)),
    ("self.f = nn.ModuleDict({'a': nn.Linear(8, 4)})", "self.f['a'](x)", (2, 8)),
    ("self.f = nn.ModuleDict({'a': nn.Linear(8, 4)})", "self.f['b'](x)", (2, 8)),
    ("self.f = nn.ModuleDict({'a': nn.Linear(8, 4)})", "self.f(x)", (2, 8)),
    ("self.f = nn.Parameter(torch.zeros(8, 4))", "x @ self.f", (2, 8)),
    ("self.f = nn.Parameter(torch.zeros(4, 8))", "x @ self.f", (2, 8)),
    ("self.f = nn.Parameter(torch.zeros(8))", "x + self.f", (2, 8)),
    ("self.register_buffer('f', torch.zeros(8))", "x + self.f", (2, 8)),
    ("self.register_buffer('f', torch.zeros(7))", "x + self.f", (2, 8)),
    ("self.f = nn.MaxUnpool2d(2, 2)", "self.f(*F.max_pool2d(x, 2, 2, return_indices=True))", (1, 3, 8, 8)),
    ("self.f = nn.MaxUnpool2d(2, 2)", "self.f(F.max_pool2d(x, 2, 2))", (1, 3, 8, 8)),
    ("self.f = nn.CrossEntropyLoss()", "self.f(x, torch.zeros(2).long())", (2, 8)),
    ("self.f = nn.CrossEntropyLoss()", "self.f(x, torch.zeros(3).long())", (2, 8)),
    ("self.f = nn.CrossEntropyLoss()", "self.f(x, torch.zeros(2, 1).long())", (2, 8)),
    ("self.f = nn.MSELoss()", "self.f(x, torch.zeros(2, 7))", (2, 8)),
    ("self.f = nn.BCELoss()", "self.f(x.sigmoid(), torch.zeros(2))", (2, 8)),
    ("self.f = nn.Identity(1, 2, a=3)", "self.f(x)", (2, 8)),
    ("self.f = nn.LSTM(8, 5)", "self.f(x)[0]", (2, 3, 8)),
    ("self.f = nn.LSTM(8, 5)", "self.f(x)", (2, 3, 7)),
    ("self.f = nn.LSTM(8, 5)", "self.f(x) + 1", (2, 3, 8)),
    ("self.f = nn.LSTM(8, 5, batch_first=True)", "self.f(x)[0][:, -1]", (2, 3, 8)),
    ("self.f = nn.LSTM(8, 5, bidirectional=True, num_layers=2)", "self.f(x)[1][0]", (2, 3, 8)),
    ("self.f = nn.GRU(8, 5)", "self.f(x)[1]", (2, 3, 8)),
    ("self.f = nn.GRU(8, 5)", "self.f(x, torch.zeros(1, 3, 5))[1]", (2, 3, 8)),
    ("self.f = nn.GRU(8, 5)", "self.f(x, torch.zeros(1, 2, 5))[1]", (2, 3, 8)),
    ("self.f = nn.RNN(8, 5)", "self.f(x)[0]", (2, 3, 4, 8)),
    # A size alone is read as indices; a float that was computed is none.
    ("self.f = nn.Embedding(10, 4)", "self.f(x * 1)", (2, 8)),
    ("self.f = nn.Embedding(10, 4)", "self.f(x.long())", (2, 8)),
    ("self.f = nn.MultiheadAttention(8, 2)", "self.f(x, x, x)[0]", (2, 3, 8)),
    ("self.f = nn.MultiheadAttention(8, 3)", "self.f(x, x, x)[0]", (2, 3, 8)),
    ("self.f = nn.MultiheadAttention(8, 2)", "self.f(x, x, x)[0]", (2, 3, 6)),
    ("self.f = nn.MultiheadAttention(8, 2)", "self.f(x)", (2, 3, 8)),
    ("self.f = nn.TransformerEncoderLayer(8, 2, 16)", "self.f(x)", (2, 3, 8)),
    ("self.f = nn.TransformerEncoderLayer(8, 2, 16)", "self.f(x)", (2, 3, 9)),
    ("self.f = nn.LazyLinear(4)", "self.f(x)", (2, 8)),
    ("self.f = nn.LazyConv2d(4, 3)", "self.f(x)", (2, 8, 5, 5)),
    ("self.f = nn.LazyConv2d(4, 3)", "self.f(x)", (2, 8, 2, 2)),
    ("self.f = nn.Bilinear(8, 8, 4)", "self.f(x, x)", (2, 8)),
)


def pastes() -> Iterator[tuple[str, str, list[int]]]:
    """Name, code and sizes of every case."""
    for shape, calls in CALLS.items():
        for call in filter(None, map(str.strip, calls.splitlines())):
            yield f"{call} on {shape}", PASTE.format(layers="pass", result=call), list(shape)
    for layers, result, shape in LAYERS:
        yield f"{layers}; {result} on {shape}", PASTE.format(layers=layers, result=result), list(shape)


CASES = list(pastes())


def in_torch(code: str, shape: list[int]) -> tuple[str, list[list[int]], str]:
    """Verdict, output shapes and error of the paste in real CPU torch."""
    torch.manual_seed(0)
    names: dict[str, object] = {}
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            exec(compile(code, "<paste>", "exec"), names)  # the pastes above, nobody else's
            result = names["Net"]()(torch.rand(shape))
    except Exception as error:  # noqa: BLE001 (whatever Python or torch raises is the truth here)
        return "fails", [], f"{type(error).__name__}: {str(error)[:200]}"
    return "runs", list(flat(result)), ""


def flat(result: object) -> Iterator[list[int]]:
    """The shapes of the tensors in a result, in order."""
    if isinstance(result, torch.Tensor):
        yield list(result.shape)
    elif isinstance(result, tuple | list) and not isinstance(result, torch.Size):
        for item in result:
            yield from flat(item)


def told(report: Report) -> str:
    return report.findings[0].message if report.findings else ""


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("code", "shape"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_verdict_and_shapes_are_those_of_cpu_torch(code: str, shape: list[int]) -> None:
    verdict, shapes, error = in_torch(code, shape)
    report = engine.check(Request(code=code, input_shape=shape, entry="Net"))
    assert report.verdict == verdict, f"torch: {error or shapes}; the checker: {told(report)}"
    if verdict == "runs":
        assert report.output_shapes == shapes


def test_the_table_holds_right_and_wrong_calls(record_property: Callable[[str, object], None]) -> None:
    verdicts = [in_torch(code, shape)[0] for _, code, shape in CASES]
    refused, accepted = verdicts.count("fails"), verdicts.count("runs")
    record_property(COMPARED, f"table of calls: {refused} that torch refuses, {accepted} that run")
    assert refused >= 100
    assert accepted >= 100
