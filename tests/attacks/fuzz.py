"""`make fuzz SECONDS=60`: pastes that are spliced, cut and mutated, each put before the judge of the attacks.

A paste that breaks a promise is made as small as it goes and written to `build/fuzz`, with its seed; the exit code is
then 1. One that hangs where no signal of Python's is heard, or that ends the process, is left whole in
`build/fuzz/running.py`; the stack is printed and the exit code is not 0. Pieces come from the cases, the benchmarks and
the attacks, so that each new case is a new beginning.
"""

import argparse
import faulthandler
import importlib
import pkgutil
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.checker import engine
from app.checker.report import Request
from app.settings import Settings
from tests.attacks import judge
from tests.conftest import ROOT

_FOUND = ROOT / "build" / "fuzz"
_RUNNING = _FOUND / "running.py"
_SHAPES = ([1, 2], [2, 3, 32, 32], [1, 1, 28, 28], [3, 32, 32], [0], [], None, [[1, 2], [1, 2]], [2**40])
_WORDS = [
    "-1",
    "0",
    "1",
    "2**40",
    "10**9",
    "None",
    "True",
    "'a'",
    "x",
    "self",
    "nn",
    "torch",
    "F",
    "()",
    "[]",
    "{}",
    "...",
    "lambda:0",
    "*x",
    "**x",
    "__class__",
    "__dict__",
    "yield",
    "await",
    "not",
    "-",
    "@",
    ":=\n",
    "",
    "",
    "",
    "\\x00",
    "\ufeff",
    "�",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "'''",
    "#",
    "\\",
    "\n",
    "\r",
    "\t",
    "\x0c",
    ":",
    ";",
    ",",
    ".",
    "=",
    "==",
    "if",
    "else",
    "for",
    "in",
    "while",
    "def",
    "class",
    "return",
    "import",
    "from",
    "try",
    "except",
]
_MOST_TRIALS = 400
_MOST_SECONDS = 20
"""For making one paste smaller."""
_HANGS = 60
"""Seconds after which a check is taken for one that never ends."""


def main() -> int:
    """Fuzzes for as long as asked; 1 where something was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    options = asked.parse_args()
    engine.warm(Settings().kernels)
    judge.warm_up()
    _FOUND.mkdir(parents=True, exist_ok=True)
    pieces, found, tried = _pieces(), 0, 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        seed, tried = options.seed + tried, tried + 1
        request = _request(random.Random(seed), pieces)
        if (fault := _fault(request)) is not None:
            found += 1
            print(f"seed {seed}: {fault}\n  {_kept(seed, request, fault)}")
    faulthandler.cancel_dump_traceback_later()
    _RUNNING.unlink(missing_ok=True)
    print(f"{tried} pastes, {found} of them break a promise; seeds from {options.seed}")
    return 1 if found else 0


def _pieces() -> list[str]:
    """Whole pastes: of the cases, the benchmarks and the attacks."""
    cases = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "cases").rglob("*.md"))]
    blocks = [block for text in cases for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]
    files = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "benchmarks" / "pastes").glob("*.py"))]
    names = [info.name for info in pkgutil.iter_modules([str(ROOT / "tests" / "attacks" / "families")])]
    families = [importlib.import_module(f"tests.attacks.families.{name}").ATTACKS for name in names]
    return [*blocks, *files, *(code for family in families for code in family.codes())]


def _request(draw: random.Random, pieces: list[str]) -> Request:
    code = draw.choice(pieces)
    for _ in range(draw.randint(1, 5)):
        code = draw.choice(_MUTATIONS)(draw, code, draw.choice(pieces))
    entry = draw.choice([None, None, None, "Net", "net", "Net()", "nn.ReLU()", *code[:2000].split()[:9]])
    return Request(
        code=code[:100_500],
        input_shape=draw.choice(_SHAPES),
        entry=entry and entry[:2000],
        mode=draw.choice([None, "train", "eval"]),
    )


def _spliced(draw: random.Random, code: str, other: str) -> str:
    """Lines of one paste inside another, at the indentation that stands there."""
    lines, more = code.splitlines(keepends=True) or [""], other.splitlines(keepends=True) or [""]
    at, start = draw.randrange(len(lines)), draw.randrange(len(more))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    taken = [indent + line.lstrip() for line in more[start : start + draw.randint(1, 4)]]
    return "".join([*lines[:at], *taken, *lines[at:]])


def _cut(draw: random.Random, code: str, _other: str) -> str:
    start = draw.randrange(len(code) + 1)
    return code[:start] + code[start + draw.choice([1, 2, 9, 60]) :]


def _word(draw: random.Random, code: str, _other: str) -> str:
    """One word, number or sign in the place of another."""
    words = list(re.finditer(r"\w+|[^\w\s]", code))
    if not words:
        return draw.choice(_WORDS)
    there, new = draw.choice(words), draw.choice([*_WORDS, draw.choice(words)[0]])
    return code[: there.start()] + new + code[there.end() :]


def _repeated(draw: random.Random, code: str, _other: str) -> str:
    start = draw.randrange(len(code) + 1)
    piece = code[start : start + draw.choice([1, 3, 20])]
    return code[:start] + piece * draw.choice([2, 9, 200]) + code[start:]


def _swapped(draw: random.Random, code: str, _other: str) -> str:
    lines = code.splitlines(keepends=True) or [""]
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "".join(lines)


def _joined(_draw: random.Random, code: str, other: str) -> str:
    return f"{code}\n{other}"


_MUTATIONS: tuple[Callable[[random.Random, str, str], str], ...] = (
    _spliced, _spliced, _cut, _word, _word, _word, _repeated, _swapped, _joined,
)  # fmt: skip


def _fault(request: Request) -> str | None:
    """Which promise a request breaks; what this process does not survive is on disk before it is tried."""
    _write(_RUNNING, request, "what ran when the process ended")
    faulthandler.dump_traceback_later(_HANGS, exit=True)
    try:
        judge.judged(request)
    except (Exception, judge.TooDearError) as fault:  # noqa: BLE001 - whatever it is, it was found
        return f"{type(fault).__name__}: {str(fault)[:200]}"
    return None


def _kept(seed: int, request: Request, fault: str) -> Path:
    """The file that holds the smallest paste with the same kind of fault."""
    small, kind, trials = request, re.split(r"\d", fault)[0], 0
    size, end = max(len(small.code) // 2, 1), time.monotonic() + _MOST_SECONDS
    while size:
        at = 0
        while at < len(small.code) and trials < _MOST_TRIALS and time.monotonic() < end:
            shorter = small.model_copy(update={"code": small.code[:at] + small.code[at + size :]})
            trials += 1
            if (_fault(shorter) or "").startswith(kind):
                small = shorter
            else:
                at += size
        size //= 2
    path = _FOUND / f"{seed}.py"
    _write(path, small, f"seed {seed}: {fault!r}")
    return path


def _write(path: Path, request: Request, said: str) -> None:
    """A paste as a file, with what else was asked and what came of it."""
    asked = request.model_dump(exclude={"code"})
    path.write_text(f"{request.code}\n# {said}\n# {asked}\n", encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
