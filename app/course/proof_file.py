"""What torch has proved: runs of content code, their outcomes, and the file that keeps them.

A run is known by the hash of all that it depends on, so that editing one question leaves the
proofs of the others standing, and a changed run can never be taken for a proved one. The web
process reads outcomes here and needs no torch.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.course.layer_rows import LayerRow
from app.course.problems import Problems, read_source

FILE_NAME = "proof.json"
_LATER = ("check", "blanks", "lines", "accept")  # fields that most runs leave empty: those keep their old hash
MANNER = 1  # raised when runs are carried out in another way (seed, names supplied), so that all are proved anew


class Run(BaseModel):
    """A piece of content code for torch: run `setup`, then `code`, then evaluate `asks`.

    With `input`, the code's model is called on zeros of that size and its shapes are noted. With
    `check`, the shape checker reads it too. With `blanks`, it is run for every value of every blank
    (name, least, greatest), with `lines` for every order of these lines behind the code, and each time
    `accept` is evaluated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    code: str
    setup: str = ""
    asks: tuple[str, ...] = ()
    input: tuple[int, ...] | None = None
    check: bool = False
    blanks: tuple[tuple[str, int, int], ...] = ()
    lines: tuple[str, ...] = ()
    accept: str = ""

    @property
    def hash(self) -> str:
        """The name of the run in the proof file; its label does not count."""
        more = {name: value for name in _LATER if (value := getattr(self, name))}
        said = json.dumps(
            [MANNER, self.setup, self.code, sorted(set(self.asks)), self.input, *([more] if more else [])]
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class Outcome(BaseModel):
    """What a run did. `raised` names the exception, at `line` of the code; `failed` are asks that raised.

    `shapes` and `params` are those of each module by its `named_modules` name, `""` the whole model.
    `rows` and `fault_line` (of the first finding, 0 for none) are the checker's; `accepted` are the
    values of the blanks, or the orders of the lines, for which `accept` was True.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stdout: str = ""
    raised: str = ""
    message: str = ""
    line: int = 0
    values: dict[str, str] = {}
    failed: dict[str, str] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    params: dict[str, int] = {}
    rows: tuple[LayerRow, ...] = ()
    fault_line: int = 0
    accepted: tuple[tuple[int, ...], ...] = ()


class ProofFile(BaseModel):
    """`proof.json` of one topic: the outcomes by the hash of their run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    torch: Annotated[str, Field(max_length=40)] = ""
    runs: dict[str, Outcome] = {}

    def outcome(self, run: Run) -> Outcome | None:
        """What torch said to `run`, or None where it was never asked."""
        return self.runs.get(run.hash)


def read_proofs(folder: Path, topic: str, problems: Problems) -> ProofFile:
    """The proof file of a topic; an empty one where there is none or it cannot be read."""
    path = folder / "topics" / topic / FILE_NAME
    source = read_source(folder, path, problems) if path.exists() else None
    if source is None:
        return ProofFile()
    try:
        return ProofFile.model_validate_json(source.text)
    except ValidationError:
        problems.add(source.at(1), "bad-proof-file", "this is no proof file", "delete it and prove again")
    return ProofFile()


def proof_text(torch: str, runs: Sequence[Run], outcomes: Mapping[str, Outcome]) -> str:
    """The text of a proof file: one line for each run, in their order, without what is empty."""
    lines = ",\n".join(
        f"  {json.dumps(run.hash)}: {_one_line(outcomes[run.hash])}" for run in runs if run.hash in outcomes
    )
    return f'{{\n "torch": {json.dumps(torch)},\n "runs": {{\n{lines}\n }}\n}}\n'


def _one_line(outcome: Outcome) -> str:
    said = outcome.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
