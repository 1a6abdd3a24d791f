"""For authors: problems stand in the page at their place, and only under `serve --dev`."""

import re
import shutil

import httpx2 as httpx
from markupsafe import Markup

from app.web.authoring import placed
from tests.conftest import ROOT, until

LESSON = "/topics/cnn-architecture/ways/metrics"


def test_a_problem_is_put_in_front_of_the_block_that_it_is_in():
    html = Markup("<!--line 5--><p>one</p><!--line 9--><p>two</p>")
    shown = placed(html, [(10, Markup("<b>late</b>")), (6, Markup("<b>early</b>")), (1, Markup("<b>first</b>"))])
    assert shown == "<b>first</b><b>early</b><p>one</p><b>late</b><p>two</p>"


def test_a_saved_fault_stands_in_its_lesson_in_its_question_and_in_the_list(start_server, tmp_path):
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    own = start_server("--dev", STRIDE_CONTENT=str(content))
    own.wait_until_ready()
    lesson, heading = content / "topics/cnn-architecture/metrics.md", "## The same in PyTorch"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace(heading, f"Look at {{{{ animals.nothing }}}}.\n\n{heading}"), encoding="utf-8")
    until(lambda: "a matrix has no" in httpx.get(own.url + LESSON, timeout=60).text)
    page = httpx.get(own.url + LESSON, timeout=60).text
    assert re.search(r"a matrix has no.*Look at", page, re.DOTALL)
    assert page.index("a matrix has no") > page.index("Try it")
    assert "1 problem in the content" in page
    quiz = content / "topics/cnn-architecture/quiz.yaml"
    written = quiz.read_text(encoding="utf-8")
    quiz.write_text(re.sub(r"(\n  hint: )", r"\1Not option B. ", written), encoding="utf-8")
    with own.client() as client:
        until(lambda: "speaks of a letter" in client.get("/dev/").text)
        address = "/topics/cnn-architecture/practice"
        asked = client.post(address, data={"action": "start"}, follow_redirects=True).text
    assert asked.index("speaks of a letter") < asked.index('class="card question"')


def test_learners_see_nothing_of_it(server):
    page = httpx.get(server.url + LESSON).text
    assert "<!--line" not in page
    assert "content-problem" not in page
    assert httpx.get(f"{server.url}/dev/").status_code == 404
