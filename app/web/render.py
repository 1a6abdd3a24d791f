"""Pages from templates: whole, or one named block of a page where htmx asked for it."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from jinja2 import StrictUndefined
from jinja2_fragments.fastapi import Jinja2Blocks
from markupsafe import Markup

from app.kit.shapes import shape_html
from app.kit.words import count, listing
from app.settings import ROOT
from app.web.authoring import problems_of


def make_templates(static_url: Callable[[str], str]) -> Jinja2Blocks:
    """The template environment.

    Args:
        static_url: turns `css/base.css` into the address that it is served at.
    """
    templates = Jinja2Blocks(directory=ROOT / "templates")
    env = templates.env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals["static"] = static_url
    env.filters["shape"] = shape_html
    env.filters["tensor"] = tensor_html
    env.filters["number"] = _number
    env.filters["bytes"] = _bytes
    env.filters["count"] = count
    env.filters["listing"] = listing
    env.filters["capitalise"] = _capitalise
    env.filters["ticked"] = _ticked
    return templates


def wants_block(request: Request) -> bool:
    """Whether htmx asked, and for a part of the page: going back in history wants all of it."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def render(
    request: Request,
    name: str,
    context: Mapping[str, Any],
    block: str | None = None,
    status: int = 200,
) -> Response:
    """The page `name`, or only its `block` when htmx asked; caches are told of the difference."""
    templates: Jinja2Blocks = request.app.state.templates
    part = block if block and wants_block(request) else None
    known = {"author_problems": problems_of(request), **context}
    return templates.TemplateResponse(
        request, name, known, status_code=status, headers={"Vary": "HX-Request"}, block_name=part
    )


def tensor_html(sizes: list[int], lead: list[int]) -> Markup:
    """A shape of a report, whose input's batch axis was `lead`, as `[1]`, or empty where it had none.

    The batch is written `N` only while it is the one that was sent: 169 rows made of 144 images
    must be seen. Axes whose role the rank does not tell are left without one.
    """
    rank = len(sizes)
    if lead and rank >= 2 and (rank != 3 or sizes[:1] == lead):
        return shape_html(sizes, batch=True, literal=sizes[:1] != lead)
    return shape_html(sizes, batch=False, roles=None if not lead and rank in {1, 3} else "x" * rank)


def _number(value: int) -> str:
    return f"{value:,}"


def _bytes(count: int) -> str:
    """A number of bytes as one reads it: `12.3 kB`."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def _capitalise(sentence: str) -> str:
    """The sentence with its first letter large, unless it begins with code: `nn.Linear` stays."""
    word = sentence.split(" ", 1)[0]
    return sentence[:1].upper() + sentence[1:] if word.isalpha() and word.islower() else sentence


def _ticked(sentence: str) -> Markup:
    """The sentence with what stands between backticks as code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:  # one backtick too many: it is part of what somebody wrote
        return Markup.escape(sentence)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if index % 2 else part for index, part in enumerate(parts))
