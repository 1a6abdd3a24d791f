"""In the child process: runs content code in real CPU torch. Runs in, one per line; outcomes out.

Content is a teacher's own files and is trusted, so it is simply executed. A limit of time is kept
by the parent, which ends this process and starts another for the rest.
"""

import ast
import contextlib
import io
import itertools
import os
import sys
import warnings
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TextIO

import torch
from torch import nn

from app.checker.engine import check
from app.checker.report import Request
from app.course.layer_rows import layer_rows
from app.course.proof_file import Outcome, Run

_FILE = "<content>"
_SUPPLIED = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
_LONGEST = 200
Names = dict[str, object]


class _Caught:
    """Takes whatever content code raises as a fact about it, with its line in that code."""

    def __init__(self) -> None:
        self.raised, self.message, self.line = "", "", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if kind is None or error is None or issubclass(kind, KeyboardInterrupt):
            return False
        self.raised = kind.__name__
        self.message = (str(error).splitlines() or [""])[0][:_LONGEST]
        self.line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _FILE:
                self.line = trace.tb_lineno
            trace = trace.tb_next
        return True

    @property
    def said(self) -> str:
        """The exception in one line."""
        return f"{self.raised}: {self.message}"


def execute(run: Run) -> Outcome:
    """Run one piece of content in a namespace of its own, with the generator seeded by 0."""
    names: Names = {"__name__": "__main__"}
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float32)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        printed, caught = _execute_code(run, names)
        values, failed = ({}, {}) if caught.raised else _evaluate(run.asks, names)
        traced = Outcome() if caught.raised or run.input is None else _trace(run.input, names)
        accepted = tuple(values for values, trial in _trials(run) if _accepts(trial, run.accept))
    checked = _check(run) if run.check else Outcome()
    return Outcome(
        stdout=printed, raised=caught.raised, message=caught.message, line=caught.line,
        values=values, failed={**failed, **traced.failed}, shapes=traced.shapes, params=traced.params,
        rows=checked.rows, fault_line=checked.fault_line, accepted=accepted,
    )  # fmt: skip


def _trials(run: Run) -> Iterator[tuple[tuple[int, ...], Run]]:
    """The code with every value of its blanks, or with its lines in every order."""
    if run.blanks:
        for values in itertools.product(*(range(low, high + 1) for _, low, high in run.blanks)):
            given = "".join(f"{name} = {value}\n" for (name, *_), value in zip(run.blanks, values, strict=True))
            yield values, run.model_copy(update={"setup": run.setup + "\n" + given})
    elif run.lines:
        for order in itertools.permutations(range(len(run.lines))):
            lines = "\n".join(run.lines[index] for index in order)
            yield order, run.model_copy(update={"code": f"{run.code}\n{lines}"})


def _accepts(run: Run, accept: str) -> bool:
    names: Names = {"__name__": "__main__"}
    torch.manual_seed(0)
    _, caught = _execute_code(run, names)
    return not caught.raised and _evaluate((accept,), names)[0].get(accept) == "True"


def _check(run: Run) -> Outcome:
    """What the shape checker says of the code: its rows, and the line of the first finding."""
    code = f"{run.setup}\n{run.code}" if run.setup else run.code
    report = check(Request(code=code, input_shape=list(run.input) if run.input else None))
    span = next((finding.span for finding in report.findings if finding.severity != "note"), None)
    return Outcome(rows=layer_rows(report), fault_line=span.line if span else 0)


def _execute_code(run: Run, names: Names) -> tuple[str, _Caught]:
    printed = io.StringIO()
    with _Caught() as caught:
        if not _imports(f"{run.setup}\n{run.code}"):
            exec(compile(_SUPPLIED, "<supplied>", "exec"), names)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(run.setup, "<setup>", "exec"), names)
        with contextlib.redirect_stdout(printed):
            exec(compile(run.code, _FILE, "exec"), names)
    return printed.getvalue(), caught


def _imports(code: str) -> bool:
    """Whether the code imports anything itself; only without that are torch, nn and F supplied."""
    with contextlib.suppress(SyntaxError):
        return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(code)))
    return True


def _evaluate(asks: tuple[str, ...], names: Names) -> tuple[dict[str, str], dict[str, str]]:
    values, failed = {}, {}
    for ask in asks:
        with _Caught() as caught, contextlib.redirect_stdout(io.StringIO()):
            values[ask] = str(eval(ask, names))
        if caught.raised:
            failed[ask] = caught.said
    return values, failed


def _trace(sizes: tuple[int, ...], names: Names) -> Outcome:
    """The shapes of all modules when the model is called on zeros, and their parameters."""
    shapes: dict[str, tuple[int, ...]] = {}
    params: dict[str, int] = {}
    with _Caught() as caught, torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
        model = _model(names)
        for path, module in model.named_modules():
            params[path] = sum(parameter.numel() for parameter in module.parameters())
            module.register_forward_hook(_noter(path, shapes))
        model(torch.zeros(sizes))
    return Outcome(shapes=shapes, params=params, failed={"model": caught.said} if caught.raised else {})


def _noter(path: str, shapes: dict[str, tuple[int, ...]]) -> object:
    def note(_module: nn.Module, _inputs: object, output: object) -> None:
        if isinstance(output, torch.Tensor):
            shapes.setdefault(path, tuple(output.shape))

    return note


def _model(names: Names) -> nn.Module:
    """The variable `net` or `model`, else the last module made, else the last module class, built."""
    for name in ("net", "model"):
        if isinstance(found := names.get(name), nn.Module):
            return found
    values = list(names.values())
    if made := [value for value in values if isinstance(value, nn.Module)]:
        return made[-1]
    classes = [
        value
        for value in values
        if isinstance(value, type) and issubclass(value, nn.Module) and value.__module__ == "__main__"
    ]
    if not classes:
        raise LookupError("there is no model here")
    built: nn.Module = classes[-1]()
    return built


def serve(lines: TextIO, answers: TextIO) -> None:
    """Say which torch this is, then answer each run with its outcome."""
    torch.set_num_threads(1)
    print(torch.__version__, file=answers, flush=True)
    for line in lines:
        outcome = execute(Run.model_validate_json(line))
        print(outcome.model_dump_json(), file=answers, flush=True)


if __name__ == "__main__":
    # content may print to the real file behind sys.stdout: the answers get a descriptor of their own
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, own)
