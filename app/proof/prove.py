"""Proves a content folder and keeps the result in its proof files."""

from dataclasses import dataclass
from pathlib import Path

from app.course.load import Reading, finish, read
from app.course.model import ContentProblem
from app.course.problems import Problems, Source
from app.course.proof_file import FILE_NAME, Outcome, ProofFile, Run, proof_text, read_proofs
from app.course.topics import TopicDraft
from app.proof.torch_process import TorchProcess

PROVE = "run `python -m app prove` and commit the file"


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What a proof found: the faults, how many keys are proved and cited, and the files that changed.

    `changed` are the proof files written, or, where nothing is written, those that should be. `topics` are
    the slugs of the course, `torch` is its version.
    """

    problems: tuple[ContentProblem, ...]
    proved: int
    cited: int
    changed: tuple[Path, ...]
    topics: tuple[str, ...]
    torch: str


def prove(folder: Path, write: bool) -> ProofResult:
    """Prove the content in `folder`.

    With `write`, what changed is run and the proof files are brought up to date; without it,
    everything is run anew, nothing is written, and a proof file that says otherwise is a problem.
    """
    reading = read(folder)
    proofs: dict[str, ProofFile] = {}
    changed: list[Path] = []
    with TorchProcess() as torch:
        for topic in reading.topics:
            proofs[topic.slug], text = _prove_topic(folder, topic, torch, afresh=not write)
            path = folder / "topics" / topic.slug / FILE_NAME
            if _differs(path, text):
                changed.append(path)
                if write:
                    _put(path, text)
                else:
                    _stale(reading, path, proofs[topic.slug])
        version = torch.start()
    return _result(reading, proofs, changed, version)


def _prove_topic(folder: Path, topic: TopicDraft, torch: TorchProcess, afresh: bool) -> tuple[ProofFile, str]:
    """The proofs of one topic and the text of their file, empty where there is nothing to run."""
    runs = topic.book.all()
    if not runs:
        return ProofFile(), ""
    version = torch.start()
    kept = read_proofs(folder, topic.slug, Problems())
    known: dict[str, Outcome] = dict(kept.runs) if kept.torch == version and not afresh else {}
    outcomes = {run.hash: known[run.hash] for run in runs if run.hash in known}
    outcomes |= torch.outcomes(run for run in runs if run.hash not in known)
    return ProofFile(torch=version, runs=outcomes), proof_text(version, runs, outcomes)


def _differs(path: Path, text: str) -> bool:
    return (path.read_text(encoding="utf-8") if path.is_file() else "") != text


def _put(path: Path, text: str) -> None:
    if text:
        path.write_text(text, encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def _stale(reading: Reading, path: Path, proofs: ProofFile) -> None:
    name = (Path(reading.folder.name) / path.relative_to(reading.folder)).as_posix()
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = read_proofs(reading.folder, path.parent.name, reading.problems)
    if not text:
        message = "there is no such file, and there is something to prove"
    elif kept.torch != proofs.torch:
        message = f"proved by torch {kept.torch or '?'}, this is {proofs.torch or 'no torch'}"
    elif set(kept.runs) != set(proofs.runs):
        message = "the content has changed since it was proved"
    else:
        labels = {run.hash: run.label for run in _runs(reading, path.parent.name)}
        differ = sorted(labels[key] for key, outcome in proofs.runs.items() if kept.runs[key] != outcome)
        message = f"torch says otherwise of {', '.join(differ) or 'nothing: the file is laid out differently'}"
    reading.problems.add(Source(name, text).at(1), "stale-proof", message, PROVE)


def _runs(reading: Reading, topic: str) -> tuple[Run, ...]:
    return next(each.book.all() for each in reading.topics if each.slug == topic)


def _result(reading: Reading, proofs: dict[str, ProofFile], changed: list[Path], torch: str) -> ProofResult:
    course = finish(reading, proofs, dev=False)
    slugs = tuple(topic.slug for topic in course.topics)
    kinds = [question.provenance for topic in course.topics for question in topic.questions]
    return ProofResult(course.problems, kinds.count("proved"), kinds.count("cited"), tuple(changed), slugs, torch)
