"""Tiny things that every room uses: discovery of leaf modules, and words for people."""
