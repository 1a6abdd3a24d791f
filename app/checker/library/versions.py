"""Versions of packages as models compare them: `packaging.version`, `distutils.version`, `pkg_resources`."""

import re

from app.checker.objects.tensors import NamedTuple
from app.checker.objects.values import Value
from app.checker.provided import Library, TypeToken
from app.checker.reader import Builtin, Call

_NUMBERS = re.compile(r"v?(\d+(?:\.\d+)*)")
_FIELDS = ("major", "minor", "micro")


def _parse(call: Call) -> Value:
    """Its numbers, as many as there are fields at least: so `2.0` is `2.0.0`; what stands behind them is left out."""
    given = call.argument(0, "version", call.kwargs.get("vstring"))
    found = _NUMBERS.match(given) if isinstance(given, str) else None
    if found is None:
        raise call.error("ValueError", f"Invalid version: {given!r}" if isinstance(given, str) else "a text is needed")
    call.reader.meter.text(len(found[1]), call.node)
    numbers = [int(part[:9]) for part in found[1].split(".")]
    return NamedTuple.of([*numbers, *[0] * (len(_FIELDS) - len(numbers))], _FIELDS)


_VERSION = TypeToken("Version", lambda value: isinstance(value, NamedTuple) and value.field_names == _FIELDS, _parse)

LIBRARY = Library(
    modules={
        "packaging": {},
        "packaging.version": {"parse": Builtin("parse", _parse), "Version": _VERSION},
        "distutils": {},
        "distutils.version": {"LooseVersion": _VERSION, "StrictVersion": _VERSION},
        "pkg_resources": {"parse_version": Builtin("parse_version", _parse)},
    }
)
