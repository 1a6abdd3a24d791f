"""Leaves: functions and methods on tensors, a file per family."""
