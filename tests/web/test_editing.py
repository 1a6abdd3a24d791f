"""`serve --dev`: what is saved is read and proved again while the server runs."""

import shutil

import httpx2 as httpx

from tests.conftest import ROOT, until


def test_a_saved_mistake_is_told_and_a_saved_sentence_is_shown(start_server, tmp_path):
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    own = start_server("--dev", STRIDE_CONTENT=str(content))
    course = content / "course.yaml"
    whole = course.read_text(encoding="utf-8")
    own.wait_until_ready()
    course.write_text(whole + "nonsense: [\n", encoding="utf-8")
    until(lambda: '"event": "proof"' in own.log)
    title = next(line for line in whole.splitlines() if line.startswith("title:"))
    course.write_text(whole.replace(title, "title: Quite Another Title"), encoding="utf-8")
    lesson = content / "topics/cnn-architecture/why.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nA sentence saved just now.\n", encoding="utf-8")
    address = f"{own.url}/topics/cnn-architecture/ways/why"
    until(lambda: "A sentence saved just now." in httpx.get(address, timeout=60).text)
