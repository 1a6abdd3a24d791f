"""A report laid out: long tables fold by the model's parts, fixes show their lines and are found again."""

from app.checker.report import Finding, Fix, Report, Step
from app.web.pages._checked import Group, changes, fix_of, groups, lead, token, told


def steps(*paths):
    return [
        Step(name=path, kind="ReLU", path=path, line=1, created_line=1, input_shapes=[[1]], output_shapes=[[1]])
        for path in paths
    ]


def report(findings=(), inputs=()):
    return Report(
        verdict="runs",
        entry=None,
        mode="train",
        input_source="given",
        input_shapes=list(inputs),
        output_shapes=[],
        findings=list(findings),
    )


def test_a_short_table_is_not_folded():
    assert [group.folded for group in groups(steps("a.0", "a.1", "b"))] == [False]


def test_a_long_table_folds_by_the_parts_of_the_model_and_loses_no_row():
    paths = ["stem", "relu", *(f"layer1.{i}" for i in range(30)), *(f"layer2.{i}" for i in range(30)), "fc"]
    found = groups(steps(*paths))
    assert [(group.name, group.folded) for group in found] == [
        ("", False),
        ("layer1", True),
        ("layer2", True),
        ("", False),
    ]
    assert [step.path for group in found for step in group.steps] == paths


def test_a_folded_row_says_where_in_the_part_it_is():
    (conv,) = steps("layer1.0.conv1")
    group = Group("layer1", (conv,), folded=True)
    assert group.inside(conv.model_copy(update={"name": "conv1"})) == "0."
    assert group.inside(conv.model_copy(update={"name": "+", "path": "layer1.0"})) == "0."


def test_a_fix_is_found_again_by_its_token_and_no_other_is():
    fix, other = (Fix(title="t", edits=[], code=code) for code in ("a", "b"))
    found = report([Finding(slug="s", severity="error", message="m", label="l", help="h", span=None, fixes=[fix])])
    assert fix_of(found, token(fix)) == fix
    assert fix_of(found, token(other)) is None


def test_a_fix_shows_the_lines_that_it_changes():
    fix = Fix(title="t", edits=[], code="a\nB\nc\n")
    assert [(each.sign, each.number, each.text) for each in changes("a\nb\nc\n", fix)] == [("−", 2, "b"), ("+", 2, "B")]


def test_a_row_tells_its_kernel_and_leaves_out_what_is_default_or_in_the_shapes():
    (step,) = steps("conv")
    conv = step.model_copy(
        update={"arguments": {"in_channels": "3", "kernel_size": "5", "stride": "1", "padding": "2"}}
    )
    assert told(conv) == [("kernel_size", "5"), ("padding", "2")]
    assert len(told(conv.model_copy(update={"status": "failed"}))) == 4


def test_the_batch_is_the_first_axis_of_images_and_of_rows_but_not_of_one_image():
    assert lead(report(inputs=[[144, 3, 64, 64]])) == [144]
    assert lead(report(inputs=[[7, 10]])) == [7]
    assert lead(report(inputs=[[3, 64, 64]])) == []
    assert lead(report()) == []
