"""The checker in a browser: it follows the typing, applies fixes, and works without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.under_way import under_way

CHECKER = "/checker"
WRONG = """\
import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 8, 3),
    nn.Flatten(),
    nn.Linear(100, 10),
)
"""
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def typed(page, code):
    page.locator("#code").fill(code)


def checked(page, code, sizes="1, 3, 32, 32"):
    """Check by the button, and wait for what it shows: the verdict gets the focus, or is what the address leads to."""
    page.locator("#input").fill(sizes)
    typed(page, code)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict:is(:focus, :target)")).to_be_visible()


def test_typing_changes_the_result_without_a_click(open_page):
    page = open_page(CHECKER)
    expect(page.locator("#verdict")).to_contain_text("Runs")
    typed(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails at line 6")
    typed(page, WRONG.replace("100", "7200"))
    expect(page.locator("#verdict")).to_contain_text("Runs")
    expect(page.locator("#code")).to_have_value(WRONG.replace("100", "7200"))


def test_typing_keeps_the_focus_in_the_code(open_page):
    page = open_page(CHECKER)
    page.locator("#code").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("net = SmallNet()(")
    expect(page.locator("#verdict")).to_contain_text("Fails")
    expect(page.locator("#code")).to_be_focused()


@BOTH
def test_the_button_shows_the_finding_at_its_line(open_page, scripts):
    page = open_page(CHECKER, scripts=scripts)
    checked(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails at line 6")
    expect(page.locator(".finding").first).to_contain_text("7,200")
    expect(page.locator("#L6 .label")).to_have_count(1)
    expect(page.locator("#L6 .mark-error")).not_to_have_count(0)
    expect(page.get_by_role("link", name="Why this happens").first).to_have_attribute("href", re.compile("^/findings/"))


@BOTH
def test_a_fix_is_applied_by_one_click(open_page, scripts):
    page = open_page(CHECKER, scripts=scripts)
    checked(page, WRONG)
    page.get_by_role("button", name="Apply this fix").first.click()
    expect(page.locator("#verdict")).to_contain_text("Applied")
    expect(page.locator("#verdict")).to_contain_text("Runs")
    expect(page.locator("#code")).not_to_have_value(WRONG)


def test_after_a_fix_typing_still_changes_the_result(open_page):
    page = open_page(CHECKER)
    checked(page, WRONG)
    page.get_by_role("button", name="Apply this fix").first.click()
    expect(page.locator("#verdict")).to_contain_text("Applied")
    typed(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails")


@BOTH
def test_three_numbers_are_read_as_an_image_unless_one_says_otherwise(open_page, scripts):
    page = open_page(CHECKER, scripts=scripts)
    checked(page, "import torch.nn as nn\nnet = nn.Conv2d(3, 8, 3)\n", "3, 32, 32")
    expect(page.locator("#verdict .shape").last).to_have_text("N × 8 × 30 × 30")
    page.get_by_label("exactly these").check()
    if not scripts:
        page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict .shape").last).to_have_text("8 × 30 × 30")


def test_each_line_that_makes_a_tensor_shows_its_shape(open_page):
    page = open_page(CHECKER)
    expect(page.locator("#L14 .at")).to_have_text("N × 8 × 16 × 16")
    expect(page.locator("#L16 .at")).to_have_text("N × 576")


def test_the_shapes_stand_on_the_lines_that_they_belong_to(open_page):
    page = open_page(CHECKER)
    text = page.locator("#code").bounding_box()
    line = page.locator("#L14").bounding_box()
    row = page.evaluate("parseFloat(getComputedStyle(document.getElementById('code')).lineHeight)")
    top = page.evaluate("parseFloat(getComputedStyle(document.getElementById('code')).paddingTop)")
    assert abs((line["y"] - text["y"]) - (top + 13 * row)) <= 2


def test_what_is_laid_over_the_code_lets_it_through(open_page):
    page = open_page(CHECKER)
    checked(page, WRONG)
    page.get_by_role("link", name="line 6").first.click()
    mark = page.locator("#L6 .mark-error").first
    # In one look, and again until the page has come to rest: following the link scrolls it.
    under = """mark => {
        const place = mark.getBoundingClientRect();
        return document.elementFromPoint(place.x + 3, place.y + 3)?.id === "code";
    }"""
    page.wait_for_function(under, arg=mark.element_handle())
    for each in (mark, page.locator("#L6")):
        colour = each.evaluate("element => getComputedStyle(element).backgroundColor")
        assert float(colour.rstrip(")").split("/")[-1]) < 0.2, colour


def test_the_report_stands_beside_the_code_on_a_wide_screen_and_below_on_a_phone(open_page):
    wide = open_page(CHECKER)
    assert wide.locator(".steps").bounding_box()["x"] > wide.locator("#code").bounding_box()["x"] + 400
    phone = open_page(CHECKER, width=390)
    assert phone.locator(".steps").bounding_box()["y"] > phone.locator("#code").bounding_box()["y"] + 200


def test_the_verdict_stays_in_view_on_a_phone(open_page):
    page = open_page(CHECKER, width=390)
    page.locator(".steps").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 600)
    page.wait_for_function("before => scrollY > before", arg=before)
    expect(page.locator("#verdict")).to_be_in_viewport()


def test_the_arithmetic_is_shown_on_demand(open_page):
    page = open_page(CHECKER)
    first = page.locator(".why").first
    expect(first.locator("ul")).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("ul")).to_contain_text("32")


def test_a_link_reopens_the_same_check(open_page):
    page = open_page(CHECKER)
    checked(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails")
    again = open_page(page.get_by_role("link", name="Link to this check").get_attribute("href"))
    expect(again.locator("#code")).to_have_value(WRONG)
    expect(again.locator("#verdict")).to_contain_text("Fails")


def test_several_models_in_a_paste_can_be_chosen_from(open_page):
    page = open_page(CHECKER)
    checked(page, "import torch.nn as nn\na = nn.Conv2d(3, 8, 3)\nb = nn.Conv2d(3, 4, 5)\n")
    page.get_by_label("What is called").select_option("a")
    expect(page.locator("#verdict .shape").last).to_have_text("N × 8 × 30 × 30")
    page.get_by_label("What is called").select_option("b")
    expect(page.locator("#verdict .shape").last).to_have_text("N × 4 × 28 × 28")


def test_typing_too_fast_says_so_and_keeps_the_report(open_page, start_server):
    slow = start_server(STRIDE_WRITES_PER_MINUTE="1")
    slow.wait_until_ready()
    page = open_page(CHECKER, at=slow, tolerated=("status of 429", "htmx:"))
    typed(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails")
    typed(page, WRONG + "\n")
    expect(page.locator("#verdict")).to_contain_text("Too many requests")
    expect(page.locator(".finding")).not_to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_no_violation_after_a_swap(open_page, width, scheme):
    page = open_page(CHECKER, width=width, scheme=scheme)
    checked(page, WRONG)
    expect(page.locator("#verdict")).to_contain_text("Fails")
    assert Axe().run(page).response["violations"] == []


def test_what_is_no_size_is_answered_in_words(open_page):
    page = open_page(CHECKER)
    checked(page, WRONG, "about thirty")
    expect(page.locator("#verdict")).to_contain_text("is not a list of sizes")


NEEDY = """\
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, classes, width=8):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.fc = nn.Linear(width * 16 * 16, classes)

    def forward(self, x):
        return self.fc(self.body(x))
"""


@BOTH
def test_missing_arguments_are_a_form_that_keeps_what_was_typed(open_page, scripts):
    page = open_page(CHECKER, scripts=scripts)
    checked(page, NEEDY)
    expect(page.locator("#verdict")).to_contain_text("Cannot tell")
    page.get_by_label("classes needed").fill("10")
    page.get_by_role("button", name="Build it").click()
    expect(page.locator("#verdict")).to_contain_text("Runs")
    expect(page.locator("#argument-classes")).to_have_value("10")
    page.locator("#argument-width").fill("[")
    page.get_by_role("button", name="Build it").click()
    expect(page.locator("#verdict")).to_contain_text("is not Python")
    expect(page.locator("#argument-width")).to_have_value("[")


def test_an_argument_typed_while_a_check_is_under_way_is_kept_when_its_answer_comes(open_page):
    page = open_page(CHECKER)
    checked(page, NEEDY)
    classes = page.get_by_label("classes needed")
    with under_way(page, "**/checker"):
        with page.expect_request("**/checker"):
            classes.fill("1")
        classes.fill("10")
        classes.press("Tab")
    expect(page.locator("#verdict .shape").last).to_have_text("N × 10")
    expect(page.locator("#argument-classes")).to_have_value("10")


@BOTH
def test_a_report_is_downloaded_and_the_page_stays(open_page, scripts):
    page = open_page(CHECKER, scripts=scripts)
    with page.expect_download() as download:
        page.get_by_role("button", name="Code with shapes").click()
    assert download.value.suggested_filename == "shapes.py"
    expect(page.locator("#verdict")).to_contain_text("Runs")


def test_the_picture_leads_to_the_lines(open_page):
    page = open_page(CHECKER)
    assert page.locator(".stack .block").count() >= 6
    page.locator(".stack a").first.click()
    expect(page).to_have_url(re.compile("#L14$"))
