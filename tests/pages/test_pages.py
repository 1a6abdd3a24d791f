"""The pages by plain HTTP: whole for people, in blocks for htmx, and nothing written by reading."""

import html
import re
from pathlib import Path

import pytest

from app.course.load import load

COURSE = load(Path(__file__).resolve().parents[2] / "content", dev=True)
TOPIC = COURSE.topic("why-spatial-patterns")  # its questions are all of one choice
PRACTICE = f"/topics/{TOPIC.slug}/practice"
HTMX = {"HX-Request": "true"}
ADDRESSES = [
    "/",
    *(f"/topics/{topic.slug}/" for topic in COURSE.topics),
    *(f"/topics/{TOPIC.slug}/ways/{way.slug}" for way in TOPIC.ways),
    PRACTICE,
    "/findings/",
    *(f"/findings/{slug}" for slug in COURSE.findings),
    "/glossary",
    "/me",
    "/review",
    "/drill/pool.ignored",
    "/generated/",
    "/generated/conv-output?difficulty=easy&seed=17",
    "/generated/which-line-breaks?difficulty=easy&seed=1",
    "/generated/same-padding?difficulty=hard&seed=2",
    "/topics/cnn-architecture/test",
    "/solve",
    "/solve?input=28&output=same&kernel_size=5",
    "/api",
]


@pytest.fixture
def client(server):
    with server.client(follow_redirects=True) as client:
        yield client


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def start(client):
    return client.post(PRACTICE, data={"action": "start"})


def form(page, choice):
    return {name: field(page, name) for name in ("attempt", "question", "try")} | {"choice": choice}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_whole(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "</html>" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_the_front_page_counts_ways_and_shows_planned_topics_as_planned(client):
    page = client.get("/").text
    assert f"{len(TOPIC.ways)} ways" in page
    planned = [topic for topic in COURSE.topics if topic.status == "planned"]
    assert page.count('<span class="tag">planned</span>') == len(planned)


@pytest.mark.parametrize(
    "address",
    [
        "/topics/none/",
        f"/topics/{TOPIC.slug}/ways/none",
        "/topics/none/practice",
        "/findings/none",
        "/checker?question=none",
        "/checker?finding=none",
    ],
)
def test_unknown_names_are_not_found_and_the_page_helps(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert 'href="/checker"' in answer.text


@pytest.mark.parametrize("address", [PRACTICE, "/checker"])
def test_htmx_gets_a_block_but_history_gets_the_page(client, address):
    assert "<html" not in client.get(address, headers=HTMX).text
    restored = client.get(address, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "</html>" in restored.text


def test_reading_makes_no_learner(server):
    with server.client() as client:
        for address in ADDRESSES[:8]:
            client.get(address)
        assert not client.cookies


def test_a_double_post_counts_once(client):
    page = start(client)
    question = TOPIC.question(field(page, "question"))
    wrong = next(option.key for option in question.options if not option.correct)
    answers = form(page, wrong)
    client.post(PRACTICE, data=answers)
    again = client.post(PRACTICE, data=answers)
    assert field(again, "try") == "2"
    assert "1 try left" in again.text


def test_the_attempt_of_another_learner_is_not_found(client, server):
    answers = form(start(client), "x")
    with server.client(follow_redirects=True) as other:
        start(other)
        assert other.post(PRACTICE, data=answers).status_code == 404


def test_the_key_is_not_in_the_page_before_the_question_is_over(client):
    page = start(client)
    question = TOPIC.question(field(page, "question"))
    assert "right answer" not in page.text
    assert question.option(question.keys[0]).why_html.striptags()[:40] not in page.text
    assert question.steps_html[:60] not in page.text


def test_every_question_with_code_opens_in_the_checker(client):
    for question in (question for topic in COURSE.topics for question in topic.questions):
        links = [(question.checker, "")] + [(option.checker, option.key) for option in question.options]
        for link, key in links:
            if link:
                page = client.get("/checker", params={"question": question.id, "option": key})
                assert page.status_code == 200
                assert link.code.strip().splitlines()[-1].split("(")[0] in page.text


@pytest.mark.parametrize("slug", COURSE.findings)
def test_the_wrong_example_of_a_finding_shows_it_and_the_right_one_does_not(client, slug):
    link = f'href="/findings/{slug}"'
    wrong = client.get("/checker", params={"finding": slug, "example": "wrong"})
    right = client.get("/checker", params={"finding": slug, "example": "right"})
    assert (wrong.status_code, right.status_code) == (200, 200)
    assert link in wrong.text
    assert link not in right.text


def test_a_name_that_has_gone_from_the_paste_is_no_longer_called(client):
    code = "import torch.nn as nn\nfirst = nn.Conv2d(3, 8, 3)\nsecond = nn.Conv2d(3, 4, 3)\n"
    sent = {"code": code.replace("first", "third"), "input": "1, 3, 8, 8", "entry": "first"}
    page = client.post("/checker", data=sent)
    assert "Runs" in page.text


def test_an_address_with_marks_hung_on_it_still_opens_the_checker(client):
    assert client.get("/checker?utm_source=somewhere").status_code == 200


def test_a_fix_of_changed_code_is_not_applied(client):
    page = client.post("/checker", data={"code": "import torch\n", "input": "", "apply": "0123456789abcdef"})
    assert "nothing was applied" in page.text


def test_a_form_with_an_unknown_field_is_refused(client):
    assert client.post("/checker", data={"code": "", "surprise": "1"}).status_code == 422


def test_no_page_holds_inline_script_or_style(client):
    for address in [*ADDRESSES, "/checker"]:
        page = client.get(address).text
        assert "<script>" not in page
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.parametrize("suffix", ["csv", "txt", "json", "py"])
def test_a_report_is_downloaded_as_a_file(client, suffix):
    form = {"code": "net = nn.Linear(3, 2)\ny = net(torch.zeros(4, 3))\n", "input": "", "batch": "add"}
    answer = client.post(f"/checker/report.{suffix}", data=form)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="shapes.{suffix}"'
    assert "(4, 2)" in answer.text.replace("[", "(") or "\n      4,\n      2\n" in answer.text
    assert client.get(f"/checker/report.{suffix}", params=form).text == answer.text


@pytest.mark.parametrize(
    ("suffix", "data", "status"),
    [("xls", {"code": "x = 1"}, 404), ("csv", {"code": " "}, 422), ("csv", {"code": "x", "input": "wide"}, 422)],
)
def test_a_download_that_cannot_be_says_why(client, suffix, data, status):
    assert client.post(f"/checker/report.{suffix}", data=data).status_code == status


def test_a_link_reopens_a_check_with_its_arguments(client):
    code = (
        "class Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        self.fc = nn.Linear(3, n)\n    def forward(self, x):\n        return self.fc(x)\n"
    )
    form = {"code": code, "input": "1, 3", "built": "Net", "names": "n", "values": "7"}
    page = client.post("/checker", data=form).text
    (link,) = re.findall(r'href="(/checker\?[^"]+)">Link to this check', page)
    again = client.get(html.unescape(link)).text
    assert 'value="7"' in again
    assert "Runs" in again
