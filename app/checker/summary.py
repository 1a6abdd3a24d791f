"""Turns what happened into the report: rows, totals, the tree of modules, findings with their places."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod
from typing import Literal

import torch
from torch import nn

from app.checker.ancestry import branches, row_of
from app.checker.blame.faults import Fault
from app.checker.blame.origins import Creation
from app.checker.blame.proposals import Proposal
from app.checker.blame.sites import Passed, Site
from app.checker.convert import names_in, tensors_in
from app.checker.devices.meta import weights
from app.checker.objects.instances import ModuleValue
from app.checker.objects.tensors import Field
from app.checker.outcome import Outcome
from app.checker.report import Finding, Fix, Module, Report, Step, Verdict
from app.checker.tables import findings
from app.checker.trace import Met, Row

_ORDER = {"error": 0, "warning": 1, "note": 2}
_SPATIAL = ("Conv", "Pool", "pool", "conv")
_PLACES = 5_000
"""In the tree of modules, before what is shared is shown once; as many as a paste may make modules."""


@dataclass(frozen=True)
class Mended:
    """What the trials of one fault gave: the fixes that work, and the change that tells what is at fault."""

    fixes: list[Fix]
    telling: Proposal | None = None
    whole: bool = False
    """After the first fix everything runs: the other errors follow from this one."""
    cause: ast.AST | None = None
    """What the first fix blames, where that is another place than the finding itself would say."""


def report(outcome: Outcome, mended: Mapping[int, Mended] | None = None) -> Report:
    """The report of a reading; `mended` by the position of a fault in `faults(outcome)`."""
    root = outcome.root
    module = root.module if root is not None else None
    paths = _paths(module)
    parameters = weights(module) if module is not None else []
    outputs = tensors_in(outcome.result)
    rows = outcome.trace.rows
    fc, fc_text = _fc(rows, [o.shape for o in outputs])
    return Report(
        verdict=verdict(outcome),
        entry=outcome.entry,
        entries=list(outcome.entries),
        mode=outcome.mode,
        input_source=outcome.input_source,
        input_shapes=outcome.inputs,
        output_shapes=[list(o.shape) for o in outputs],
        output_names=names_in(outcome.result),
        outputs_assumed=bool(outputs) and outcome.trace.broken,
        total_params=sum(p.numel() for p in parameters),
        trainable_params=sum(p.numel() for p in parameters if p.requires_grad),
        macs=sum(row.macs for row in rows),
        fc_in_features=fc,
        fc_formula=fc_text,
        steps=[_step(row, outcome, paths, sources) for row, sources in zip(rows, _sources(outcome), strict=True)],
        findings=_findings(outcome, mended or {}),
        modules=[_Tree().of(module, "")] if module is not None else [],
        notes=outcome.notes,
        arguments=outcome.arguments,
        torch_version=torch.__version__.split("+")[0],
    )


def verdict(outcome: Outcome) -> Verdict:
    """What real CPU torch does, or that this cannot be told."""
    if outcome.failed:
        return "fails"
    return "runs" if outcome.finished else "cannot-tell"


def faults(outcome: Outcome) -> list[Met]:
    """All that was met: why it cannot tell, else errors, then warnings, then notes, each in order of execution."""
    met = sorted(outcome.met, key=lambda item: (_ORDER[item.fault.severity], item.row))
    if outcome.unclear is not None and not outcome.failed:
        unclear = outcome.unclear
        fault = findings()[unclear.slug](unclear.message, unclear.help)
        met.insert(0, Met(fault, unclear.node))
    return met


def site_of(met: Met, outcome: Outcome) -> Site | None:
    """Where a fault was met, with the next linear layer behind it."""
    if outcome.source is None:
        return None
    behind = next((row for row in outcome.trace.rows[met.row :] if row.kind == "Linear" and row.module), None)
    consumer = behind.module.created if behind is not None and behind.module is not None else None
    row = row_of(met, outcome.trace.rows)
    return Site(
        outcome.source,
        met.node,
        met.created,
        consumer=consumer,
        inputs=tuple(outcome.inputs),
        blamed=met.blamed,
        sources=tuple(row.sources) if row is not None else (),
        makers=tuple(outcome.makers),
        holder=row.around.created if row is not None and row.around is not None else None,
        find_pooled=lambda: _pooled(met, outcome),
        find_fitting=lambda: _fitting(met, outcome),
        find_branches=lambda: _branches(met, row, outcome),
        find_working=lambda: _working(met, outcome),
    )


def _branches(met: Met, row: Row | None, outcome: Outcome) -> tuple[tuple[Passed, ...], ...]:
    """What the tensors of the call went through; a note changes nothing and asks for nothing."""
    return branches(row, outcome.trace.rows) if row is not None and met.fault.severity != "note" else ()


def _fitting(met: Met, outcome: Outcome) -> tuple[Creation, ...]:
    """Layers that were made where the one at fault was, and did what they should."""
    if met.created is None or met.fault.severity != "error":
        return ()
    called = (row.module.created for row in outcome.trace.rows if row.module is not None and row.status != "failed")
    return tuple(made for made in called if made is not None and made.node is met.created.node)


def _working(met: Met, outcome: Outcome) -> tuple[Creation, ...]:
    """Layers made elsewhere than the one at fault, that did what they should."""
    called = (row.module.created for row in outcome.trace.rows if row.module is not None and row.status != "failed")
    own = met.created.node if met.created is not None else None
    return tuple(made for made in called if made is not None and made.node is not own)


def _pooled(met: Met, outcome: Outcome) -> ast.expr | None:
    """The average pooling that gave a map its last size in front of a fault; None where something else gave it."""
    for row in reversed(outcome.trace.rows[: met.row]):
        if "AvgPool" in row.kind or "avg_pool" in row.kind:
            created = row.module.created if row.module is not None else None
            return created.node if created is not None else row.node if isinstance(row.node, ast.expr) else None
        if len(row.outputs[0] if row.outputs else ()) == 4 and row.inputs and row.inputs[0][2:] != row.outputs[0][2:]:
            return None
    return None


def _findings(outcome: Outcome, mended: Mapping[int, Mended]) -> list[Finding]:
    nothing = Mended([])
    said = [
        (i, met)
        for i, met in enumerate(faults(outcome))
        if i == 0 or met.fault.severity != "error" or not mended.get(0, nothing).whole
    ]
    return [_finding(met, site_of(met, outcome), mended.get(i, nothing)) for i, met in said]


def _finding(met: Met, site: Site | None, mended: Mended) -> Finding:
    fault: Fault = met.fault
    finding = Finding(
        slug=fault.slug,
        severity=fault.severity,
        message=fault.message(),
        label=fault.label(),
        help=fault.help(),
        span=site.span(mended.cause or fault.cause(site)) if site is not None else None,
        call_span=site.span(met.node) if site is not None else None,
        torch_says=met.torch_says,
        fixes=mended.fixes,
    )
    if mended.telling is None or site is None:
        return finding
    span = site.span(mended.telling.blames)
    return finding.model_copy(update={"span": span, "label": "this does not fit", "help": mended.telling.title})


def _step(row: Row, outcome: Outcome, paths: dict[int, str], sources: list[int]) -> Step:
    source, held = outcome.source, row.module or row.around
    created = row.module.created if row.module is not None else None
    return Step(
        name=row.name,
        kind=row.kind,
        path=paths.get(id(held.module), "") if held is not None and held.module is not None else "",
        line=getattr(row.node, "lineno", 1),
        created_line=created.node.lineno if created is not None else None,
        span=source.span(row.node) if source is not None and isinstance(row.node, ast.expr) else None,
        input_shapes=[list(shape) for shape in row.inputs],
        output_shapes=[list(shape) for shape in row.outputs],
        output_names=row.output_names,
        params=row.params,
        shared=row.shared,
        macs=row.macs,
        status=row.status,
        formula=row.formula,
        arguments=dict(row.arguments),
        activation_bytes=row.bytes,
        sources=sources,
        receptive_field=_seen(row.field_of_view),
    )


def _sources(outcome: Outcome) -> list[list[int]]:
    """For each row the rows that made its inputs, -1 for an input of the entry; what no row made is left out."""
    made = dict.fromkeys(outcome.input_keys, -1)
    found: list[list[int]] = []
    for number, row in enumerate(outcome.trace.rows):
        found.append(list(dict.fromkeys(made[key] for key in row.reads if key in made)))
        made |= dict.fromkeys(row.makes, number)
    return found


def _seen(seen: Field) -> list[int] | Literal["whole input"] | None:
    return [ceil(size) for size, _ in seen] if isinstance(seen, tuple) else seen


def _paths(module: nn.Module | None) -> dict[int, str]:
    return {id(child): name for name, child in module.named_modules()} if module is not None else {}


class _Tree:
    """The tree of modules. One that is shared stands in each of its places, as long as there is room.

    Modules that share their parts thirty levels deep stand in a thousand million places: what was shown once is then
    shown without its parts.
    """

    def __init__(self) -> None:
        self.places = 0
        self.params: dict[int, int] = {}

    def of(self, module: nn.Module, path: str) -> Module:
        """The module with its parts; `path` is where it stands."""
        value = module.__dict__.get("stride_value")
        created = value.created if isinstance(value, ModuleValue) else None
        shown = id(module) in self.params
        self.places += 1
        if not shown:
            self.params[id(module)] = sum(p.numel() for p in weights(module))
        parts = [] if shown and self.places > _PLACES else module._modules.items()
        return Module(
            path=path,
            kind=value.class_name if isinstance(value, ModuleValue) else type(module).__name__,
            params=self.params[id(module)],
            created_line=created.node.lineno if created is not None else None,
            children=[self.of(child, f"{path}.{name}" if path else name) for name, child in parts if child is not None],
        )


def _fc(rows: list[Row], outputs: list[tuple[int, ...]]) -> tuple[int | None, str | None]:
    """Features per sample that reach the first linear layer behind the last convolution or pool."""
    last = max((i for i, row in enumerate(rows) if any(word in row.kind for word in _SPATIAL)), default=-1)
    for row in rows[last + 1 :]:
        if row.kind == "Linear" and row.features is not None:
            return row.features, _fc_text(row.joined, row.features)
    if last < 0 or not outputs or (rows and rows[-1].status == "failed"):
        return None, None
    flat = rows[-1].kind == "Flatten" or rows[-1].name in {"flatten", "view", "reshape"}
    sizes = rows[-1].inputs[0][1:] if flat and len(outputs[0]) == 2 else outputs[0][1:]
    return (prod(sizes), _fc_text(sizes, prod(sizes))) if len(sizes) > 1 else (None, None)


def _fc_text(sizes: tuple[int, ...], features: int) -> str | None:
    if len(sizes) < 2 or prod(sizes) != features:
        return None
    names = {2: "C·L", 3: "C·H·W", 4: "C·D·H·W"}.get(len(sizes))
    return f"{names} = {'·'.join(map(str, sizes))} = {features}" if names else None
