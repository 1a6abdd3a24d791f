"""What real CPU torch does with a paste of our own: executed, its entry built and called, in another process.

The process is started once and answers one question a line; run as a script it is that process.
"""

import ast
import contextlib
import io
import json
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass, field
from typing import Any, Self

from tests.conftest import ROOT

SUPPLIED = """
import torch, math
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
import numpy as np
from torch.autograd import Variable
"""


@dataclass(frozen=True)
class Truth:
    """What happened.

    Attributes:
        raised: the class of the exception, with its bases; empty where nothing raised.
        message: its text.
        line: the last line of the paste in its trace.
        shapes: the sizes of the output tensors, flat.
        params: how many parameters the model has.
        macs: half of what torch's own counter of floating point operations says.
    """

    raised: tuple[str, ...] = ()
    message: str = ""
    line: int = 0
    shapes: list[list[int]] = field(default_factory=list)
    params: int = 0
    macs: int = 0


class RealTorch:
    """Asks the other process."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.checker.real_torch"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, text=True, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=20)

    def run(
        self,
        code: str,
        inputs: list[list[int]] | None = None,
        entry: str | None = None,
        mode: str | None = None,
        *,
        supplied: bool = False,
        whole: bool = True,
    ) -> Truth:
        """Executes the paste and, where an entry is named, calls it on random tensors of these sizes.

        Not `whole`: statements that raise are stepped over, and only the entry and its call decide.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        question = {
            "code": code,
            "inputs": inputs or [],
            "entry": entry,
            "mode": mode,
            "supplied": supplied,
            "whole": whole,
        }
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return Truth(**{**answer, "raised": tuple(answer["raised"])})


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """In the other process: one paste, from its text to what happened."""
    names: dict[str, Any] = {"__name__": "__main__"}
    said: dict[str, Any] = {"raised": [], "message": "", "line": 0, "shapes": [], "params": 0}
    try:
        if question["supplied"]:
            exec(compile(SUPPLIED, "<supplied>", "exec"), names)
        for statements in pieces(question):
            with contextlib.nullcontext() if question["whole"] else contextlib.suppress(Exception):
                exec(compile(statements, "<paste>", "exec"), names)
        if question["entry"] is not None:
            said |= called(question, names)
    except Exception as error:  # noqa: BLE001 (whatever a paste raises is the truth about it)
        said["raised"] = [kind.__name__ for kind in type(error).__mro__]
        said["message"] = str(error)
        said["line"] = line_of(error)
    return said


def pieces(question: dict[str, Any]) -> list[ast.Module]:
    tree = ast.parse(question["code"], "<paste>")
    return [tree] if question["whole"] else [ast.Module([statement], []) for statement in tree.body]


def called(question: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    import torch  # noqa: PLC0415 (the tests' own process needs none of it here)
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415 (as above)

    model = eval(question["entry"], names)
    model = model() if isinstance(model, type) else model
    if question["mode"] is not None:
        model.train(question["mode"] == "train")
    with FlopCounterMode(display=False) as counter:
        result = model(*[torch.rand(sizes) for sizes in question["inputs"]])
    return {
        "shapes": [list(tensor.shape) for tensor in tensors(result)],
        "params": sum(parameter.numel() for parameter in model.parameters()),
        "macs": counter.get_total_flops() // 2,
    }


def tensors(value: Any) -> list[Any]:
    if hasattr(value, "shape"):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return [tensor for item in items for tensor in tensors(item)]


def line_of(error: BaseException) -> int:
    line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
    trace = error.__traceback__
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "<paste>" else line
        trace = trace.tb_next
    return line


def main() -> None:
    """Answers until the other side closes."""
    import torch  # noqa: PLC0415 (as above)

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    out = sys.stdout
    surroundings = dict(os.environ)
    for line in sys.stdin:
        os.environ.clear()
        os.environ.update(surroundings)  # what one paste puts there is not there for the next
        torch.manual_seed(0)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            said = answer(json.loads(line))
        out.write(json.dumps(said) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
