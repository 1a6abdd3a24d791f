"""A generated question, from its reference: drawn, run by the ordinary check, finished.

`compose` is a dialogue: it hands out requests for the checker and takes their reports, so that the web
process can ask its workers, and a test the checker itself. The same reference gives the same question.
"""

import hashlib
import random
from collections.abc import Generator as Dialogue
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from markupsafe import Markup

from app.checker.report import Report, Request
from app.course.auto_steps import auto_steps
from app.course.highlight import code_html, lines_html
from app.course.layer_rows import layer_rows
from app.course.links import learn_url
from app.course.maker import reply
from app.course.misreadings import alike, misread
from app.course.model import Blank, CheckerLink, Key, Mistake, Option, Question, Reply, Value
from app.course.values import as_html, rounded
from app.kit.shapes import shape_html
from app.practice.generators import Draft, Generator
from app.practice.reference import GENERATORS, Reference

REDRAWS = 40
WRONG_VALUES = 3
_CHOSEN = frozenset({"shape", "number"})


def compose(reference: Reference, mistakes: Mapping[str, Mistake]) -> Dialogue[Request, Report, Question]:
    """The question of a reference.

    Raises:
        LookupError: no draw gave a question; tests hold that none of hundreds of seeds does.
    """
    generator = GENERATORS[reference.generator]
    usable = None
    for number in range(REDRAWS):
        dice = random.Random(f"{reference.drawn}:{number}")  # noqa: S311 a question, not a secret
        draft = generator.draw(dice, reference.difficulty)
        run = _Run(generator, draft, mistakes)
        for code in draft.programs.values() or filter(None, (draft.checked or draft.code,)):
            run.reports.append((yield Request(code=code, input_shape=_listed(draft.input_shape))))
        if run.settled():
            usable = usable or run
            if not reference.aim or run.offers(reference.aim):
                return _question(reference, run)
    if usable is None:
        raise LookupError(f"{reference} gives no question")
    return _question(reference, usable)


def _listed(sizes: tuple[int, ...] | None) -> list[int] | None:
    return list(sizes) if sizes else None


@dataclass
class _Run:
    """A draft with what the checker said of it."""

    generator: Generator
    draft: Draft
    mistakes: Mapping[str, Mistake]
    reports: list[Report] = field(default_factory=list)
    accepted: frozenset[Value] = frozenset()
    replies: dict[Value, Reply] = field(default_factory=dict)

    def settled(self) -> bool:
        """Whether there is a right answer, and enough distinct wrong ones."""
        self.accepted = self._right()
        if not self.accepted:
            return False
        self.replies = {value: said for value, said in self._wrong().items() if value not in self.accepted}
        return self.draft.kind not in _CHOSEN or len(self.replies) >= WRONG_VALUES

    def offers(self, mistake: str) -> bool:
        """Whether one of the wrong answers comes from this mistake."""
        return any(mistake in said.mistakes for said in self.replies.values())

    @property
    def truth(self) -> Value:
        """The right answer; of several the first."""
        return next(value for value in (*self.draft.programs, *self.accepted) if value in self.accepted)

    def _right(self) -> frozenset[Value]:
        draft = self.draft
        if draft.programs:
            pairs = zip(draft.programs, self.reports, strict=True)
            right = frozenset(value for value, report in pairs if draft.accepts(report))
            return right if len(right) < len(draft.programs) else frozenset()
        truth = draft.key(self.reports[0] if self.reports else None)
        return frozenset() if truth is None else frozenset({_told(truth, draft.places)})

    def _wrong(self) -> dict[Value, Reply]:
        draft = self.draft
        if draft.programs:
            made = {value: _outcome(report) for value, report in zip(draft.programs, self.reports, strict=True)}
            return {**made, **draft.wrong}
        rows = layer_rows(self.reports[0]) if self.reports else ()
        found = misread(rows, draft.facts, self.truth, _possible(self.generator, self.mistakes.values()))
        told = (replace(each, value=_told(each.value, draft.places)) for each in found)
        return {value: reply(each) for value, each in alike(told).items() if _likely(value)} | dict(draft.wrong)


def _outcome(report: Report) -> Reply:
    """What a wrong answer makes of the code: the shape that comes out, or what breaks."""
    error = next((finding for finding in report.findings if finding.severity == "error"), None)
    if error is not None:
        return Reply(Markup("<p>With it, {}.</p>").format(error.message))
    shapes = report.output_shapes
    return Reply(Markup("<p>With it, {} comes out.</p>").format(shape_html(shapes[0])) if shapes else Markup())


def _question(reference: Reference, run: _Run) -> Question:
    draft, generator = run.draft, run.generator
    asked = "choice" if reference.difficulty == "easy" and draft.kind in _CHOSEN else draft.kind
    topic, objective = reference.home
    shown = draft.programs[run.truth] if draft.programs else draft.checked or draft.code
    question = Question(
        id=str(reference), version=1, topic=topic, objective=objective, difficulty=reference.difficulty,
        kind=asked, use=("practice",), stem_html=draft.stem, code=draft.code,
        code_html=code_html(draft.code, "code") if draft.code else None, options=(), hints=(draft.hint,),
        steps_html=_steps(run), check_html=draft.check, mistakes=(),
        checker=CheckerLink(shown, draft.input_shape) if shown else None, learn=learn_url(generator.learn),
        provenance="proved", source=None,
    )  # fmt: skip
    if asked == "choice":
        return replace(question, options=_options(reference, run))
    return replace(question, key=_key(run), replies=run.replies)


def _told(value: Value, places: int | None) -> Value:
    return value if isinstance(value, tuple) or places is None else rounded(value, places)


def _possible(generator: Generator, mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return tuple(each for each in mistakes if {each.id, each.id.partition(".")[0]} & set(generator.mistakes))


def _likely(value: Value) -> bool:
    """No size below 1 and no negative count: nobody would choose it."""
    return min(value, default=1) > 0 if isinstance(value, tuple) else value >= 0


def _options(reference: Reference, run: _Run) -> tuple[Option, ...]:
    """The key and three wrong values, chosen by the question's own dice; the one that is aimed at first."""
    dice = random.Random(reference.drawn)  # noqa: S311 a question, not a secret
    wrong = dice.sample(sorted(run.replies, key=str), len(run.replies))
    wrong.sort(key=lambda value: reference.aim not in run.replies[value].mistakes)
    del wrong[WRONG_VALUES:]
    said = {run.truth: Reply(run.draft.check), **{value: run.replies[value] for value in wrong}}
    return tuple(
        Option(_option_key(value), _shown(value, run.draft), None, value == run.truth, reply.html, reply.mistakes)
        for value, reply in said.items()
    )


def _option_key(value: Value) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:8]


def _shown(value: Value, draft: Draft) -> Markup:
    return as_html(value, "" if draft.places is None else str(draft.places))


def _key(run: _Run) -> Key:
    draft, truth = run.draft, run.truth
    blanks = tuple(Blank(*each) for each in draft.blanks)
    if draft.kind == "bug-line" and draft.code and isinstance(truth, Fraction):
        lines = lines_html(draft.code)
        html = Markup("line {}: <code>{}</code>").format(int(truth), lines[int(truth) - 1])
        return Key(run.accepted, html, lines=lines)
    if blanks and isinstance(truth, tuple):
        pairs = ((blank.name, value) for blank, value in zip(blanks, truth, strict=True))
        html = Markup(", ").join(Markup("<code>{} = {}</code>").format(*pair) for pair in pairs)
        return Key(run.accepted, html, blanks=blanks)
    return Key(run.accepted, _shown(truth, draft), draft.places)


def _steps(run: _Run) -> Markup:
    if run.draft.steps is not None:
        return run.draft.steps
    reports = dict(zip(run.draft.programs, run.reports, strict=True)) if run.draft.programs else {}
    report = reports.get(run.truth) or (run.reports[0] if run.reports else None)
    return auto_steps(layer_rows(report)) if report else Markup()
