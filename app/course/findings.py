"""Reads the page of a checker finding: what happened, why, the fix, and the two pastes that show it."""

from app.course.fences import Fence, fence
from app.course.links import LinkBook, learn_url
from app.course.lints import lint_prose
from app.course.matter import read_matter
from app.course.model import FindingPage
from app.course.page import Page
from app.course.passage import Passage
from app.course.problems import Problems, Source
from app.course.render import render
from app.course.schema import FindingMatter
from app.course.scope import Scope

SECTIONS = ("What happened", "Why", "Fix")


def read_finding(slug: str, source: Source, scope: Scope, links: LinkBook) -> FindingPage | None:
    """The page of one finding; its pastes are proved against the checker by the checker's tests."""
    problems = scope.problems
    matter, passage = read_matter(source, FindingMatter, problems)
    examples = _examples(passage, problems)
    lint_prose(passage, problems)
    page = Page(passage, scope, links, slug)
    html = render(page)
    links.known.update((f"/findings/{slug}", *(f"/findings/{slug}#{each.id}" for each in page.headings)))
    for section in SECTIONS:
        if section not in {heading.text for heading in page.headings}:
            problems.add(source.at(1), "missing-section", f"there is no section `## {section}`")
    if matter is None or set(examples) != {"wrong", "right"}:
        return None
    learn = learn_url(matter.learn) if matter.learn else None
    if matter.learn:
        links.want(source.find(matter.learn, 1), learn or matter.learn)
    (wrong, wrong_says), (right, right_says) = examples["wrong"], examples["right"]
    return FindingPage(
        slug=slug, title=matter.title, severity=matter.severity, html=html, wrong=wrong, right=right, learn=learn,
        wrong_input=wrong_says.input, right_input=right_says.input,
    )  # fmt: skip


def _examples(passage: Passage, problems: Problems) -> dict[str, tuple[str, Fence]]:
    """The wrong and the right paste; on these pages the checker is asked, not torch."""
    found: dict[str, tuple[str, Fence]] = {}
    for token in passage.tokens:
        if token.type != "fence":
            continue
        said = fence(token.info)
        token.meta["fence"] = said
        if said.fault:
            problems.add(passage.spot(token, token.info), "bad-fence", said.fault)
        elif said.mode in found:
            problems.add(passage.spot(token, token.info), "bad-finding", f"`{said.mode}` stands here twice")
        elif said.mode in {"wrong", "right"}:
            found[said.mode] = (token.content, said)
        elif said.is_run or said.mode == "output":
            message = "a finding has a `python wrong` and a `python right` block; torch runs nothing here"
            problems.add(passage.spot(token, token.info), "bad-finding", message)
    for mode in ("wrong", "right"):
        if mode not in found:
            problems.add(passage.source.at(1), "bad-finding", f"there is no `python {mode}` block")
    return found
