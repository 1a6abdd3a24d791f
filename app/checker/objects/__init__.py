"""The closed set of values that pasted code can hold."""
