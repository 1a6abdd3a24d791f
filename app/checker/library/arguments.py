"""`argparse` with the defaults that the paste writes, and `types.SimpleNamespace`."""

from app.checker.provided import Library
from app.checker.written import classes

_WRITTEN = classes("""
class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)


class ArgumentParser:
    def __init__(self, *args, **kwargs):
        self.found = {}

    def add_argument(self, *names, **kwargs):
        name = kwargs.get("dest")
        for written in names:
            if name is None and (written.startswith("--") or not written.startswith("-")):
                name = written.lstrip("-").replace("-", "_")
        if name is None:
            name = names[0].lstrip("-")
        value = kwargs.get("default")
        if "default" not in kwargs and kwargs.get("action") == "store_true":
            value = False
        if "default" not in kwargs and kwargs.get("action") == "store_false":
            value = True
        if isinstance(value, str) and kwargs.get("type") is not None:
            value = kwargs["type"](value)
        self.found[name] = value

    def set_defaults(self, **kwargs):
        self.found.update(kwargs)

    def add_argument_group(self, *args, **kwargs):
        return self

    def add_mutually_exclusive_group(self, **kwargs):
        return self

    def parse_args(self, args=None, namespace=None):
        made = SimpleNamespace(**self.found)
        return made

    def parse_known_args(self, args=None, namespace=None):
        return self.parse_args(), []

    def print_help(self):
        return None
""")
# Its own scope knows the class that it makes.
for _method in _WRITTEN["ArgumentParser"].attributes.values():
    _method.scope.names.update(_WRITTEN)  # type: ignore[attr-defined]

LIBRARY = Library(
    modules={
        "types": {"SimpleNamespace": _WRITTEN["SimpleNamespace"]},
        "argparse": {
            "ArgumentParser": _WRITTEN["ArgumentParser"], "Namespace": _WRITTEN["SimpleNamespace"],
        },
    }
)  # fmt: skip
