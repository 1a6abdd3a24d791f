"""What else in a paste tells which line is at fault: its siblings, its surroundings, where a size came from."""
