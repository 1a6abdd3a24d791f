"""An exception of Python's own, without a finding that explains it better."""

from dataclasses import dataclass

from app.checker.faults import Fault


@dataclass(frozen=True)
class PythonError(Fault):
    """`kind` is the exception's class, `text` its message."""

    slug = "python-error"
    kind: str
    text: str

    def message(self) -> str:
        """As Python says it."""
        return f"Python raises {self.kind} here: {self.text}" if self.text else f"Python raises {self.kind} here"

    def label(self) -> str:
        """The exception."""
        return self.kind

    def help(self) -> str:
        """Where to look."""
        return "follow the values on this line back to where they were made"


FINDING = PythonError
