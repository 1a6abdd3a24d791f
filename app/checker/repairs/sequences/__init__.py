"""Leaves: steps, states, masks and tables of sequences."""
