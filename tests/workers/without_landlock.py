"""Runs a program on what looks like a kernel without Landlock: `python -m tests.workers.without_landlock PROGRAM`."""

import ctypes
import os
import struct
import sys

from app.workers.jail import linux

ENOSYS = 38
LOAD, JUMP_EQUAL, RETURN = 0x20, 0x15, 0x06
FILTER = [
    (LOAD, 0, 0, 0),
    (JUMP_EQUAL, 0, 1, 444),
    (RETURN, 0, 0, 0x00050000 | ENOSYS),
    (RETURN, 0, 0, 0x7FFF0000),
]


def main() -> None:
    lines = b"".join(struct.pack("=HBBI", *line) for line in FILTER)
    buffer = ctypes.create_string_buffer(lines, len(lines))
    whole = ctypes.create_string_buffer(struct.pack("@HP", len(FILTER), ctypes.addressof(buffer)))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    assert linux.prctl(linux.PR_SET_SECCOMP, 2, whole) == 0
    os.execv(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
