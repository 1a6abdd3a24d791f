"""Gathers the leaves into the closed world that a reader walks in."""

import importlib
import pkgutil
from collections import defaultdict
from functools import cache
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from app.checker.access.attributes import ATTRIBUTES
from app.checker.access.class_attributes import walk_object
from app.checker.blame.raised import Raised
from app.checker.calling.calls import CALLERS
from app.checker.library.enumeration import walk_class
from app.checker.library.modules import walk_module
from app.checker.objects.arrays import made
from app.checker.objects.definitions import ClassValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import ArrayValue, TensorValue
from app.checker.objects.values import Namespace, Value
from app.checker.outcome import Repair, Review
from app.checker.performing.operate import operation_builtin
from app.checker.provided import Library
from app.checker.reader import Builtin, NodeReader, Tables
from app.checker.rows import Layer, Operation
from app.kit.discover import discover

_PYTHON = ("math", "functools", "collections", "itertools", "operator", "copy", "typing", "types", "dataclasses")
_TORCH_MODULES = {
    "torch": torch, "torch.nn": nn, "torch.nn.functional": functional, "torch.nn.init": nn.init,
    "torch.Tensor": torch.Tensor, "torch.nn.Module": nn.Module, "torch.cuda": torch.cuda,
    "torch.functional": torch.functional,
}  # fmt: skip


@cache
def tables() -> Tables:
    """The world, gathered once: it holds nothing that a paste could change."""
    libraries = discover("app.checker.library", "LIBRARY", Library)
    layers = {layer.name: layer for family in discover("app.checker.layers", "LAYERS", tuple) for layer in family}
    operations = [row for family in discover("app.checker.operations", "OPERATIONS", tuple) for row in family]
    nodes: dict[type, NodeReader] = {}
    for family in discover("app.checker.nodes", "NODES", dict):
        nodes |= family
    return Tables(
        nodes=nodes,
        callers=CALLERS,
        attributes=ATTRIBUTES,
        walkers={
            ModuleValue: walk_module,
            TensorValue: _walk_tensor,
            ObjectValue: walk_object,
            ClassValue: walk_class,
            Namespace: _walk_namespace,
            ArrayValue: _walk_array,
        },
        builtins={name: value for library in libraries for name, value in library.builtins.items()},
        modules=_namespaces(libraries, layers, operations),
        methods=_methods(libraries, operations),
        layers=layers,
        real_names=_real_names(),
        starred={n: frozenset(real.__all__) for n, real in _TORCH_MODULES.items() if hasattr(real, "__all__")},
    )


def _real_names() -> dict[str, frozenset[str]]:
    """What the real modules have; torch loads some of its own modules only when they are asked for."""
    found = {name: frozenset(dir(real)) for name, real in _TORCH_MODULES.items()}
    for name, package in (("torch", torch), ("torch.nn", nn)):
        found[name] |= {module.name for module in pkgutil.iter_modules(package.__path__)}
    return found | {name: frozenset(dir(importlib.import_module(name))) for name in _PYTHON}


def _walk_tensor(reader: Any, value: TensorValue, node: Any) -> list[Value]:  # noqa: ANN401 (a table's entry)
    """The rows of a tensor, as in `for row in x`."""
    count = value.shape[0] if value.shape else 0
    reader.meter.items(count, node)
    return [TensorValue(value.tensor[i], field=value.field, sized=value.sized) for i in range(count)]


def _walk_namespace(reader: Any, value: Namespace, node: Any) -> list[Value]:  # noqa: ANN401 (a table's entry)
    """`"WIDTH" in os.environ`: of the machine nothing is known, and what a model asks for is hardly ever set."""
    if value.name != "os.environ":
        raise Raised("TypeError", "'module' object is not iterable", node)
    return list(reader.environment)


def _walk_array(reader: Any, value: ArrayValue, node: Any) -> list[Value]:  # noqa: ANN401 (a table's entry)
    """The numbers of a numpy array, or its rows."""
    reader.meter.items(len(value.numbers), node)
    return [made(row, node) for row in value.numbers]


def _namespaces(
    libraries: tuple[Library, ...], layers: dict[str, Layer], operations: list[Operation]
) -> dict[str, Namespace]:
    members: dict[str, dict[str, Value]] = defaultdict(dict)
    for row in operations:
        for name, function in row.forms.items():
            holder, _, attribute = name.rpartition(".")
            if holder != "Tensor":
                members[holder][attribute] = operation_builtin(row, name, function)
    for library in libraries:
        for module, names in library.modules.items():
            members[module] |= names
    members["torch.nn"] |= {name: LayerClass(layer) for name, layer in layers.items()}
    members["torch.nn.modules"] = dict(members["torch.nn"])
    for name, layer in layers.items():  # as in `from torch.nn.modules.conv import Conv2d`
        members[layer.cls.__module__][name] = members["torch.nn"][name]
    members["torch.functional"] = {n: v for n, v in members["torch"].items() if n in torch.functional.__all__}
    members["torch.sparse"] |= {}
    namespaces = {name: Namespace(name, found) for name, found in members.items()}
    members["torch.sparse"]["torch"] = namespaces["torch"]  # many capsule networks write torch.sparse.torch.eye
    _nest(members, namespaces)
    return namespaces


def _nest(members: dict[str, dict[str, Value]], namespaces: dict[str, Namespace]) -> None:
    """`torch.nn` is also the attribute `nn` of `torch`."""
    for name, namespace in namespaces.items():
        parent, _, last = name.rpartition(".")
        if parent in members:
            members[parent].setdefault(last, namespace)


def _methods(libraries: tuple[Library, ...], operations: list[Operation]) -> dict[str, dict[str, Builtin]]:
    methods: dict[str, dict[str, Builtin]] = defaultdict(dict)
    for library in libraries:
        for kind, table in library.methods.items():
            methods[kind] |= table
    for row in operations:
        for name, function in row.forms.items():
            holder, _, attribute = name.rpartition(".")
            if holder == "Tensor":
                methods["Tensor"][attribute] = operation_builtin(row, name, function)
    return methods


@cache
def findings() -> dict[str, Any]:
    """The class of each finding, by slug."""
    return {kind.__dict__["slug"]: kind for kind in discover("app.checker.findings", "FINDING", type)}


@cache
def reviews() -> tuple[Review, ...]:
    """Every look at a reading that went through."""
    return discover("app.checker.reviews", "REVIEW", Review)


@cache
def repairs() -> tuple[Repair, ...]:
    """Every kind of slip that is looked for behind a fault."""
    return discover("app.checker.repairs", "REPAIR", Repair)
