"""One judge for every hostile paste: the report keeps its promises, and nothing else in the process has changed."""

import functools
import gc
import os
import random
import re
import resource
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from app.checker.engine import LIMITS, check
from app.checker.report import Report, Request
from app.checker.tables import findings, repairs, reviews, tables
from tests.checker.asking import NET
from tests.checker.promises import every_promise_is_kept
from tests.conftest import ROOT

CPU_SECONDS = LIMITS.seconds + 0.5
"""Processor time, below the worker's deadline: the net of the reader holds, and what is told behind it comes soon."""
MEGABYTES = 400
"""What a worker may grow by, before its own limit ends it."""
_HOST = re.compile(
    r"<(?:function|class|built-in|module|bound|method|slot|generator|code|frame|cell|object|app|torch|_\w+)[ .'].{0,60}"
    r"| at 0x[0-9a-f]{4,}|app\.checker|app/checker|site-packages|dist-packages|/lib/python|Traceback \(most|"
    r"\b(?:ModuleValue|ObjectValue|ClassValue|TensorValue|LayerClass|FunctionValue|BoundMethod|BoundBuiltin|ArrayValue"
    r"|TypeToken|ExceptionValue|ShapeValue|SuperValue|CannotTell|NamedTuple\(|Scope\(|Unknown\()"
    r"|maximum recursion depth"
    r"|" + re.escape(str(ROOT))
)  # fmt: skip


class TooDearError(BaseException):
    """A check took too long; no `except` of the checker's may swallow this."""


def judged(request: Request) -> Report:
    """The report of a hostile request, when it is one, came soon, and left nothing behind."""
    before, memory = _process(), _memory_from_now()
    began = time.process_time()
    with _little_time():
        report = check(request)
    took = time.process_time() - began
    assert took < CPU_SECONDS, f"{took:.2f} s of processor time"
    assert _peak() - memory < MEGABYTES, f"{_peak() - memory} MB more than before"
    every_promise_is_kept(report, request.code)
    assert not (found := leaks(report, request)), f"the report tells of its process: {found}"
    assert not (found := _changes(before, _process())), f"the process has changed: {found}"
    assert check(Request(code=NET, input_shape=[2, 3, 32, 32])) == _fresh(), "the next paste is read in another way"
    return report


def leaks(report: Report, request: Request) -> list[str]:
    """What a report says about the process that made it, beyond what the request says itself."""
    said = report.model_copy(update={"code": None}).model_dump_json()
    asked = request.model_dump_json()
    return [text for text in _HOST.findall(said) if text not in asked]


def world() -> int:
    """A number that changes with any table of the checker, and with what a paste could alter in torch."""
    closed = tables()
    names = [(name, key, id(value)) for name, space in closed.modules.items() for key, value in space.members.items()]
    methods = [(kind, key, id(value)) for kind, rows in closed.methods.items() for key, value in rows.items()]
    plain = [(name, id(value)) for name, value in closed.builtins.items()]
    real = [
        (cls.__name__, name, id(value))
        for cls in (nn.Module, nn.Conv2d, nn.Linear, nn.Sequential, torch.Tensor)
        for name, value in vars(cls).items()
        if not isinstance(value, dict) and name != "__dict__"
    ]
    return hash((tuple(names), tuple(methods), tuple(plain), tuple(real), functional.relu))


@functools.cache
def _fresh() -> Report:
    """What is said of a usual paste by a process that has seen nothing else, or nothing that changed it."""
    return check(Request(code=NET, input_shape=[2, 3, 32, 32]))


def warm_up() -> None:
    """The first use of an operation imports; what a judge compares begins behind that."""
    _fresh()
    repairs(), reviews(), findings()
    for code in (
        NET.replace("8 * 15", "9 * 15"),
        NET.replace("return", "return mystery +"),
        "net = (",
        "import a\nnet = a.b()",
    ):
        check(Request(code=code, input_shape=[2, 3, 32, 32]))


def _process() -> tuple[object, ...]:
    """What a paste must not change: descriptors, threads, children, modules, the state of torch and of Python."""
    return (
        sorted(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else None,  # noqa: PTH208
        threading.active_count(),
        Path.cwd(),
        hash(tuple(os.environ.items())),
        frozenset(name for name in sys.modules if not name.startswith(_OF_TORCH)),
        hash(random.getstate()),
        (torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled(), torch.get_num_threads()),
        (torch.initial_seed(), torch.is_inference_mode_enabled(), torch.are_deterministic_algorithms_enabled()),
        torch.backends.cudnn.benchmark,
        len(warnings.filters),
        gc.isenabled(),
    )


def _changes(before: tuple[object, ...], after: tuple[object, ...]) -> list[object]:
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    return [
        sorted(old ^ new) if isinstance(old, frozenset) and isinstance(new, frozenset) else (old, new)
        for old, new in pairs
    ]


_OF_TORCH = ("torch", "sympy", "mpmath", "numpy", "hypothesis", "encodings", "app.checker")


@contextmanager
def _little_time() -> Iterator[None]:
    """Ends a check that would run for minutes, so that it fails and the next ones still run."""

    def too_dear(*_: object) -> None:
        raise TooDearError("no answer in four times the processor time that is allowed")

    handler = signal.signal(signal.SIGPROF, too_dear)
    signal.setitimer(signal.ITIMER_PROF, 4 * CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)


def _memory_from_now() -> int:
    """Megabytes used now; the peak is counted anew from here, where Linux can."""
    if (forget := Path("/proc/self/clear_refs")).exists():
        forget.write_text("5", encoding="ascii")
    return _peak()


def _peak() -> int:
    """The most megabytes that this process used."""
    if (status := Path("/proc/self/status")).exists():
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
