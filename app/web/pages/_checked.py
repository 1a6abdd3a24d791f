"""A report as the checker's page lays it out: folded steps, fixes with their changed lines."""

import difflib
import hashlib
from dataclasses import dataclass
from itertools import groupby

from app.checker.report import Fix, Report, Shape, Step

UNFOLDED = 40  # rows of a table that a person still reads without folding
WORTH_FOLDING = 6
SHAPES_SAY_IT = {"in_channels", "out_channels", "in_features", "out_features", "num_features"}
DEFAULTS = {"stride": "1", "padding": "0", "dilation": "1", "groups": "1", "output_padding": "0", "ceil_mode": "False"}


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive steps inside one part of the model; a folded one opens on demand."""

    name: str
    steps: tuple[Step, ...]
    folded: bool

    def inside(self, step: Step) -> str:
        """Where in the group a step is, as it stands before its name: `0.` of `layer1.0.conv1`."""
        rest = f"{step.path}.".removeprefix(f"{self.name}.")
        return rest.removesuffix(f"{step.name}.")


@dataclass(frozen=True, slots=True)
class Change:
    """One line that a fix takes away or puts in."""

    sign: str
    number: int
    text: str


def groups(steps: list[Step]) -> tuple[Group, ...]:
    """The steps in tables: one while they are few, else folded by the model's top-level parts."""
    if len(steps) <= UNFOLDED:
        return (Group("", tuple(steps), folded=False),) if steps else ()
    parts = [(name, tuple(part)) for name, part in groupby(steps, key=lambda step: step.path.partition(".")[0])]
    folded: list[Group] = []
    for name, part in parts:
        if len(part) >= WORTH_FOLDING:
            folded.append(Group(name or "forward", part, folded=True))
        elif folded and not folded[-1].folded:
            folded[-1] = Group("", folded[-1].steps + part, folded=False)
        else:
            folded.append(Group("", part, folded=False))
    return tuple(folded)


def told(step: Step) -> list[tuple[str, str]]:
    """The arguments worth a place in the row; all of them where the step failed."""
    return [
        (name, value)
        for name, value in step.arguments.items()
        if step.status == "failed" or (name not in SHAPES_SAY_IT and DEFAULTS.get(name) != value)
    ]


def lead(report: Report | None) -> Shape:
    """The batch axis of the input as it was sent, `[1]`, or nothing where the input has none."""
    if report and report.input_shapes and len(report.input_shapes[0]) in (2, 4, 5):
        return report.input_shapes[0][:1]
    return []


def first_linear(report: Report | None) -> Step | None:
    """The first Linear behind the last convolution or pool."""
    steps = report.steps if report else []
    sliding = [number for number, step in enumerate(steps) if "Conv" in step.kind or "ool" in step.kind]
    behind = steps[sliding[-1] + 1 :] if sliding else steps
    return next((step for step in behind if step.kind == "Linear"), None)


def declared(report: Report | None) -> str | None:
    """What that Linear says that it takes."""
    step = first_linear(report)
    return step.arguments.get("in_features") if step else None


def token(fix: Fix) -> str:
    """What the button of a fix sends: a digest of its result, so that a stale page applies nothing."""
    shapes = repr((fix.input_shape, fix.entry))
    return hashlib.sha256((fix.code + shapes).encode(errors="replace")).hexdigest()[:16]


def fix_of(report: Report, wanted: str) -> Fix | None:
    """The fix whose token is `wanted`."""
    fixes = (fix for finding in report.findings for fix in finding.fixes)
    return next((fix for fix in fixes if token(fix) == wanted), None)


def changes(code: str, fix: Fix) -> tuple[Change, ...]:
    """The lines that differ between the paste and the fix's result."""
    before, after = code.split("\n"), fix.code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            found += [Change("−", start + 1 + i, text) for i, text in enumerate(before[start:end])]
            found += [Change("+", new_start + 1 + i, text) for i, text in enumerate(after[new_start:new_end])]
    return tuple(found)
