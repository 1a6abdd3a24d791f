"""The small course of the tests, proved once by real torch."""

from pathlib import Path

import pytest

from app.proof.prove import prove
from tests.course.folder import write


@pytest.fixture(scope="session")
def proof_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The proof file of the small course's first topic."""
    content = write(tmp_path_factory.mktemp("proved"))
    result = prove(content, write=True)
    assert result.problems == ()
    return (content / "topics/first/proof.json").read_text(encoding="utf-8")


@pytest.fixture
def content(tmp_path: Path, proof_text: str) -> Path:
    """The small course with its proofs."""
    return write(tmp_path, {"topics/first/proof.json": proof_text})
