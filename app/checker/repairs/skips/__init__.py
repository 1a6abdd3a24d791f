"""Leaves: tensors that are kept for a sum or a join further down."""
