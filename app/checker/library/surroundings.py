"""Modules around a model that change no shape: os, sys, time, random, logging, warnings; what they know is unknown."""

from collections.abc import Callable

from app.checker.objects.type_names import type_name
from app.checker.objects.values import Namespace, Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library, alike, functions
from app.checker.reader import Builtin, Call


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


def _is_there(call: Call) -> Value:
    """`os.path.isfile(weights)`: no file has an empty name, and of others the machine would have to be asked."""
    return False if call.args and call.args[0] == "" else _outside("os.path")(call)


def _asked(call: Call) -> Value:
    """`os.environ.get("WIDTH", 64)`, `os.getenv("DEBUG")`: as on a machine where only the paste sets anything."""
    name, default = call.argument(0, "key"), call.argument(1, "default")
    return call.reader.environment.get(name, default) if isinstance(name, str) else default


def _put(call: Call) -> Value:
    """`os.environ.setdefault("WIDTH", "64")`."""
    name, value = call.needed(0), call.argument(1, "value")
    if not isinstance(name, str) or not isinstance(value, str):
        raise call.error("TypeError", f"str expected, not {type_name(value)}")
    return call.reader.environment.setdefault(name, value)


def _update(call: Call) -> Value:
    """`os.environ.update({"WIDTH": "64"})`, `os.environ.update(WIDTH="64")`."""
    given = call.argument(0, "other", {})
    call.reader.environment.update({**(given if isinstance(given, dict) else {}), **call.kwargs})
    return None


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

    def critical(self, *args, **kwargs):
        return None

    def exception(self, *args, **kwargs):
        return None

    def setLevel(self, level):
        return None

    def addHandler(self, handler):
        return None
""")["Logger"]
_ENVIRON = Namespace(
    "os.environ", functions({"get": _asked, "setdefault": _put, "update": _update}) | alike("pop", _asked)
)
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_DRAWN = "random randint uniform choice choices sample gauss normalvariate randrange betavariate"

LIBRARY = Library(
    modules={
        "os": {
            **alike("makedirs mkdir remove", _nothing), **alike("getcwd listdir cpu_count", _outside("os")),
            "environ": _ENVIRON, "sep": "/",
            "getenv": Builtin("getenv", _asked),
        },
        "os.path": {
            "join": Builtin("join", _join), "basename": Builtin("basename", _last),
            **alike("exists isfile isdir", _is_there),
            **alike("dirname abspath expanduser getsize realpath", _outside("os.path")),
        },
        "sys": {"argv": ("paste.py",), "maxsize": 2**63 - 1, **alike("setrecursionlimit", _nothing)},
        "time": {**alike("time perf_counter monotonic process_time time_ns", _clock), **alike("sleep", _nothing)},
        "random": {**alike("seed shuffle", _nothing), **alike(_DRAWN, _chance)},
        "logging": {
            **alike("debug info warning error critical basicConfig disable exception", _nothing), **_LEVELS,
            "getLogger": _LOGGER, "Logger": _LOGGER,
        },
        "warnings": alike("warn filterwarnings simplefilter", _nothing),
        "gc": alike("collect", _nothing),
    }
)  # fmt: skip
