"""Leaves: looks at a reading that went through, for bugs that torch accepts."""
