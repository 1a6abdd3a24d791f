"""Real Chromium, driven against the real server; a page that logs an error or asks another host fails."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PATIENCE = 15_000
"""Milliseconds that a fact may take to come true: a slow machine is no fault of the page."""
expect.set_options(timeout=PATIENCE)
LISTENING = "() => !document.querySelector('[hx-get], [hx-post]') || document.querySelector('[data-htmx-powered]')"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
OpenPage = Callable[..., Page]


# One browser a module, not a session: its event loop must be gone when asynchronous tests begin.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running browser; without one these tests are skipped, or fail where one is required."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = "no Chromium on the PATH (Debian: apt-get install chromium)"
        if os.environ.get("STRIDE_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(chromium, server) -> Iterator[OpenPage]:
    """Opens an address in a fresh browser profile: `open_page("/checker", width=390, scheme="dark")`.

    `expected` is the status of the page; `tolerated` are pieces of console errors that a test provokes.
    """
    faults: list[str] = []
    contexts = []

    def opened(path, width=1280, scheme="light", scripts=True, expected=200, at=server, tolerated=()):
        context = chromium.new_context(
            viewport={"width": width, "height": 860},
            color_scheme=scheme,
            reduced_motion="reduce",  # so that nothing is read while it fades or glides
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(2 * PATIENCE)
        page.on("console", lambda said: _note(faults, said, (*tolerated, f"status of {expected}")))
        page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
        page.on("request", lambda request: _same_host(faults, request.url, at.url))
        answer = page.goto(at.url + path)
        assert answer.status == expected, f"{path} answered {answer.status}"
        if scripts:
            page.wait_for_function(LISTENING)  # htmx begins in a task of its own, at times after the page has loaded
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _note(faults, said, tolerated):
    # Chromium itself logs the status of a page that is meant to be missing.
    if said.type in ("error", "warning") and not any(piece in said.text for piece in tolerated):
        faults.append(f"console {said.type}: {said.text}")


def _same_host(faults, address, ours):
    asked = urlsplit(address)
    if asked.scheme in ("http", "https") and asked.netloc != urlsplit(ours).netloc:
        faults.append(f"asked another host: {address}")
