"""What a learner pastes from the practice: every piece of code in the questions gets the report that is true."""

from functools import cache
from typing import Any

import pytest
import yaml

from app.checker.engine import check
from app.checker.report import Report, Request
from tests.conftest import ROOT

QUIZ = ROOT / "content" / "topics" / "cnn-architecture" / "quiz.yaml"


@cache
def questions() -> dict[str, Any]:
    return {question["id"]: question for question in yaml.safe_load(QUIZ.read_text(encoding="utf-8"))}


def pastes(value: Any) -> list[tuple[str, list[int]]]:
    """Every block that the page opens in the checker, with its input."""
    if isinstance(value, list):
        return [found for item in value for found in pastes(item)]
    if not isinstance(value, dict):
        return []
    own = [(value["code"], value["input"])] if {"code", "input"} <= value.keys() else []
    return own + [found for item in value.values() for found in pastes(item)]


def checked(code: str, sizes: list[int]) -> Report:
    return check(Request(code=code, input_shape=sizes))


@pytest.mark.parametrize(("code", "sizes"), pastes(list(questions().values())))
def test_what_the_questions_open_in_the_checker_gets_the_verdict_of_real_torch(code, sizes, real_torch):
    report = checked(code, sizes)
    truth = real_torch.run(code, [sizes], report.entry)
    assert report.verdict == ("fails" if truth.raised else "runs"), truth
    assert truth.raised or (report.output_shapes, report.total_params) == (truth.shapes, truth.params)


def test_a_pooling_halves_the_map():
    question = questions()["arch-stack-shape"]
    report = checked(question["code"], question["input"])
    assert (report.verdict, report.output_shapes) == ("runs", [[1, 8, 16, 16]])


class TestTheForgottenImport:
    @pytest.fixture
    def question(self):
        return questions()["arch-missing-import"]

    def test_it_is_the_only_finding_and_stands_at_the_first_use(self, question):
        report = checked(question["code"], question["input"])
        assert report.verdict == "fails"
        assert [finding.slug for finding in report.findings] == ["missing-import"]
        span = report.findings[0].span
        line = question["code"].split("\n")[span.line - 1]
        assert line[span.column - 1 : span.end_column - 1] == "F"
        assert line.strip() == "x = self.pool(F.relu(self.conv1(x)))"

    def test_its_fix_works_on_real_torch(self, question, real_torch):
        report = checked(question["code"], question["input"])
        fix = report.findings[0].fixes[0]
        assert "import torch.nn.functional as F\n" in fix.code
        truth = real_torch.run(fix.code, [question["input"]], report.entry)
        assert truth.shapes == [[1, 10]]
        assert checked(fix.code, question["input"]).findings == []

    @pytest.mark.parametrize("number", range(4))
    def test_the_proposed_changes_do_to_it_what_real_torch_does(self, question, number, real_torch):
        option = question["options"][number]
        changes = option["replace"] if isinstance(option["replace"][0], list) else [option["replace"]]
        code = question["code"]
        for before, after in changes:
            assert before in code
            code = code.replace(before, after)
        report = checked(code, question["input"])
        truth = real_torch.run(code, [question["input"]], report.entry)
        assert report.verdict == ("fails" if truth.raised else "runs")
        assert [finding.slug for finding in report.findings][:1] == (
            [] if option.get("correct") else ["missing-import"]
        )


NETS = [option["code"] for option in questions()["arch-fits-64"]["options"]]
NEEDED = [3380, 3380, 3380, 9610]
RIGHT, TWELVE, FOURTEEN, SINGLE = range(4)


class TestTheNetsFor64:
    """13 is right; 12, 14 and the single convolution fold a batch that happens to divide."""

    @pytest.mark.parametrize("batch", [1, 144, 196, 1024])
    @pytest.mark.parametrize("net", range(4))
    def test_verdict_and_rows_are_those_of_real_torch(self, net, batch, real_torch):
        report = checked(NETS[net], [batch, 3, 64, 64])
        truth = real_torch.run(NETS[net], [[batch, 3, 64, 64]], report.entry)
        assert report.verdict == ("fails" if truth.raised else "runs"), truth
        assert truth.raised or report.output_shapes == truth.shapes

    @pytest.mark.parametrize("batch", [1, 144, 196, 1024])
    @pytest.mark.parametrize("net", range(4))
    def test_a_fold_is_warned_of_just_where_the_rows_are_not_the_batch(self, net, batch):
        report = checked(NETS[net], [batch, 3, 64, 64])
        folded = report.verdict == "runs" and report.output_shapes[0][0] != batch
        expected = ["folded-batch"] if folded else ["wrong-view"] if report.verdict == "fails" else []
        assert [finding.slug for finding in report.findings] == expected

    @pytest.mark.parametrize("batch", [1, 144, 196, 1024])
    @pytest.mark.parametrize("net", range(4))
    def test_the_features_that_are_needed_are_said_whatever_happened(self, net, batch):
        report = checked(NETS[net], [batch, 3, 64, 64])
        assert report.fc_in_features == NEEDED[net]
        assert report.fc_formula == {3380: "C·H·W = 20·13·13 = 3380", 9610: "C·H·W = 10·31·31 = 9610"}[NEEDED[net]]

    @pytest.mark.parametrize("batch", [1, 144, 196, 1024])
    @pytest.mark.parametrize("net", [TWELVE, FOURTEEN, SINGLE])
    def test_there_is_a_fix_and_every_fix_gives_one_row_per_image_on_real_torch(self, net, batch, real_torch):
        report = checked(NETS[net], [batch, 3, 64, 64])
        fixes = report.findings[0].fixes
        assert fixes
        for fix in fixes:
            assert real_torch.run(fix.code, [[batch, 3, 64, 64]], report.entry).shapes == [[batch, 5]], fix.title
            assert real_torch.run(fix.code, [[1, 3, 64, 64]], report.entry).shapes == [[1, 5]], fix.title
            assert checked(fix.code, [batch, 3, 64, 64]).findings == []
