"""Leaves: the small parts of Python and its libraries that models use."""
