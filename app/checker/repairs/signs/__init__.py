"""Leaves: brackets, commas, signs and quotes that are missing or others than were meant."""
