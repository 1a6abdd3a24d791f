"""Leaves: numbers of channels and features that disagree."""
