"""The editable confusion matrix: what its script computes is what the course computes, whatever is typed."""

import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.course.matrices import Matrix
from app.course.matrix_lab import measures_html

LESSON = "/topics/cnn-architecture/ways/metrics"
START = Matrix(("cat", "dog", "bird"), ((50, 2, 3), (4, 45, 1), (2, 3, 40)))


def words(text: str) -> str:
    return " ".join(text.split())


def still(matrix: Matrix) -> str:
    return words(re.sub(r"<[^>]*>", " ", measures_html(matrix)))


def shown(page) -> str:
    return words(re.sub(r"<[^>]*>", " ", page.locator(".lab-measures").inner_html()))


def fill(page, matrix: Matrix) -> None:
    for actual, row in enumerate(matrix.cells):
        for predicted, count in enumerate(row):
            page.locator(f"[data-cell='{actual} {predicted}']").fill(str(count))


def cells(dice: random.Random, size: int) -> tuple[tuple[int, ...], ...]:
    top = dice.choice((1, 3, 60, 1000))
    return tuple(tuple(dice.randint(0, top) for _ in range(size)) for _ in range(size))


def test_without_scripts_the_figure_is_a_table_with_every_measure_and_an_answer_to_each_task(open_page):
    page = open_page(LESSON, scripts=False)
    assert shown(page) == still(START)
    expect(page.locator(".matrix-lab input")).to_have_count(0)
    expect(page.locator(".task summary")).to_have_count(3)


def test_the_script_shows_what_the_course_computes_for_any_numbers(open_page):
    page = open_page(LESSON)
    expect(page.locator("[data-cell]")).to_have_count(9)
    assert shown(page) == still(START)
    dice = random.Random(7)
    for size in (3, 4, 5, 2):
        rows = page.locator(".matrix-lab > table.matrix tbody tr")
        while (now := rows.count()) != size:
            page.get_by_role("button", name="Add a class" if now < size else "Take the last class away").click()
            expect(rows).to_have_count(now + (1 if now < size else -1))
        names = (*START.classes, "class 4", "class 5")[:size]
        for _ in range(4):
            matrix = Matrix(names, cells(dice, size))
            fill(page, matrix)
            assert shown(page) == still(matrix)


def test_nothing_counted_is_undefined_and_not_zero(open_page):
    page = open_page(LESSON)
    empty = Matrix(START.classes, ((0, 5, 0), (0, 5, 0), (0, 0, 0)))
    fill(page, empty)
    assert shown(page) == still(empty)
    assert "undefined" in shown(page)


def test_each_task_is_done_by_its_answer_and_not_before(open_page):
    page = open_page(LESSON)
    expect(page.locator(".task.is-done")).to_have_count(0)
    for number in range(3):
        task = page.locator(".task").nth(number)
        expect(task.locator(".task-state")).to_contain_text("Not yet")
        task.locator("summary").click()
        rows = task.locator("table.matrix tbody tr")
        answer = [[int(text) for text in rows.nth(row).locator("td").all_inner_texts()] for row in range(3)]
        fill(page, Matrix(START.classes, tuple(map(tuple, answer))))
        expect(task.locator(".task-state")).to_have_text("✓ Done.")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".task.is-done")).to_have_count(0)
    expect(page.locator("[data-cell='0 0']")).to_have_value("50")
    assert shown(page) == still(START)


def test_a_class_can_be_renamed_and_what_is_no_count_changes_nothing(open_page):
    page = open_page(LESSON)
    page.get_by_label("Name of class 1").fill("<b>fox</b>")
    expect(page.locator(".measures tbody th").first).to_contain_text("<b>fox</b>")
    expect(page.get_by_label("<b>fox</b>, called dog")).to_have_value("2")
    cell = page.locator("[data-cell='0 0']")
    cell.fill("-3")
    expect(cell).to_have_attribute("aria-invalid", "true")
    assert "50 / (50 + 6)" in shown(page)


def test_the_keyboard_reaches_every_cell_and_changes_it(open_page):
    page = open_page(LESSON)
    page.locator("[data-cell='0 0']").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".lab-measures")).to_contain_text("51 / (51 + 6)")
    page.keyboard.press("Tab")
    expect(page.locator("[data-cell='0 1']")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_no_violation_in_the_figure(open_page, width, scheme):
    page = open_page(LESSON, width=width, scheme=scheme)
    page.get_by_role("button", name="Add a class").click()
    page.locator("[data-cell='0 0']").fill("-3")
    page.locator(".task summary").first.click()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
