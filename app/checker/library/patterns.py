"""`re`, as models take names apart with it: small patterns on short texts, so that no search can run long."""

import re
from collections.abc import Callable

from app.checker.instances import ObjectValue
from app.checker.provided import Library, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell
from app.checker.values import Value
from app.checker.written import classes

_LONGEST = 200
"""Characters of a pattern, and of a text that is searched."""
_MOST_REPEATS = 3
_REPEAT = re.compile(r"(?<!\\)[*+{]")
_GROUP_REPEATED = re.compile(r"(?<!\\)\)[*+{]|\\[1-9]|\(\?P=")
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
    pattern = found[0]
    if _GROUP_REPEATED.search(pattern) or len(_REPEAT.findall(pattern)) > _MOST_REPEATS:
        raise CannotTell("unsupported", "this pattern of re is not read by the checker", call.node)
    if max(map(len, found)) > _LONGEST:
        raise CannotTell("unsupported", f"re on more than {_LONGEST} characters is not read by the checker", call.node)
    return found


def _search(how: Callable[[str, str], "re.Match[str] | None"]) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        pattern, text = _texts(call, 0, 1)
        try:
            match = how(pattern, text)
        except re.error as error:
            raise call.error("error", str(error)) from error
        return _found(match) if match is not None else None

    return run


def _found(match: "re.Match[str]") -> Value:
    def group(call: Call) -> Value:
        try:
            return match.group(*(arg for arg in call.args if isinstance(arg, int | str)))
        except IndexError as error:
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
        except re.error as error:
            raise call.error("error", str(error)) from error

    return run


def _sub(call: Call) -> Value:
    pattern, new, text = _texts(call, 0, 1, 2)
    call.reader.meter.text((len(text) + 1) * (len(new) + 1), call.node)
    try:
        return re.sub(pattern, new, text)
    except (re.error, IndexError) as error:
        raise call.error("error", str(error)) from error


LIBRARY = Library(
    modules={
        "re": functions({
            "split": _listed(re.split), "findall": _listed(re.findall), "sub": _sub, "match": _search(re.match),
            "search": _search(re.search), "fullmatch": _search(re.fullmatch),
        }),
    }
)  # fmt: skip
