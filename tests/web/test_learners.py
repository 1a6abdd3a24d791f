"""A learner over HTTP: nothing acknowledged is lost, nothing counts twice, nobody sees another's; a week passes."""

import contextlib
import json
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2 as httpx
import pytest

from app.course.load import load
from app.settings import ROOT

COURSE = load(ROOT / "content")
TOPIC = COURSE.topic("cnn-architecture")
PRACTICE = f"/topics/{TOPIC.slug}/practice"
CLIENTS = 6
ROUNDS = 5


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def begin(client, address=PRACTICE):
    return client.post(address, data={"action": "start"}, follow_redirects=True).text


def send(client, page, address=PRACTICE, **more):
    asked = {name: hidden(page, name) for name in ("attempt", "question", "try")}
    return client.post(address, data={**asked, **more}, follow_redirects=True)


def reveal(client, page, address=PRACTICE):
    return send(client, page, address, action="reveal")


def taken_along(client) -> list[tuple[str, str, int]]:
    attempts = client.get("/me/export").json()["attempts"]
    return [(each["id"], answer["question"], answer["try_number"]) for each in attempts for answer in each["answers"]]


@dataclass
class Person:
    """One browser that answers as fast as it can, and what the server has acknowledged to it."""

    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, server) -> None:
        """Until the server is gone; an answer on its way then may be lost, an acknowledged one may not."""
        with contextlib.suppress(httpx.HTTPError), server.client(cookies=self.cookies) as client:
            while True:
                page = begin(client)
                self.cookies = dict(client.cookies)
                while hidden(page, "try"):
                    if reveal(client, page).status_code == 200:
                        self.acknowledged.append((hidden(page, "attempt"), hidden(page, "question")))
                    page = client.get(PRACTICE).text

    def stored(self, server) -> list[tuple[str, str]]:
        with server.client(cookies=self.cookies) as client:
            return [(attempt, question) for attempt, question, _ in taken_along(client)]


def kill_under_load(server, people) -> None:
    wanted = sum(len(person.acknowledged) for person in people) + 40
    with ThreadPoolExecutor(CLIENTS) as threads:
        for person in people:
            threads.submit(person.answer, server)
        while sum(len(person.acknowledged) for person in people) < wanted:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()


def test_every_acknowledged_answer_survives_five_kills_under_load(start_server):
    people = [Person() for _ in range(CLIENTS)]
    for _ in range(ROUNDS):
        kill_under_load(start_server(), people)
    server = start_server()
    for person in people:
        stored = person.stored(server)
        assert len(stored) == len(set(stored))
        assert set(person.acknowledged) <= set(stored)


def test_a_double_post_counts_once_and_two_tabs_see_the_same(server):
    with server.client() as client:
        page = begin(client)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(reveal(client, page).status_code)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [200] * 8
        assert len(taken_along(client)) == 1
        assert "1 of 5 done" in client.get(PRACTICE).text


def test_another_learners_attempt_can_be_neither_read_nor_answered(server):
    with server.client() as mine, server.client() as other:
        page = begin(mine)
        begin(other)
        refused = reveal(other, page)
        guessed = send(other, page, attempt="AAAAAAAAAAAAAAAA", action="reveal")
        assert (refused.status_code, guessed.status_code) == (404, 404)
        assert re.sub(r"[0-9a-f]{16}", "", refused.text) == re.sub(r"[0-9a-f]{16}", "", guessed.text)
        assert taken_along(mine) == taken_along(other) == []


def test_a_test_cannot_be_answered_by_the_rules_of_a_practice(server):
    with server.client() as client:
        test = f"/topics/{TOPIC.slug}/test"
        page = begin(client, test)
        refused = send(client, page, PRACTICE, action="reveal")
        assert refused.status_code == 404
        assert taken_along(client) == []
        assert "Worked steps" not in reveal(client, page, test).text
        assert len(taken_along(client)) == 1


def test_a_mistake_that_no_question_offers_says_so_and_starts_nothing(server):
    with server.client() as client:
        for mistake, asked in (("conv.even-kernel-padding", False), ("conv.ignore-padding", True)):
            page = client.get(f"/drill/{mistake}").text
            assert ("Start the drill" in page) is asked
            assert ("There is no question yet" in page) is not asked
            assert bool(hidden(begin(client, f"/drill/{mistake}"), "question")) is asked


def test_a_question_that_is_not_in_the_attempt_is_refused(server):
    with server.client() as client:
        page = begin(client)
        asked = re.findall(r"question=([^\"]+)\"", page)
        other = next(each.id for each in TOPIC.questions if each.id not in asked)
        assert send(client, page, question=other, action="reveal").status_code == 404


def test_answers_go_to_another_browser_and_are_deleted_here(server):
    with server.client() as client, server.client() as other:
        reveal(client, begin(client))
        file = client.get("/me/export")
        assert "attachment" in file.headers["content-disposition"]
        upload = {"file": ("stride.json", file.content, "application/json")}
        assert "1 answer added" in other.post("/me/import", files=upload, follow_redirects=True).text
        assert "0 answers added" in other.post("/me/import", files=upload, follow_redirects=True).text
        assert [each[1:] for each in taken_along(other)] == [each[1:] for each in taken_along(client)]
        assert "is deleted" in client.post("/me/forget", follow_redirects=True).text
        assert not client.cookies
        assert client.get("/me/export").status_code == 404
        assert len(taken_along(other)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "an object"),
        (json.dumps({"stride": 9, "exported": "2026-01-01T00:00:00Z", "attempts": []}).encode(), "stride"),
        (json.dumps({"stride": 1, "exported": "2026-01-01T00:00:00Z", "attempts": [{"id": 3}]}).encode(), "attempts.0"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_what_is_wrong_and_changes_nothing(server, content, words):
    with server.client() as client:
        answer = client.post("/me/import", files={"file": ("x.json", content, "application/json")})
        assert answer.status_code == 422
        assert words in answer.text
        assert "nothing was changed" in answer.text


def test_a_week_of_reviews_with_a_moved_clock(start_server):
    server = start_server()
    with server.client() as client:
        page = begin(client)
        while hidden(page, "try"):
            reveal(client, page)
            page = client.get(PRACTICE).text
        assert "Nothing is due" in client.get("/review").text
        cookies = dict(client.cookies)
    stop(server)
    due = []
    for day in (2, 30):
        server = start_server(STRIDE_CLOCK_DAYS=str(day))
        with server.client(cookies=cookies) as client:
            due.append(re.search(r"(\d+) thing", client.get("/me").text))
            page = begin(client, "/review")
            assert "Question 1 of" in page
            while hidden(page, "try"):
                reveal(client, page, "/review")
                page = client.get("/review").text
        stop(server)
    assert all(due)


def stop(server) -> None:
    server.process.terminate()
    server.process.wait()
