"""One family of attacks: lines that are put into every place of a model, and whole pastes."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent

HEAD = (
    "import copy, functools, itertools, math, operator, re\nimport numpy as np\nimport torch\n"
    "import torch.nn as nn\nimport torch.nn.functional as F\n"
)
_NET = HEAD + "class Net(nn.Module):\n{members}    def __init__(self):\n        super().__init__()\n{init}"
_FORWARD = "    def forward(self, x):\n{body}        return x\n"
_CAUGHT = "try:\n{lines}except Exception as error:\n    x = error\n"


@dataclass(frozen=True)
class Family:
    """Attacks of one kind.

    Attributes:
        lines: statements, each put into every one of the places below.
        pastes: whole pastes.
    """

    lines: tuple[str, ...] = ()
    pastes: tuple[str, ...] = ()

    def codes(self) -> Iterator[str]:
        """Every paste of the family."""
        for lines in self.lines:
            for place in PLACES.values():
                yield place(lines.strip("\n") + "\n")
        yield from self.pastes

    def sample(self) -> Iterator[str]:
        """Each attack once, the lines in one place after the other: `make fuzz` puts them everywhere."""
        places = list(PLACES.values())
        for number, lines in enumerate(self.lines):
            yield places[number % len(places)](lines.strip("\n") + "\n")
        yield from self.pastes


def _net(members: str = "", init: str = "", body: str = "") -> str:
    return (_NET + _FORWARD).format(
        members=indent(members, " " * 4), init=indent(init, " " * 8), body=indent(body, " " * 8)
    )


PLACES = {
    "a method": lambda lines: _net(body=lines),
    "a try": lambda lines: _net(body=_CAUGHT.format(lines=indent(lines, "    "))),
    "a constructor": lambda lines: _net(init=lines),
    "a class": lambda lines: _net(members=lines),
    "a function": lambda lines: (
        f"{HEAD}def make(self=None, x=1):\n{indent(lines, '    ')}    return nn.Linear(2, 2)\nnet = make()\n"
    ),
}
