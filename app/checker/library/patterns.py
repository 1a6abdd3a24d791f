"""`re`, as models take names apart with it: small patterns on short texts, so that no search can run long.

How often a search can go back is known before it begins: each repeat may take any part of the text, each `?` and each
alternative may be taken or not, and the search may start anywhere.
"""

import math
import re
from collections.abc import Callable

from app.checker.objects.instances import ObjectValue
from app.checker.objects.values import Value
from app.checker.objects.written import classes
from app.checker.provided import Library, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_LONGEST = 200
"""Characters of a pattern, and of a text that is searched."""
_MOST_TURNS = 2_000_000
_TURNS_PER_STEP = 100
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_REPEAT = re.compile(r"[*+{]")
_OPTIONAL = re.compile(r"(?<!\()\?")
_GROUP_REPEATED = re.compile(r"\)[*+{]|\(\?[a-zL-]|\(\?P=")
"""What a search may go back over again and again."""
_MATCH = classes("class Match:\n    pass")["Match"]


def _texts(call: Call, *positions: int) -> list[str]:
    """The pattern and the texts of a call, where they are small.

    Raises:
        CannotTell: the search could take long.
    """
    found = [text for position in positions if isinstance(text := call.needed(position), str)]
    if len(found) != len(positions):
        raise call.error("TypeError", "expected string or bytes-like object")
    if max(map(len, found)) > _LONGEST:
        raise CannotTell("unsupported", f"re on more than {_LONGEST} characters is not read by the checker", call.node)
    pattern, longest = _ESCAPED.sub(_plainly, found[0]), 1 + max(map(len, found[1:]), default=0)
    turns = longest * longest ** len(_REPEAT.findall(pattern)) * 2 ** len(_OPTIONAL.findall(pattern))
    turns *= math.prod(part.count("|") + 1 for part in re.split("[()]", pattern))
    if _GROUP_REPEATED.search(pattern) or turns > _MOST_TURNS:
        raise CannotTell("unsupported", "this pattern of re is not read by the checker", call.node)
    call.reader.meter.step(call.node, turns // _TURNS_PER_STEP)
    return found


def _plainly(escaped: "re.Match[str]") -> str:
    """What an escape stands for here: one character; a group that is asked for again is refused as a repeated one."""
    return "(?P=" if escaped[0][1].isdigit() else "a"


def _search(how: Callable[[str, str], "re.Match[str] | None"]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        pattern, text = _texts(call, 0, 1)
        try:
            match = how(pattern, text)
        except (re.error, OverflowError, RecursionError) as error:
            raise call.error("error", str(error)) from error
        return _found(match) if match is not None else None

    return run


def _found(match: "re.Match[str]") -> Value:
    def group(call: Call) -> Value:
        try:
            return match.group(*(arg for arg in call.args if isinstance(arg, int | str)))
        except (IndexError, OverflowError) as error:
            raise call.error("IndexError", str(error)) from error

    return ObjectValue(_MATCH, {
        "group": Builtin("group", group), "groups": Builtin("groups", lambda _call: match.groups()),
        "groupdict": Builtin("groupdict", lambda _call: match.groupdict()),
        "start": Builtin("start", lambda _call: match.start()), "end": Builtin("end", lambda _call: match.end()),
    })  # fmt: skip


def _listed(how: Callable[[str, str], list[str]]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        pattern, text = _texts(call, 0, 1)
        try:
            return how(pattern, text)
        except (re.error, OverflowError, RecursionError) as error:
            raise call.error("error", str(error)) from error

    return run


def _sub(call: Call) -> Value:
    pattern, new, text = _texts(call, 0, 1, 2)
    call.reader.meter.text((len(text) + 1) * (len(new) + 1), call.node)
    try:
        return re.sub(pattern, new, text)
    except (re.error, IndexError, OverflowError, RecursionError) as error:
        raise call.error("error", str(error)) from error


LIBRARY = Library(
    modules={
        "re": functions({
            "split": _listed(re.split), "findall": _listed(re.findall), "sub": _sub, "match": _search(re.match),
            "search": _search(re.search), "fullmatch": _search(re.fullmatch),
        }),
    }
)  # fmt: skip
