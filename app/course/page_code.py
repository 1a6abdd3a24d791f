"""The code blocks of a page: shown, with torch's outcome judged against what the author claims."""

from urllib.parse import urlencode

from markdown_it.token import Token
from markupsafe import Markup

from app.course.fences import Fence
from app.course.highlight import code_html, output_html, text_html
from app.course.page import UNPROVED_HELP, Page
from app.course.proof_file import Outcome

_NEW_LINE = Markup("\n")
_OPEN = Markup('<p class="code-links"><a href="/checker?{}">Open in the checker</a></p>\n')
_REASON = Markup('<p class="norun">Not run here: {}</p>\n')


def fence_html(page: Page, token: Token) -> Markup:
    """The HTML of a fence; what torch says against it becomes a problem."""
    said: Fence = token.meta.get("fence", Fence())
    if said.mode == "output":
        return _output(page, token) + _NEW_LINE
    if said.mode in {"text", ""}:
        return text_html(token.content) + _NEW_LINE
    page.blocks += 1
    shown = code_html(token.content, f"{page.anchor}-{page.blocks}") + _NEW_LINE
    if "run" in token.meta:
        _judge(page, token, said)
    if said.mode == "norun":
        shown += _REASON.format(said.reason)
    if said.input:
        shown += _OPEN.format(urlencode(_query(page, token, said.input)))
    return shown


def printed_text(outcome: Outcome) -> str:
    """What a run printed, ended by its exception if it raised one."""
    raised = f"{outcome.raised}: {outcome.message}\n" if outcome.raised else ""
    return outcome.stdout + raised


def _query(page: Page, token: Token, sizes: tuple[int, ...]) -> dict[str, str]:
    label = token.meta.get("run")
    setup = page.scope.book.run(label).setup if label else ""
    return {"code": setup + token.content, "input": ",".join(map(str, sizes))}


def _judge(page: Page, token: Token, said: Fence) -> None:
    spot = page.passage.spot(token)
    outcome = page.scope.book.outcome(token.meta["run"])
    if outcome is None:
        page.disproved(spot, "unproved", "this block is not proved since the last change", UNPROVED_HELP)
        return
    if outcome.raised != said.raises:
        says = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
        wanted = f"it is said to raise {said.raises}" if said.raises else "it is said to run"
        page.disproved(spot.source.whole(spot.line + outcome.line), "wrong-outcome", f"this {says}", wanted)
    if "model" in outcome.failed:
        page.disproved(spot, "wrong-outcome", f"its model does not run: {outcome.failed['model']}")


def _output(page: Page, token: Token) -> Markup:
    label = token.meta.get("of")
    outcome = page.scope.book.outcome(label) if label else None
    if outcome is None:
        return output_html(token.content)
    printed = printed_text(outcome)
    if token.content.strip() and _lines(token.content) != _lines(printed):
        help_ = f"it prints:\n{printed}\nLeave the output empty, and it is filled in"
        page.disproved(page.passage.spot(token), "wrong-output", "this is not what the block prints", help_)
    return output_html(printed)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
