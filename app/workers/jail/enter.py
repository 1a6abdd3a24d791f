"""A worker shuts itself in: every wall in its order, then the measuring of what stands."""

import contextlib
import os
from dataclasses import dataclass

from app.workers.jail import landlock, linux, seccomp
from app.workers.jail.levels import Levels, Mode
from app.workers.jail.limits import limit, wanted

_STATUS = "/proc/self/status"
_MOST_DESCRIPTORS = 65_536


@dataclass(frozen=True)
class Jail:
    """What is made ready once, in the parent, so that a fork shuts itself in within a millisecond."""

    mode: Mode
    limits: dict[int, int]
    ruleset: landlock.Ruleset | None

    @classmethod
    def prepared(cls, mode: Mode, memory_mb: int, cpu_seconds: float) -> "Jail":
        """A jail for workers of this size; `off` leaves away what the kernel alone can do."""
        return cls(mode, wanted(memory_mb, cpu_seconds), None if mode == "off" else landlock.ruleset())

    def enter(self, pipe: int) -> Levels:
        """Shut every wall around this process, for good.

        Args:
            pipe: the one descriptor that stays open.

        Returns:
            What stands, as measured.
        """
        os.environ.clear()
        kept = (pipe, self.ruleset.descriptor) if self.ruleset else (pipe,)
        _close_all_but(*kept)
        only_pipe = not _open_besides(*kept)  # Landlock's own is closed on the way
        status = _opened(_STATUS)  # read when all is done, and by then no such file can be opened
        rlimits = limit(self.limits)
        undumpable, landlocked = (False, False) if self.mode == "off" else self._shut_kernels_walls()
        told = _read(status)
        return Levels(
            landlock=f"abi {self.ruleset.version}" if self.ruleset and landlocked else None,
            seccomp=told.get("Seccomp") == "2",
            no_new_privs=told.get("NoNewPrivs") == "1",
            undumpable=undumpable,
            no_capabilities=told.get("CapEff", "?").strip("0") == "",
            rlimits=rlimits,
            empty_environment=not os.environ,
            only_pipe=only_pipe,
        )

    def _shut_kernels_walls(self) -> tuple[bool, bool]:
        """Whether no other process may look into this one, and whether Landlock holds."""
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        undumpable = linux.prctl(linux.PR_GET_DUMPABLE, 0) == 0
        linux.give_up_capabilities()
        landlocked = self.ruleset is not None and self.ruleset.enter()
        seccomp.install(reads_files=landlocked)
        return undumpable, landlocked


def _close_all_but(*kept: int) -> None:
    """Close every inherited descriptor but these; 0, 1 and 2 lead nowhere from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    begin = 3
    for descriptor in (*sorted(kept), _MOST_DESCRIPTORS):
        os.closerange(begin, descriptor)
        begin = descriptor + 1


def _open_besides(*known: int) -> set[int]:
    """Descriptors that are open, and are not 0, 1, 2 or one of these; -1 stands for "the system does not say"."""
    try:
        listed = {int(name) for name in os.listdir("/dev/fd")}  # noqa: PTH208 - numbers, not files
    except OSError:
        return {-1}
    return {each for each in listed - {0, 1, 2, *known} if _is_open(each)}  # the listing's own is closed by now


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _opened(path: str) -> int | None:
    with contextlib.suppress(OSError):
        return os.open(path, os.O_RDONLY)
    return None


def _read(status: int | None) -> dict[str, str]:
    """`Name: value` lines of an open status file; empty where the system has none."""
    if status is None:
        return {}
    text = os.read(status, 65_536).decode()
    os.close(status)
    lines = (line.partition(":") for line in text.splitlines())
    return {name: value.strip() for name, _, value in lines}
