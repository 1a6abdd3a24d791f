"""Leaves: windows, poolings and sizes of maps."""
