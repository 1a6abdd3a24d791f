"""`make bench`: the full check of eight networks, beside bare PyTorch on meta and beside torchinfo on CPU.

One process, one thread, one run: the ratios are what counts, the milliseconds are this machine's.
"""

import contextlib
import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType

import torch
import torchinfo

from app.checker import engine
from app.checker.report import Request

PASTES = Path(__file__).parent / "pastes"
ORDER = ("lenet", "alexnet", "vgg16", "resnet18", "resnet50", "densenet121", "mobilenetv2", "unet")
RESNETS = {"resnet18": "ResNet(BasicBlock, [2, 2, 2, 2])", "resnet50": "ResNet(Bottleneck, [3, 4, 6, 3])"}


def main() -> None:
    """Prints one line per network."""
    engine.warm()
    print(f"PyTorch {torch.__version__}, one thread; milliseconds, median of several runs")
    print(f"{'network':12} {'check':>8} {'bare':>8} {'torchinfo':>10} {'check/bare':>11} {'torchinfo/check':>16}")
    for name in ORDER:
        source = paste(name)
        check, bare, info = measured(source)
        ratio, gain = f"{check / bare:.2f}", f"{info / check:.1f}"
        print(f"{name:12} {check:8.2f} {bare:8.2f} {info:10.2f} {ratio:>11} {gain:>16}")


def paste(name: str) -> str:
    """A network as people paste it, with the lines that build and call it."""
    if name not in RESNETS:
        return (PASTES / f"{name}.py").read_text()
    body = (PASTES / "resnet.py").read_text()
    return f"{body}\n\nmodel = {RESNETS[name]}\noutput = model(torch.randn(1, 3, 224, 224))\n"


def measured(source: str) -> tuple[float, float, float]:
    """Milliseconds of a full check, of bare build-and-forward on meta, and of torchinfo with its build on CPU."""
    request = Request(code=source)
    report = engine.check(request)
    if report.verdict != "runs":
        raise SystemExit(f"a benchmark network does not run: {report.findings}")
    size = report.input_shapes[0]
    body = source.rpartition("output = ")[0]
    build = compile(body, "network", "exec")
    return (
        timed(lambda: engine.check(request), 9),
        timed(lambda: bare(build, size), 9),
        timed(lambda: summary(build, size), 3),
    )


def bare(build: CodeType, size: list[int]) -> None:
    """The network's own Python, built and called on the meta device by PyTorch alone."""
    names: dict[str, object] = {}
    with torch.device("meta"), torch.no_grad():
        exec(build, names)
        names["model"](torch.empty(size))  # type: ignore[operator]


def summary(build: CodeType, size: list[int]) -> None:
    """What a learner does today: build on CPU, then torchinfo."""
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(build, names)
        torchinfo.summary(names["model"], input_size=size, verbose=0)  # type: ignore[arg-type]


def timed(run: Callable[[], object], times: int) -> float:
    """The median of some runs, in milliseconds, after one that does not count."""
    run()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


if __name__ == "__main__":
    main()
