"""How much one address may ask for."""

from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx
import pytest

from tests.conftest import Server

JSON = {"Content-Type": "application/json"}


def ask(server: Server, method: str, path: str, content: bytes = b"") -> httpx.Response:
    return httpx.request(
        method, server.url + path, content=content, headers={**JSON, "Sec-Fetch-Site": "same-origin"}, timeout=60
    )


def test_checks_past_the_rate_are_429_with_the_seconds_to_wait_and_pages_go_on(start_server):
    own = start_server(STRIDE_CHECKS_PER_MINUTE="3")
    # What is refused for its form counts as well: these need no worker.
    statuses = [ask(own, "POST", "/api/check", b"{}").status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    refused = ask(own, "POST", "/api/stack", b"{}")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert b"try again in a moment" in refused.content
    assert ask(own, "GET", "/").status_code == 200


def test_pages_and_writes_have_rates_of_their_own(start_server):
    own = start_server(STRIDE_PAGES_PER_MINUTE="2", STRIDE_WRITES_PER_MINUTE="1")
    assert [ask(own, "GET", "/glossary").status_code for _ in range(3)] == [200, 200, 429]
    assert [ask(own, "POST", "/nowhere").status_code for _ in range(2)] == [404, 429]
    assert ask(own, "GET", "/healthz").status_code == 200
    assert ask(own, "GET", "/static/css/base.css").status_code == 200


def test_a_link_to_a_check_counts_as_a_write_because_a_worker_is_asked(start_server):
    own = start_server(STRIDE_WRITES_PER_MINUTE="1")
    assert [ask(own, "GET", "/checker?code=x").status_code for _ in range(2)] == [200, 429]
    assert ask(own, "GET", "/checker").status_code == 200


def test_more_checks_at_a_time_than_one_address_may_have_are_429(start_server):
    own = start_server(STRIDE_CHECKS_IN_FLIGHT="2")
    # Workers are not warm yet, so the first checks wait for them, and stay in flight.
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: ask(own, "POST", "/api/check", b'{"code": ""}'), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429, 429, 429]


def test_a_full_queue_is_503_with_the_seconds_to_wait(start_server):
    own = start_server(STRIDE_WORKERS="1", STRIDE_QUEUE="1")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: ask(own, "POST", "/api/check", b'{"code": ""}'), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503, 503, 503]
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("by_htmx", [False, True])
def test_on_the_page_a_full_queue_is_said_plainly_and_what_was_sent_stays(start_server, by_htmx):
    own = start_server(STRIDE_WORKERS="1", STRIDE_QUEUE="1")
    # Workers are not warm yet, so the first checks wait for them and fill the queue.
    with own.client() as client, ThreadPoolExecutor(6) as threads:
        client.headers.update({"HX-Request": "true"} if by_htmx else {})
        pages = list(threads.map(lambda n: client.post("/checker", data={"code": f"MINE = {n}"}), range(6)))
    assert sorted(page.status_code for page in pages) == [200, 200, 503, 503, 503, 503]
    for number, page in enumerate(pages):
        if page.status_code == 503:
            assert int(page.headers["retry-after"]) >= 1
            assert "very worker is busy" in page.text
            assert by_htmx or f"MINE = {number}" in page.text


def test_in_the_builder_a_full_queue_is_503_with_the_rows_kept(start_server):
    own = start_server(STRIDE_WORKERS="1", STRIDE_QUEUE="1")
    with own.client() as client, ThreadPoolExecutor(6) as threads:
        pages = list(threads.map(lambda _: client.get("/stack?preset=lenet-5"), range(6)))
    refused = [page for page in pages if page.status_code == 503]
    assert len(refused) == 4
    for page in refused:
        assert int(page.headers["retry-after"]) >= 1
        assert "Every worker is busy" in page.text
        assert 'value="120"' in page.text
