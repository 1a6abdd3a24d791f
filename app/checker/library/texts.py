"""Strings: their methods, and the functions that make them of something else."""

import re
from collections.abc import Callable

from app.checker.nodes.literals import formatted, text_of, widths
from app.checker.objects.values import Value
from app.checker.provided import Library, functions
from app.checker.reader import Builtin, Call
from app.checker.signals import CannotTell

_MOST_CHARACTERS = 0x110000
"""Python's own: one above the highest code point."""
_HALVES = range(0xD800, 0xE000)


def _the_text(call: Call) -> str:
    if not call.args or not isinstance(call.args[0], str):
        raise call.error("TypeError", "this method needs a string")
    return call.args[0]


def _plain_text(method: str, *kinds: type) -> Callable[[Call], Value]:
    """A string method whose result is no longer than what goes in."""

    def run(call: Call) -> Value:
        text, rest = _the_text(call), call.args[1:]
        if not all(isinstance(arg, (*kinds, type(None), int, tuple)) for arg in rest) or call.kwargs:
            raise call.error("TypeError", f"{method}() is given arguments that it does not take")
        call.reader.meter.text(len(text), call.node)
        try:
            return getattr(text, method)(*rest)
        except (TypeError, ValueError, OverflowError) as error:
            raise call.error(type(error).__name__, str(error)) from error

    return run


def _join(call: Call) -> Value:
    parts = call.reader.iterate(call.argument(1, "iterable"), call.node)
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != len(parts):
        raise call.error("TypeError", "join() needs strings")
    separator = _the_text(call)
    call.reader.meter.text(sum(map(len, texts)) + len(separator) * len(texts), call.node)
    return separator.join(texts)


def _replace(call: Call) -> Value:
    text, old, new = _the_text(call), call.argument(1, "old"), call.argument(2, "new")
    if not isinstance(old, str) or not isinstance(new, str):
        raise call.error("TypeError", "replace() needs strings")
    call.reader.meter.text(len(text) + (text.count(old) if old else len(text) + 1) * len(new), call.node)
    return text.replace(old, new)


def _format(call: Call) -> Value:
    """`'{} {}'.format(a, b)`: plain fields only; attribute and index fields are left as they are."""
    text, made, position = _the_text(call), [], 0
    if re.search(r"\{[^{}]+\{", text):
        raise CannotTell("unsupported", "a format field inside another one is not read by the checker", call.node)
    pieces = text.replace("{{", "\x00").replace("}}", "\x01").split("{")
    made.append(pieces[0])
    for piece in pieces[1:]:
        field, _, rest = piece.partition("}")
        name, _, spec = field.partition(":")
        if "." in name or "[" in name or "!" in name:
            raise CannotTell("unsupported", f"the format field {{{field}}} is not read by the checker", call.node)
        if name == "":
            value, position = call.argument(1 + position, "", ""), position + 1
        elif name.isdecimal():
            value = call.argument(1 + min(widths(name)[0], len(call.args)), "", "")
        else:
            value = call.kwargs.get(name, "{" + name + "}")
        made += [formatted(call.reader, value, spec, call.node), rest]
        call.reader.meter.text(sum(map(len, made)), call.node)
    return "".join(made).replace("\x00", "{").replace("\x01", "}")


def _padded(method: str) -> Callable[[Call], Value]:
    """`ljust`, `zfill` and kin: as long as they are told."""

    def run(call: Call) -> Value:
        text, width, rest = _the_text(call), call.needed(1), call.args[2:]
        if not isinstance(width, int) or not all(isinstance(arg, str) for arg in rest):
            raise call.error("TypeError", f"{method}() needs a width")
        call.reader.meter.text(max(len(text), width), call.node)
        try:
            return getattr(text, method)(width, *rest)
        except TypeError as error:
            raise call.error("TypeError", str(error)) from error

    return run


def _ord(call: Call) -> Value:
    text = call.needed(0)
    if not isinstance(text, str) or len(text) != 1:
        raise call.error("TypeError", "ord() expected a character")
    return ord(text)


def _chr(call: Call) -> Value:
    number = call.needed(0)
    if not isinstance(number, int):
        raise call.error("TypeError", "chr() needs an int")
    if not 0 <= number < _MOST_CHARACTERS:
        raise call.error("ValueError", "chr() arg not in range(0x110000)")
    if number in _HALVES:
        raise CannotTell("unsupported", "half of a surrogate pair is not read by the checker", call.node)
    return chr(number)


def _repr(call: Call) -> Value:
    return text_of(call.reader, call.needed(0), call.node, 1)


def _in_base(sign: str) -> Callable[[Call], Value]:
    """`bin`, `oct`, `hex`: as Python's format with `#` writes them."""

    def run(call: Call) -> Value:
        number = call.needed(0)
        if not isinstance(number, int):
            raise call.error("TypeError", "an integer is needed here")
        return format(number, f"#{sign}")

    return run


def _format_one(call: Call) -> Value:
    spec = call.argument(1, "format_spec", "")
    if not isinstance(spec, str):
        raise call.error("TypeError", "format() argument 2 must be str")
    return formatted(call.reader, call.needed(0), spec, call.node)


_TEXT_METHODS = (
    "lower upper strip lstrip rstrip split rsplit startswith endswith title capitalize isdigit isalpha isnumeric find "
    "rfind count splitlines partition rpartition swapcase isupper islower isidentifier removeprefix removesuffix "
    "index rindex casefold isalnum isascii isdecimal isspace istitle isprintable"
)
_FUNCTIONS: dict[str, Callable[[Call], Value]] = {
    "ord": _ord, "chr": _chr, "repr": _repr, "bin": _in_base("b"), "oct": _in_base("o"), "hex": _in_base("x"),
    "format": _format_one,
}  # fmt: skip

LIBRARY = Library(
    methods={
        "str": functions({
            **{name: _plain_text(name, str) for name in _TEXT_METHODS.split()},
            **{name: _padded(name) for name in ("center", "ljust", "rjust", "zfill")},
            "join": _join, "replace": _replace, "format": _format,
        }),
    },
    builtins={name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
)  # fmt: skip
