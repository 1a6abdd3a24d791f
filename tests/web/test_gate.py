"""Hosts, sites, cookies and headers, asked of a real server."""

import time

import httpx2 as httpx
import pytest

from tests.conftest import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WRITE = "/topics/cnn-architecture/practice"


def post(server: Server, path: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{server.url}{path}", content=b"", headers={**FORM, **headers}, timeout=60)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8000", "192.0.2.1"])
def test_a_host_that_is_not_ours_is_refused(server, host):
    assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:9", "[::1]:8000"])
def test_our_own_hosts_are_served_on_any_port(server, host):
    assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 200


def test_hosts_come_from_the_settings(start_server):
    own = start_server(STRIDE_HOSTS="stride.example, localhost")
    assert httpx.get(f"{own.url}/healthz", headers={"Host": "stride.example"}).status_code == 200


def test_a_server_that_listens_everywhere_is_reached_by_any_address_but_not_by_any_name(start_server):
    own = start_server("--host", "0.0.0.0")
    url = own.url.replace("0.0.0.0", "127.0.0.1")
    assert httpx.get(f"{url}/healthz", headers={"Host": "192.0.2.1:8000"}).status_code == 200
    assert httpx.get(f"{url}/healthz", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {},
    ],
)
def test_a_form_that_another_site_may_have_sent_is_refused(server, headers):
    assert post(server, WRITE, **headers).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_forms_are_taken(server, site):
    assert post(server, WRITE, **{"Sec-Fetch-Site": site}).status_code not in {403, 500}


def test_an_old_browser_that_names_our_origin_is_taken(server):
    assert post(server, WRITE, Origin=server.url).status_code not in {403, 500}


def test_json_from_another_site_is_refused_too(server):
    answer = httpx.post(
        f"{server.url}/api/check", json={"code": ""}, headers={"Origin": "https://evil.example"}, timeout=60
    )
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/api/nowhere", "/static/css/nowhere.css"])
def test_every_answer_carries_the_walls(server, path):
    headers = httpx.get(server.url + path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "server" not in headers
    assert len(headers["x-request-id"]) == 16


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/layers", "/static/css/base.css"])
def test_what_can_be_read_can_be_asked_for_its_head(server, path):
    answer = httpx.head(server.url + path, timeout=60)
    assert (answer.status_code, answer.content) == (200, b"")


def test_reading_makes_no_learner_and_sets_no_cookie(server):
    for path in ("/", WRITE, "/checker"):
        assert "set-cookie" not in httpx.get(server.url + path, timeout=60).headers


def test_an_id_that_a_client_made_up_is_not_adopted(server):
    made_up = "x" * 32
    with server.client(cookies={"learner": made_up}) as client:
        answer = client.post(WRITE, data={})
    given = answer.cookies["learner"]
    assert given != made_up
    assert len(given) == len(made_up)


def test_the_cookie_cannot_be_read_by_scripts_and_says_so(server):
    with server.client() as client:
        cookie = client.post(WRITE, data={}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert len(cookie.split(";")[0].removeprefix("learner=")) >= 22


def test_on_https_the_cookie_is_locked_to_the_host_and_browsers_are_told_to_stay(start_server):
    own = start_server(STRIDE_SITE="https://stride.example")
    answer = post(own, WRITE, **{"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["set-cookie"].startswith("__Host-learner=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert post(own, WRITE, Origin="https://stride.example").status_code not in {403, 500}
    assert post(own, WRITE, Origin=own.url).status_code == 403


def test_the_log_has_a_line_per_request_and_neither_the_paste_nor_the_cookie(start_server):
    own = start_server()
    with own.client(cookies={"learner": "SECRET-COOKIE"}) as client:
        client.post("/api/check", json={"code": "SECRET_PASTE = 1"})
        client.get("/checker", params={"code": "SECRET_QUERY"})
        request_id = client.get("/nowhere").headers["x-request-id"]
    end = time.monotonic() + 60
    while request_id not in own.log and time.monotonic() < end:  # a line is written behind its answer
        time.sleep(0.05)
    assert request_id in own.log
    assert '"path": "/api/check"' in own.log
    assert "SECRET" not in own.log
