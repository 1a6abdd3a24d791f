"""Leaves: rows of torch.nn layers, a file per family."""
