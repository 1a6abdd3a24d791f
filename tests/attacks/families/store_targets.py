"""Whatever can stand left of a value, aimed at what a paste does not own."""

from itertools import product

from tests.attacks.family import Family

_TARGETS = (
    "nn.Linear", "nn.Module.__call__", "nn.Conv2d.forward", "F.relu", "torch.zeros", "math.pi", "torch.Tensor.view",
    "self.__class__", "self.__dict__", "self.forward.__globals__", "self._modules", "self.training.x", "x.data",
    "x.shape", "().x", "print.x", "np.zeros", "nn.__dict__['Linear']", "torch.nn", "len.__self__", "int.x",
    "F.relu.__code__", "self._parameters['w']", "self.stride_value", "functools.partial.func", "x[0]", "globals()['nn']",
)  # fmt: skip
_STORES = (
    "{0} = 1",
    "{0} += 1",
    "{0}: int = 1",
    "a, {0} = 1, 2",
    "[*{0}] = [1]",
    "for {0} in [1, 2]: pass",
    "y = [0 for {0} in [1]]",
    "with torch.no_grad() as {0}: pass",
    "del {0}",
    "match [1]:\n    case [y]:\n        {0} = y",
    "try:\n    raise ValueError(1)\nexcept ValueError as y:\n    {0} = y",
)
_CALLS = (
    "setattr({0}, {1}, 1)", "delattr({0}, {1})", "object.__setattr__({0}, {1}, 1)", "{0}.__setattr__({1}, 1)",
    "functools.partial(setattr, {0}, {1})(1)", "list(map(setattr, [{0}], [{1}], [1]))",
    "self.add_module({1}, {0})", "self.register_buffer({1}, {0})", "self.register_parameter({1}, {0})",
    "self.register_module({1}, {0})", "nn.Sequential().add_module({1}, {0})", "{0}.update({{{1}: 1}})",
)  # fmt: skip
_NAMES = ("'__class__'", "'forward'", "'training'", "'a.b'", "''", "1", "'x' * 9999", "'\\ud800'", "'_modules'", "None")

ATTACKS = Family(
    lines=tuple(store.format(target) for number, (store, target) in enumerate(product(_STORES, _TARGETS)) if number % 2)
    + tuple(call.format(("nn", "self", "nn.Linear", "x")[number % 4], name)
            for number, (call, name) in enumerate(product(_CALLS, _NAMES)))
    + (
        "import torch.nn as self.x", "import os as torch", "import sys as nn; nn.exit()", "(torch := 1)",
        "[nn := 1 for i in [1]]", "global torch\ntorch = 1", "nonlocal self", "self = 1", "__class__ = 1",
        "class torch: nn = 1", "def nn(): pass", "from torch import *", "from os import *", "type X = 1",
    ),
)  # fmt: skip
