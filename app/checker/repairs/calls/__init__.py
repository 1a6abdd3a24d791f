"""Leaves: what is called, with what, in which order, and what becomes of the result."""
