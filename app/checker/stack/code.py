"""Rows -> code: readable PyTorch, one layer a line, which runs as it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.checker.stack.layer import Layer
from app.checker.stack.request import HOLDERS, Holder, StackRequest, inside

_HOLDER = '''class {name}(nn.Module):
    """{meaning}"""

    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x):
        out = self.body(x)
        kept = x if self.shortcut is None else self.shortcut(x)
        return {result}
'''
_MEANINGS = {
    "Residual": ("Adds what the body makes of x to x, or to what the shortcut makes of it.", "out + kept"),
    "Concat": (
        "Joins x, or what the shortcut makes of it, and what the body makes of x along the channels.",
        "torch.cat([kept, out], dim=1)",
    ),
}


@dataclass(frozen=True)
class Written:
    """The code, and the line of each row (from 1) by its path: `3`, `3.body.0`."""

    code: str
    lines: dict[str, int]


def as_code(request: StackRequest) -> str:
    """The stack as a paste. Where no row holds others, line i + 4 of it is layer i (from 0)."""
    return written(request.layers).code


def written(layers: Sequence[Layer]) -> Written:
    """The rows as code, and where each of them stands."""
    used = {each.__class__ for _, each in inside("", layers)}
    names = [name for name, kind in HOLDERS.items() if kind in used]
    head = ["import torch\n"] if "Concat" in names else []
    head += ["import torch.nn as nn\n", *(f"\n\n{_holder(name)}" for name in names), "\n\n" if names else "\n"]
    rows = list(_rows("", layers, "    "))
    before = "".join(head).count("\n") + 1
    lines = {path: before + number for number, (path, _) in enumerate(rows, 1) if path}
    return Written("".join(head) + "net = nn.Sequential(\n" + "".join(text for _, text in rows) + ")\n", lines)


def call(layer: Layer) -> str:
    """What makes a layer: `nn.Conv2d(3, 8, 3, padding=1)`; what is needed by place, what is chosen by name."""
    arguments = []
    for name, field in type(layer).model_fields.items():
        value = getattr(layer, name)
        if field.is_required() and name != "type":
            arguments.append(_value(value))
        elif not field.is_required() and value != field.default:
            arguments.append(f"{name}={_value(value)}")
    return f"nn.{type(layer).__name__}({', '.join(arguments)})"


def _holder(name: str) -> str:
    meaning, result = _MEANINGS[name]
    return _HOLDER.format(name=name, meaning=meaning, result=result)


def _rows(path: str, layers: Sequence[Layer], indent: str) -> Iterator[tuple[str, str]]:
    """The lines, each with the path of the row that begins there."""
    for number, layer in enumerate(layers):
        here = f"{path}{number}"
        if not isinstance(layer, Holder):
            yield here, f"{indent}{call(layer)},\n"
            continue
        yield here, f"{indent}{type(layer).__name__}(\n"
        for name, held in (("body", layer.body), ("shortcut", layer.shortcut)):
            if held:
                yield "", f"{indent}    {name}=nn.Sequential(\n"
                yield from _rows(f"{here}.{name}.", held, indent + "        ")
                yield "", f"{indent}    ),\n"
        yield "", f"{indent}),\n"


def _value(value: object) -> str:
    """A value as Python writes it; several sizes as a tuple, `2` for `2.0`."""
    if isinstance(value, list):
        return f"({', '.join(map(_value, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f'"{value}"' if isinstance(value, str) else repr(value)
