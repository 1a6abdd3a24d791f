"""Landlock: from now on this process opens no file but the interpreter's own, and those to read.

Handles what the kernel offers, up to version 7 of its interface: files, truncation, devices, TCP,
abstract sockets, signals. By `ctypes`: the package `landlock` on PyPI is an alpha that knows of
files alone.

Source: Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h of Linux.
"""

import ctypes
import os
import sys
import sysconfig
from dataclasses import dataclass

from app.workers.jail import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION_QUERY = 1
_PATH_BENEATH = 1

_READ = 1 << 2 | 1 << 3  # a file, a folder
_FILES = {1: 13, 2: 14, 3: 15, 5: 16}  # from this version on, so many rights on files are known
_TCP = {4: 2}
_SCOPES = {6: 2}


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


@dataclass(frozen=True)
class Ruleset:
    """What may still be done, made by the parent once; each worker enters it."""

    version: int
    descriptor: int

    def enter(self) -> bool:
        """Shut the wall, for good. Wants no-new-privileges first."""
        entered = linux.syscall(_RESTRICT_SELF, self.descriptor, 0) == 0
        os.close(self.descriptor)
        return entered and not _can_list("/")


def ruleset() -> Ruleset | None:
    """A ruleset that lets nothing through but reading the interpreter's own files; None without Landlock."""
    version = linux.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_QUERY)
    if version < 1:
        return None
    asked = _Ruleset(_all(_FILES, version), _all(_TCP, version), _all(_SCOPES, version))
    # An older kernel knows a shorter structure; what it does not know is 0 and may be given.
    descriptor = linux.syscall(_CREATE_RULESET, ctypes.byref(asked), ctypes.c_size_t(_size(version)), 0)
    if descriptor < 0:
        return None
    for folder in _interpreter():
        _let_read(descriptor, folder)
    return Ruleset(version, descriptor)


def _all(known: dict[int, int], version: int) -> int:
    """Every right that this version knows: each that is handled and has no rule is denied."""
    return (1 << max((count for since, count in known.items() if version >= since), default=0)) - 1


def _size(version: int) -> int:
    return 8 if version < 4 else 16 if version < 6 else 24


def _interpreter() -> set[str]:
    """Where the standard library and the installed packages are: torch imports some modules late."""
    paths = sysconfig.get_paths()
    named = {os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return {folder for folder in named if folder != "/" and os.path.isdir(folder)}  # noqa: PTH112


def _let_read(descriptor: int, folder: str) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    beneath = _Beneath(_READ, opened)
    done = linux.syscall(_ADD_RULE, descriptor, _PATH_BENEATH, ctypes.byref(beneath), 0)
    os.close(opened)
    if done != 0:
        print(f"Landlock refused the rule for {folder}", file=sys.stderr)  # noqa: T201 - the log of the parent


def _can_list(folder: str) -> bool:
    try:
        os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
    except PermissionError:
        return False
    return True
