"""Modules around a model that change no shape: os, sys, time, random, logging, warnings; what they know is unknown."""

from collections.abc import Callable

from app.checker.library._written import classes
from app.checker.reader import Builtin, Call, Library
from app.checker.values import Unknown, Value


def _nothing(_call: Call) -> Value:
    return None


def _clock(_call: Call) -> Value:
    """Only differences of times are ever used."""
    return 0.0


def _chance(call: Call) -> Value:
    del call
    return Unknown("a random number", "value-dependent", message="a number drawn at random decides here")


def _join(call: Call) -> Value:
    parts = [arg for arg in call.args if isinstance(arg, str)]
    call.reader.meter.text(sum(map(len, parts)) + len(parts), call.node)
    return "/".join(parts)


def _last(call: Call) -> Value:
    path = call.argument(0, "path")
    return path.rsplit("/", 1)[-1] if isinstance(path, str) else ""


def _outside(name: str) -> Callable[[Call], Value]:
    def run(_call: Call) -> Value:
        return Unknown(name, "unsupported", message=f"{name} is asked of the machine, and the model needs it")

    return run


def _table(names: str, run: Callable[[Call], Value]) -> dict[str, Value]:
    return {name: Builtin(name, run) for name in names.split()}


_LOGGER = classes("""
class Logger:
    def __init__(self, name=None):
        self.name = name

    def debug(self, *args, **kwargs):
        return None

    def info(self, *args, **kwargs):
        return None

    def warning(self, *args, **kwargs):
        return None

    def error(self, *args, **kwargs):
        return None

    def setLevel(self, level):
        return None

    def addHandler(self, handler):
        return None
""")["Logger"]
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_DRAWN = "random randint uniform choice choices sample gauss normalvariate randrange betavariate"
_NUMPY_DRAWN = "rand randn random uniform normal choice randint permutation"

LIBRARY = Library(
    modules={
        "os": {
            **_table("makedirs mkdir remove", _nothing), **_table("getcwd listdir getenv cpu_count", _outside("os")),
            "environ": Unknown("os.environ", "unsupported"), "sep": "/",
        },
        "os.path": {
            "join": Builtin("join", _join), "basename": Builtin("basename", _last),
            **_table("exists isfile isdir dirname abspath expanduser getsize realpath", _outside("os.path")),
        },
        "sys": {"argv": (), "maxsize": 2**63 - 1, **_table("setrecursionlimit", _nothing)},
        "time": {**_table("time perf_counter monotonic process_time time_ns", _clock), **_table("sleep", _nothing)},
        "random": {**_table("seed shuffle", _nothing), **_table(_DRAWN, _chance)},
        "numpy.random": {**_table("seed", _nothing), **_table(_NUMPY_DRAWN, _chance)},
        "logging": {
            **_table("debug info warning error critical basicConfig disable exception", _nothing), **_LEVELS,
            "getLogger": _LOGGER, "Logger": _LOGGER,
        },
        "warnings": _table("warn filterwarnings simplefilter", _nothing),
        "gc": _table("collect", _nothing),
    }
)  # fmt: skip
