"""Containers, and the base class of all modules; calling them runs what they hold."""

from torch import nn

from app.checker.rows import Layer

LAYERS = (
    Layer(nn.Module, "container", ((), ())),
    Layer(nn.Sequential, "container", ((), ()), formula="its layers, one after the other"),
    Layer(nn.ModuleList, "container", ((), ())),
    Layer(nn.ModuleDict, "container", ((), ())),
    Layer(nn.ParameterList, "container", ((), ())),
    Layer(nn.ParameterDict, "container", ((), ())),
    Layer(nn.DataParallel, "container", ((), ()), formula="what the module inside gives", through="module"),
)
