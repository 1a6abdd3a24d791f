"""The two directives of the editable confusion matrix: `::::matrix-lab animals` around `:::task ...`.

A task is `:::task recall.cat <= 0.12 | rare`: its conditions, and a matrix of the topic that meets them, which is
shown as one answer. So no task is set that nobody can do, or that is done before one begins.
"""

from markupsafe import Markup

from app.course.arithmetic import ValueFaultError
from app.course.directives import matrix_html
from app.course.matrices import Matrix
from app.course.matrix_lab import Goal, goal_data, goals, lab_data, measures_html
from app.course.page import Page

_LAB = Markup('<figure class="matrix-lab" data-matrix-lab="{}">{}<div class="lab-measures" aria-live="polite">{}</div>')
_TASK = Markup('<li class="task" data-goals="{}"><details><summary>One answer</summary>{}</details>')


def lab_html(page: Page, name: str) -> Markup:
    """The figure up to its tasks, as it is without its script."""
    page.lab = page.scope.matrices.get(name)
    if page.lab is None:
        return Markup()
    return _LAB.format(lab_data(page.lab), matrix_html(page.lab), measures_html(page.lab))


def task_html(page: Page, said: str) -> Markup:
    """A task up to its words."""
    try:
        conditions, answer = _read(page, said)
    except ValueFaultError:  # told by `task_fault`
        return Markup("<li>")
    if page.lab is None or answer is None:
        return Markup("<li>")
    return _TASK.format(goal_data(conditions, page.lab), matrix_html(answer))


def task_fault(page: Page, said: str) -> tuple[str, str] | None:
    """What is wrong with the first line of a task."""
    try:
        conditions, answer = _read(page, said)
    except ValueFaultError as fault:
        return str(fault), ":::task recall.cat <= 0.12 | the name of a matrix that does it"
    if unknown := unknown_matrix(page, said.rpartition("|")[2].strip()):
        return unknown
    if page.lab is None or answer is None:
        return None
    if all(each.holds(page.lab) for each in conditions):
        return "this is so before one begins", "set a goal that asks for an edit"
    missed = [each for each in conditions if not each.holds(answer)]
    if missed:
        names = ", ".join(".".join(each.names) for each in missed)
        return f"the matrix behind the bar does not do it: {names}", "give one that does"
    return None


def unknown_matrix(page: Page, name: str) -> tuple[str, str] | None:
    """What is said to a name that no matrix of the topic has."""
    if name in page.scope.matrices:
        return None
    return f"topic.yaml has no matrix `{name}`", f"it has {', '.join(page.scope.matrices) or 'none'}"


def _read(page: Page, said: str) -> tuple[tuple[Goal, ...], Matrix | None]:
    conditions, _, answer = said.rpartition("|")
    return goals(conditions or said), page.scope.matrices.get(answer.strip())
