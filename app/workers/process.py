"""What the operating system is asked for: an end together with the parent, and what a process has used."""

import os
import resource
import signal
from dataclasses import dataclass

from app.workers.jail import linux

_TICKS = os.sysconf("SC_CLK_TCK")
_STOPPED = "T"  # a process that a debugger holds is "t", and left alone


def die_with_parent() -> None:
    """Ask Linux for a SIGKILL when the parent dies, however it dies.

    Elsewhere the end of the pipe from the parent says so, as soon as the process reads from it.
    """
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass(frozen=True)
class Used:
    """What a process holds and has spent, and whether a signal has stopped it; zeros where the system does not say."""

    resident_mb: int = 0
    cpu_seconds: float = 0.0
    stopped: bool = False


def used(pid: int) -> Used:
    """Memory that a process holds now, processor time since it began, and whether it may run."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a file, a question
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return Used()
    user, system, pages = int(fields[11]), int(fields[12]), int(fields[21])  # proc(5), counted after the name
    return Used(pages * resource.getpagesize() // 2**20, (user + system) / _TICKS, fields[0] == _STOPPED)
