"""`pathlib`: paths are put together; what stands there is for the machine to say."""

from types import MappingProxyType

from app.checker.objects.values import Unknown, Value
from app.checker.objects.written import classes
from app.checker.provided import Library
from app.checker.reader import Builtin, Call

_PATH = classes("""
class Path:
    def __init__(self, *parts):
        self.text = "/".join([str(part) for part in parts]) or "."
        self.name = self.text.split("/")[-1]
        self.suffix = "." + self.name.split(".")[-1] if "." in self.name else ""
        self.stem = self.name[: len(self.name) - len(self.suffix)]

    def __truediv__(self, part):
        return type(self)(self.text, part)

    def __str__(self):
        return self.text

    def joinpath(self, *parts):
        return type(self)(self.text, *parts)

    def mkdir(self, *args, **kwargs):
        return None

    def expanduser(self):
        return self

    def resolve(self):
        return self

    @classmethod
    def cwd(cls):
        return cls(".")

    @classmethod
    def home(cls):
        return cls("~")
""")["Path"]


def _outside(call: Call) -> Value:
    del call
    return Unknown("a file", "unsupported", message="files are on another machine, and the model needs one")


_ON_THE_MACHINE = (
    "exists", "glob", "is_dir", "is_file", "iterdir", "open", "read_bytes", "read_text", "rglob", "stat", "touch",
    "unlink", "write_text",
)  # fmt: skip
_PATH.attributes = MappingProxyType(  # type: ignore[assignment]  # a paste may not change it
    {**_PATH.attributes, **{name: Builtin(name, _outside) for name in _ON_THE_MACHINE}}
)

LIBRARY = Library(modules={"pathlib": {"Path": _PATH, "PurePath": _PATH, "PosixPath": _PATH}})
