"""The checker's own way out: an honest "cannot tell", which nothing in a paste can catch."""

import ast


class CannotTell(Exception):  # noqa: N818 (an honest answer, not an error)
    """The answer depends on something that the checker does not have or does not read.

    Attributes:
        slug: `unsupported`, `unknown-import`, `arguments-needed`, `value-dependent`,
            `input-needed` or `stopped`.
        node: the construct.
    """

    def __init__(self, slug: str, message: str, node: ast.AST | None = None, help_: str = "") -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.node = node
        self.help = help_
