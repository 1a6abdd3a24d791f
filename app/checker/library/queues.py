"""`collections.deque`, written out in the reader's own language."""

from app.checker.objects.written import classes
from app.checker.provided import Library

_WRITTEN = classes("""
class deque:
    def __init__(self, iterable=(), maxlen=None):
        self.maxlen = maxlen
        self.items = []
        self.extend(iterable)

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return self.items

    def __getitem__(self, index):
        return self.items[index]

    def __contains__(self, item):
        return item in self.items

    def append(self, item):
        self.items.append(item)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop(0)

    def appendleft(self, item):
        self.items.insert(0, item)
        if self.maxlen is not None and len(self.items) > self.maxlen:
            self.items.pop()

    def extend(self, iterable):
        for item in iterable:
            self.append(item)

    def pop(self):
        return self.items.pop()

    def popleft(self):
        return self.items.pop(0)

    def clear(self):
        self.items.clear()
""")

LIBRARY = Library(modules={"collections": {"deque": _WRITTEN["deque"]}})
