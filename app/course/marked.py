"""YAML as plain data that remembers where each value stood.

Scalars are read by the small core of YAML 1.2: `no` and `on` are words, not booleans; dates stay
text. Anchors, tags and repeated keys are refused, so that no file can be larger than it looks.
Sequences become tuples, as the strict schemas want them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from app.course.problems import Problems, Source, Spot

Path = tuple[str | int, ...]
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Marked:
    """The data of one file, with the place of each value and key by its path."""

    source: Source
    data: object
    values: Mapping[Path, Spot]
    keys: Mapping[Path, Spot]
    first_lines: Mapping[Path, int] = field(default_factory=dict)

    def value(self, *path: str | int) -> Spot:
        """Where a value stands; where the nearest one around it stands if it has none."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, self.source.at(1))

    def key(self, *path: str | int) -> Spot:
        """Where the key of a value stands, or else the value."""
        return self.keys.get(path) or self.value(*path)

    def text_line(self, *path: str | int) -> int:
        """The line on which the text of a scalar begins (a block scalar begins below its `|`)."""
        return self.first_lines.get(path, self.value(*path).line)


class _FaultError(Exception):
    def __init__(self, mark: yaml.Mark | None, slug: str, message: str, help_: str = "") -> None:
        super().__init__(message)
        self.mark, self.slug, self.message, self.help = mark, slug, message, help_


class _Loader(yaml.SafeLoader):
    """PyYAML's composer without anchors, aliases and tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _FaultError(
                event.start_mark,
                "yaml-anchor",
                "anchors and aliases are not read",
                "write the value out, or quote it if it is text that begins with & or *",
            )
        if getattr(event, "tag", None):
            raise _FaultError(event.start_mark, "yaml-tag", f"the tag {event.tag} is not read", "leave it away")
        return super().compose_node(parent, index)


@dataclass
class _Builder:
    source: Source
    values: dict[Path, Spot] = field(default_factory=dict)
    keys: dict[Path, Spot] = field(default_factory=dict)
    first_lines: dict[Path, int] = field(default_factory=dict)

    def build(self, node: yaml.Node, path: Path) -> object:
        self.values[path] = self._spot(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.build(item, (*path, index)) for index, item in enumerate(node.value))
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("|", ">"):
                self.first_lines[path] = node.start_mark.line + 2
            return node.value if node.style else _plain(node.value)
        raise _FaultError(node.start_mark, "yaml", "this is not a value")

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        built: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _FaultError(
                    key.start_mark,
                    "yaml-key",
                    "a key must be a word",
                    "text that begins with {{ must stand in quotes",
                )
            if key.value in built:
                said = f"`{key.value}` stands here twice"
                raise _FaultError(key.start_mark, "yaml-repeated", said, "keep one")
            self.keys[(*path, key.value)] = self._spot(key)
            built[key.value] = self.build(value, (*path, key.value))
        return built

    def _spot(self, node: yaml.Node) -> Spot:
        start, end = node.start_mark, node.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return self.source.at(start.line + 1, start.column + 1, width)


def parse(source: Source, problems: Problems, first_line: int = 0, text: str | None = None) -> Marked | None:
    """The data of `source`, or None with a problem where it is not the YAML that is read here.

    `text` is a part of the file that begins after `first_line` lines (front matter).
    """
    try:
        loader = _Loader("\n" * first_line + (source.text if text is None else text))
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        builder = _Builder(source)
        data = builder.build(node, ()) if node else None
    except _FaultError as fault:
        problems.add(_marked(source, fault.mark), fault.slug, fault.message, fault.help)
    except yaml.MarkedYAMLError as error:
        spot = _marked(source, error.problem_mark or error.context_mark)
        message = " ".join(filter(None, (error.context, error.problem)))
        problems.add(
            spot,
            "yaml",
            message or "cannot be read as YAML",
            "check the indentation; quote text that holds `: ` or begins with a sign",
        )
    except yaml.YAMLError as error:
        problems.add(source.at(1), "yaml", str(error).splitlines()[0])
    except RecursionError:
        problems.add(source.at(1), "yaml", "nested too deeply")
    else:
        return Marked(source, data, builder.values, builder.keys, builder.first_lines)
    return None


def _plain(text: str) -> object:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _marked(source: Source, mark: yaml.Mark | None) -> Spot:
    return source.at(mark.line + 1, mark.column + 1) if mark else source.at(1)
