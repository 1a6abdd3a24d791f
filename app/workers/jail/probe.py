"""Tries the jail in a process of its own, without torch: `python -m app.workers.jail.probe` prints what stands."""

import os
import subprocess
import sys

from app.settings import ROOT
from app.workers.jail.enter import Jail
from app.workers.jail.levels import JailMissing, Levels

SECONDS = 30
_MEMORY_MB, _CPU_SECONDS = 1024, 10


def require() -> None:
    """Return when every level stands.

    Raises:
        JailMissing: one does not.
    """
    levels = measured()
    if levels is None or levels.missing:
        raise JailMissing(levels.missing if levels else ())


def measured() -> Levels | None:
    """What stands around a process that has shut itself in; None where that ended it."""
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=SECONDS, check=False)  # noqa: S603 ours
    return Levels.model_validate_json(done.stdout) if done.returncode == 0 else None


def main() -> None:
    """Enter the jail, and say on standard output what stands."""
    answer = os.dup(1)
    levels = Jail.prepared("require", _MEMORY_MB, _CPU_SECONDS).enter(answer)
    os.write(answer, levels.model_dump_json().encode())


if __name__ == "__main__":
    main()
