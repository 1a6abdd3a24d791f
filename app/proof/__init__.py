"""Proves the content: every key, wrong option, code block and number, by real torch on the CPU."""
