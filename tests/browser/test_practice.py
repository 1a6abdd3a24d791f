"""Practice in a browser: with htmx, with the keyboard alone, and with scripts switched off."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.course.load import load
from tests.browser.under_way import under_way

COURSE = load(Path(__file__).resolve().parents[2] / "content", dev=True)
TOPIC = COURSE.topic("why-spatial-patterns")  # its questions are all of one choice
PRACTICE = f"/topics/{TOPIC.slug}/practice"
MISTAKE = "conv.same-by-default"
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


# Each of these waits for what it does: what follows must not meet the page as it was before.
def started(open_page, path=PRACTICE, button="Start the practice", **options):
    page = open_page(path, **options)
    page.get_by_role("button", name=button).click()
    expect(page.locator("#answer [value=reveal]")).to_be_visible()
    return page


def question(page):
    return TOPIC.question(page.locator("[name=question]").input_value())


def answer(page, key):
    page.locator(f"[name=choice][value='{key}']").check(force=True)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(f"[name=choice][value='{key}']")).to_be_disabled()


def reveal(page):
    page.locator("[value=reveal]").click()
    expect(page.locator("[data-next]")).to_be_visible()


def following(page):
    page.locator("[data-next]").click()
    expect(page.locator("#answer [value=reveal], .end").first).to_be_visible()


def mistakes(asked):
    return {mistake for option in asked.options for mistake in option.mistakes} if asked else set()


def wrong_keys(asked):
    return [option.key for option in asked.options if not option.correct]


@BOTH
def test_a_wrong_answer_gets_its_own_feedback_and_a_second_try(open_page, scripts):
    page = started(open_page, scripts=scripts)
    asked = question(page)
    wrong = wrong_keys(asked)[0]
    answer(page, wrong)
    expect(page.locator("#verdict")).to_contain_text("1 try left")
    words = asked.option(wrong).why_html.striptags().split(".")[0]
    expect(page.locator("#verdict")).to_contain_text(words)
    expect(page.locator(".solution")).to_have_count(0)
    answer(page, asked.keys[0])
    expect(page.locator("#verdict")).to_contain_text("Right, at the second try")
    expect(page.locator(".solution")).to_contain_text("Worked steps")


@BOTH
def test_two_wrong_answers_show_the_right_one_with_its_reason(open_page, scripts):
    page = started(open_page, scripts=scripts)
    asked = question(page)
    for key in wrong_keys(asked)[:2]:
        answer(page, key)
    expect(page.locator("#verdict")).to_contain_text("Not right")
    expect(page.locator(".option.is-right")).to_contain_text("right answer")
    expect(page.locator(".step[aria-current]")).to_contain_text("wrong")


@BOTH
def test_five_right_answers_end_with_five_of_five(open_page, scripts):
    page = started(open_page, scripts=scripts)
    for number in range(1, 6):
        expect(page.locator(".meta")).to_contain_text(f"Question {number} of 5")
        answer(page, question(page).keys[0])
        expect(page.locator("#verdict")).to_contain_text("Right")
        page.locator("[data-next]").click()
    expect(page.locator("h1")).to_have_text("5 of 5 right")


def test_focus_moves_to_the_verdict_and_then_to_the_next_question(open_page):
    page = started(open_page)
    answer(page, question(page).keys[0])
    expect(page.locator("#verdict")).to_be_focused()
    page.locator("[data-next]").click()
    expect(page.locator("#stem")).to_be_focused()


def test_a_question_is_answered_by_the_keyboard_alone(open_page):
    page = started(open_page)
    right = page.locator(f"[value='{question(page).keys[0]}']").get_attribute("data-key")
    page.keyboard.press(right)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("Right")
    page.keyboard.press("n")
    expect(page.locator(".meta")).to_contain_text("Question 2 of 5")


def test_the_list_of_keys_opens_and_closes(open_page):
    page = started(open_page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


def test_coming_back_shows_where_one_was(open_page):
    page = started(open_page)
    answer(page, question(page).keys[0])
    expect(page.locator("#verdict")).to_contain_text("Right")
    page.goto(page.url.split("?")[0])
    expect(page.locator(".meta")).to_contain_text("Question 2 of 5")
    expect(page.locator(".progress")).to_contain_text("1 of 5 done")
    page.goto(page.url.split("practice")[0])
    expect(page.get_by_role("link", name="Go on with your practice")).to_contain_text("1 of 5 done")


def test_checking_nothing_asks_for_a_choice_and_costs_no_try(open_page):
    page = started(open_page, scripts=False)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose")
    expect(page.locator("[name=try]")).to_have_value("1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_after_each_swap(open_page, scheme):
    page = started(open_page, width=390, scheme=scheme)
    while page.locator(".question:not(.again *)").count():
        asked = question(page)
        for key in wrong_keys(asked)[:2] if asked else ():  # a fresh question on the mistake is none of the topic's
            answer(page, key)
        if asked is None:
            reveal(page)
        assert Axe().run(page).response["violations"] == []
        following(page)
    page.locator(".again summary").first.click()
    assert Axe().run(page).response["violations"] == []


@BOTH
def test_a_mistake_is_followed_by_a_fresh_question_on_it(open_page, scripts):
    page = started(open_page, scripts=scripts)
    while MISTAKE not in mistakes(question(page)):
        reveal(page)
        following(page)
    asked = question(page)
    wrong = next(option.key for option in asked.options if MISTAKE in option.mistakes)
    answer(page, wrong)
    reveal(page)
    expect(page.locator(".step")).to_have_count(6)
    following(page)
    expect(page.locator(".follows")).to_contain_text(COURSE.mistakes[MISTAKE].name)
    assert page.locator("[name=question]").input_value().endswith(f":{MISTAKE}")


@BOTH
def test_whoever_asks_for_the_answer_is_shown_it_and_goes_on(open_page, scripts):
    page = started(open_page, scripts=scripts)
    reveal(page)
    expect(page.locator("#verdict")).to_contain_text("Here is the answer")
    expect(page.locator(".solution")).to_be_visible()
    expect(page.locator(".option.is-right")).to_have_count(1)


DRILLS = ("conv.ignore-padding", "field.add-k", "metrics.precision-for-recall")


@BOTH
@pytest.mark.parametrize("mistake", DRILLS)
def test_a_drill_goes_from_its_start_to_its_end(open_page, mistake, scripts):
    page = started(open_page, f"/drill/{mistake}", "Start the drill", scripts=scripts)
    for _ in range(page.locator(".step").count()):
        reveal(page)
        following(page)
    expect(page.locator(".end h1")).to_contain_text("0 of")


@pytest.mark.parametrize("mistake", DRILLS)
def test_what_cannot_be_read_costs_no_try_and_stays_in_its_field(open_page, mistake):
    page = started(open_page, f"/drill/{mistake}", "Start the drill")
    while not page.locator(".typed input").count():
        reveal(page)
        following(page)
    page.locator(".typed input").fill("about nine")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".typed input")).to_have_value("about nine")
    expect(page.locator("[name=try]")).to_have_value("1")
    page.locator(".typed input").fill("1" if mistake != "conv.ignore-padding" else "1, 1, 1, 1")
    page.locator(".typed input").press("Enter")
    expect(page.locator("#verdict")).to_contain_text("1 try left")
    assert Axe().run(page).response["violations"] == []


def posts(page):
    """What the page sends from now on, filled while it sends."""
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    return sent


def test_two_quick_clicks_begin_one_practice_and_the_answer_to_it_is_shown(open_page):
    page = open_page(PRACTICE)
    sent = posts(page)
    page.get_by_role("button", name="Start the practice").dblclick()
    expect(page.locator(".question")).to_be_visible()
    answer(page, question(page).keys[0])
    expect(page.locator("#verdict")).to_contain_text("Right")
    assert len(sent) == 2


def test_whoever_asks_for_the_answer_while_theirs_is_under_way_keeps_the_second_try(open_page):
    page = started(open_page)
    wrong = wrong_keys(question(page))[0]
    sent = posts(page)
    page.locator(f"[name=choice][value='{wrong}']").check(force=True)
    with under_way(page, "**/practice"):
        page.get_by_role("button", name="Check").click()
        page.locator("[value=reveal]").click()
    expect(page.locator("#verdict")).to_contain_text("1 try left")
    expect(page.locator("[name=try]")).to_have_value("2")
    assert len(sent) == 1
