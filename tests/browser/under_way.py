"""A request that stays under way for as long as a test does something else, as it does on a slow line."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Page, Route


@contextlib.contextmanager
def under_way(page: Page, address: str) -> Iterator[None]:
    """The next request to such an address is sent, and reaches the server when the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:  # playwright cannot mark a built-in method as its own
        held.append(route)

    page.route(address, hold, times=1)
    with page.expect_request(address):
        yield
    while not held:
        page.wait_for_timeout(10)  # the request is there, its route is told next
    held[0].continue_()
