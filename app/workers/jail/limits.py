"""Resource limits of a worker; each is the soft and the hard one, so it cannot be raised again."""

import math
import resource

DESCRIPTORS = 64
SECONDS_PAST_SHARE = 5


def wanted(memory_mb: int, cpu_seconds: float) -> dict[int, int]:
    """The limits of a worker, by their number.

    Args:
        memory_mb: of address space: past it an allocation fails, and nothing else on the machine does.
        cpu_seconds: of processor time over a worker's whole life. The parent replaces a worker before it
            has used them up, so this ends only one whose parent cannot.
    """
    return {
        resource.RLIMIT_AS: memory_mb * 2**20,
        resource.RLIMIT_CPU: math.ceil(cpu_seconds) + SECONDS_PAST_SHARE,
        resource.RLIMIT_NOFILE: DESCRIPTORS,
        resource.RLIMIT_NPROC: 0,  # no fork, where it is not root who asks
        resource.RLIMIT_CORE: 0,  # a dump would hold what was pasted
        resource.RLIMIT_FSIZE: 0,
    }


def limit(limits: dict[int, int]) -> bool:
    """Set them; whether all of them hold, read back."""
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (lowest, lowest))
        except (ValueError, OSError):  # macOS has no limit on address space
            return False
    return all(_holds(kind, value) for kind, value in limits.items())


def _holds(kind: int, value: int) -> bool:
    return all(0 <= each <= value for each in resource.getrlimit(kind))
