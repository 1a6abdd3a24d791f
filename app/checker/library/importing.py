"""`importlib`: a module by its name as a text, which is one of the tables or comes from outside the paste."""

from app.checker.objects.values import Unknown, Value
from app.checker.provided import Library, functions
from app.checker.reader import Call


def _import_module(call: Call) -> Value:
    name = call.argument(0, "name")
    if not isinstance(name, str):
        raise call.error("TypeError", "the name of a module is a string")
    return call.reader.tables.modules.get(name) or Unknown(name)


LIBRARY = Library(modules={"importlib": functions({"import_module": _import_module})})
