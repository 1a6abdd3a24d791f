"""Exceptions of the learner's program: they travel as ours, until its own `try` or the end of the reading."""

import ast

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation


class Raised(Exception):  # noqa: N818 (it stands for an exception of the learner's program, it is none of ours)
    """Python or PyTorch would raise here; the learner's own `try` may catch it.

    Attributes:
        kind: the exception's class, such as `TypeError`.
        node: the expression or statement that raises.
        fault: the finding that explains it; None while nobody knows more than the message.
        created: where the layer at fault was made.
        torch_says: PyTorch's own words.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        node: ast.AST | None = None,
        fault: Fault | None = None,
        created: Creation | None = None,
        torch_says: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.node = node
        self.fault = fault
        self.created = created
        self.torch_says = torch_says


class ArgumentsMissing(Raised):
    """A call of the learner's own function lacks arguments."""

    @property
    def passed_on(self) -> bool:
        """Whether the call hands on what its caller was given, as in `Net(**kwargs)`."""
        call = self.node
        return isinstance(call, ast.Call) and (
            any(isinstance(argument, ast.Starred) for argument in call.args)
            or any(keyword.arg is None for keyword in call.keywords)
        )
