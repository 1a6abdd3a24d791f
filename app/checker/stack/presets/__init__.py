"""Leaves: one published network each, proved by its number of parameters."""
