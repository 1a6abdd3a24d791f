"""Proves the generators: two hundred seeds of each, again only where one of them or a mistake has changed.

The result is kept in `generators.json` beside the content, by a hash of the generator, of what finishes its
drafts and of the mistakes, and by torch's version. The checker is not part of it: the tests draw anew each time.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from app.course.model import ContentProblem
from app.practice.reference import GENERATORS
from app.settings import ROOT

FILE_NAME = "generators.json"
PRACTICE = ROOT / "app" / "practice"
PROCESSES = 2
SEEDS = 200


def prove_generators(content: Path, topics: Collection[str], torch: str, write: bool) -> list[ContentProblem]:
    """The faults of the generators that draw for `topics`; with `write` only of those that have changed.

    Without `write` all are drawn anew, and a file that says otherwise is a fault.
    """
    path = content / FILE_NAME
    wanted = [slug for slug, each in GENERATORS.items() if any(topic in topics for topic, _ in each.teaches)]
    hashes = {slug: _hash(content, slug, torch) for slug in wanted}
    if not hashes:
        return []
    text = json.dumps(hashes, indent=1, sort_keys=True) + "\n"
    kept_text = path.read_text(encoding="utf-8") if path.is_file() else "{}"
    kept = json.loads(kept_text) if write else {}
    problems = _drawn(content, [slug for slug, made in hashes.items() if kept.get(slug) != made])
    if write and not problems:
        path.write_text(text, encoding="utf-8")
    elif not write and kept_text != text:
        help_ = "run `python -m app prove` and commit the file"
        name = f"{content.name}/{FILE_NAME}"
        message = "a generator, a mistake or torch has changed since this was written"
        problems.append(ContentProblem(name, 1, 1, "stale-proof", message, help_))
    return problems


def _drawn(content: Path, slugs: list[str]) -> list[ContentProblem]:
    """Draw in two processes side by side."""
    shares = [share for share in (slugs[start::PROCESSES] for start in range(PROCESSES)) if share]
    running = [
        subprocess.Popen(  # noqa: S603 our own module
            [sys.executable, "-m", "app.proof.draw", str(content), *share], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for share in shares
    ]
    answered: dict[str, list[str]] = {}
    for process in running:
        output, _ = process.communicate()
        answered |= {said["slug"]: said["faults"] for said in map(json.loads, output.splitlines())}
    return [_problem(slug, fault) for slug in slugs for fault in answered.get(slug, ["it could not be drawn from"])]


def _problem(slug: str, fault: str) -> ContentProblem:
    path = f"app/practice/generators/{slug.replace('-', '_')}.py"
    return ContentProblem(path, 1, 1, "generator", fault, f"each of {SEEDS} seeds must give a sound question")


def _hash(content: Path, slug: str, torch: str) -> str:
    leaf = PRACTICE / "generators" / f"{slug.replace('-', '_')}.py"
    shared = (PRACTICE / "compose.py", *sorted((PRACTICE / "generators").glob("_*.py")))
    files = (leaf, *shared, *sorted((content / "mistakes").glob("*.yaml")))
    digest = hashlib.sha256(torch.encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
