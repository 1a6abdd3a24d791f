"""The first line of a code fence: `python run continues {id=two-block input=1,3,64,64}`."""

import re
from dataclasses import dataclass
from typing import Literal

Mode = Literal["run", "raises", "norun", "wrong", "right", "output", "text", ""]
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}\s*$")
_REASON = re.compile(r"""^norun\s+reason=(?:"([^"]+)"|'([^']+)'|(\S+))$""")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Fence:
    """What a fence says of its code; `fault` says what is wrong with it."""

    mode: Mode = ""
    raises: str = ""
    reason: str = ""
    continues: bool = False
    id: str | None = None
    input: tuple[int, ...] | None = None
    fault: str = ""

    @property
    def is_run(self) -> bool:
        """Torch runs this."""
        return self.mode in {"run", "raises"}


def fence(info: str) -> Fence:
    """Read the info string of a fence; nothing raises, a fault is told in the result."""
    found = _ATTRIBUTES.search(info)
    words = (info[: found.start()] if found else info).split()
    attributes = dict(part.partition("=")[::2] for part in (found[1].split() if found else []))
    fault, sizes = _attributes(attributes)
    language, *rest = words or [""]
    if language in {"text", "output"}:
        mode: Mode = "output" if language == "output" else "text"
        return Fence(mode=mode, fault=fault or (f"`{rest[0]}` says nothing here" if rest else ""))
    if language != "python":
        return Fence(fault=f"a fence says python, output or text, not `{language}`")
    base = _python(rest)
    return Fence(base.mode, base.raises, base.reason, base.continues, attributes.get("id"), sizes, base.fault or fault)


def _attributes(attributes: dict[str, str]) -> tuple[str, tuple[int, ...] | None]:
    unknown = sorted(set(attributes) - {"id", "input"})
    if unknown:
        return f"a fence has id and input, not `{unknown[0]}`", None
    if "id" in attributes and not _SLUG.fullmatch(attributes["id"]):
        return "an id is small letters, digits and hyphens", None
    sizes = attributes.get("input", "").split(",") if "input" in attributes else []
    if not all(size.isascii() and size.isdigit() and len(size) < 10 for size in sizes):
        return "input is sizes with commas: input=1,3,32,32", None
    return "", tuple(map(int, sizes)) or None


def _python(words: list[str]) -> Fence:
    continues = words[-1:] == ["continues"]
    match words[:-1] if continues else words:
        case ["run"]:
            return Fence(mode="run", continues=continues)
        case [("wrong" | "right") as mode]:
            return _example(mode)
        case ["raises", name] if name.isidentifier():
            return Fence(mode="raises", raises=name, continues=continues)
        case ["norun", *_]:
            return _not_run(" ".join(words))
    return Fence(fault="say what is to be proved: run, raises SomeError, or norun reason=…")


def _example(mode: str) -> Fence:
    return Fence(mode="right" if mode == "right" else "wrong")


def _not_run(text: str) -> Fence:
    found = _REASON.match(text)
    if not found:
        return Fence(fault='norun needs its reason: norun reason="needs a camera"')
    return Fence(mode="norun", reason=found[1] or found[2] or found[3])
