"""Reads what people type: shapes and numbers as they are written on paper, in Python and by torch."""

import re
from fractions import Fraction

from markupsafe import Markup

_LONGEST = 120
_WRAPPERS = re.compile(r"^(?:torch\.)?(?:size|shape)?\s*[\[(]*|[\])]*$", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[,;×*xX]\s*|\s+")
_SIZE = re.compile(r"\d{1,9}")
_BATCH = re.compile(r"[nNbB]|batch|batch_size|-1", re.IGNORECASE)
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:[,\s’_]\d{3})+|\d{1,15})(?:\.\d{1,12})?|[-+−]?\.\d{1,12}")
_SHAPE_HELP = Markup("Write the sizes in their order, such as <code>1, 8, 16, 16</code>.")
_NUMBER_HELP = Markup(
    "Write one number, such as <code>3380</code>, <code>0.89</code>, <code>89 %</code> or <code>8/9</code>."
)


class UnclearError(Exception):
    """What was typed cannot be read; the message is for the learner, and no try is lost."""

    def __init__(self, message: Markup) -> None:
        super().__init__(message)
        self.message = message


def read_shape(text: str, batch: int | None = None) -> tuple[int, ...]:
    """`1,8,16,16`, `(1 x 8 x 16 x 16)`, `torch.Size([1, 8, 16, 16])`, `N,8,16,16`, `[]`.

    Args:
        text: as it was typed.
        batch: what a letter in front stands for.

    Raises:
        UnclearError: that is no shape.
    """
    plain = text.strip()
    if len(plain) > _LONGEST or not plain:
        raise UnclearError(_SHAPE_HELP)
    if re.fullmatch(r"(?:torch\.Size)?\s*[\[(]+\s*[\])]+", plain):
        return ()
    inside = _WRAPPERS.sub("", plain).strip().rstrip(",").strip()
    sizes: list[int] = []
    for index, part in enumerate(_SEPARATORS.split(inside)):
        if index == 0 and batch is not None and _BATCH.fullmatch(part):
            sizes.append(batch)
        elif _SIZE.fullmatch(part):
            sizes.append(int(part))
        else:
            raise UnclearError(Markup("“{}” is no size. ").format(part or inside) + _SHAPE_HELP)
    return tuple(sizes)


def read_number(text: str) -> Fraction:
    """`3380`, `3,380`, `0.89`, `.89`, `89 %`, `50/56`, `−2`.

    Raises:
        UnclearError: that is no number.
    """
    plain = text.strip()
    if len(plain) > _LONGEST:
        raise UnclearError(_NUMBER_HELP)
    percent = plain.endswith("%")
    above, slash, below = plain.removesuffix("%").partition("/")
    try:
        value = _one(above) / _one(below) if slash else _one(above)
    except (ValueError, ZeroDivisionError):
        raise UnclearError(
            Markup("“{}” is no number. ").format(plain) + _NUMBER_HELP if plain else _NUMBER_HELP
        ) from None
    return value / 100 if percent else value


def read_whole(text: str, low: int, high: int) -> int:
    """A whole number between two others.

    Raises:
        UnclearError: it is none.
    """
    try:
        value = read_number(text)
    except UnclearError:
        value = None
    if value is None or value.denominator != 1 or not low <= value <= high:
        said = Markup("“{}” is not one").format(text.strip()) if text.strip() else Markup("one is empty")
        raise UnclearError(Markup("Fill in whole numbers from {} to {}: {}.").format(low, high, said))
    return int(value)


def _one(text: str) -> Fraction:
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return Fraction(re.sub(r"[,\s’_]", "", found[0]).replace("−", "-"))
