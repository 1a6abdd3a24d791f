"""How much of a text Python can read, from its first line on."""

import ast
import warnings
from collections.abc import Sequence

_TRIES = 40


def lines_that_parse(lines: Sequence[str]) -> int | None:
    """How many of the first lines parse together; None where a few tries do not tell."""
    count = len(lines)
    for _ in range(_TRIES):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse("\n".join(lines[:count]))
        except SyntaxError as error:
            count = min(count, error.lineno or count) - 1
        except (ValueError, RecursionError, MemoryError):
            return None
        else:
            return count
        if count <= 0:
            return 0
    return None
