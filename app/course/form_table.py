"""The form of each kind of question."""

from app.course.forms import Form
from app.kit.discover import discover

FORMS = {kind: form for form in discover("app.course.forms", "FORM", Form) for kind in form.kinds}
