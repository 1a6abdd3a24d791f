"""What would change how the next paste is read, if any of it reached past the one that holds it."""

from itertools import product

from tests.attacks.family import HEAD, Family

_OF_TORCH = (
    "nn.Conv2d.forward", "nn.Conv2d.__init__", "nn.Module.__call__", "nn.Module.forward", "nn.Linear.reset_parameters",
    "nn.Linear", "nn.Sequential", "nn.functional", "F.relu", "F.conv2d", "torch.flatten", "torch.zeros", "torch.nn",
    "torch.Tensor.view", "torch.Tensor.shape", "torch.float32", "torch.backends.cudnn.benchmark", "torch.__version__",
    "nn.Conv2d.__constants__", "nn.Module.dump_patches", "nn.init.kaiming_uniform_", "nn.Parameter.data",
)  # fmt: skip
_OF_PYTHON = (
    "math.pi", "math.floor", "functools.reduce", "itertools.chain", "operator.add", "np.pi", "np.zeros", "copy.deepcopy",
    "re.match", "len", "int", "print", "super", "range", "isinstance",
)  # fmt: skip
_CHANGES = ("{0} = lambda *a, **k: None", "setattr({1}, '{2}', None)", "del {0}")
_STATE = (
    "torch.set_default_dtype(torch.float64)", "torch.set_default_device('cpu')", "torch.set_default_tensor_type(torch.DoubleTensor)",
    "torch.set_grad_enabled(False)", "torch.no_grad().__enter__()", "torch.inference_mode().__enter__()", "torch.manual_seed(1)",
    "torch.set_num_threads(7)", "torch.use_deterministic_algorithms(True)", "torch.autograd.set_detect_anomaly(True)",
    "torch.set_printoptions(precision=1)", "torch.set_float32_matmul_precision('high')", "torch.backends.cudnn.enabled = False",
    "np.random.seed(1)", "import random\nrandom.seed(1)", "import os\nos.environ['A'] = 'b'", "import os\nos.environ.clear()",
    "import os\nos.chdir('/')", "import sys\nsys.setrecursionlimit(60)", "import sys\nsys.path.clear()", "import sys\nsys.modules.clear()",
    "import sys\nsys.settrace(print)", "import gc\ngc.disable()", "import warnings\nwarnings.simplefilter('error')",
    "import signal\nsignal.alarm(1)", "import logging\nlogging.disable()", "import threading\nthreading.Thread(target=print).start()",
    "import builtins\nbuiltins.len = None", "__builtins__['len'] = None", "globals()['nn'] = None", "globals().clear()", "locals().clear()",
    "vars(nn).clear()", "nn.__dict__.clear()", "nn.Linear.__dict__.update(a=1)", "nn.modules.module._global_forward_hooks.clear()",
    "nn.modules.module.register_module_forward_hook(print)", "nn.modules.module.register_module_forward_pre_hook(lambda *a: 1)",
    "nn.Linear.register_forward_hook(print)", "nn.Linear(2, 2).register_forward_hook(lambda m, i, o: None)",
    "nn.Linear(2, 2).register_forward_pre_hook(lambda m, i: (i, i))", "nn.Linear(2, 2).weight.register_hook(print)",
    "torch.Tensor.add_ = torch.add", "torch.library.Library('aten', 'IMPL')", "torch.utils.rename_privateuse1_backend('a')",
    "torch._C._set_grad_enabled(False)", "torch.overrides.enable_reentrant_dispatch()", "torch.compile(self)", "torch.jit.script(self)",
    "functools.lru_cache(None)(nn.Linear)(2, 2)", "functools.lru_cache(None)(print)(1)", "def f(a=[]):\n    a.append(nn)\n    return a\nf()\nf()",
    "nn.Linear.__init__.__defaults__ = (1,)", "nn.Linear.__init__.__kwdefaults__ = {'bias': False}", "nn.Conv2d.__doc__ = 1",
    "class A(nn.Linear): pass\nA.forward = lambda s, x: x\nnn.Linear = A", "class A(nn.Module): pass\nnn.Module.__subclasses__().clear()",
    "nn.Module.register(nn.ReLU)", "nn.ReLU.inplace = True", "nn.Conv2d.kernel_size = 9", "nn.Linear.in_features = 1",
    "y = nn.ReLU\ny.forward = None", "for y in [nn.Linear, nn.ReLU]:\n    y.forward = None", "(nn.Linear, y), z = (1, 2), 3\nnn.z = z",
    "with torch.no_grad() as torch.zeros: pass", "import torch.nn as F\nF.relu = 1", "from torch import nn as m\nm.Linear = 1",
    "from math import pi\npi += 1\nmath.pi += 1", "math.tau: float = 1", "for math.e in range(9): pass", "[math.inf := 1]",
)  # fmt: skip


def _change(place: str, change: str) -> str:
    holder, _, name = place.rpartition(".")
    return change.format(place, holder or "__builtins__", name)


_LINES = _STATE + tuple(_change(place, change) for place, change in product(_OF_TORCH + _OF_PYTHON, _CHANGES))

ATTACKS = Family(lines=_LINES, pastes=tuple(f"{HEAD}{line}\nnet = nn.Linear(2, 2)\n" for line in _LINES[::2]))
