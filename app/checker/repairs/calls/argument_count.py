"""A call with one argument too many, or without one that it needs."""

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from app.checker.blame.faults import Fault
from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import function_around, names_in_use
from app.checker.findings.python_error import PythonError
from app.checker.findings.torch_error import TorchError
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit, Span
from app.checker.walks import walk

_TRIED = 8
_MISSING = re.compile(r"(?:missing 1 required positional|misses 1) arguments?: ['\"](\w+)['\"]")
_COUNTED = re.compile(r"takes (\d+), but is given (\d+)")
_OF_WINDOWS = frozenset({"kernel_size", "stride", "padding", "dilation"})
_ALIKE = 0.6
_WIDTHS = frozenset({"num_features", "num_channels", "normalized_shape"})
"""What a normalisation is told: what the layer in front of it gives."""

_USUAL = {
    "output_size": ("1",), "kernel_size": ("3", "1", "5", "2"), "out_features": ("10",), "out_channels": ("16",),
    "embedding_dim": ("64",), "hidden_size": ("64",), "num_heads": ("4",), "nhead": ("4",), "upscale_factor": ("2",),
    "dim": ("1", "2", "-1"), **dict.fromkeys(("p", "pad", "padding"), ("1", "0")),
    **dict.fromkeys(("s", "stride", "strides"), ("1", "2")), **dict.fromkeys(("k", "ks", "kernel"), ("3", "1")),
}  # fmt: skip
"""What stands there where nothing in the paste says more."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, call = trouble.met.fault, trouble.met.node
    if not isinstance(call, ast.Call) or call.lineno != call.end_lineno:
        return
    if isinstance(fault, WrongConstructorArgument) and len(call.args) == 1 and call.keywords:
        kept = ", ".join(trouble.source.text(keyword) for keyword in call.keywords)
        new = f"{trouble.source.text(call.func)}({kept})"
        yield Proposal(f"write {new}", trouble.site.replace(call, new), blames=call)
    if isinstance(fault, TorchError | PythonError):
        yield from _without_one(trouble, call)
    if isinstance(fault, PythonError) and "misses" in fault.text:
        yield from _by_their_names(trouble, call)
    lacks = isinstance(fault, TorchError) and "missing 1 required" in fault.text
    if lacks or isinstance(fault, WrongConstructorArgument | PythonError):
        yield from _with_one_more(trouble, call)


def _without_one(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """The last argument goes; of several too many, all of them."""
    counted = _COUNTED.search(getattr(trouble.met.fault, "text", ""))
    surplus = max(int(counted[2]) - int(counted[1]), 1) if counted else 1
    for many in dict.fromkeys((surplus, 1)):
        if len(call.args) > many and not call.keywords:
            before, last = trouble.source.end(call.args[-many - 1]), trouble.source.end(call.args[-1])
            span = Span(line=before.line, column=before.column, end_column=last.column)
            gone = ", ".join(trouble.source.text(argument) for argument in call.args[-many:])
            yield Proposal(f"take {gone} away", (Edit(span=span, new=""),), blames=call)


def _with_one_more(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """What calls of the same name are given in this place, what the next layer takes, or a name of the function."""
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return
    missing = getattr(trouble.met.fault, "argument", "") or _named(trouble.met.fault)
    for text in list(dict.fromkeys(_candidates(trouble, call, missing)))[:_TRIED]:
        written = f"{missing}={text}" if missing and call.keywords else text
        anchor = call.keywords[-1].value if missing and call.keywords else call.args[-1] if call.args else None
        if anchor is not None:
            edit = Edit(span=trouble.source.end(anchor), new=f", {written}")
            yield Proposal(f"add {written}", (edit,), blames=call)
        elif not call.args and not call.keywords:
            new = f"{trouble.source.text(call.func)}({written})"
            yield Proposal(f"write {new}", trouble.site.replace(call, new), blames=call)


def _names_for(trouble: Trouble, call: ast.Call, missing: str) -> Iterator[str]:
    """The names that the call could use: what nobody reads, what is called alike, then the last that were given."""
    yield from _unread(trouble, call, missing)
    if missing not in _OF_WINDOWS:
        before = _names_before(trouble, call)
        yield from get_close_matches(missing, before, n=2, cutoff=_ALIKE) if missing else []
        yield from reversed(before)


def _unread(trouble: Trouble, call: ast.Call, missing: str) -> list[str]:
    """What the function around is given and hands on to nobody; of a window, only what is called like one."""
    function = function_around(trouble.source.tree, call)
    if function is None:
        return []
    read = {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    given = [parameter.arg for parameter in function.args.args[1:] if parameter.arg not in read]
    return [name for name in given if missing not in _OF_WINDOWS or name[0] == missing[0]]


def _named(fault: Fault) -> str:
    """`kernel_size`, of Python's words about a function of torch, or of ours about one of the paste."""
    said = _MISSING.search(getattr(fault, "text", ""))
    return said[1] if said else ""


def _by_their_names(trouble: Trouble, call: ast.Call) -> Iterator[Proposal]:
    """`model(left, right)`, where both are names of the paste and of the parameters, and were handed over as one."""
    name = trouble.met.fault.text.partition("(")[0] if isinstance(trouble.met.fault, PythonError) else ""
    known = set(_names_before(trouble, call))
    for node in walk(trouble.source.tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            parameters = [parameter.arg for parameter in node.args.args if parameter.arg != "self"]
            if len(parameters) > max(len(call.args), 1) and known.issuperset(parameters):
                new = f"{trouble.source.text(call.func)}({', '.join(parameters)})"
                yield Proposal(f"hand over each on its own: {new}", trouble.site.replace(call, new), blames=call)


def _names_before(trouble: Trouble, call: ast.Call) -> list[str]:
    """The names that a call could use: those of its function, or those stored above it outside of any."""
    function = function_around(trouble.source.tree, call)
    if function is not None:
        return names_in_use(function)
    above = [node for node in trouble.source.tree.body if isinstance(node, ast.Assign) and node.lineno < call.lineno]
    stored = [part for node in above for target in node.targets for part in walk(target)]
    return [part.id for part in stored if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def _candidates(trouble: Trouble, call: ast.Call, missing: str) -> Iterator[str]:
    tree, text = trouble.source.tree, trouble.source.text
    calls = [node for node in walk(tree) if isinstance(node, ast.Call) and node is not call]
    alike = [node for node in calls if text(node.func) == text(call.func)]
    after = sorted((n for n in alike if n.lineno > call.lineno), key=lambda node: node.lineno)
    if missing in {"out_features", "out_channels"}:
        yield from (text(node.args[0]) for node in after[:1] if node.args)
    for node in alike:
        named = next((text(k.value) for k in node.keywords if k.arg == missing), None)
        if named:
            yield named
        elif len(node.args) > len(call.args):
            yield text(node.args[len(call.args)])
    yield from _names_for(trouble, call, missing)
    if missing in _WIDTHS:
        made = sorted((n for n in calls if n.lineno <= call.lineno), key=lambda node: -node.lineno)
        yield from (text(node.args[1]) for node in made if len(node.args) > 1 and "." in text(node.func))
    if missing in {"embedding_dim", "hidden_size"}:
        later = sorted((n for n in calls if n.lineno > call.lineno), key=lambda node: node.lineno)
        yield from (text(node.args[0]) for node in later if node.args and "." in text(node.func))
    if missing == "dim" and "softmax" in text(call.func):
        yield "-1"
    if missing == "kernel_size" and "ool" in text(call.func):
        yield from ("2", "3")
    yield from _USUAL.get(missing, ())
    if isinstance(trouble.met.fault, PythonError) and "misses 1 argument" in trouble.met.fault.message():
        yield from dict.fromkeys([*(str(n) for shape in trouble.outcome.inputs for n in shape[1:2]), "10", "64"])


REPAIR = Repair(_propose)
