"""Leaves: one file per finding, with its words and the edits it proposes. No torch."""
