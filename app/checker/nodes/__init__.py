"""Leaves: how each kind of Python syntax is read, a file per family."""
