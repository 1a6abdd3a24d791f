"""The torch that attacks meet is the one of a worker: warm, quiet, on one thread, with little memory."""

import resource
from collections.abc import Iterator

import pytest

from app.checker import engine
from app.settings import Settings
from tests.attacks import judge

MEMORY = 6 * 2**30


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    engine.warm(Settings().kernels)
    judge.warm_up()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)
