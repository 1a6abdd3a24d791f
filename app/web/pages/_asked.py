"""What the checker's form says: the paste, and how its field of input sizes is read."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.checker.report import Fix, Mode, Report, Request, Shape

_SIZES = re.compile(r"[\s(\[]*(N|\d+)((?:\s*[,x×*]\s*|\s+)\d+)*[\s,)\]]*", re.IGNORECASE)
_NUMBER = re.compile(r"N|\d+", re.IGNORECASE)
INPUTS, AXES, LARGEST = 64, 16, 2**40


def clean(code: str) -> str:
    """The paste with plain line feeds: a browser's form sends CRLF."""
    return code.replace("\r\n", "\n").replace("\r", "\n")


class Asked(BaseModel):
    """The form as it was filled in; text, because that is what a person sees again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, AfterValidator(clean)] = ""
    input: Annotated[str, Field(max_length=2_000)] = ""
    batch: Literal["add", "literal"] = "add"
    entry: Annotated[str, Field(max_length=2_000)] = ""
    mode: Mode | Literal[""] = ""

    @property
    def shapes(self) -> list[Shape]:
        """The sizes as read, a batch added to three numbers if that is how they are meant.

        Raises:
            ValueError: the field is no list of sizes; the message is for the person who wrote it.
        """
        shapes = [_sizes(part) for part in self.input.split(";") if part.strip()]
        if len(shapes) > INPUTS:
            raise ValueError(f"at most {INPUTS} inputs can be given")
        return [[1, *shape] if len(shape) == 3 and self.batch == "add" else shape for shape in shapes]

    @property
    def three(self) -> list[str]:
        """The three numbers that the field holds, which are one image or already a batch; else nothing."""
        parts = (_NUMBER.findall(part) for part in self.input.split(";"))
        return next((numbers for numbers in parts if len(numbers) == 3), [])

    def request(self) -> Request:
        """The check that this form asks for.

        Raises:
            ValueError: as `shapes`.
        """
        shapes = self.shapes
        return Request(
            code=self.code,
            input_shape=(shapes[0] if len(shapes) == 1 else shapes) if shapes else None,
            entry=self.entry.strip() or None,
            mode=self.mode or None,
        )

    def outdated(self, report: Report) -> bool:
        """Whether the name picked to be called has gone from the paste since."""
        return self.entry.isidentifier() and bool(report.entries) and self.entry not in report.entries

    def fixed(self, fix: Fix) -> "Asked":
        """The form with a fix applied."""
        changed: dict[str, str] = {"code": clean(fix.code), "entry": fix.entry or self.entry}
        if fix.input_shape:
            changed |= {"input": "; ".join(map(sizes_text, fix.input_shape)), "batch": "literal"}
        return self.model_copy(update=changed)


def sizes_text(sizes: Shape | tuple[int, ...] | None) -> str:
    """Sizes as one types them: `1, 3, 32, 32`."""
    return ", ".join(map(str, sizes or ()))


def _sizes(text: str) -> Shape:
    if not _SIZES.fullmatch(text):
        raise ValueError(f"“{text.strip()[:60]}” is not a list of sizes; write it like 3, 32, 32")
    sizes = [1 if number in "nN" else int(number[:20]) for number in _NUMBER.findall(text)]
    if len(sizes) > AXES or max(sizes) > LARGEST:
        raise ValueError("a tensor of that size does not exist anywhere; check the input size")
    return sizes
