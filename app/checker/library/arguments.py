"""`argparse` with the defaults that the paste writes, and `types.SimpleNamespace`."""

from app.checker.objects.written import classes
from app.checker.provided import Library

_WRITTEN = classes("""
class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)


class ArgumentParser:
    def __init__(self, *args, **kwargs):
        self.found = {}
        self.options = {}
        self.places = []

    def add_argument(self, *names, **kwargs):
        name = kwargs.get("dest")
        for written in names:
            if name is None and (written.startswith("--") or not written.startswith("-")):
                name = written.lstrip("-").replace("-", "_")
        if name is None:
            name = names[0].lstrip("-").replace("-", "_")
        for written in names:
            if written.startswith("-"):
                self.options[written] = (name, kwargs)
            else:
                self.places.append((name, kwargs))
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

    def get_default(self, name):
        return self.found.get(name)

    def add_argument_group(self, *args, **kwargs):
        return self

    def add_mutually_exclusive_group(self, **kwargs):
        return self

    def parse_args(self, args=None, namespace=None):
        made = SimpleNamespace(**self.found)
        words = list(args) if args else []
        places = list(self.places)
        while words:
            written, sign, text = words.pop(0).partition("=")
            if written in self.options:
                name, kwargs = self.options[written]
                texts = [text] if sign else []
            elif places and not written.startswith("-"):
                name, kwargs = places.pop(0)
                texts = [written + sign + text]
            else:
                continue
            setattr(made, name, self._taken(kwargs, texts, words))
        return made

    def _taken(self, kwargs, texts, words):
        action = kwargs.get("action")
        if action in ("store_true", "store_false", "store_const"):
            return kwargs.get("const", action == "store_true")
        count = kwargs.get("nargs")
        most = count if isinstance(count, int) else 1 if count in (None, "?") else len(words) + 1
        while words and len(texts) < most and not words[0].startswith("--"):
            texts.append(words.pop(0))
        kind = kwargs.get("type")
        values = [kind(text) for text in texts] if kind is not None else texts
        if count in (None, "?"):
            return values[0] if values else kwargs.get("const")
        return values

    def parse_known_args(self, args=None, namespace=None):
        return self.parse_args(args), []

    def print_usage(self):
        return None

    def format_help(self):
        return ""

    def error(self, message):
        raise SystemExit(message)

    def exit(self, status=0, message=None):
        raise SystemExit(message)

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
