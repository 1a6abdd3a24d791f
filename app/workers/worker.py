"""A forked process that shuts itself in, then takes one job after another until its parent closes the pipe."""

import os
import signal
import socket
from collections.abc import Callable

from app.workers.frames import HELLO, Frame, read_frame_from
from app.workers.jail.enter import Jail
from app.workers.process import die_with_parent

# The parent owns the clock. This is for a worker whose parent is gone and who would run for ever.
SECONDS_PAST_DEADLINE = 2.0


def work(connection: socket.socket, answer: Callable[[bytes], bytes], seconds: float, jail: Jail) -> None:
    """Serve jobs; never returns to the parent's code.

    Args:
        connection: to the parent, blocking; it is read and written like a pipe.
        answer: one job: JSON in, JSON out.
        seconds: the deadline of a job.
        jail: entered before the first job; where it asks for every level and one is missing, there are no jobs.
    """
    _settle()
    pipe = connection.detach()
    levels = jail.enter(pipe)
    if jail.mode == "require" and levels.missing:
        return
    _send(pipe, Frame(HELLO, levels.model_dump_json().encode()))
    with open(pipe, "rb") as jobs:  # noqa: PTH123 - a descriptor
        while (frame := read_frame_from(jobs)) is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds + SECONDS_PAST_DEADLINE)
            body = answer(frame.body)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(pipe, Frame(frame.number, body))


def _settle() -> None:
    for each in (signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD):
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: the web process decides
    signal.set_wakeup_fd(-1)
    die_with_parent()


def _send(pipe: int, frame: Frame) -> None:
    data = memoryview(frame.packed())
    while data:
        data = data[os.write(pipe, data) :]
