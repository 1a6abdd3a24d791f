"""The `:::name title` blocks: the HTML around each, by a table, and what each asks for."""

from dataclasses import dataclass

from markupsafe import Markup

from app.course.matrices import Matrix


@dataclass(frozen=True, slots=True)
class Directive:
    """One kind of block; `{}` in `opening` is its title. `inside` is the block that it must stand in."""

    opening: Markup
    closing: Markup
    default_title: str = ""
    inside: str | None = None

    @property
    def needs_title(self) -> bool:
        """An author has to write its title."""
        return "{}" in self.opening and not self.default_title


def _hidden(kind: str) -> Directive:
    return Directive(
        Markup(f'<details class="{kind}"><summary>{{}}</summary><div class="answer">'),  # noqa: S704 from the table
        Markup("</div></details>\n"),
    )


def _figure(kind: str) -> Directive:
    opening = Markup(f'<figure class="{kind}"><figcaption>{{}}</figcaption>')  # noqa: S704 from the table
    return Directive(opening, Markup("</figure>\n"), kind.capitalize(), inside="before-after")


DIRECTIVES = {
    "key-result": Directive(
        Markup('<aside class="key-result" role="note"><p class="label">{}</p>'), Markup("</aside>\n"), "Key result"
    ),
    "limit": Directive(
        Markup('<aside class="limit" role="note"><p class="label">{}</p>'), Markup("</aside>\n"), "An honest limit"
    ),
    "take-aways": Directive(
        Markup('<section class="take-aways"><p class="label">{}</p>'), Markup("</section>\n"), "Take away"
    ),
    "self-check": _hidden("self-check"),
    "predict": _hidden("predict"),
    "ask": _hidden("ask"),
    "before-after": Directive(Markup('<div class="before-after">'), Markup("</div>\n")),
    "before": _figure("before"),
    "after": _figure("after"),
    "matrix-lab": Directive(Markup('{}<ol class="tasks" role="list">'), Markup("</ol></figure>\n")),
    "task": Directive(Markup("{}"), Markup("</li>\n"), inside="matrix-lab"),
    "matrix": Directive(Markup('<figure class="matrix-figure">{}<figcaption>'), Markup("</figcaption></figure>\n")),
}
_TABLE = Markup(
    '<table class="matrix"><caption>Rows: the actual class. Columns: the predicted class.</caption>'
    "<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>"
)
_COLUMN = Markup('<th scope="col">{}</th>')
_ROW = Markup('<tr><th scope="row">{}</th>{}</tr>')


def matrix_html(matrix: Matrix | None) -> Markup:
    """A confusion matrix as a table; the diagonal has the class `hit`."""
    if matrix is None:
        return Markup()
    head = Markup().join(_COLUMN.format(name) for name in matrix.classes)
    rows = Markup().join(
        _ROW.format(name, Markup().join(_cell(count, row == column) for column, count in enumerate(counts)))
        for row, (name, counts) in enumerate(zip(matrix.classes, matrix.cells, strict=True))
    )
    return _TABLE.format(head, rows)


def _cell(count: int, hit: bool) -> Markup:
    return (Markup('<td class="hit">{}</td>') if hit else Markup("<td>{}</td>")).format(count)
