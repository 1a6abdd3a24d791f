"""Leaves: names that are misspelt, missing, or of another place."""
