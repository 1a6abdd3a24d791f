"""What a layer says of arguments that it does not take, in words that lead to those that it does."""

import inspect
from collections.abc import Mapping

from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation
from app.checker.blame.raised import ArgumentsMissing, Raised
from app.checker.edits.argument_names import ELSEWHERE
from app.checker.findings.wrong_constructor_argument import WrongConstructorArgument
from app.checker.reader import Call
from app.checker.rows import Layer
from app.kit.words import closest, count, listing

IGNORED = {"device", "dtype"}
_ONE_NUMBER = frozenset({"in_channels", "out_channels", "in_features", "out_features", "num_features", "groups"})


def keyword_meant(layer: Layer, name: str) -> str:
    """The layer's own name for a keyword; empty where none is near."""
    parameters = layer.signature.parameters
    if name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return name
    known = [p for p in parameters if p not in IGNORED]
    near = closest(name, known) or next((p for p in known if p.startswith(f"{name}_")), None)
    return near or next((meant for meant in ELSEWHERE.get(name, ()) if meant in known), "")


def unknown_keyword(layer: Layer, name: str) -> WrongConstructorArgument:
    """A keyword that the layer does not have, with the nearest that it has."""
    known = [p for p in layer.signature.parameters if p not in IGNORED]
    near = keyword_meant(layer, name) or None
    meant = f"; did you mean {near}?" if near else ""
    return WrongConstructorArgument(
        f"nn.{layer.name}", name, f"has no argument {name}{meant}",
        f"write {near}=" if near else f"its arguments are {listing(known)}", renamed=near,
    )  # fmt: skip


def wrong_arguments(
    layer: Layer, call: Call, named: Mapping[str, object], strange: list[str], text: str, created: Creation | None
) -> Raised:
    """The TypeError of a call that lacks arguments, or has too many of them."""
    parameters = layer.signature.parameters
    required = [n for n, p in parameters.items() if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    missing = [n for n in required[len(call.args) :] if n not in named]
    if missing:
        what = f"needs {listing(missing)}, and {'it is' if len(missing) == 1 else 'they are'} not given"
        advice = f"write nn.{layer.name}({', '.join(required)}, ...)"
    else:
        what = f"is given {count(len(call.args), 'positional argument')}, which do not fit: {text}"
        advice = f"its arguments are {listing([n for n in parameters if n not in IGNORED])}"
    if strange:
        what += f"; it has no argument {listing(strange)}"
    fault: Fault = WrongConstructorArgument(f"nn.{layer.name}", missing[0] if missing else "", what, advice)
    kind = ArgumentsMissing if missing and not strange else Raised
    return kind("TypeError", text, call.node, fault, created, text)


def float_size(layer: Layer, bound: Mapping[str, object]) -> Fault | None:
    """The commonest wrong values: a size that a `/` made a float, and one in quotation marks."""
    for name, value in bound.items():
        if isinstance(value, str) and value.strip().isdigit() and _wants_int(layer.signature.parameters.get(name)):
            return WrongConstructorArgument(
                f"nn.{layer.name}", name, f"needs a whole number for {name}, but is given {value!r}, a string",
                f"write {name}={int(value)}, without the quotation marks", better=str(int(value)),
            )  # fmt: skip
        alone = value[0] if isinstance(value, tuple | list) and len(value) == 1 else None
        if type(alone) is int and name in _ONE_NUMBER:
            return WrongConstructorArgument(
                f"nn.{layer.name}", name, f"needs one whole number for {name}, but is given [{alone}]",
                f"write {name}={alone}, without the brackets", better=str(alone),
            )  # fmt: skip
        values = value if isinstance(value, tuple | list) else (value,)
        if any(isinstance(item, float) for item in values) and _wants_int(layer.signature.parameters.get(name)):
            whole = isinstance(value, float) and value.is_integer() and value >= 1  # 0.0 is a rate
            return WrongConstructorArgument(
                f"nn.{layer.name}", name, f"needs a whole number for {name}, but is given {value!r}, a float",
                "divide with //, which gives a whole number; / gives a float even where it divides evenly",
                better=str(int(value)) if whole and isinstance(value, float) else None, is_float=True,
            )  # fmt: skip
    return None


def _wants_int(parameter: inspect.Parameter | None) -> bool:
    return parameter is not None and "float" not in str(parameter.annotation)
