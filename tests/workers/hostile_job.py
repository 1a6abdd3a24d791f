"""A job for tests of the jail: the "code" is Python, and is run as it stands, past every reader.

What it leaves in `said` is the answer. It is given what an attacker would find by itself: the modules
that are loaded, the pipe, and the number of the job.
"""

import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time

from app.checker.report import Report, Request
from app.workers.frames import HEADER, Frame

LIBC = ctypes.CDLL(None, use_errno=True)
GIVEN = {
    "ctypes": ctypes, "HEADER": HEADER, "os": os, "resource": resource, "signal": signal, "socket": socket,
    "subprocess": subprocess, "sys": sys, "threading": threading, "time": time,
}  # fmt: skip


def warm(_kernels: str) -> None:
    socket.getaddrinfo("localhost", None)  # loads what names are resolved by


def answer(body: bytes) -> bytes:
    above = sys._getframe(1).f_locals  # noqa: SLF001 - of the worker, as an attacker would
    names = GIVEN | {"pipe": above["pipe"], "number": above["frame"].number, "syscall": syscall, "frame": frame}
    try:
        exec(Request.model_validate(json.loads(body)["payload"]).code, names)
        text = str(names.get("said"))
    except Exception as fault:  # noqa: BLE001 - whatever stopped it is the answer
        text = f"{type(fault).__name__}: {fault}"
    return said(text)


def said(text: str) -> bytes:
    """The answer with this text where a test looks for it."""
    report = Report(
        verdict="runs", entry=text[:2000], mode="train", input_source=None, input_shapes=[], output_shapes=[],
        torch_version="",
    )  # fmt: skip
    return b'{"ok":%s}' % report.model_dump_json().encode()


def frame(number: int, text: str) -> bytes:
    """An answer as it goes over the pipe, under any number."""
    return Frame(number, said(text)).packed()


def syscall(number: int, *arguments: object) -> int:
    """A system call by its number.

    Raises:
        OSError: the kernel refused it.
    """
    result = LIBC.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
