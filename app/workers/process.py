"""What the operating system is asked for: limits on a process, and an end together with its parent."""

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent() -> None:
    """Ask Linux for a SIGKILL when the parent dies, however it dies.

    Elsewhere the end of the pipe from the parent says so, as soon as the process reads from it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(megabytes: int) -> None:
    """Cap the address space: past it an allocation fails, and nothing else on the machine does."""
    _limit(resource.RLIMIT_AS, megabytes * 2**20)


def limit_side_effects() -> None:
    """No core dump (it would hold what was pasted), and no byte written to any file."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)


def close_all_but(kept: int) -> None:
    """Close every inherited descriptor but `kept`; 0, 1 and 2 lead nowhere from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, kept)
    os.closerange(kept + 1, min(most, 65_536))


def resident_megabytes(pid: int) -> int:
    """Memory that a process holds now, or 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - not a file, a question
            return int(file.read().split()[1]) * resource.getpagesize() // 2**20
    except OSError:
        return 0


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # a lower hard limit was set already
        resource.setrlimit(kind, (value, value))
