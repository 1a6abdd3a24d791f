"""LaTeX as MathML, refused where the converter would leave a trace of LaTeX in the page."""

from xml.etree.ElementTree import ParseError

from latex2mathml import exceptions
from latex2mathml.converter import convert
from markupsafe import Markup

_FAULTS: tuple[type[Exception], ...] = (
    *(fault for fault in vars(exceptions).values() if isinstance(fault, type)),
    ParseError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    RuntimeError,
)


class MathFaultError(Exception):
    """LaTeX that has no MathML; the message is for the author."""


def math_html(latex: str, block: bool) -> Markup:
    """The MathML of `latex`.

    Raises:
        MathFaultError: it cannot be converted, or not without inline style.
    """
    try:
        converted = convert(latex, display="block" if block else "inline")
    except _FAULTS as fault:
        raise MathFaultError(f"this is not LaTeX that can be shown ({type(fault).__name__})") from None
    if "\\" in converted:
        raise MathFaultError("a command is not known here, or a backslash stands alone")
    if "mathvariant" in converted or "style=" in converted:
        raise MathFaultError("this needs inline style, which pages do not allow")
    math = Markup(converted.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))  # noqa: S704 escaped
    if not block:
        return math
    return Markup('<div class="formula" tabindex="0" role="group" aria-label="Formula">{}</div>').format(math)
