"""What the checker's form says: the paste, and how its field of input sizes is read."""

import ast
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.checker.report import Fix, Mode, Report, Request, Shape

_SIZES = re.compile(r"[\s(\[]*(N|\d+)((?:\s*[,x×*]\s*|\s+)\d+)*[\s,)\]]*", re.IGNORECASE)
_NUMBER = re.compile(r"N|\d+", re.IGNORECASE)
LONGEST_LINK = 3_000  # characters of an address that every browser and proxy carries
INPUTS, AXES, LARGEST, ARGUMENTS = 64, 16, 2**40, 50


def clean(code: str) -> str:
    """The paste with plain line feeds: a browser's form sends CRLF."""
    return code.replace("\r\n", "\n").replace("\r", "\n")


class Asked(BaseModel):
    """The form as it was filled in; text, because that is what a person sees again.

    `built` is the class that is built with `names` and `values`, where the paste does not say how.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, AfterValidator(clean)] = ""
    input: Annotated[str, Field(max_length=2_000)] = ""
    batch: Literal["add", "literal"] = "add"
    entry: Annotated[str, Field(max_length=2_000)] = ""
    built: Annotated[str, Field(max_length=200)] = ""
    names: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=ARGUMENTS)] = []
    values: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=ARGUMENTS)] = []
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

    @property
    def filled(self) -> dict[str, str]:
        """The arguments that were filled in, by name."""
        pairs = zip(self.names, self.values, strict=False)
        return {name: value.strip() for name, value in pairs if value.strip() and name.isidentifier()}

    @property
    def called(self) -> str:
        """What is called: the entry that was picked, or the class with its arguments.

        Raises:
            ValueError: an argument is no Python expression; the message is for the person who wrote it.
        """
        if not self.built.isidentifier() or self.entry not in {"", self.built} or not self.filled:
            return self.entry.strip()
        for name, value in self.filled.items():
            if not _is_expression(value):
                raise ValueError(f"“{value[:60]}” for {name} is not Python; write a value such as 10 or [64, 128]")
        return f"{self.built}({', '.join(f'{name}={value}' for name, value in self.filled.items())})"

    def request(self) -> Request:
        """The check that this form asks for.

        Raises:
            ValueError: as `shapes`.
        """
        shapes = self.shapes
        return Request(
            code=self.code,
            input_shape=(shapes[0] if len(shapes) == 1 else shapes) if shapes else None,
            entry=self.called or None,
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


def _is_expression(text: str) -> bool:
    """Whether it can stand behind `name=` in a call, and ends there."""
    try:
        call = ast.parse(f"f(x={text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(call.keywords) == 1 and not call.args


def _sizes(text: str) -> Shape:
    if not _SIZES.fullmatch(text):
        raise ValueError(f"“{text.strip()[:60]}” is not a list of sizes; write it like 3, 32, 32")
    sizes = [1 if number in "nN" else int(number[:20]) for number in _NUMBER.findall(text)]
    if len(sizes) > AXES or max(sizes) > LARGEST:
        raise ValueError("a tensor of that size does not exist anywhere; check the input size")
    return sizes
