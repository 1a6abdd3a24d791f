"""Several choices: right when all that are right are ticked and nothing else."""

from markupsafe import Markup

from app.course.model import Question
from app.kit.words import count
from app.practice.kinds import Graded, Kind
from app.practice.typed import UnclearError


def _grade(question: Question, response: tuple[str, ...]) -> Graded:
    ticked = [option for option in question.options if option.key in response]
    if not ticked or len(ticked) != len(set(response)):
        raise UnclearError(Markup("Tick every answer that is right: at least one of them is."))
    wrong = [option for option in ticked if not option.correct]
    missed = len(question.keys) - (len(ticked) - len(wrong))
    said = [option.why_html for option in wrong]
    if missed:
        verb = "is" if missed == 1 else "are"
        said.append(Markup("<p>{} {} not ticked yet.</p>").format(count(missed, "right answer"), verb))
    mistakes = tuple(dict.fromkeys(mistake for option in wrong for mistake in option.mistakes))
    right = not wrong and not missed
    feedback = question.check_html if right else Markup().join(said)
    return Graded(right, feedback, tuple(option.key for option in ticked), mistakes)


KIND = Kind("choices", "Tick every right answer", _grade)
