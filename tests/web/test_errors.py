"""What people are told when there is no such page, or something of ours breaks."""

import httpx2 as httpx
import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from app.settings import Settings
from app.web.factory import create_app


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/topics/cnn/", "/topics/cnn-architecture/"),
        ("/topics/cnn-architectur/", "/topics/cnn-architecture/"),
        ("/findings/wrong-in-feature", "/findings/wrong-in-features"),
        ("/chekcer", "/checker"),
        ("/glosary", "/glossary"),
    ],
)
def test_a_wrong_address_gets_a_page_that_names_what_was_meant(server, path, meant):
    answer = httpx.get(server.url + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert f'href="{meant}"' in answer.text
    assert answer.headers["x-request-id"] in answer.text


@pytest.mark.parametrize("path", ["/%00", "/topics/%ff/", "/" + "x" * 5000, "/topics/../../etc/passwd", "//", "/<b>"])
def test_a_strange_address_is_a_page_that_says_so(server, path):
    answer = httpx.get(server.url + path, follow_redirects=True)
    assert answer.status_code in {400, 404}
    assert "<b>" not in answer.text


@pytest.fixture
def broken(tmp_path):
    """The application with two views that fail, in this process: a real one has none to ask for."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'learners.db'}"))
    views = APIRouter()

    @views.get("/broken")
    @views.get("/api/broken")
    async def fail() -> None:
        raise RuntimeError("SECRET-DETAIL")

    app.include_router(views)
    with TestClient(app) as client:
        yield client


def test_a_fault_of_ours_is_a_page_with_the_request_id_and_without_details(broken):
    answer = broken.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "SECRET-DETAIL" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


def test_a_fault_of_ours_is_a_problem_for_programs_and_a_line_in_the_log(capsys, broken):
    answer = broken.get("/api/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "SECRET-DETAIL" not in answer.text
    log = capsys.readouterr().err
    assert answer.json()["request_id"] in log
    assert "RuntimeError" in log
    assert "SECRET-DETAIL" not in log
