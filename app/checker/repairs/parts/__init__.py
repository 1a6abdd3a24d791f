"""Leaves: lists, containers and tuples, and their parts."""
