"""Sizes backwards in a browser: asked by keyboard and without scripts, shown where they were asked for."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
NET = (
    "import torch.nn as nn\n\nnet = nn.Sequential(\n    nn.Conv2d(1, 6, 3), nn.MaxPool2d(2),\n"
    "    nn.Conv2d(6, 16, 3), nn.MaxPool2d(2),\n    nn.Flatten(), nn.Linear(576, 10),\n)\n"
)


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@BOTH
def test_a_padding_is_asked_for_by_keyboard(open_page, scripts):
    page = open_page("/solve", scripts=scripts)
    page.locator("#input").focus()
    for text in ("28", "same", "5", "1"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("Padding 2 keeps 28")
    expect(page.locator("#answer")).to_contain_text("⌊(28 + 2·2 − 1·(5−1) − 1) / 1⌋ + 1 = 28")
    expect(page.locator("#kernel_size")).to_have_value("5")
    expect(page).to_have_url(re.compile("kernel_size=5"))


@BOTH
def test_what_cannot_be_read_is_told_and_kept(open_page, scripts):
    page = open_page("/solve", scripts=scripts)
    page.locator("#kernel_size").fill("five")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("Look at the kernel: this must be a whole number")
    expect(page.locator("#kernel_size")).to_have_value("five")


@BOTH
def test_the_inputs_of_a_net_are_found_on_the_page(open_page, scripts):
    page = open_page("/solve", scripts=scripts)
    page.locator("#code").fill(NET)
    page.get_by_role("button", name="Which inputs work?").click()
    expect(page.locator("#inputs")).to_contain_text("This net takes 30 to 33 px")
    expect(page.locator("#code")).to_have_value(NET)
    page.get_by_role("button", name="Check the code").click()
    expect(page.locator("#verdict")).to_contain_text("Runs")


@BOTH
def test_the_checker_tells_which_inputs_work(open_page, scripts):
    page = open_page("/checker", scripts=scripts)
    page.locator("#code").fill(NET)
    page.locator("#input").fill("1, 32, 32")
    if not scripts:
        page.get_by_role("button", name="Check").click()
    expect(page.locator(".steps")).to_contain_text("6 × 30 × 30")  # the example runs, too: this is what is checked now
    expect(page.locator("#verdict")).to_contain_text("Runs")
    page.get_by_role("button", name="Find the sizes that it takes").press("Enter")
    expect(page.locator("#inputs")).to_contain_text("This net takes 30 to 33 px")
    expect(page.locator("#code")).to_have_value(NET)
    assert page.url.endswith("/checker") == scripts


def test_sizes_of_code_that_has_changed_are_not_shown(open_page):
    page = open_page("/checker")
    page.get_by_role("button", name="Find the sizes that it takes").click()
    expect(page.locator("#inputs")).to_contain_text("This net takes")
    page.locator("#code").fill(NET)
    expect(page.get_by_role("button", name="Find the sizes that it takes")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("path", ["/solve", "/solve?output=half", "/solve?kernel_size=0", "/checker"])
def test_axe_finds_no_violation(open_page, path, width, scheme):
    page = open_page(path, width=width, scheme=scheme)
    if path == "/checker":
        page.get_by_role("button", name="Find the sizes that it takes").click()
        expect(page.locator("#inputs")).to_contain_text("This net takes")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
