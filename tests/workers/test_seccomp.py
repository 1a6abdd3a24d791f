"""The filter, read as the kernel reads it, on both architectures: what is allowed, what fails, what ends the worker."""

import struct

import pytest

from app.workers.jail.seccomp import program
from app.workers.jail.syscalls import ARCHITECTURES, HOSTILE, LOOKING, NEEDED, OPENING, SIGNALLING

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
PID = 4711


def verdict(architecture: str, number: int, *arguments: int, files: bool = True, entered_as: str = "") -> int:
    """What the kernel would do with a call; a machine for the five instructions that the filter uses."""
    filled = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<iIQ6Q", number, AUDIT[entered_as or architecture], 0, *filled)
    lines = list(struct.iter_unpack("=HBBI", program(architecture, PID, files)))
    place = accumulator = 0
    while True:
        code, true, false, value = lines[place]
        place += 1
        match code:
            case 0x20:
                accumulator = struct.unpack_from("<I", data, value)[0]
            case 0x54:
                accumulator &= value
            case 0x15:
                place += true if accumulator == value else false
            case 0x35:
                place += true if accumulator >= value else false
            case 0x06:
                return value


def of(table: dict, architecture: str) -> dict[str, int]:
    place = ARCHITECTURES.index(architecture)
    return {name: numbers[place] for name, numbers in table.items() if numbers[place] is not None}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_what_is_on_a_list_has_its_verdict_and_everything_else_fails(architecture):
    needed = of(NEEDED, architecture)
    files = of(LOOKING, architecture) | of(OPENING, architecture)
    hostile = of(HOSTILE, architecture)
    for number in range(600):
        if number in of(SIGNALLING, architecture).values():
            continue
        behind_landlock, without = (verdict(architecture, number, files=files) for files in (True, False))
        if number in hostile.values():
            assert behind_landlock == without == KILL
        elif number in needed.values():
            assert behind_landlock == without == ALLOW
        else:
            assert without == REFUSE
            assert behind_landlock == (ALLOW if number in files.values() else REFUSE)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_no_number_is_on_two_lists(architecture):
    tables = (NEEDED, LOOKING, OPENING, SIGNALLING, HOSTILE)
    numbers = [number for table in tables for number in of(table, architecture).values()]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("flags", [0o1, 0o2, 0o100, 0o1000, 0o2000, 0o10000000, 0o20200000, 0o101])
def test_a_file_is_opened_for_reading_only(architecture, flags):
    openat = of(OPENING, architecture)["openat"]
    assert verdict(architecture, openat, 0, 0, 0o2000000) == ALLOW
    assert verdict(architecture, openat, 0, 0, flags) == REFUSE


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_signal_is_for_itself(architecture):
    for number in of(SIGNALLING, architecture).values():
        assert verdict(architecture, number, PID, PID, 6) == ALLOW
        for pid in (0, 1, PID - 1, PID + 1, 2**32 - 1, 2**32 - PID):
            assert verdict(architecture, number, pid, PID, 6) == REFUSE


def test_another_way_into_the_kernel_is_the_end():
    assert verdict("x86_64", 0, entered_as="aarch64") == KILL
    assert verdict("aarch64", 63, entered_as="x86_64") == KILL
    assert verdict("x86_64", 0x40000000 | 39) == KILL
