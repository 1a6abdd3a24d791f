"""The full check of eight networks in a warm process, beside what else gives their shapes.

check         paste in, report out, as a worker does it (nothing is taken from the cache of reports)
bare          the network's own Python, built and called on meta by PyTorch alone, with the same kernels
torchinfo     built on CPU, then torchinfo.summary
torchsummary  built on CPU, then torchsummary.summary
"""

import contextlib
import io
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import torch
import torchinfo
import torchsummary  # type: ignore[import-untyped]
from torch import nn

from app.checker import engine
from app.checker.report import Request

PASTES = Path(__file__).parent / "pastes"
ORDER = ("lenet", "alexnet", "vgg16", "resnet18", "resnet50", "densenet121", "mobilenetv2", "unet")
RESNETS = {"resnet18": "ResNet(BasicBlock, [2, 2, 2, 2])", "resnet50": "ResNet(Bottleneck, [3, 4, 6, 3])"}


class Unable(Exception):  # noqa: N818 - a peer's limit, printed as nan
    """A peer raised: torchsummary reads no layer that takes a list, such as DenseNet's."""


@dataclass(frozen=True)
class Times:
    """Milliseconds of one network."""

    check: float
    bare: float
    torchinfo: float
    torchsummary: float


def main() -> None:
    """Prints one line per network."""
    kernels = engine.warm()
    print(f"PyTorch {torch.__version__}, {kernels} kernels, one thread; milliseconds, medians")
    print(f"{'network':12} {'check':>8} {'bare':>8} {'torchinfo':>10} {'torchsummary':>13}"
          f" {'check/bare':>11} {'torchinfo/check':>16} {'torchsummary/check':>19}")  # fmt: skip
    for name in ORDER:
        found = measured(paste(name))
        print(f"{name:12} {found.check:8.2f} {found.bare:8.2f} {found.torchinfo:10.2f} {found.torchsummary:13.2f}"
              f" {found.check / found.bare:11.2f} {found.torchinfo / found.check:16.1f}"
              f" {found.torchsummary / found.check:19.1f}")  # fmt: skip


def paste(name: str) -> str:
    """A network as people paste it, with the lines that build and call it."""
    if name not in RESNETS:
        return (PASTES / f"{name}.py").read_text()
    body = (PASTES / "resnet.py").read_text()
    return f"{body}\n\nmodel = {RESNETS[name]}\noutput = model(torch.randn(1, 3, 224, 224))\n"


def measured(source: str) -> Times:
    """How long each of the four takes."""
    request = Request(code=source)
    report = engine.check(request)
    if report.verdict != "runs":
        raise SystemExit(f"a benchmark network does not run: {report.findings}")
    size = report.input_shapes[0]
    build = compile(source.rpartition("output = ")[0], "network", "exec")
    return Times(
        check=timed(lambda: engine.check(request), 31),
        bare=timed(lambda: bare(build, size), 31),
        torchinfo=timed(lambda: on_cpu(build, lambda model: torchinfo.summary(model, input_size=size, verbose=0)), 5),
        torchsummary=timed(
            lambda: on_cpu(build, lambda model: torchsummary.summary(model, tuple(size[1:]), device="cpu")), 5
        ),
    )


def bare(build: CodeType, size: list[int]) -> None:
    """The network's own Python, built and called on the meta device by PyTorch alone."""
    names: dict[str, object] = {}
    with torch.device("meta"), torch.no_grad():
        exec(build, names)
        names["model"](torch.empty(size))  # type: ignore[operator]


def on_cpu(build: CodeType, summary: Callable[[nn.Module], object]) -> None:
    """What a learner does today: build on CPU, then ask for a summary.

    Raises:
        Unable: the peer cannot summarise this network.
    """
    names: dict[str, nn.Module] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(build, names)
        try:
            summary(names["model"])
        except (AttributeError, TypeError) as fault:
            raise Unable from fault


def timed(run: Callable[[], object], times: int) -> float:
    """The median of some runs, in milliseconds, after one that does not count; nan where it cannot be done."""
    try:
        run()
    except Unable:
        return math.nan
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)
