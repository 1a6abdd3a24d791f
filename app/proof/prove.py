"""Proves a content folder and keeps the result in its proof files."""

from dataclasses import dataclass
from pathlib import Path

from app.course.model import ContentProblem


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What a proof found: the faults, how many keys are proved and cited, and the files that changed."""

    problems: tuple[ContentProblem, ...]
    proved: int
    cited: int
    changed: tuple[Path, ...]


def prove(folder: Path, write: bool) -> ProofResult:
    """Prove the content in `folder`.

    With `write`, what changed is run and the proof files are brought up to date; without it,
    everything is run anew, nothing is written, and a proof file that says otherwise is a problem.
    """
    raise NotImplementedError(folder, write)
