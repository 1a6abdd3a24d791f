"""Leaves: the rows of one family of layers each, by the names of `torch.nn`."""
