"""No paste reaches out, hangs, eats memory, breaks a promise or changes what the next one is told."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

from app.checker.engine import check
from app.checker.limits import Limits
from app.checker.report import Request
from tests.attacks.entries import ENTRIES
from tests.attacks.family import Family
from tests.attacks.judge import TooDearError, judged, world
from tests.checker.asking import NET
from tests.conftest import ROOT

FAMILIES = {
    info.name: importlib.import_module(f"tests.attacks.families.{info.name}").ATTACKS
    for info in pkgutil.iter_modules([str(ROOT / "tests" / "attacks" / "families")])
}
IN_ONE_TEST = 100


def _in_batches(pastes: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [pastes[at : at + IN_ONE_TEST] for at in range(0, len(pastes), IN_ONE_TEST)]


BATCHES = [
    pytest.param(pastes, id=f"{name}-{number}")
    for name, family in FAMILIES.items()
    for number, pastes in enumerate(_in_batches(tuple(family.sample())))
]


def test_every_family_holds_attacks():
    assert len(FAMILIES) > 5
    assert all(isinstance(family, Family) and len(list(family.sample())) >= 40 for family in FAMILIES.values())


@pytest.mark.parametrize("pastes", BATCHES)
def test_hostile_pastes_are_ordinary_reports_and_leave_nothing_behind(pastes):
    before, failed = world(), []
    for code in pastes:
        try:
            judged(Request(code=code, input_shape=[1, 2]))
        except (Exception, TooDearError) as fault:  # noqa: BLE001 - each one is shown, not the first alone
            failed.append(f"{type(fault).__name__}: {str(fault)[:300]}\n{code[-600:]}")
    assert not failed, "\n\n".join(failed[:5])
    assert world() == before


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda text: ascii(text[:20]))
def test_an_entry_reaches_no_further_than_a_paste(entry):
    judged(Request(code=NET, input_shape=[1, 3, 32, 32], entry=entry))


@pytest.mark.parametrize(
    "sizes",
    [[], [0], [2**40] * 16, [0, 2**40], [[]] * 64, [[1, 3, 32, 32]] * 64, [2**40], [1] * 16, [1, 3, 2**40, 2**9]],
)
@pytest.mark.parametrize("mode", [None, "train", "eval"])
def test_sizes_are_no_way_in(sizes, mode):
    judged(Request(code=NET, input_shape=sizes, mode=mode))


def test_a_check_is_stopped_by_the_clock_where_nothing_else_stops_it():
    code = "from torch import nn\nwhile True:\n    a = 2\nnet = nn.Linear(2, a)\n"
    limits = Limits(steps=10**9, expressions=10**9, seconds=0.2)
    report = check(Request(code=code, input_shape=[1, 2]), limits)
    assert report.findings[0].slug == "stopped"
    assert "0.2 s of processor time" in report.findings[0].message


_WATCHED = """
import json, sys
from app.checker import engine
from app.checker.report import Request
from tests.attacks import judge
from tests.attacks.test_attacks import BATCHES
engine.warm("fast")
judge.warm_up()
usual, seen, now = set(), {}, [None]
def watch(event, args):
    if now[0] == "":
        usual.add(event)
    elif event == "open" and args[0] in ("<unknown>", "paste"):
        pass  # Python itself looks for the line that it could not parse
    elif now[0] is not None and event not in usual and event not in seen:
        told = [arg[:99] if isinstance(arg, str) else type(arg).__name__ for arg in args]
        seen[event] = f"{now[0][-300:]} {told}"
sys.addaudithook(watch)
for code in (judge.NET, judge.NET.replace("8 * 15", "9 * 15")):
    now[0] = ""
    engine.check(Request(code=code, input_shape=[2, 3, 32, 32]))
    now[0] = None
usual -= {"open", "import", "exec", "os.system", "subprocess.Popen"}
for code in [code for parameters in BATCHES for code in parameters.values[0]][::15]:
    now[0] = code
    engine.check(Request(code=code, input_shape=[1, 2]))
    now[0] = None
print(json.dumps({event: code for event, code in seen.items() if not event.startswith(QUIET)}))
"""
_QUIET = ("compile", "object.__", "sys._getframe", "builtins.id", "code.__new__", "gc.", "sys.unraisablehook")
"""What Python tells of work inside a process that parses and raises."""


def test_no_paste_makes_the_process_open_import_execute_or_connect():
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED.replace("QUIET", repr(_QUIET))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "{}"
