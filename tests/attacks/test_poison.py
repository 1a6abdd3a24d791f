"""A paste leaves nothing to the next one: it is told, byte for byte, what a process tells that has seen no other."""

import json
import subprocess
import sys

import pytest

from app.checker.engine import check
from app.checker.report import Request
from app.settings import Settings
from tests.attacks.families.poisons import ATTACKS
from tests.checker.asking import NET
from tests.conftest import ROOT

HEAD = "import math, torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
NEXT = (
    NET,
    NET.replace("8 * 15", "9 * 15"),
    NET.replace("return", "return mystery +"),
    f"{HEAD}net = nn.Sequential(nn.Conv2d(3, int(math.pi), 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(4))\n",
    HEAD
    + "class Net(nn.Module):\n    def forward(self, x):\n"
    + "        return F.relu(torch.flatten(x, 1)).view(len(x), -1) @ torch.zeros(3072, 2)\n",
)
_FRESH = """
import json, sys
from app.checker import engine
from app.checker.report import Request
engine.warm(sys.argv[1])
answers = [engine.check(Request(code=code, input_shape=[2, 3, 32, 32])) for code in json.load(sys.stdin)]
print(json.dumps([answer.model_dump_json() for answer in answers]))
"""


@pytest.fixture(scope="module")
def fresh() -> list[str]:
    """What is said of the next pastes by a process that has seen nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _FRESH, Settings().kernels],
        cwd=ROOT,
        input=json.dumps(NEXT),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _told() -> list[str]:
    return [check(Request(code=code, input_shape=[2, 3, 32, 32])).model_dump_json() for code in NEXT]


def test_what_follows_tells_verdicts_of_every_kind(fresh):
    verdicts = [json.loads(answer)["verdict"] for answer in fresh]
    assert verdicts == ["runs", "fails", "fails", "runs", "runs"]


def test_after_every_poison_the_next_pastes_are_told_what_a_fresh_process_tells(fresh):
    assert _told() == fresh
    changed = []
    for code in ATTACKS.sample():
        check(Request(code=code, input_shape=[1, 2]))
        if _told() != fresh:
            changed.append(code[-300:])
    assert not changed, "\n\n".join(changed[:5])
