"""A forked process that takes one job after another until its parent closes the connection."""

import os
import signal
import socket
from collections.abc import Callable

from app.workers.frames import Frame, read_frame_from
from app.workers.process import close_all_but, die_with_parent, limit_memory, limit_side_effects

# The parent owns the clock. This is for a worker whose parent is gone and who would run for ever.
SECONDS_PAST_DEADLINE = 2.0


def work(connection: socket.socket, answer: Callable[[bytes], bytes], seconds: float, memory_mb: int) -> None:
    """Serve jobs; never returns to the parent's code.

    Args:
        connection: to the parent, blocking.
        answer: one job: JSON in, JSON out.
        seconds: the deadline of a job.
        memory_mb: the cap on the address space.
    """
    _settle(connection, memory_mb)
    with connection.makefile("rb") as jobs:
        while (frame := read_frame_from(jobs)) is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds + SECONDS_PAST_DEADLINE)
            body = answer(frame.body)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.sendall(Frame(frame.number, body).packed())


def _settle(connection: socket.socket, memory_mb: int) -> None:
    for each in (signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD):
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: the web process decides
    signal.set_wakeup_fd(-1)
    os.environ.clear()
    die_with_parent()
    close_all_but(connection.fileno())
    limit_memory(memory_mb)
    limit_side_effects()
