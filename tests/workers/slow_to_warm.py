"""The tiny job, which takes two seconds to warm."""

import time

from tests.workers.tiny_job import answer

__all__ = ["answer", "warm"]


def warm(_kernels: str) -> None:
    time.sleep(2)
