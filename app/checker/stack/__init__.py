"""A stack of layers as typed rows, and as the code that it stands for: plain models, no torch."""

from app.checker.stack.catalogue import Argument, Catalogue, LayerInfo
from app.checker.stack.code import as_code
from app.checker.stack.layer import Layer
from app.checker.stack.request import MOST_ROWS, StackLayer, StackRequest, Unstacked

__all__ = [
    "MOST_ROWS", "Argument", "Catalogue", "Layer", "LayerInfo", "StackLayer", "StackRequest", "Unstacked", "as_code",
]  # fmt: skip
