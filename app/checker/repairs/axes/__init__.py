"""Leaves: axes in another order or place, too many or too few, and the batch."""
