"""The code blocks of a page: shown, with torch's outcome judged against what the author claims."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markdown_it.token import Token
from markupsafe import Markup

from app.course.fences import Fence
from app.course.highlight import code_html, output_html, text_html
from app.course.proof_file import Outcome

if TYPE_CHECKING:
    from app.course.page import Page

_OPEN = Markup('<p class="code-links"><a href="/checker?{}">Open in the checker</a></p>\n')
_REASON = Markup('<p class="norun">Not run here: {}</p>\n')


def fence_html(page: "Page", token: Token) -> Markup:
    """The HTML of a fence; what torch says against it becomes a problem."""
    said: Fence = token.meta.get("fence") or Fence(fault="not collected")
    if said.mode == "output":
        return _output(page, token) + Markup("\n")
    if said.mode == "text" or said.fault:
        return text_html(token.content) + Markup("\n")
    page.blocks += 1
    shown = code_html(token.content, f"{page.anchor}-{page.blocks}") + Markup("\n")
    if said.is_run:
        _judge(page, token, said)
    if said.mode == "norun":
        shown += _REASON.format(said.reason)
    if said.input:
        run = page.scope.book.run(token.meta["run"]) if said.is_run else None
        code = (run.setup if run else "") + token.content
        query = {"code": code, "input": ",".join(map(str, said.input))}
        shown += _OPEN.format(urlencode(query))
    return shown


def _judge(page: "Page", token: Token, said: Fence) -> None:
    outcome = page.scope.book.outcome(token.meta["run"])
    if outcome is None:
        page.unproved(token, "this block")
        return
    if outcome.raised != said.raises:
        says = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
        wanted = f"it is said to raise {said.raises}" if said.raises else "it is said to run"
        spot = page.passage.spot(token)
        spot = spot.source.whole(spot.line + outcome.line)
        page.scope.problems.add(spot, "wrong-outcome", f"this {says}", wanted)
    if "model" in outcome.failed:
        page.fault(token, "wrong-outcome", f"its model does not run: {outcome.failed['model']}")


def _output(page: "Page", token: Token) -> Markup:
    of = token.meta.get("of")
    outcome = page.scope.book.outcome(of) if of else None
    if outcome is None:
        return output_html(token.content)
    printed = printed_text(outcome)
    if token.content.strip() and _lines(token.content) != _lines(printed):
        page.fault(
            token,
            "wrong-output",
            "this is not what the block prints",
            f"it prints:\n{printed}\nLeave the output empty, and it is filled in",
        )
    return output_html(printed)


def printed_text(outcome: Outcome) -> str:
    """What a run printed, ended by its exception if it raised one."""
    raised = f"{outcome.raised}: {outcome.message}\n" if outcome.raised else ""
    return outcome.stdout + raised


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
