"""`LightningModule` of PyTorch Lightning: an `nn.Module` with habits for training, which change no shape."""

from torch import nn

from app.checker.definitions import ClassValue, LayerClass
from app.checker.layers.container import LAYERS
from app.checker.provided import Library
from app.checker.values import Unknown, Value
from app.checker.written import classes

_SOURCE = """
class LightningModule:
    def save_hyperparameters(self, *args, **kwargs):
        return None

    def log(self, *args, **kwargs):
        return None

    def log_dict(self, *args, **kwargs):
        return None

    def freeze(self):
        return None
"""
_PLAIN = classes(_SOURCE)["LightningModule"]
_MODULE = next(layer for layer in LAYERS if layer.cls is nn.Module)
_LIGHTNING = ClassValue("LightningModule", (LayerClass(_MODULE),), _PLAIN.attributes, _PLAIN.node)
_OUTSIDE = "Trainer Callback LightningDataModule callbacks loggers utilities metrics seed_everything"
_NAMES: dict[str, Value] = {name: Unknown(f"pytorch_lightning.{name}") for name in _OUTSIDE.split()}
_NAMES["LightningModule"] = _LIGHTNING

LIBRARY = Library(
    modules=dict.fromkeys(("pytorch_lightning", "lightning", "lightning.pytorch", "lightning.pytorch.core"), _NAMES)
)
