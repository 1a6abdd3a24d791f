"""`LightningModule` of PyTorch Lightning: an `nn.Module` with habits for training, which change no shape."""

from types import MappingProxyType

import torch
from torch import nn

from app.checker.layers.container import LAYERS
from app.checker.objects.definitions import ClassValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.values import Token, Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

_SOURCE = """
class LightningModule:
    def log(self, *args, **kwargs):
        return None

    def log_dict(self, *args, **kwargs):
        return None

    def freeze(self):
        return None

    def unfreeze(self):
        return None

    def print(self, *args, **kwargs):
        return None


class AttributeDict:
    def __getitem__(self, name):
        return getattr(self, name)

    def __setitem__(self, name, value):
        setattr(self, name, value)

    def get(self, name, default=None):
        return getattr(self, name, default)

    def __contains__(self, name):
        return hasattr(self, name)
"""
_WRITTEN = classes(_SOURCE)
_PLAIN = _WRITTEN["LightningModule"]


def _save_hyperparameters(call: Call) -> Value:
    """Keeps what `__init__` was given as `self.hparams`; by name, where names are given."""
    receiver = call.scope.receiver
    if not isinstance(receiver, ModuleValue):
        raise call.error("TypeError", "save_hyperparameters() belongs into __init__")
    given = {name: value for name, value in call.scope.names.items() if value is not receiver}
    wanted = [arg for arg in call.args if isinstance(arg, str)]
    kept = {name: value for name, value in given.items() if not wanted or name in wanted}
    receiver.attributes["hparams"] = ObjectValue(_WRITTEN["AttributeDict"], kept)
    return None


_MODULE = next(layer for layer in LAYERS if layer.cls is nn.Module)
_COUNTS = ("current_epoch", "global_step", "global_rank", "local_rank")
_ATTRIBUTES: dict[str, Value] = {
    **_PLAIN.attributes, **dict.fromkeys(_COUNTS, 0), "logger": None, "trainer": Unknown("a Trainer"),
    "device": Token("cpu", torch.device("meta")),
    "save_hyperparameters": Builtin("save_hyperparameters", _save_hyperparameters),
}  # fmt: skip
_LIGHTNING = ClassValue("LightningModule", (LayerClass(_MODULE),), MappingProxyType(_ATTRIBUTES), _PLAIN.node)  # type: ignore[arg-type]  # a paste may not change it
_OUTSIDE = "Trainer Callback LightningDataModule callbacks loggers utilities metrics seed_everything"
_NAMES: dict[str, Value] = {name: Unknown(f"pytorch_lightning.{name}") for name in _OUTSIDE.split()}
_NAMES["LightningModule"] = _LIGHTNING

LIBRARY = Library(
    modules=dict.fromkeys(("pytorch_lightning", "lightning", "lightning.pytorch", "lightning.pytorch.core"), _NAMES)
)
