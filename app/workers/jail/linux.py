"""The calls of Linux that Python has no function for; each says whether it was done."""

import ctypes
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

_LINUX_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
# Opened once, before any fork: what a worker needs is loaded when the walls go up.
_LIBC = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int, pointer: object = None) -> int:
    """The call's result, -1 where it was refused or is not there."""
    if sys.platform != "linux":
        return -1
    return int(_LIBC.prctl(option, ctypes.c_ulong(value), pointer, None, None))


def syscall(number: int, *arguments: object) -> int:
    """The result of a system call by its number, -1 where it was refused or is not there."""
    if sys.platform != "linux":
        return -1
    return int(_LIBC.syscall(ctypes.c_long(number), *arguments))


def give_up_capabilities() -> bool:
    """Empty this process's sets of capabilities: root is then a user like any other."""
    if sys.platform != "linux":
        return False
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    return bool(_LIBC.capset(header, none) == 0)
