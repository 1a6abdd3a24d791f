"""`string`: the letters and signs that models of text count."""

import string

from app.checker.provided import Library

_NAMES = "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation printable whitespace"

LIBRARY = Library(modules={"string": {name: getattr(string, name) for name in _NAMES.split()}})
