"""Other ways of looking: forced colours, print, reduced motion, and no answer from the server."""

from playwright.sync_api import expect

TOPIC = "/topics/cnn-architecture/"


def test_print_shows_what_is_folded_and_hides_the_way_around(open_page):
    page = open_page(TOPIC + "ways/metrics")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator("details.self-check > *").nth(1)).to_be_visible()


def test_with_forced_colours_the_chosen_answer_is_a_plain_radio(open_page):
    page = open_page("/topics/why-spatial-patterns/practice")
    page.emulate_media(forced_colors="active")
    page.get_by_role("button", name="Start the practice").click()
    expect(page.get_by_role("radio").first).to_be_visible()


def test_the_checker_says_when_the_server_does_not_answer(open_page):
    page = open_page("/checker", tolerated=("ERR_FAILED", "htmx:error"))
    page.route("**/checker", lambda route: route.abort())
    page.locator("#code").fill("import torch\n")
    expect(page.locator("#verdict")).to_contain_text("did not answer")
