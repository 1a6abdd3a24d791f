"""What must hold on every page: no axe violation, no sideways scroll, few and small requests, no jumps."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TOPIC = "/topics/cnn-architecture/"
NESTED = "/stack?input=1,4,8,8&rows=[Residual([Conv2d(4,4,1)]),Concat([Residual([ReLU()],[Identity()])]),Linear(9,2)]"
"""Every kind of row, two of them within another, and a finding at one."""
LESSON = TOPIC + "ways/metrics"
PAGES = [
    "/",
    TOPIC,
    TOPIC + "ways/why",
    TOPIC + "ways/explain",
    LESSON,
    TOPIC + "practice",
    "/checker",
    "/checker?finding=wrong-in-features&example=wrong",
    "/stack",
    NESTED,
    "/findings/",
    "/findings/wrong-in-features",
    "/glossary",
    "/me",
    "/review",
    "/drill/pool.ignored",
    "/generated/",
    "/generated/conv-output?difficulty=easy&seed=17",
    "/generated/which-line-breaks?difficulty=easy&seed=1",
    "/generated/same-padding?difficulty=hard&seed=2",
    "/topics/cnn-architecture/test",
    "/api",
    "/solve",
    "/solve?output=half",
    "/no-such-page",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light")]
PAGE_BYTES, SCRIPT_BYTES, REQUESTS = 60_000, 35_000, 8


def opened(open_page, path, **options):
    return open_page(path, expected=404 if path == "/no-such-page" else 200, **options)


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(open_page, path, width, scheme):
    assert violations(opened(open_page, path, width=width, scheme=scheme)) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(open_page, path):
    page = opened(open_page, path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_first_heading_and_a_title(open_page, path):
    page = opened(open_page, path)
    assert page.locator("h1").count() == 1
    assert page.title().endswith("· Stride")


@pytest.mark.parametrize(
    ("path", "requests"),
    [
        ("/", REQUESTS),
        (LESSON, REQUESTS),
        (TOPIC + "practice", REQUESTS),
        ("/checker", REQUESTS),
        ("/stack", REQUESTS + 1),
    ],
)
def test_a_first_visit_is_few_and_small_requests(open_page, path, requests):
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    sent = page.evaluate(
        """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .map(entry => [entry.name, entry.transferSize])"""
    )
    assert len(sent) <= requests, sent
    assert sum(size for _, size in sent) <= PAGE_BYTES, sent
    assert sum(size for name, size in sent if name.endswith(".js")) <= SCRIPT_BYTES, sent


def test_a_lesson_without_a_live_figure_has_no_script(open_page):
    assert open_page(TOPIC + "ways/explain").locator("script").count() == 0


@pytest.mark.parametrize("path", [LESSON, "/checker", "/stack", "/"])
def test_the_layout_does_not_jump_while_loading(open_page, path):
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
                .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert moved <= 0.01


def test_the_skip_link_is_the_first_stop_of_the_keyboard(open_page):
    page = open_page(LESSON)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
