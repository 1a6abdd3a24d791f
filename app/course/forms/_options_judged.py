"""Holds what torch did with the options of a question against what its author says of them."""

from app.course.passage import expression
from app.course.problems import Spot
from app.course.proof_file import Outcome
from app.course.question_draft import OptionDraft
from app.course.shown import Shown, plain
from app.course.trial import Trial


def judge_options(trial: Trial) -> None:
    """Every option does what is said of it, and no two show the same."""
    if trial.draft.entry.answer and trial.draft.run:
        outcome = trial.own()
        if outcome and trial.draft.printed and not outcome.stdout.strip():
            trial.against(trial.code_spot(), "wrong-key", "the code prints nothing", "print the answer")
    if trial.proved:  # where the key itself is wrong, what the changed programs do says nothing new
        for option in trial.draft.options:
            _judge_option(trial, option)
    if trial.proved:
        _distinct(trial)


def _judge_option(trial: Trial, option: OptionDraft) -> None:
    spot = trial.draft.marked.value(*option.path)
    if not option.run:
        _judge_claims(trial, option, trial.draft.run)
        return
    outcome = trial.outcome(option.run, spot)
    if outcome is None:
        return
    if trial.draft.entry.options:
        _judge_program(trial, option, outcome, spot)
    else:
        _judge_wrong_program(trial, option, outcome, spot)
    _judge_claims(trial, option, option.run)


def _judge_wrong_program(trial: Trial, option: OptionDraft, outcome: Outcome, spot: Spot) -> None:
    text, printed = option.entry.text, outcome.stdout.strip()
    if outcome.raised:
        if not text and outcome.raised != option.entry.raises:
            message = f"the wrong program raises {outcome.raised}: {outcome.message}"
            trial.against(spot, "wrong-option", message, "say so: `raises:`, or a `text`")
    elif not printed:
        trial.against(spot, "wrong-option", "the wrong program prints nothing")
    elif text and plain(text) != plain(printed):
        trial.against(spot, "wrong-option", f"the wrong program prints {printed}", "take the `text` away")


def _judge_program(trial: Trial, option: OptionDraft, outcome: Outcome, spot: Spot) -> None:
    if outcome.raised != (option.entry.raises or ""):
        did = f"raises {outcome.raised}: {outcome.message}" if outcome.raised else "runs"
        claim = f"raises {option.entry.raises}" if option.entry.raises else "runs"
        trial.against(spot, "wrong-option", f"this option {did}", f"it is said that it {claim}")
        return
    accept = trial.draft.entry.accept
    accepted = outcome.values.get(accept) == "True" if accept else not outcome.raised
    if option.correct and not accepted:
        said = outcome.failed.get(accept or "") or outcome.values.get(accept or "") or outcome.raised
        trial.against(spot, "wrong-key", f"the key is not accepted: {said}", accept or "it has to run")
    if not option.correct and accepted:
        trial.against(
            spot,
            "wrong-option",
            "this option is right as well",
            f"`{accept}` is True for it" if accept else "it runs; add `accept:` to tell them apart",
        )


def _judge_claims(trial: Trial, option: OptionDraft, run: str | None) -> None:
    """Claims about an option's own code must hold; those of a wrong statement about the question's must not."""
    if not option.entry.claims or not run:
        return
    outcome = trial.outcome(run, trial.draft.marked.value(*option.path, "claims"))
    wanted = "True" if option.code or option.correct else "False"
    for index, claim in enumerate(option.entry.claims if outcome else ()):
        assert outcome is not None  # noqa: S101 - told to the type checker
        said = outcome.values.get(claim) or outcome.failed.get(claim) or outcome.raised
        if outcome.values.get(claim) != wanted:
            spot = trial.draft.marked.value(*option.path, "claims", index)
            trial.against(spot, "wrong-claim", f"this is not {wanted.lower()}: {said}")


def _distinct(trial: Trial) -> None:
    seen: dict[str, OptionDraft] = {}
    shown = Shown(trial)
    for option in trial.draft.options:
        text = shown.text(option)
        if text is None and not option.code:
            _undrawn(trial, option)
            continue
        first = seen.setdefault(plain(text) if text else (option.code or "").strip(), option)
        if first is option or (shown.drawn(first) and shown.drawn(option)):
            continue  # two mistakes with one value share an option
        other = "the key" if first.correct or option.correct else "another option"
        place = trial.draft.marked.value(*option.path)
        said = expression(text or option.code or "")
        trial.against(place, "same-option", f"this shows the same as {other}: {said}")


def _undrawn(trial: Trial, option: OptionDraft) -> None:
    if option.entry.mistake not in trial.mistakes:
        return  # told where the mistakes of all questions are looked up
    spot = trial.draft.marked.value(*option.path, "mistake")
    message = f"`{option.entry.mistake}` changes nothing here"
    trial.against(spot, "idle-mistake", message, "choose another, or give the option a `text` or `replace`")
