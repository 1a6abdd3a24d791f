"""The builder in a browser: by keyboard alone, with and without scripts, at every width and in both schemes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.under_way import under_way

BUILDER = "/stack"
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
CODE = "import torch.nn as nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(7200, 10))\n"


def field(page, name):
    return page.locator(f'[id="{name}"]')


def rows(page):
    return page.locator("select[name$='.type']")


def kinds(page):
    return rows(page).evaluate_all("all => all.map(each => each.value)")


def verdict(page):
    return page.locator("#verdict")


def press(page, name, scripts=True, key="Enter"):
    """A button by the keyboard, then wait until nothing is under way: the next key must meet the page that it makes."""
    button = page.get_by_role("button", name=name, exact=True)
    if scripts:
        button.press(key)
        expect(page.locator(".htmx-request")).to_have_count(0)
    else:
        with page.expect_event("load"):
            button.press(key)


def test_typing_changes_the_shapes_and_keeps_the_focus(open_page):
    page = open_page(BUILDER)
    channels = field(page, "layers.0.out_channels")
    channels.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("8")
    expect(verdict(page)).to_contain_text("Fails at row 3")
    expect(field(page, "layers.0").locator(".row-shapes")).to_contain_text("8 × 28 × 28")
    expect(field(page, "layers.3").locator(".finding")).to_contain_text("8")
    expect(channels).to_be_focused()


@BOTH
def test_a_row_moves_with_the_focus_and_says_so(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    press(page, "Move down: row 0, Conv2d", scripts)
    expect(page.locator("#told")).to_have_text("Conv2d moved down: now row 1.")
    assert kinds(page)[:2] == ["Tanh", "Conv2d"]
    expect(field(page, "down:layers.1")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#told")).to_have_text("Conv2d moved down: now row 2.")
    expect(field(page, "down:layers.2")).to_be_focused()
    press(page, "Move up: row 2, Conv2d", scripts)
    expect(field(page, "up:layers.1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Conv2d moved up: now row 0.")
    expect(field(page, "down:layers.0")).to_be_focused()
    if scripts:
        expect(page.locator("#said")).to_have_text("Conv2d moved up: now row 0.")


@BOTH
def test_rows_are_added_copied_and_removed(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    page.get_by_label("Layer to add", exact=True).select_option("BatchNorm1d")
    press(page, "Add a row", scripts)
    expect(field(page, "layers.12.type")).to_be_focused()
    expect(field(page, "layers.12.num_features")).to_have_value("10")
    press(page, "Copy below: row 12, BatchNorm1d", scripts)
    expect(field(page, "layers.13.type")).to_be_focused()
    press(page, "Remove: row 0, Conv2d", scripts)
    expect(page.locator("#told")).to_have_text("Conv2d was removed; 13 rows left here.")
    expect(field(page, "remove:layers.0")).to_be_focused()


def test_a_whole_network_is_laid_out_by_keyboard_alone(open_page):
    page = open_page(BUILDER)
    while page.evaluate("document.activeElement.id") != "remove:layers.0":
        page.keyboard.press("Tab")
    for left in range(11, -1, -1):
        page.keyboard.press("Enter")
        expect(rows(page)).to_have_count(left)
        expect(field(page, "remove:layers.0" if left else "add:layers")).to_be_focused()
    for number, kind in enumerate(("Conv2d", "ReLU", "Flatten", "Linear")):
        page.keyboard.press("Shift+Tab")
        page.keyboard.type(kind)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(field(page, f"layers.{number}.type")).to_be_focused()
        expect(field(page, f"layers.{number}.type")).to_have_value(kind)
        while page.evaluate("document.activeElement.id") != "add:layers":
            page.keyboard.press("Tab")
    expect(verdict(page)).to_contain_text("Runs")
    expect(field(page, "layers.3.in_features")).to_have_value(str(16 * 32 * 32))


def test_the_code_is_copied_by_a_button(open_page):
    page = open_page(BUILDER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "Copy the code")
    expect(page.locator("#said")).to_have_text("The code was copied.")
    assert "nn.Linear(400, 120)" in page.evaluate("navigator.clipboard.readText()")


@BOTH
def test_a_wrong_row_shows_its_finding_and_the_fix_is_applied_there(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "layers.7.in_features").fill("9")
    field(page, "layers.7.in_features").press("Enter")
    expect(verdict(page)).to_contain_text("Fails at row 7")
    row = field(page, "layers.7")
    expect(row.locator(".finding")).to_have_count(1)
    row.get_by_role("button", name="Apply this fix").first.press("Enter")
    expect(verdict(page)).to_contain_text("Runs")
    expect(field(page, "layers.7.in_features")).to_have_value("400")


@BOTH
def test_the_size_for_the_linear_is_in_plain_sight_and_written_by_a_button(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "layers.7.in_features").fill("9")
    field(page, "layers.7.in_features").press("Enter")
    expect(page.locator(".fc-line")).to_contain_text("its row says 9")
    press(page, "Write it into the Linear", scripts)
    expect(field(page, "layers.7.in_features")).to_have_value("400")
    expect(field(page, "layers.7.in_features")).to_be_focused()


@BOTH
def test_what_is_no_number_stays_and_is_told_at_its_field(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "layers.3.kernel_size").fill("five")
    field(page, "layers.3.kernel_size").press("Enter")
    expect(field(page, "layers.3.kernel_size.error")).to_contain_text("whole number")
    expect(field(page, "layers.3.kernel_size")).to_have_value("five")
    expect(field(page, "layers.3.kernel_size")).to_have_attribute("aria-invalid", "true")
    expect(field(page, "layers.1").locator(".row-shapes")).to_contain_text("6 × 28 × 28")


@BOTH
def test_another_layer_in_a_row_brings_its_fields(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "layers.1.type").select_option("LeakyReLU")
    if not scripts:
        page.get_by_role("button", name="Check", exact=True).click()
    expect(field(page, "layers.1.negative_slope")).to_have_value("0.01")
    expect(verdict(page)).to_contain_text("Runs")


@BOTH
def test_code_becomes_rows_and_the_rows_are_code(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "code").fill(CODE)
    press(page, "Turn it into rows", scripts)
    expect(page.locator("#told")).to_have_text("The code is now 4 rows.")
    assert kinds(page) == ["Conv2d", "ReLU", "Flatten", "Linear"]
    expect(page.locator(".stack-code .listing")).to_contain_text("nn.Conv2d(3, 8, 3),")
    press(page, "Open in the checker", scripts=False)
    expect(page.locator("h1")).to_have_text("Shape checker")
    expect(page.locator("#code")).to_have_value(re.compile(r"nn\.Linear\(7200, 10\)"))


@BOTH
def test_code_that_is_no_stack_is_kept_and_told(open_page, scripts):
    page = open_page(BUILDER, scripts=scripts)
    field(page, "code").fill(CODE.replace("nn.ReLU()", "nn.MultiheadAttention(8, 2)"))
    press(page, "Turn it into rows", scripts)
    expect(field(page, "paste-problem")).to_contain_text("line 2")
    expect(field(page, "code")).to_have_value(re.compile("MultiheadAttention"))
    expect(rows(page)).to_have_count(12)


def test_what_was_typed_while_nobody_looked_moves_with_its_row(open_page):
    page = open_page(BUILDER)
    field(page, "layers.0.kernel_size").fill("3")
    page.get_by_role("button", name="Move down: row 0, Conv2d", exact=True).press("Enter")
    expect(page.locator("#told")).to_contain_text("moved down")
    expect(field(page, "layers.1.kernel_size")).to_have_value("3")


def test_what_is_typed_while_a_check_is_under_way_is_kept_when_its_answer_comes(open_page):
    page = open_page(BUILDER)
    channels = field(page, "layers.0.out_channels")
    with under_way(page, "**/stack"):
        with page.expect_request("**/stack"):
            channels.fill("1")
        channels.fill("16")
        channels.press("Tab")
    expect(field(page, "layers.0").locator(".row-shapes")).to_contain_text("16 × 28 × 28")
    expect(channels).to_have_value("16")


def test_a_row_in_a_row_moves_inside_it(open_page):
    page = open_page(BUILDER + "?preset=resnet-18")
    page.get_by_role("button", name="Move up: row 4, body row 1, BatchNorm2d", exact=True).press("Enter")
    expect(page.locator("#told")).to_have_text("BatchNorm2d moved up: now row 0.")
    expect(field(page, "down:layers.4.body.0")).to_be_focused()


def test_an_address_opens_the_same_rows(open_page):
    page = open_page(BUILDER + "?preset=u-net")
    before = kinds(page)
    again = open_page(page.get_by_role("link", name="Link to this stack").get_attribute("href"))
    assert kinds(again) == before
    expect(verdict(again)).to_contain_text("Runs")


def test_the_verdict_stays_in_view_on_a_phone(open_page):
    page = open_page(BUILDER, width=390)
    field(page, "layers.11").scroll_into_view_if_needed()
    expect(verdict(page)).to_be_in_viewport()


def test_rows_and_their_code_stand_side_by_side_on_a_wide_screen(open_page):
    page = open_page(BUILDER)
    assert page.locator(".stack-code").bounding_box()["x"] > page.locator(".layers").bounding_box()["x"] + 400


def test_two_hundred_rows_do_not_break_the_page(open_page):
    page = open_page(BUILDER)
    code = "import torch.nn as nn\nnet = nn.Sequential(*[nn.Conv2d(3, 3, 3, padding=1) for _ in range(200)])\n"
    field(page, "input").fill("3, 32, 32")
    field(page, "code").fill(code)
    press(page, "Turn it into rows")
    expect(rows(page)).to_have_count(200)
    press(page, "Add a row")
    expect(page.locator("#told")).to_contain_text("200 or fewer rows")
    page.get_by_role("button", name="Move down: row 99, Conv2d", exact=True).press("Enter")
    expect(field(page, "down:layers.100")).to_be_focused()
    expect(verdict(page)).to_contain_text("Runs")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
@pytest.mark.parametrize("broken", [False, True])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(open_page, width, scheme, broken):
    page = open_page(BUILDER + "?preset=resnet-18", width=width, scheme=scheme)
    if broken:
        field(page, "layers.4.body.3.out_channels").fill("32")
        expect(verdict(page)).to_contain_text("Fails")
        field(page, "layers.0.stride").fill("two")
        expect(field(page, "layers.0.stride.error")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
