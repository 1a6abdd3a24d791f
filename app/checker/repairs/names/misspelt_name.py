"""A name that is spelt in two ways: where it is used, or where it is given.

The odd one is the spelling that the rest of the paste knows less: a name that is read nowhere else, that continues
no row of `conv1`, `conv2`, and is no word of the layers around.
"""

import ast
import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from app.checker.blame.proposals import Proposal
from app.checker.evidence.surroundings import class_around, function_around, self_attribute
from app.checker.findings.missing_attribute import MissingAttribute
from app.checker.findings.python_error import PythonError
from app.checker.findings.undefined_name import UndefinedName
from app.checker.findings.unknown_torch_name import UnknownTorchName
from app.checker.outcome import Repair, Trouble
from app.checker.report import Edit
from app.checker.walks import last_name, walk

_NEAR = 0.5
_NEAR_PYTHON = 0.6
_NEAR_MODULE = 0.8
_OF_MODULES = (
    "training", "apply", "modules", "children", "parameters", "named_modules", "named_children", "named_parameters",
    "register_buffer", "register_parameter", "add_module", "state_dict", "load_state_dict", "train", "eval",
)  # fmt: skip
"""What every `nn.Module` has."""
_TRIED = 4
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_PLURAL = 3
"""A longer word that ends in s is taken for several of a thing."""
_COMMON = frozenset({
    "act", "attn", "avg", "backbone", "bias", "block", "body", "bottleneck", "branch", "classifier", "cls", "dec",
    "decode", "decoder", "down", "downsample", "enc", "encode", "encoder", "eps", "fc", "feat", "feature", "ff",
    "head", "hidden", "iden", "identity", "img", "k", "latent", "layer", "ln", "logit", "logvar", "main", "mask",
    "maxpool", "mean", "mid", "mlp", "model", "mu", "net", "network", "out", "patch", "pool", "pos", "pred", "prob",
    "proj", "q", "qkv", "recon", "reconst", "res", "residual", "score", "seq", "shortcut", "skip", "squeeze", "std",
    "stem", "tail", "token", "up", "v", "wpe", "wte", "x", "y", "z",
})  # fmt: skip
"""Words that authors of models call things by, and torch does not."""


def _propose(trouble: Trouble) -> Iterator[Proposal]:
    fault, node = trouble.met.fault, trouble.met.node
    if isinstance(fault, UnknownTorchName) and isinstance(node, ast.Attribute):
        yield from _torch_names(trouble, fault, node)
    elif isinstance(fault, PythonError) and fault.text == "'module' object is not callable":
        yield from _capitals(trouble, node)
    elif isinstance(fault, MissingAttribute) and fault.of_self and isinstance(node, ast.Attribute):
        cls = class_around(trouble.source.tree, node)
        yield from _names(trouble, fault.name, node, list(walk(cls)) if cls else [])
        for known in difflib.get_close_matches(fault.name, _OF_MODULES, n=1, cutoff=_NEAR_MODULE):
            edits = trouble.site.replace(node, f"self.{known}")
            yield Proposal(f"write self.{known}", edits, blames=node, telling=True)
    elif isinstance(fault, UndefinedName) and isinstance(node, ast.Name):
        function = function_around(trouble.source.tree, node)
        yield from _names(trouble, fault.name, node, list(walk(function)) if function else [])
        yield from _of_the_paste(trouble, fault.name, node)
        yield from _parameters(trouble, fault.name, function)


def _capitals(trouble: Trouble, node: ast.AST | None) -> Iterator[Proposal]:
    """`nn.parameter(...)`, which is a module; the class within it has a capital letter."""
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute):
        new = f"{trouble.source.text(called.value)}.{called.attr.capitalize()}"
        yield Proposal(f"write {new}", trouble.site.replace(called, new), blames=called, telling=True)


def _parameters(trouble: Trouble, name: str, function: ast.FunctionDef | None) -> Iterator[Proposal]:
    """`x` where the function was given an `input` that it never reads: at the first use, or at all."""
    parts = list(walk(function)) if function is not None else []
    uses = [part for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    given = [parameter.arg for parameter in function.args.args] if function is not None else []
    for unread in (arg for arg in given if arg != "self" and all(use.id != arg for use in uses)):
        same = [use for use in uses if use.id == name]
        stored = any(isinstance(part, ast.Name) and part.id == name and part not in uses for part in parts)
        if len(same) > 1 and function is not None and not stored:
            yield from _renamed(trouble, function, unread, name)
        for some in (same[:1], same):
            edits = tuple(edit for use in some for edit in trouble.site.replace(use, unread))
            yield Proposal(f"write {unread}", edits, blames=same[0] if same else None, telling=True)


def _renamed(trouble: Trouble, function: ast.FunctionDef, unread: str, name: str) -> Iterator[Proposal]:
    """The parameter that nobody reads, under the name that several lines read."""
    for parameter in function.args.args:
        if parameter.arg == unread:
            start = trouble.source.span(parameter)
            whole = start.model_copy(update={"end_column": start.column + len(unread)})
            yield Proposal(f"call the parameter {name}", (Edit(span=whole, new=name),), blames=parameter, telling=True)


def _torch_names(trouble: Trouble, fault: UnknownTorchName, node: ast.Attribute) -> Iterator[Proposal]:
    namespace = trouble.tables.modules.get(fault.owner)
    front = trouble.source.text(node.value)
    for name in _near(fault.name, namespace.members if namespace else ()):
        yield Proposal(f"write {name}", trouble.site.replace(node, f"{front}.{name}"), blames=node)


def _names(trouble: Trouble, name: str, node: ast.expr, parts: list[ast.AST]) -> Iterator[Proposal]:
    """The names of the same kind that are given a value around: either spelling may be meant."""
    of_self = isinstance(node, ast.Attribute)
    given: dict[str, ast.expr] = {}
    read: set[str] = set()
    for part in parts:
        if (known := _name_of(part, of_self=of_self)) is not None and isinstance(part, ast.expr):
            if isinstance(getattr(part, "ctx", None), ast.Store):
                given.setdefault(known, part)
            else:
                read.add(known)
    front = "self." if of_self else ""
    numbered = _numbered_alike(name, given, read) if of_self else []
    unread = [known for known in given if known not in read]
    for known in dict.fromkeys([*_near(name, unread), *_near(name, given), *numbered]):
        kind = _kind_of(parts, given[known])
        better = _known_better(trouble, name, known, kind)
        better |= _slipped(known, name, [*given, *read]) and not _known_better(trouble, known, name, kind)
        odd = known not in read and known != f"{name}s" and better
        there = Proposal(f"write {front}{name}", trouble.site.replace(given[known], front + name),
                         blames=given[known], telling=odd, evident=odd and unread == [known])  # fmt: skip
        here = Proposal(f"write {front}{known}", trouble.site.replace(node, front + known), blames=node,
                        telling=known in numbered)  # fmt: skip
        yield from (there, here) if odd else (here, there)


def _of_the_paste(trouble: Trouble, name: str, node: ast.Name) -> Iterator[Proposal]:
    """What the paste defines, which may not have been read yet, then names of Python's own."""
    tree = trouble.source.tree
    defined = [part.name for part in walk(tree) if isinstance(part, ast.ClassDef | ast.FunctionDef)]
    top = [target for part in tree.body if isinstance(part, ast.Assign) for target in part.targets]
    stored = [target.id for target in top if isinstance(target, ast.Name)]
    for known in (
        *_near(name, stored, cutoff=_NEAR_PYTHON),
        *_near(name, defined),
        *_near(name, trouble.tables.builtins, cutoff=_NEAR_PYTHON),
    ):
        yield Proposal(f"write {known}", trouble.site.replace(node, known), blames=node)


def _numbered_alike(name: str, given: Iterable[str], read: set[str]) -> list[str]:
    """`conv1` for `fc1`: of the names that nobody reads, those that end in the same number."""
    digits = name[len(name.rstrip("0123456789")) :]
    unread = (other for other in given if digits and other not in read)
    return [other for other in unread if other[len(other.rstrip("0123456789")) :] == digits]


def _name_of(part: ast.AST, *, of_self: bool) -> str | None:
    if of_self:
        return self_attribute(part)
    return part.id if isinstance(part, ast.Name) else None


def _near(name: str, known: Iterable[str], cutoff: float = _NEAR) -> list[str]:
    names = [other for other in known if other != name and not other.startswith("__")]
    return difflib.get_close_matches(name, names, n=_TRIED, cutoff=cutoff)


def _known_better(trouble: Trouble, used: str, given: str, kind: str) -> bool:
    spoken = 2 * (_speaks_of(kind, used) - _speaks_of(kind, given))
    return _familiar(trouble, used) + spoken > _familiar(trouble, given)


def _slipped(one: str, other: str, names: list[str]) -> bool:
    """Whether the one is the other with a letter said twice, with one left out, or with a number that no other has.

    Or with two letters in each other's place, which the other has where a third name has them: `ih2`, `i2h`, `i2o`.
    """
    if sorted(one) == sorted(other):
        return any(_one_apart(name, other) and not _one_apart(name, one) for name in names)
    numbered = one.rstrip("0123456789") == other and not any(name[-1:].isdigit() for name in names if name != one)
    if numbered or not (one[-1:].isalpha() and other[-1:].isalpha()):
        return numbered
    doubled = any(other[:at] + other[at - 1 :] == one for at in range(1, len(other) + 1))
    inner = range(1, len(other) - 1)
    alone = (at for at in inner if other[at] not in {other[at - 1], other[at + 1]})
    return doubled or any(other[:at] + other[at + 1 :] == one for at in alone)


def _one_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _kind_of(parts: list[ast.AST], target: ast.expr) -> str:
    """`Dropout` of `self.drop = nn.Dropout(0.5)`."""
    stored = (part.value for part in parts if isinstance(part, ast.Assign) and target in part.targets)
    return next((last_name(value.func) for value in stored if isinstance(value, ast.Call)), "")


def _speaks_of(kind: str, name: str) -> bool:
    """Whether a name is short for a kind of layer: `drop` for Dropout, `gn` for GroupNorm."""
    stem = name.rstrip("0123456789").strip("_").lower()
    initials = "".join(re.findall(r"[A-Z]", kind)).lower()
    return bool(stem) and (kind.lower().startswith(stem) or stem == initials)


def _familiar(trouble: Trouble, name: str) -> int:
    """How often a name is written, twice for each sign that it is meant: a row of numbers, a word of the paste."""
    text = "\n".join(trouble.source.lines)
    stem, digits = re.fullmatch(r"(.*?)(\d*)", name).groups()  # type: ignore[union-attr]
    words = len(re.findall(rf"\b{re.escape(name)}\b", text))
    beside = [f"{stem}{int(digits) + step}" for step in (-1, 1)] if digits else []
    in_a_row = any(re.search(rf"\b{re.escape(other)}\b", text) for other in beside)
    plain = stem.strip("_").lower()
    spoken = bool(plain) and len(re.findall(rf"(?<![a-z]){re.escape(plain)}(?![a-z]{{2}})", text.lower())) > words
    words_of_all = _vocabulary(trouble) | _COMMON
    said = Counter(_plain(word) for word in _WORD.findall(text))
    known = all(piece in words_of_all or said[piece] > words for piece in _pieces(stem))
    return words + 2 * in_a_row + 2 * (spoken or known) - name.endswith("_")


def _pieces(name: str) -> set[str]:
    """The words of a name, each as if there were one of it: `cls_tokens` speaks of a token, `pooled` of a pool."""
    return {_plain(word) for word in name.strip("_").split("_")}


def _plain(word: str) -> str:
    """A word as one speaks of one such thing."""
    word = word.lower()
    return word.removesuffix("s").removesuffix("ed") if len(word) > _PLURAL else word


def _vocabulary(trouble: Trouble) -> set[str]:
    """The words that torch's own names are made of: `conv`, `feature`, `norm`."""
    names = [*trouble.tables.methods.get("Tensor", ())]
    for layer in trouble.tables.layers.values():
        names += [layer.name, *layer.signature.parameters]
    words = {word.lower() for name in names for word in _WORD.findall(name)}
    words = {word for word in words if len(word) >= _PLURAL}  # the Si of SiLU says nothing
    return words | {word.removesuffix("s") for word in words if len(word) > _PLURAL}


REPAIR = Repair(_propose)
