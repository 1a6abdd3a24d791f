"""Fixes: each proposed change is tried on the changed code, ranked and described."""
