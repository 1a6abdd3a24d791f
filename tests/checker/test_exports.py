"""A report in other forms: nothing is lost, and commented code is the same code."""

import ast
import csv
import io
from pathlib import Path

import pytest

from app.checker.engine import check
from app.checker.exports import Export
from app.checker.report import Report, Request
from app.kit.discover import discover
from tests.checker.asking import NET, ask

EXPORTS = {export.slug: export for export in discover("app.checker.exports", "EXPORT", Export)}
PASTES = sorted(Path("benchmarks/pastes").glob("*.py"))


def test_there_are_the_forms_that_people_ask_for():
    assert set(EXPORTS) == {"text", "json", "csv", "python"}


def test_the_table_has_a_row_for_each_step_with_its_shapes_and_arithmetic():
    report = ask(NET, [1, 3, 32, 32])
    rows = list(csv.DictReader(io.StringIO(EXPORTS["csv"].render(report, NET))))
    assert [row["kind"] for row in rows] == [step.kind for step in report.steps]
    assert [int(row["params"]) for row in rows] == [step.params for step in report.steps]
    assert rows[0]["input_shapes"] == "(1, 3, 32, 32)"
    assert rows[0]["formula"].startswith("H: ⌊(32")


def test_the_json_is_the_report_itself():
    report = ask(NET, [1, 3, 32, 32])
    assert Report.model_validate_json(EXPORTS["json"].render(report, NET)) == report


@pytest.mark.parametrize("paste", PASTES, ids=lambda path: path.stem)
def test_code_with_comments_is_the_same_code(paste):
    code = paste.read_text(encoding="utf-8")
    report = check(Request(code=code))
    commented = EXPORTS["python"].render(report, code)
    assert ast.dump(ast.parse(commented)) == ast.dump(ast.parse(code))
    assert len(commented.splitlines()) == len(code.splitlines())


def test_each_line_that_makes_a_tensor_says_its_shape():
    commented = EXPORTS["python"].render(ask(NET, [1, 3, 32, 32]), NET).splitlines()
    said = [line.partition("  # ")[2] for line in commented if "  # (" in line]
    assert said[-1] == "(1, 10)"
    assert len(said) >= 3


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_ends_of_lines_stay_as_they_were(ending):
    code = "net = nn.Linear(3, 2)\ny = net(torch.zeros(4, 3))\n".replace("\n", ending)
    commented = EXPORTS["python"].render(check(Request(code=code)), code)
    assert commented == code.replace("3))", "3))  # (4, 2)")


def test_code_that_a_comment_would_change_stays_as_it_was():
    code = 'net = nn.Linear(3, 2)\ny = net(torch.zeros(4, 3)); z = """\n"""\n'
    assert EXPORTS["python"].render(check(Request(code=code)), code) == code


def test_a_name_is_no_formula_of_a_spreadsheet():
    report = ask("net = nn.Sequential(OrderedDict([('=1+1', nn.Linear(3, 2))]))\n", [1, 3])
    assert "'=1+1" in EXPORTS["csv"].render(report, "")
