"""`collections.Counter`, written out in the reader's own language."""

from app.checker.objects.written import classes
from app.checker.provided import Library

_WRITTEN = classes("""
class Counter:
    def __init__(self, iterable=()):
        self.counts = {}
        self.update(iterable)

    def update(self, iterable):
        if isinstance(iterable, dict):
            for key, number in iterable.items():
                self.counts[key] = self.counts.get(key, 0) + number
        else:
            for item in iterable:
                self.counts[item] = self.counts.get(item, 0) + 1

    def __getitem__(self, item):
        return self.counts.get(item, 0)

    def __setitem__(self, item, number):
        self.counts[item] = number

    def __len__(self):
        return len(self.counts)

    def __iter__(self):
        return list(self.counts)

    def __contains__(self, item):
        return item in self.counts

    def get(self, item, default=None):
        return self.counts.get(item, default)

    def keys(self):
        return self.counts.keys()

    def values(self):
        return self.counts.values()

    def items(self):
        return self.counts.items()

    def most_common(self, number=None):
        ordered = sorted(self.counts.items(), key=lambda pair: pair[1], reverse=True)
        return ordered if number is None else ordered[:number]
""")

LIBRARY = Library(modules={"collections": {"Counter": _WRITTEN["Counter"]}})
