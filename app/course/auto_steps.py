"""Worked steps read off the layers of a question's code: each size with the arithmetic that makes it."""

from collections.abc import Sequence

from markupsafe import Markup

from app.course.layer_rows import LayerRow
from app.kit.shapes import shape_html

_ITEM = Markup("<li><code>{}</code> makes {} of {}{}</li>")


def auto_steps(rows: Sequence[LayerRow]) -> Markup:
    """One step for each layer; axes with the same arithmetic are told once."""
    return Markup("<ol>{}</ol>").format(Markup().join(map(_step, rows)))


def _step(row: LayerRow) -> Markup:
    told: dict[str, list[str]] = {}
    for axis, text in row.formula.items():
        told.setdefault(text, []).append(axis)
    arithmetic = Markup("; ").join(
        Markup('{}: <span class="arithmetic">{}</span>').format(" and ".join(axes), text) for text, axes in told.items()
    )
    return _ITEM.format(
        row.kind, shape_html(row.output), shape_html(row.input), Markup(": {}").format(arithmetic) if told else ""
    )
