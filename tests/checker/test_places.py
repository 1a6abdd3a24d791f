"""Places are those of the paste as it was sent, and a fix's edits, from the last to the first, give its code."""

import re

import pytest

from app.checker.engine import check
from app.checker.limits import Limits
from app.checker.paste.source import read
from app.checker.report import Edit, Fix, Report, Request, Span
from tests.checker.asking import NET, ask, slugs
from tests.checker.test_finding_pages import PAGES, checked, paste

WRONG = """\
import torch
from torch import nn
net = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.Flatten(),
    nn.Linear(1234, 10),
)
print(net(torch.randn(1, 3, 6, 6)).shape)
"""
WRAPPINGS = {
    "as it is": WRONG,
    "CRLF": WRONG.replace("\n", "\r\n"),
    "old Mac line ends": WRONG.replace("\n", "\r"),
    "mixed line ends": WRONG.replace("\n", "\r\n", 3).replace("\n    nn.F", "\r    nn.F"),
    "a byte order mark": "\ufeff" + WRONG,
    "a byte order mark and CRLF": "\ufeff" + WRONG.replace("\n", "\r\n"),
    "Markdown fences": f"Why does this fail?\n\n```python\n{WRONG}```\n\nThank you (in advance!\n",
    "fences of tildes": f"~~~\n{WRONG}~~~\n",
    "fences and CRLF": f"```py\n{WRONG}```\n".replace("\n", "\r\n"),
    "prompts": re.sub(r"(?m)^", ">>> ", WRONG.rstrip()).replace(">>>     ", "...     ").replace(">>> )", "... )"),
    "prompts and output": re.sub(r"(?m)^", ">>> ", WRONG.rstrip())
    .replace(">>>     ", "...     ")
    .replace(">>> )", "... )")
    + "\nTraceback (most recent call last):\n  RuntimeError: mat1 and mat2\n",
    "indented prompts": re.sub(r"(?m)^", "    >>> ", WRONG.rstrip())
    .replace(">>>     ", "...     ")
    .replace(">>> )", "... )"),
    "a notebook's prompts": "In [3]: " + WRONG.rstrip().replace("\n", "\n   ...: ") + "\nOut[3]: torch.Size([1, 10])",
    "an indented paste": re.sub(r"(?m)^", "      ", WRONG),
    "tabs": WRONG.replace("    ", "\t"),
    "indented by tabs": re.sub(r"(?m)^", "\t\t", WRONG),
    "magics": "%matplotlib inline\n!pip install torch\n" + WRONG,
    "a comment in Greek and an emoji": "# ελληνικά 🙂 schön\n" + WRONG,
    "non-ASCII before it on its line": WRONG.replace(
        "    nn.Linear(", "    # ü\n    *[nn.Identity(), 'é🙂'][:1], nn.Linear("
    ),
    "a form feed": WRONG.replace("net = ", "\x0c\nnet = "),
    "a line separator inside a comment": "# one\u2028two\x85three\n" + WRONG,
    "a fence with attributes": f"``` {{.python .numberLines}}\n{WRONG}```\n",
    "a fence that is never closed": f"Help\n```python\n{WRONG}",
    "a fence that is only closed": f"{WRONG}```",
    "longer fences": f"````python\n{WRONG}````\n",
    "fences with an error between them": f"```py\n{WRONG}```\ngives\n```\nRuntimeError: mat1 (1x2 and 3x4)\n```\nhelp",
    "fences with a shell command": f"```bash\npip install torch && x\n```\n```\n{WRONG}```\n",
    "line numbers": "".join(f"{n:3d} {line}\n" for n, line in enumerate(WRONG.splitlines(), start=7)),
    "line numbers with bars": "".join(f"{n}| {line}\n" for n, line in enumerate(WRONG.splitlines(), start=1)),
    "line numbers with tabs": "".join(f"{n}\t{line}\n" for n, line in enumerate(WRONG.splitlines(), start=1)),
    "marks of a quote": re.sub(r"(?m)^", "> ", WRONG.rstrip()) + "\n>\n",
    "marks of a diff": re.sub(r"(?m)^", "+", WRONG.rstrip()) + "\n",
    "a whole diff": "--- a/net.py\n+++ b/net.py\n@@ -1,9 +1,9 @@\n"
    + re.sub(r"(?m)^", " ", WRONG.rstrip()).replace("     nn.Linear(", "-    nn.Linear(5, 5),\n+    nn.Linear("),
    "a traceback behind it": WRONG
    + "\n---------------------------------------\nTraceback (most recent call last):\n"
    + '  File "net.py", line 8, in <module>\nRuntimeError: mat1 and mat2 (1x2 and 3x4\n',
    "notebook help": WRONG + "nn.Linear?\n?nn.Linear\nnn.Linear??\n",
    "comments at the margin": "# one\n" + re.sub(r"(?m)^", "    ", WRONG.rstrip()) + "\n#two\n",
    "a long string in front of it": "text = '''\n>>> not a prompt\n```\n'''\n" + WRONG,
}
every_wrapping = pytest.mark.parametrize("code", WRAPPINGS.values(), ids=WRAPPINGS.keys())


def lines_of(code: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", code)


def at(code: str, span: Span) -> str:
    return lines_of(code)[span.line - 1][span.column - 1 : span.end_column - 1]


def edited(code: str, edits: list[Edit]) -> str:
    """The edits applied by hand, with nothing of the checker's own code."""
    ends = [*re.findall(r"\r\n|\n|\r", code), ""]
    lines = lines_of(code)
    for edit in reversed(edits):
        line = lines[edit.span.line - 1]
        lines[edit.span.line - 1] = line[: edit.span.column - 1] + edit.new + line[edit.span.end_column - 1 :]
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def in_order(edits: list[Edit]) -> bool:
    places = [(edit.span.line, edit.span.column) for edit in edits]
    return places == sorted(places)


def fixes_of(report: Report) -> list[Fix]:
    return [fix for finding in report.findings for fix in finding.fixes]


@every_wrapping
def test_a_span_covers_the_cause_in_the_paste_as_sent(code):
    report = check(Request(code=code))
    assert slugs(report) == ["wrong-in-features"]
    assert at(code, report.findings[0].span) == "1234"


@every_wrapping
def test_the_call_span_covers_where_it_showed(code):
    span = check(Request(code=code)).findings[0].call_span
    assert at(code, span) == "net(torch.randn(1, 3, 6, 6))"


@every_wrapping
def test_rows_stand_on_the_lines_of_the_paste_as_sent(code):
    report = check(Request(code=code))
    for row in report.steps:
        assert f"nn.{row.kind}(" in lines_of(code)[row.created_line - 1]
        assert "net(torch.randn" in lines_of(code)[row.line - 1]


@every_wrapping
def test_edits_from_the_last_to_the_first_give_the_code_of_the_fix(code):
    fixes = fixes_of(check(Request(code=code)))
    assert fixes
    for fix in fixes:
        assert in_order(fix.edits)
        assert edited(code, fix.edits) == fix.code
        assert check(Request(code=fix.code)).findings == []


@every_wrapping
def test_only_the_number_changes(code):
    fix = fixes_of(check(Request(code=code)))[0]
    assert fix.code == code.replace("1234", "128")


@pytest.mark.parametrize("slug", PAGES)
def test_every_place_of_every_finding_is_a_place_of_the_paste(slug):
    code = paste(slug, "wrong").code
    for finding in checked(slug, "wrong").findings:
        for span in [finding.span, finding.call_span, *(edit.span for fix in finding.fixes for edit in fix.edits)]:
            if span is not None:
                assert 1 <= span.line <= len(lines_of(code))
                assert 1 <= span.column <= span.end_column <= len(lines_of(code)[span.line - 1]) + 1


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("wrapped", ["CRLF", "fences", "indented"])
def test_the_fixes_of_every_finding_can_be_applied_to_what_was_sent(slug, wrapped):
    plain = paste(slug, "wrong")
    code = {
        "CRLF": plain.code.replace("\n", "\r\n"),
        "fences": f"```python\n{plain.code}```\n",
        "indented": re.sub(r"(?m)^(?=.)", "    ", plain.code),
    }[wrapped]
    report = check(Request(code=code, input_shape=plain.input_shape))
    assert slugs(report) == slugs(checked(slug, "wrong"))
    for fix in fixes_of(report):
        assert edited(code, fix.edits) == fix.code
    assert len(fixes_of(report)) == len(fixes_of(checked(slug, "wrong")))


def test_columns_count_code_points_not_bytes():
    code = "from torch import nn\nname = 'ü🙂'; net = nn.Sequential(nn.ReLu())\n"
    span = ask(code, [1, 2]).findings[0].span
    assert at(code, span) == "nn.ReLu"


def test_a_cause_over_several_lines_is_pointed_at_on_its_first():
    code = "from torch import nn\nnet = nn.Conv2d(\n    1, 8, 11,\n)\n"
    finding = ask(code, [1, 1, 5, 5]).findings[0]
    assert finding.slug == "kernel-too-large"
    assert finding.span.line == 2
    assert at(code, finding.span) == "nn.Conv2d("


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def f(:\n    pass\n", 1),
        ("x = (1,\n", 1),
        ("import torch\nclass Net(nn.Module)\n    pass\n", 2),
        ("import torch\nif True:\nx = 1\n", 3),
        ("import torch\nx = 'abc\n", 2),
        ("import torch\n  x = 1\n", 2),
        ("import torch\nfor i in range(3):\n        x = 1\n    y = 2\n", 4),
        ("import torch\nprint 'hello'\n", 2),
        ("import torch\nx = 1 +\n", 2),
        ("import torch\nx == = 1\n", 2),
        ("é = 1\nü = )\n", 2),
    ],
)
def test_what_is_not_python_is_told_at_its_line(code, line):
    report = ask(code, [1, 3])
    assert (report.verdict, slugs(report)) == ("fails", ["syntax-error"])
    assert report.findings[0].span.line == line
    assert at(code, report.findings[0].span) is not None


@pytest.mark.parametrize(
    ("code", "at_fault", "mended"),
    [
        ("import\u00a0torch\nx = 1\n", "\u00a0", "import torch\nx = 1\n"),
        ("import torch\n\u200bx = 1\n", "\u200b", "import torch\nx = 1\n"),
        ("s = \u201chi\u201d  # \u201cquoted\u201d\n", "\u201c", 's = "hi"  # \u201cquoted\u201d\n'),
        ("s = \u2018hi\u2019 + 'it\u2019s'\n", "\u2018", "s = 'hi' + 'it\u2019s'\n"),
        ("x = 3 \u2212 2\n", "\u2212", "x = 3 - 2\n"),
        ("x = 3\u00d72\n", "\u00d7", "x = 3*2\n"),
        ("f\uff082\uff0c 3\uff09\n", "\uff08", "f(2, 3)\n"),
        ("x = 1\n\0\n", "\0", "x = 1\n\n"),
        ("x = 1\x0b\n", "\x0b", "x = 1\n"),
    ],
)
def test_a_character_that_only_looks_like_code_is_found_and_mended(code, at_fault, mended):
    finding = ask(code, [1, 3]).findings[0]
    assert finding.slug == "syntax-error"
    assert at(code, finding.span)[0] == at_fault
    assert finding.fixes[0].code == mended


def test_a_character_is_mended_even_where_more_is_wrong_behind_it():
    report = ask(WRONG.replace("nn.Flatten", "\u200bnn.Flatten"))
    assert report.findings[0].fixes[0].code == WRONG
    assert slugs(ask(WRONG)) == ["wrong-in-features"]


def test_a_paste_that_lost_the_indentation_of_its_first_line_is_no_python_and_gets_it_back():
    code = WRONG.replace("\n", "\n    ").rstrip(" ")
    report = ask(code)
    assert (report.verdict, slugs(report)) == ("fails", ["syntax-error"])
    assert "    " + code in [fix.code for fix in report.findings[0].fixes]


def test_a_syntax_error_inside_fences_is_told_at_the_line_as_sent():
    code = "Look:\n\n```python\nimport torch\nx = )\n```\n"
    assert ask(code, [1, 3]).findings[0].span.line == 5


class TestWhatIsTakenOff:
    @pytest.mark.parametrize(
        "wrapping",
        ["a byte order mark", "Markdown fences", "prompts", "a notebook's prompts", "an indented paste", "magics"],
    )
    def test_it_is_said_in_a_note(self, wrapping):
        assert read(WRAPPINGS[wrapping], Limits()).notes
        assert check(Request(code=WRAPPINGS[wrapping])).notes

    @pytest.mark.parametrize("wrapping", ["as it is", "CRLF", "tabs", "a comment in Greek and an emoji"])
    def test_nothing_is_said_where_nothing_was_taken_off(self, wrapping):
        assert check(Request(code=WRAPPINGS[wrapping])).notes == []

    def test_a_line_that_goes_on_with_a_percent_sign_is_no_magic(self):
        code = "from torch import nn\nprint('%d %d'\n% (1, 2))\nnet = nn.Linear(3, 2)\n"
        assert ask(code, [1, 3]).output_shapes == [[1, 2]]

    def test_a_prompt_inside_a_string_is_no_prompt(self):
        text = '    """\n    >>> Net(3, 2)\n    ```\n    """\n'
        code = f"from torch import nn\nclass Net(nn.Linear):\n{text}net = Net(3, 2)\n"
        assert ask(code, [1, 3]).output_shapes == [[1, 2]]

    def test_several_fenced_blocks_are_one_paste(self):
        code = (
            "First\n```python\nimport torch\nfrom torch import nn\n```\nthen\n```python\nnet = nn.Linear(3, 2)\n```\n"
        )
        assert ask(code, [1, 3]).output_shapes == [[1, 2]]

    def test_a_notebook_fragment_without_imports_gets_torch_nn_and_f_and_a_note(self):
        code = NET.split("\n\n", 1)[1].replace(
            "torch.flatten", "F.relu(torch.flatten(x, 1)) if True else torch.flatten"
        )
        report = ask(code, [1, 3, 32, 32], entry="Net")
        assert report.verdict == "runs"
        assert len(report.notes) == 1

    def test_a_paste_that_imports_anything_gets_nothing_supplied(self):
        report = ask("import math\nnet = nn.Linear(3, 2)\n", [1, 3], entry="net")
        assert (report.verdict, slugs(report)) == ("fails", ["missing-import"])
