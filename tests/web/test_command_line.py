"""`python -m app`: exit codes, places, and a line-by-line mode that nothing stops."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

RUNS = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(7200, 10))\n"
FAILS = RUNS.replace("7200", "7000")
CANNOT_TELL = "import torch.nn as nn\nimport mystery\nnet = mystery.Net()\n"


def run(*arguments: str, given: str | bytes = "") -> "subprocess.CompletedProcess[bytes]":
    data = given.encode() if isinstance(given, str) else given
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], cwd=ROOT, input=data, capture_output=True, timeout=120, check=False
    )


def lines(given: str | bytes) -> list[dict]:
    done = run("check", "--jsonl", given=given)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("code", "exit_code"), [(RUNS, 0), (FAILS, 1), (CANNOT_TELL, 2), ("x = (", 1)])
def test_the_exit_code_is_the_verdict(tmp_path, code, exit_code):
    file = tmp_path / "net.py"
    file.write_text(code)
    done = run("check", str(file), "--input", "1,3,32,32")
    assert done.returncode == exit_code, done.stderr
    assert done.stdout.strip()


def test_the_report_points_at_the_cause_with_a_caret(tmp_path):
    file = tmp_path / "net.py"
    file.write_text(FAILS)
    text = run("check", str(file), "--input", "1,3,32,32").stdout.decode()
    assert "7000" in text
    assert "^" in text


def test_json_is_the_report_of_the_api():
    done = run("check", "-", "--json", "--input", "2,3,32,32", given=RUNS)
    report = json.loads(done.stdout)
    assert (report["verdict"], report["output_shapes"], report["input_source"]) == ("runs", [[2, 10]], "given")


def test_entry_mode_and_several_inputs_reach_the_checker():
    code = (
        "import torch, torch.nn as nn\n"
        "class One(nn.Module):\n    def forward(self, a, b):\n        return torch.cat([a, b], 1)\n"
        "class Two(nn.Module):\n    def forward(self, a):\n        return a\n"
    )
    arguments = ["--input", "1,2;1,3", "--entry", "One", "--mode", "eval", "--json"]
    report = json.loads(run("check", "-", *arguments, given=code).stdout)
    assert (report["entry"], report["mode"], report["output_shapes"]) == ("One", "eval", [[1, 5]])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["check"],
        ["check", "no-such-file.py"],
        ["check", "."],
        ["check", "-", "--input", "1,x"],
        ["check", "-", "--input", "1,-2"],
        ["check", "-", "--mode", "training"],
        ["check", "-", "--what"],
        ["check", "-", "more"],
        ["check", "--jsonl", "--json"],
        ["check", "--jsonl", "no-such-file.jsonl"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "http"],
    ],
)
def test_a_wrong_use_ends_with_64_and_a_sentence(arguments):
    done = run(*arguments)
    assert done.returncode == 64, done.stderr
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_no_text_is_a_wrong_use(tmp_path):
    (tmp_path / "net.py").write_bytes(b"\xff\xfe\x00")
    assert run("check", str(tmp_path / "net.py")).returncode == 64


def test_lines_are_answered_in_order_and_a_bad_one_does_not_stop_the_rest():
    good = {"input_shape": [1, 3, 32, 32]}
    given = [
        json.dumps({"id": "a", "code": RUNS, **good}),
        "{not json",
        "",
        json.dumps({"id": 7, "code": FAILS, **good}),
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "code": RUNS, "mode": "fast"}),
        json.dumps({"id": "loop", "code": "n = 0\nwhile True:\n    n = n + 1\n"}),
        json.dumps([1, 2]),
        "[" * 100_000,
        '{"id": "half", "code": "\\ud800"}',
        '{"id": "nan", "code": "", "input_shape": [NaN]}',
        json.dumps({"id": "long", "code": "x" * 3_000_000}),
        json.dumps({"id": None, "code": RUNS, **good}),
    ]
    answers = lines("\n".join(given))
    assert [answer["id"] for answer in answers] == [
        "a",
        None,
        None,
        7,
        "b",
        "c",
        "loop",
        None,
        None,
        "half",
        None,
        "long",
        None,
    ]
    verdicts = [answer["report"]["verdict"] if "report" in answer else "error" for answer in answers]
    assert verdicts == [
        "runs", "error", "error", "fails", "error", "error", "cannot-tell", "error", "error", "error", "error",
        "cannot-tell", "runs",
    ]  # fmt: skip
    assert all(set(answer) in ({"id", "report"}, {"id", "error"}) for answer in answers)


def test_lines_may_end_without_a_line_break_hold_carriage_returns_and_not_be_utf_8():
    given = (
        json.dumps({"id": 1, "code": "x = 1\r\n"}).encode() + b"\r\n" + b'{"id": "\xff"}\n' + b'{"id": 3, "code": ""}'
    )
    assert [answer["id"] for answer in lines(given)] == [1, None, 3]


def test_no_lines_are_no_answers():
    assert lines("") == []


def test_a_program_that_waits_for_each_answer_gets_it():
    with subprocess.Popen(
        [sys.executable, "-m", "app", "check", "--jsonl"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as talking:  # fmt: skip
        for number in range(3):
            talking.stdin.write(json.dumps({"id": number, "code": RUNS}) + "\n")
            talking.stdin.flush()
            assert json.loads(talking.stdout.readline())["id"] == number
        talking.stdin.close()
        assert talking.wait(timeout=20) == 0


def test_requests_are_read_from_a_file_too(tmp_path):
    file = tmp_path / "requests.jsonl"
    file.write_text(json.dumps({"id": "x", "code": RUNS, "input_shape": [1, 3, 32, 32]}) + "\n")
    done = run("check", str(file), "--jsonl")
    assert json.loads(done.stdout)["report"]["verdict"] == "runs"
