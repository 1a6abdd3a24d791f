"""The name of a generated question: its generator, its difficulty, its seed, and what it is asked for."""

import random
import re
from dataclasses import dataclass
from typing import Self, get_args

from app.course.model import Difficulty
from app.kit.discover import discover
from app.practice.generators import Generator

GENERATORS = {generator.slug: generator for generator in discover("app.practice.generators", "GENERATOR", Generator)}
SEEDS = 10**9
_REFERENCE = re.compile(
    r"~(?P<generator>[a-z0-9-]{1,40})\.(?P<difficulty>easy|medium|hard)\.(?P<seed>\d{1,10})"
    r"(?:@(?P<topic>[a-z0-9-]{1,60}))?(?::(?P<aim>[a-z0-9.-]{1,40}))?"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Which question: `~conv-output.easy.17`.

    `~conv-output.easy.17@pooling` is asked for that topic; `~conv-output.easy.17:conv.ceil` is the first draw
    of this seed in which that mistake can be made.
    """

    generator: str
    difficulty: Difficulty
    seed: int
    topic: str = ""
    aim: str = ""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The reference that a text is, or None."""
        found = _REFERENCE.fullmatch(text)
        if not found or found["generator"] not in GENERATORS:
            return None
        difficulty = next(each for each in get_args(Difficulty) if each == found["difficulty"])
        return cls(found["generator"], difficulty, int(found["seed"]), found["topic"] or "", found["aim"] or "")

    def __str__(self) -> str:
        """As it stands in addresses, attempts and statistics."""
        return self.drawn + (f"@{self.topic}" if self.topic else "") + (f":{self.aim}" if self.aim else "")

    @property
    def drawn(self) -> str:
        """What the dice depend on: not on the topic that it is asked for."""
        return f"~{self.generator}.{self.difficulty}.{self.seed}"

    @property
    def home(self) -> tuple[str, str]:
        """The topic and objective that it is asked for: the generator's first, unless it is asked for another."""
        teaches = GENERATORS[self.generator].teaches
        return next((each for each in teaches if each[0] == self.topic), teaches[0])


def new_reference(slug: str, difficulty: Difficulty, dice: random.Random, topic: str = "", aim: str = "") -> str:
    """A question that nobody has seen yet."""
    return str(Reference(slug, difficulty, dice.randrange(SEEDS), topic, aim))
