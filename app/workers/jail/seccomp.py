"""seccomp: the system calls that a warm worker needs, and no others, for good.

The filter is a list of what is allowed. What is on no list fails with EPERM, which a library can live
with (a socket, a thread, a file to write); what only an attack does ends the process.

Written as BPF here, and not by `pyseccomp`: that wants libseccomp.so.2, which slim images and many
machines have not got, and looks for it by starting other programs. A filter without branches but
"is it this call?" is a list of pairs.

Source: Documentation/userspace-api/seccomp_filter.rst, include/uapi/linux/{seccomp,audit,filter}.h.
"""

import ctypes
import errno
import os
import platform
import struct

from app.workers.jail import linux
from app.workers.jail.syscalls import ARCHITECTURES, HOSTILE, LOOKING, NEEDED, OPENING, SIGNALLING, Numbers

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000  # numbers of x86_64's other, 32-bit way in have it
_MODE_FILTER = 2

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_KILL = 0x80000000

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16  # struct seccomp_data

# O_CLOEXEC, O_NONBLOCK, O_DIRECTORY, O_NOFOLLOW: reading. Any other flag is refused, O_PATH among them.
_READING_FLAGS = os.O_CLOEXEC | os.O_NONBLOCK | os.O_DIRECTORY | os.O_NOFOLLOW | getattr(os, "O_LARGEFILE", 0)
_FLAGS_ARGUMENT = {"open": 1, "openat": 2}


def program(architecture: str, pid: int, reads_files: bool) -> bytes:
    """The filter for one worker.

    Args:
        architecture: one of `ARCHITECTURES`.
        pid: of the worker, which may send signals to itself.
        reads_files: whether it may open files to read; Landlock says which.
    """
    return b"".join(struct.pack("=HBBI", *line) for line in _lines(architecture, pid, reads_files))


def _lines(architecture: str, pid: int, reads_files: bool) -> list[tuple[int, int, int, int]]:
    """(code, steps where true, steps where false, value): the kernel's `struct sock_filter`."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        *_unless(_JUMP_EQUAL, _AUDIT_ARCH[architecture], _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    if architecture == "x86_64":
        lines += _when(_JUMP_AT_LEAST, _X32_BIT, _KILL)
    for number in _numbers(NEEDED | LOOKING if reads_files else NEEDED, architecture).values():
        lines += _when(_JUMP_EQUAL, number, _ALLOW)
    for number in _numbers(SIGNALLING, architecture).values():
        lines += _when_argument(number, 0, 0xFFFFFFFF, pid)
    if reads_files:
        for name, number in _numbers(OPENING, architecture).items():
            lines += _when_argument(number, _FLAGS_ARGUMENT[name], 0xFFFFFFFF & ~_READING_FLAGS, 0)
    for number in _numbers(HOSTILE, architecture).values():
        lines += _when(_JUMP_EQUAL, number, _KILL)
    return [*lines, (_RETURN, 0, 0, _REFUSE)]


def install(reads_files: bool) -> None:
    """Shut the wall, for good, where the kernel has it. Wants no-new-privileges first."""
    if platform.machine() not in ARCHITECTURES:
        return
    lines = program(platform.machine(), os.getpid(), reads_files)
    buffer = ctypes.create_string_buffer(lines, len(lines))
    # struct sock_fprog: a count, then after the padding a pointer
    whole = ctypes.create_string_buffer(struct.pack("@HP", len(lines) // 8, ctypes.addressof(buffer)))
    linux.prctl(linux.PR_SET_SECCOMP, _MODE_FILTER, whole)


def _numbers(table: Numbers, architecture: str) -> dict[str, int]:
    place = ARCHITECTURES.index(architecture)
    return {name: number for name, numbers in table.items() if (number := numbers[place]) is not None}


def _when(test: int, value: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(test, 0, 1, value), (_RETURN, 0, 0, verdict)]


def _unless(test: int, value: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(test, 1, 0, value), (_RETURN, 0, 0, verdict)]


def _when_argument(number: int, argument: int, mask: int, value: int) -> list[tuple[int, int, int, int]]:
    """For this call: allow it where the argument, masked, is `value`; else refuse it.

    The kernel reads these arguments as 32-bit integers, so their low half decides.
    """
    low_half = _ARGUMENTS_AT + 8 * argument  # both architectures are little-endian
    check = [(_LOAD, 0, 0, low_half), (_AND, 0, 0, mask), *_when(_JUMP_EQUAL, value, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return [(_JUMP_EQUAL, 0, len(check), number), *check]
