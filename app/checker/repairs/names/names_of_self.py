"""`self.` forgotten, on either side: the layer was kept in a plain variable, or is called by its bare name."""

import ast
from collections.abc import Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, function_around, methods, self_attribute
from app.checker.findings.layer_not_called import LayerNotCalled
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.undefined_name import UndefinedName
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import walk

_UNCALLABLE = "object is not callable"
_ONE_WORD = "self_"
_FILLS = frozenset({"append", "extend", "insert"})


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    cls = class_around(trouble.source.tree, node) if node is not None else None
    if cls is None:
        return
    if isinstance(fault, UndefinedName) and _has(cls, fault.name):
        yield from _written_with_self(trouble, cls, fault.name)
    if isinstance(fault, UndefinedName | MissingAttribute):
        yield from _written_as_one_word(trouble, cls, fault.name)
    if isinstance(fault, MissingAttribute | LayerNotCalled):
        name = fault.name if isinstance(fault, MissingAttribute) else None
        yield from _kept_on_self(trouble, cls, name)
    if isinstance(fault, PythonError) and _UNCALLABLE in fault.text:
        yield from _put_elsewhere(trouble, cls)
    if isinstance(fault, MissingAttribute) and fault.of_self:
        yield from _never_stored(trouble, cls, fault.name)


def _has(cls: ast.ClassDef, name: str) -> bool:
    stored = any(self_attribute(n) == name and isinstance(getattr(n, "ctx", None), ast.Store) for n in walk(cls))
    of_class = [target for statement in cls.body if isinstance(statement, ast.Assign) for target in statement.targets]
    known = any(isinstance(target, ast.Name) and target.id == name for target in of_class)
    return stored or known or any(method.name == name for method in methods(cls))


def _written_with_self(trouble: Trouble, cls: ast.ClassDef, name: str) -> Iterator[Proposal]:
    function = function_around(trouble.source.tree, trouble.met.node) if trouble.met.node is not None else None
    within = walk(function or cls)
    uses = [n for n in within if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
    edits = tuple(edit for use in uses for edit in trouble.site.replace(use, f"self.{name}"))
    yield Proposal(f"write self.{name}", edits, blames=uses[0] if uses else None, telling=True)


def _written_as_one_word(trouble: Trouble, cls: ast.ClassDef, name: str) -> Iterator[Proposal]:
    """`self_conv` for `self.conv`, at every place of the class."""
    words = [n for n in walk(cls) if isinstance(n, ast.Name) and n.id.startswith(_ONE_WORD)]
    meant = name.removeprefix(_ONE_WORD)
    if any(word.id.removeprefix(_ONE_WORD) == meant for word in words):
        words.sort(key=lambda word: (word.lineno, word.col_offset))
        edits = tuple(
            edit for word in words for edit in trouble.site.replace(word, f"self.{word.id.removeprefix(_ONE_WORD)}")
        )
        title = f"write self.{meant}, with a dot"
        yield Proposal(title, edits, blames=words[0], telling=True, evident=True)


def _kept_on_self(trouble: Trouble, cls: ast.ClassDef, name: str | None) -> Iterator[Proposal]:
    """The variable of `__init__` that has the name which `forward` asks `self` for."""
    for method in methods(cls):
        for node in walk(method) if method.name == "__init__" else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
                front: tuple[Edit, ...] = trouble.site.surround(node, "self.", "")[:1]
                yield Proposal(f"keep it on self: self.{name}", front, blames=node, telling=True)


def _put_elsewhere(trouble: Trouble, cls: ast.ClassDef) -> Iterator[Proposal]:
    """`body = nn.Sequential(*self.body)`, which nobody reads, while `self.body` is still the list."""
    loaded = {n.id for n in walk(cls) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for method in methods(cls):
        for node in walk(method) if method.name == "__init__" else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and _has(cls, node.id):
                front: tuple[Edit, ...] = trouble.site.surround(node, "self.", "")[:1]
                if node.id not in loaded:
                    yield Proposal(f"keep it on self: self.{node.id}", front, blames=node, telling=True, evident=True)


def _never_stored(trouble: Trouble, cls: ast.ClassDef, name: str) -> Iterator[Proposal]:
    """The parameter of that name, or a list of layers that `__init__` fills and nobody reads."""
    init = next((method for method in methods(cls) if method.name == "__init__"), None)
    if init is None or not init.body:
        return
    last = init.body[-1]
    parameters = [p.arg for p in (*init.args.args, *init.args.kwonlyargs)]
    lists = [target.id for n in init.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.List)
             for target in n.targets if isinstance(target, ast.Name)]  # fmt: skip
    texts = [name] if name in parameters else []
    filled = {id(n.value) for n in walk(cls) if isinstance(n, ast.Attribute) and n.attr in _FILLS}
    loaded = [n for n in walk(cls) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    read = {n.id for n in loaded if id(n) not in filled}
    lists = [known for known in lists if known not in read]
    texts += [text for known in lists for text in (f"nn.ModuleList({known})", f"nn.Sequential(*{known})")]
    for text in texts:
        line = f"self.{name} = {text}"
        edit = Edit(span=trouble.source.end(last), new=f"\n{trouble.source.prefix(last.lineno)}{line}")
        yield Proposal(f"keep it in __init__: {line}", (edit,), telling=True)


REPAIR = Repair(_propose)
