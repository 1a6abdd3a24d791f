"""`pytest tests/checker --bless` writes what the checker says into the cases; a person reads the diff."""

import os
from collections.abc import Iterator

import pytest

from app.checker import engine
from app.settings import Settings
from tests.checker.real_torch import RealTorch


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write the reports of today into tests/cases (never in CI)")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--bless", default=False) and "CI" in os.environ:
        raise pytest.UsageError("--bless is for a person who reads the diff; it does not run where CI is set")


@pytest.fixture(scope="session", autouse=True)
def kernels() -> str:
    """Whose shape functions serve in these tests: the setting says, as for a server."""
    return engine.warm(Settings().kernels)


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether the cases are to be written anew."""
    return bool(request.config.getoption("--bless", default=False))


@pytest.fixture(scope="session")
def real_torch() -> Iterator[RealTorch]:
    """Real CPU torch, in a process of its own, for our own pastes."""
    with RealTorch() as running:
        yield running
