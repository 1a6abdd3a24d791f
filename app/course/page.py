"""The state of one passage while it is rendered: its headings, its place for faults, what is proved.

Whatever is wrong (a value that does not exist, a block that raised) is noted as a problem at its
place; the page goes on, and is withheld from learners.
"""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.course.arithmetic import ValueFaultError
from app.course.links import LinkBook
from app.course.matrices import Matrix
from app.course.model import Heading
from app.course.passage import Passage
from app.course.problems import Spot
from app.course.scope import Found, Scope, UnprovedError

UNPROVED_HELP = "run `python -m app prove`"


@dataclass
class Page:
    """What one passage is rendered with, and what rendering found out.

    `anchor` begins the ids of its code lines; `open` are the directives around the current token, `lab` the
    editable matrix among them.
    """

    passage: Passage
    scope: Scope
    links: LinkBook
    anchor: str
    headings: list[Heading] = field(default_factory=list)
    blocks: int = 0
    proved: bool = True
    open: list[str] = field(default_factory=list)
    lab: Matrix | None = None
    dev: bool = False

    def fault(self, token: Token, slug: str, message: str, help_: str = "", needle: str = "") -> None:
        """Note a problem at a token, at `needle` where its text is found."""
        self.scope.problems.add(self.passage.spot(token, needle), slug, message, help_)

    def disproved(self, spot: Spot, slug: str, message: str, help_: str = "") -> None:
        """Note a problem for which no learner may see this page."""
        self.proved = False
        self.scope.problems.add(spot, slug, message, help_)

    def value(self, token: Token, text: str) -> Found | None:
        """The value of a `{{ ... }}`, or None with a problem."""
        spot = self.passage.spot(token, "{{" + text.split("\n", 1)[0])
        try:
            return self.scope.value(text)
        except ValueFaultError as fault:
            self.disproved(spot, "no-value", str(fault))
        except UnprovedError:
            self.disproved(spot, "unproved", "this value is not proved since the last change", UNPROVED_HELP)
        return None

    def heading(self, text: str, level: int) -> Heading:
        """Enter a heading and give it an id of its own."""
        base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        taken = {heading.id for heading in self.headings}
        names = [base, *(f"{base}-{count}" for count in range(2, len(taken) + 3))]
        made = Heading(next(name for name in names if name not in taken), text, level)
        self.headings.append(made)
        return made
