"""What trains a model: optimizers, schedules, scalers and data sets, as objects whose methods do nothing."""

from types import MappingProxyType

from app.checker.objects.definitions import ClassValue
from app.checker.objects.values import Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

_OPTIMIZERS = "ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD SparseAdam"
_SCHEDULES = (
    "ChainedScheduler ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR ExponentialLR LRScheduler "
    "LambdaLR LinearLR MultiStepLR MultiplicativeLR OneCycleLR PolynomialLR ReduceLROnPlateau SequentialLR StepLR"
)

_BASES = classes("""
class Optimizer:
    def __init__(self, params=None, *args, **kwargs):
        self.defaults = kwargs
        self.state = {}
        self.param_groups = [dict(kwargs, params=params)]

    def zero_grad(self, set_to_none=True):
        return None

    def step(self, closure=None):
        return None

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        return None

    def add_param_group(self, group):
        self.param_groups.append(group)


class Schedule:
    def __init__(self, optimizer=None, *args, **kwargs):
        self.optimizer = optimizer

    def step(self, *args):
        return None

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        return None


class GradScaler:
    def __init__(self, *args, **kwargs):
        self.arguments = kwargs

    def scale(self, outputs):
        return outputs

    def step(self, optimizer, *args, **kwargs):
        return None

    def unscale_(self, optimizer):
        return None

    def update(self, new_scale=None):
        return None

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        return None


class Dataset:
    def __init__(self, *args, **kwargs):
        self.arguments = kwargs


class Generator:
    def __init__(self, device=None):
        self.device = device

    def manual_seed(self, seed):
        return self

    def seed(self):
        return 0
""")


_NOTHING_OWN: dict[str, Value] = MappingProxyType({})  # type: ignore[assignment]  # a paste may not change it


def _kind(name: str, base: str) -> ClassValue:
    return ClassValue(name, (_BASES[base],), _NOTHING_OWN, _BASES[base].node)


def _data(call: Call) -> Value:
    """What is read from a data set comes from outside the paste."""
    del call
    return Unknown("the data set")


def _context(_call: Call) -> Value:
    return None


_AUTOCAST = Builtin("autocast", _context)

LIBRARY = Library(
    modules={
        "torch": {"Generator": _BASES["Generator"], "autocast": _AUTOCAST},
        "torch.optim": {
            **{name: _kind(name, "Optimizer") for name in _OPTIMIZERS.split()}, "Optimizer": _BASES["Optimizer"],
        },
        "torch.optim.optimizer": {"Optimizer": _BASES["Optimizer"]},
        "torch.optim.lr_scheduler": {
            **{name: _kind(name, "Schedule") for name in _SCHEDULES.split()}, "_LRScheduler": _BASES["Schedule"],
        },
        "torch.amp": {"autocast": _AUTOCAST, "GradScaler": _BASES["GradScaler"]},
        "torch.cuda.amp": {"autocast": _AUTOCAST, "GradScaler": _BASES["GradScaler"]},
        "torch.utils.data": {
            "Dataset": _BASES["Dataset"], "IterableDataset": _BASES["Dataset"],
            **{name: Builtin(name, _data) for name in ("DataLoader", "TensorDataset", "Subset", "random_split")},
        },
    }
)  # fmt: skip
