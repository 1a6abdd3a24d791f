"""One job in a worker: JSON in, `checker.engine`, JSON out."""

import json
import os
import traceback
from collections.abc import Callable
from typing import Any

import torch
from pydantic import TypeAdapter

from app.checker import engine
from app.checker.devices.kernels import Kernels
from app.checker.report import Frozen, Request
from app.checker.solving.models import LayerQuestion, NetQuestion, Question
from app.checker.stack import StackRequest
from app.workers.rehearsal import rehearse

QUESTION: TypeAdapter[LayerQuestion | NetQuestion] = TypeAdapter(Question)
KINDS: dict[str, Callable[[Any], Frozen]] = {
    "check": lambda payload: engine.check(Request.model_validate(payload)),
    "stack": lambda payload: engine.check_stack(StackRequest.model_validate(payload)),
    "unstack": lambda payload: engine.unstack(Request.model_validate(payload)),
    "solve": lambda payload: engine.solve(QUESTION.validate_python(payload)),
    "catalogue": lambda _: engine.catalogue(),
}


def warm(kernels: Kernels) -> None:
    """Import and run every layer once, then a few pastes, on one thread: a process with more must not fork."""
    torch.set_num_threads(1)
    engine.warm(kernels)
    rehearse()


def answer(body: bytes) -> bytes:
    """The answer to one job: `{"ok": ...}`, or `{"error": ...}` where the checker itself failed."""
    try:
        job = json.loads(body)
        return b'{"ok":%s}' % KINDS[job["kind"]](job["payload"]).model_dump_json().encode()
    except MemoryError:
        return b'{"error":"memory"}'
    except Exception as fault:  # noqa: BLE001 - the last resort of a worker: a fault of ours is an answer
        return json.dumps({"error": "fault", "where": _where(fault)}).encode()


def _where(fault: Exception) -> list[str]:
    """The kind of the fault and the lines it came through, without messages: they may quote the paste."""
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    return [
        type(fault).__name__,
        *(f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames),  # noqa: PTH119
    ]
