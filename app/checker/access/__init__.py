"""What each kind of value has: attributes, methods, items, read and stored by tables."""
