"""The description of the content format names everything that the format has."""

import re

import pytest

from app.course.directives import DIRECTIVES
from app.course.matrices import Matrix, ValueFaultError
from app.course.schema import Entry
from app.course.ways import WAYS
from app.settings import ROOT

FORMAT = (ROOT / "app/course/FORMAT.md").read_text(encoding="utf-8")
FIELDS = sorted({name for entry in Entry.__subclasses__() for name in entry.model_fields})


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_described(name):
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", FORMAT)


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_is_described(name):
    assert f":::{name}" in FORMAT


@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_described(way):
    assert f"`{way}`" in FORMAT


def test_every_measure_of_a_matrix_is_described():
    with pytest.raises(ValueFaultError) as fault:
        Matrix(("a", "b"), ((1, 0), (0, 1))).look(["nothing"])
    measures = str(fault.value).partition("it has ")[2].split(", ")
    assert len(measures) > 10
    assert [name for name in measures if not re.search(rf"[`.]{name}\b", FORMAT)] == []
