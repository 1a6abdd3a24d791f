"""Links inside the course: collected while pages are rendered, checked when all pages are known."""

import re
from dataclasses import dataclass, field

from app.course.problems import Problems, Spot
from app.kit.words import closest

_LEARN = re.compile(r"([a-z0-9-]+)(?:/([a-z]+)(#[\w-]+)?)?")
_FIXED = ("/", "/checker", "/glossary", "/findings/", "/api")


def learn_url(text: str) -> str | None:
    """`conv2d-layers/explain#padding` as an address; None where it is not such a text."""
    found = _LEARN.fullmatch(text)
    if not found:
        return None
    topic, way, heading = found.groups()
    return f"/topics/{topic}/" + (f"ways/{way}{heading or ''}" if way else "")


def way_url(topic: str, way: str) -> str:
    """The address of a way."""
    return f"/topics/{topic}/ways/{way}"


@dataclass
class LinkBook:
    """Every address of the course, and every place that links to one.

    `unread` are beginnings of addresses whose files had faults of their own: what stands there is
    not known, and no link to them is blamed.
    """

    known: set[str] = field(default_factory=lambda: set(_FIXED))
    unread: set[str] = field(default_factory=set)
    wanted: list[tuple[Spot, str]] = field(default_factory=list)

    def want(self, spot: Spot, href: str) -> None:
        """Note a link; only those inside the course are checked."""
        if href.startswith(("/", "#")) or ":" not in href:
            self.wanted.append((spot, href))

    def check(self, problems: Problems) -> None:
        """Each link that leads nowhere becomes a problem."""
        for spot, href in self.wanted:
            path, hash_, anchor = href.partition("#")
            path = path.partition("?")[0]
            target = f"{path}#{anchor}" if hash_ and path.startswith(("/topics/", "/glossary")) else path
            if target not in self.known and not path.startswith(tuple(self.unread)):
                near = closest(target, self.known)
                problems.add(spot, "dead-link", f"nothing stands at {href}", f"did you mean {near}?" if near else "")
