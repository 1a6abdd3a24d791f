"""The content folder in, a `Course` out: read, checked and rendered once. No torch, no web."""
