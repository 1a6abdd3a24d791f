"""One reading of one paste, from its text to what happened; no report and no fixes yet."""

import ast
from dataclasses import replace

import torch

from app.checker import aftermath, inputs
from app.checker.blame.faults import Fault
from app.checker.blame.raised import ArgumentsMissing, Raised
from app.checker.calling.parameters import arguments_of
from app.checker.causes import meet
from app.checker.convert import used_unknown
from app.checker.devices import meta
from app.checker.findings.folded_batch import FoldedBatch
from app.checker.findings.missing_base import MissingBase
from app.checker.findings.python_error import PythonError
from app.checker.findings.syntax_error import BadSyntax
from app.checker.limits import Limits, Meter, over_budget
from app.checker.nodes.literals import KNOWN_IMPORTS
from app.checker.objects.definitions import ClassValue, FunctionValue, LayerClass
from app.checker.objects.instances import ModuleValue, ObjectValue
from app.checker.objects.tensors import TensorValue
from app.checker.objects.type_names import type_name
from app.checker.objects.values import Token, Unknown, Value
from app.checker.outcome import Outcome
from app.checker.paste.namespaces import SUPPLIED
from app.checker.paste.source import NotPython, Source, parse_expression, read
from app.checker.program import entry as entries
from app.checker.program import stores
from app.checker.program.candidates import Entry
from app.checker.program.feeders import feeders
from app.checker.program.statements import names_in
from app.checker.program.toplevel import TopLevel
from app.checker.reader import Reader
from app.checker.report import Request
from app.checker.signals import CannotTell
from app.checker.tables import reviews, tables
from app.checker.trace import Met
from app.checker.walks import walk

_HANDS_ON = ("dtype", "_like(", ".new_", "type_as")
"""Where a model may make other tensors of the kind of its input, before it looks anything up with it."""


def explore(request: Request, limits: Limits, *, assumed: bool = False) -> Outcome:
    """Reads a paste and calls its entry once; an `assumed` input holds the kind of numbers that the weights do."""
    try:
        source = read(request.code, limits)
    except NotPython as broken:
        work = Meter(limits).work(len(request.code))
        return Outcome(broken.source, met=[_syntax(broken)], notes=list(broken.source.notes), work=work)
    except CannotTell as unclear:
        return Outcome(None, unclear=unclear)
    first = _Exploration(request, source, limits, assumed=assumed)
    outcome = first.run()
    whole = first.looked_up() if outcome.failed and any(word in request.code for word in _HANDS_ON) else frozenset()
    if not whole:
        return outcome
    again = _Exploration(request, read(request.code, limits), limits, assumed=assumed, whole=whole).run()
    again.work += outcome.work
    return outcome if again.failed else again


def _syntax(broken: NotPython) -> Met:
    """Python's own place, as a node so that it is found like any other."""
    lines = broken.source.lines
    line = min(max(broken.error.lineno or 1, 1), len(lines))
    text = lines[line - 1]
    start = min(max((broken.error.offset or 1) - 1, 0), len(text))
    same_line = broken.error.end_lineno == line and (broken.error.end_offset or 0) > start + 1
    end = (broken.error.end_offset or 1) - 1 if same_line else max(len(text.rstrip()), min(start + 1, len(text)))
    place = ast.Constant(
        None, lineno=line, col_offset=len(text[:start].encode(errors="surrogatepass")), end_lineno=line,
        end_col_offset=len(text[: max(end, start)].encode(errors="surrogatepass")),
    )  # fmt: skip
    return Met(BadSyntax(broken.error.msg, text), place, torch_says=f"SyntaxError: {broken.error.msg}")


def _no_module(value: ObjectValue | None, node: ast.expr) -> Raised:
    """What is called as a model and is none: TypeError, as Python raises it."""
    words = f"'{type_name(value)}' object is not callable"
    cls = value.kind if value is not None else None
    return Raised("TypeError", words, node, MissingBase(cls.name, cls.node) if cls is not None else None)


class _Exploration:
    """The steps of one reading, in order."""

    def __init__(
        self, request: Request, source: Source, limits: Limits, *, assumed: bool, whole: frozenset[int] = frozenset()
    ) -> None:
        self.request = request
        self.assumed = assumed
        self.whole = whole
        self.called_with: list[TensorValue] = []
        self.source = source
        self.top = TopLevel(source.tree)
        self.executed = set[int]()
        self.reader = Reader(source, tables(), limits)
        self.outcome = Outcome(source, self.reader.trace, notes=list(source.notes))

    def run(self) -> Outcome:
        """All of it; whatever ends it early is in the outcome."""
        try:
            self._run()
        except Raised as raised:
            fault: Fault = raised.fault or PythonError(raised.kind, raised.message)
            meet(self.reader.trace, Met(fault, raised.node, raised.created, raised.torch_says, self._failed_row()))
        except CannotTell as unclear:
            self.outcome.unclear = unclear
        except RecursionError:
            self.outcome.unclear = over_budget("the code calls itself too deeply")
        self.outcome.met = list(self.reader.trace.met)
        self.outcome.work = self.reader.meter.work(len(self.request.code))
        return self.outcome

    def looked_up(self) -> frozenset[int]:
        """The inputs that turned out to hold whole numbers, and were not read so from the start."""
        turned = {value.sized for value in self.called_with if value.sized and value.tensor.dtype == torch.int64}
        return frozenset(turned) - self.whole

    def _failed_row(self) -> int:
        """The row that raised, where it left one; else the place behind the last."""
        rows = self.reader.trace.rows
        return len(rows) - (bool(rows) and rows[-1].status == "failed")

    def _run(self) -> None:
        self._supply()
        stores.refuse(self.source.tree, self.reader.tables.modules)
        entry = self._entry()
        needed = names_in(entry.expression)
        fed = names_in(entry.feed) - needed if entry.feed is not None else set[str]()
        if not self.top.comes_from_elsewhere(fed, entry.before, KNOWN_IMPORTS):
            needed |= fed
        if entry.feed is None:
            needed = needed.union(*(names_in(feeder.argument) for feeder in feeders(self.top, entry.text)))
        self._execute(self.top.needed(needed, entry.before))
        root = self._build(entry)
        self.outcome.root = root
        self._set_mode(root)
        kinds = inputs.Kinds(inputs.kind_of(root) if self.assumed else torch.float32, self.whole)
        args, kwargs, self.outcome.input_source = inputs.of(self.reader, self.request, entry, self.top, kinds)
        self._call(root, args, kwargs, entry)

    def _supply(self) -> None:
        """A paste without any import gets the usual ones; another one is told what is missing."""
        world = self.reader.tables.modules
        usual: dict[str, Value] = {name: world[module] for name, module in SUPPLIED.items()}
        usual["Variable"] = world["torch.autograd"].members["Variable"]
        usual["OrderedDict"] = world["collections"].members["OrderedDict"]
        usual["partial"] = world["functools"].members["partial"]
        imports = any(isinstance(node, ast.Import | ast.ImportFrom) for node in walk(self.source.tree))
        if imports:
            self.reader.supplied = {name: value for name, value in usual.items() if name in KNOWN_IMPORTS}
            return
        usual["device"] = Token("cpu", meta.META)
        self.reader.globals.names.update(usual)
        if self.source.tree.body:
            self.outcome.notes.append("the paste imports nothing, so torch, nn and F were supplied")

    def _entry(self) -> Entry:
        layers = tuple(self.reader.tables.layers)
        self.top, found = entries.find(self.top, layers, losses=self.request.input_shape is None)
        self.outcome.entries = found.all
        self.reader.hidden = self.top.hidden
        if self.request.entry is not None:
            expression = parse_expression(self.request.entry)
            self._place(expression, names_in(expression))
            chosen = entries.named(self.top, layers, expression, self.request.entry.strip())
        elif found.chosen is not None:
            chosen = found.chosen
        else:
            self._without_model()
            raise CannotTell(
                "unsupported", "there is no model in this paste: no class that inherits from nn.Module, and no layer",
                None, "paste a class with a forward method, an nn.Sequential, or a layer in a variable",
            )  # fmt: skip
        self.outcome.entry = chosen.text
        return chosen

    def _place(self, expression: ast.expr, names: set[str]) -> None:
        """An entry from outside the paste stands where the paste last binds its name."""
        nowhere = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
        places = [s.node for s in self.top.statements if s.binds & names] or self.source.tree.body[:1] or [nowhere]
        for node in walk(expression):
            ast.copy_location(node, places[-1])

    def _without_model(self) -> None:
        """What the statements themselves raise is still worth saying, and where a model is imported from.

        Raises:
            CannotTell: `unknown-import`, where a name is built by something from outside the paste.
        """
        self._execute(list(range(len(self.top.statements))))
        for name, value in self.reader.globals.names.items():
            if isinstance(value, ClassValue):
                self._need_bases(value)
            elif isinstance(value, Unknown) and value.message and value.slug == "unknown-import":
                statement = next(s for s in self.top.statements if name in s.binds | s.alters)
                raise CannotTell("unknown-import", value.message, statement.node)

    @staticmethod
    def _need_bases(kind: ClassValue) -> None:
        """A class that inherits from something imported may well be the model."""
        for base in kind.ancestors():
            if isinstance(base, Unknown) and base.slug == "unknown-import":
                message = f"{kind.name} inherits from {base.what}, which is imported from outside the paste"
                raise CannotTell("unknown-import", message, kind.node)

    def _execute(self, indexes: list[int]) -> None:
        """Runs statements; one outside the language leaves unknown names behind and a note."""
        for index in indexes:
            self.executed.add(index)
            statement = self.top.statements[index]
            try:
                self.reader.execute(statement.node, self.reader.globals)
            except CannotTell as unclear:
                if unclear.slug == "stopped":
                    raise
                line = getattr(unclear.node, "lineno", statement.node.lineno)
                self.outcome.notes.append(f"line {line} was stepped over: {unclear.message}")
                for name in statement.binds | statement.alters | self._objects(statement.changes):
                    self.reader.globals.names[name] = Unknown(name, unclear.slug, line, unclear.message)

    def _objects(self, names: frozenset[str]) -> set[str]:
        """Those that hold an object of the paste's own, no module: nobody knows what a call that was not read did."""
        held = self.reader.globals.names
        return {name for name in names if isinstance(held.get(name), ObjectValue)}

    def _build(self, entry: Entry) -> ModuleValue:
        scope = self.reader.globals
        try:
            value = self.reader.evaluate(entry.expression, scope)
            if isinstance(value, ClassValue | LayerClass | FunctionValue):
                self._need_arguments(value, entry)
                call = ast.copy_location(ast.Call(entry.expression, [], []), entry.expression)
                value = self._with_defaults(value, entry, call)
        except ArgumentsMissing as raised:
            if not (entry.guessed and raised.passed_on):
                raise
            message = f"{entry.text} hands its own arguments on, and the paste gives none: {raised.message}"
            raise CannotTell("arguments-needed", message, raised.node) from raised
        if isinstance(value, Unknown):
            raise used_unknown(value, entry.expression)
        if value is None or isinstance(value, ObjectValue):
            raise _no_module(value, entry.expression)
        if not isinstance(value, ModuleValue):
            raise CannotTell("unsupported", f"the entry `{entry.text}` is no module", entry.expression)
        return value

    def _with_defaults(self, value: Value, entry: Entry, call: ast.Call) -> Value:
        """What nobody builds in the paste, built by its defaults; where it refuses them itself, they were none."""
        try:
            return self.reader.call(value, [], {}, call, self.reader.globals)
        except Raised as raised:
            arguments = arguments_of(value)
            by_itself = isinstance(raised.node, ast.Assert | ast.Raise)
            open_ones = [each.name for each in arguments if by_itself or each.default == "None"]
            if not (entry.guessed and open_ones and (by_itself or "NoneType" in raised.message)):
                raise
            self.outcome.arguments = arguments
            message = f"{entry.text} does not work with its defaults, and the paste gives no others"
            message += f": {raised.message}" if raised.message else ""
            given = ", ".join(f"{name}=..." for name in open_ones)
            raise CannotTell(
                "arguments-needed", message, raised.node, f"give an entry such as {entry.text}({given})"
            ) from raised

    def _need_arguments(self, value: Value, entry: Entry) -> None:
        """A class is called without arguments; one that needs some is a question, not a failure."""
        arguments = arguments_of(value)
        missing = [argument.name for argument in arguments if argument.needed]
        if missing:
            quoted, given = ", ".join(missing), ", ".join(f"{name}=..." for name in missing)
            self.outcome.arguments = arguments
            message = f"{entry.text} needs arguments that the paste does not give: {quoted}"
            node = value.node if isinstance(value, FunctionValue | ClassValue) else entry.expression
            init = value.find("__init__") if isinstance(value, ClassValue) else None
            place = init[1].node if init and isinstance(init[1], FunctionValue) else node
            raise CannotTell("arguments-needed", message, place, f"give an entry such as {entry.text}({given})")

    def _set_mode(self, root: ModuleValue) -> None:
        module = root.module
        if module is not None and self.request.mode is not None:
            module.train(self.request.mode == "train")
        self.outcome.mode = "train" if module is None or module.training else "eval"

    def _call(self, root: ModuleValue, args: list[Value], kwargs: dict[str, Value], entry: Entry) -> None:
        self.called_with = tensors = [v for v in (*args, *kwargs.values()) if isinstance(v, TensorValue)]
        for value in tensors:
            value.batched = value.raw = True
            value.field = ((1, 1),) * max(len(value.shape) - 2, 0) or None
        self.outcome.find_feed = lambda: entry.feed if aftermath.fed_alike(self.reader, entry, tensors) else None
        self.outcome.inputs = [list(value.shape) for value in tensors]
        self.outcome.input_keys = tuple(value.key for value in tensors)
        self.outcome.makers = [value.made_by for value in tensors]
        trace = self.reader.trace
        trace.active = True
        node = entry.feed or entry.expression
        self.reader.entry = None if entry.feed is not None else entry.expression
        result = self.reader.call(root, args, kwargs, node, self.reader.globals)
        self.reader.meter.nest(result, node)  # one that is too large is not kept: a report walks what is
        self.outcome.result = result
        self.outcome.finished = True
        self._review()
        self._look_at_losses(entry, tensors)

    def _look_at_losses(self, entry: Entry, tensors: list[TensorValue]) -> None:
        """The losses behind the call, where nothing in front is wrong already."""
        trace = self.reader.trace
        if trace.broken or any(met.fault.severity != "note" for met in trace.met):
            return

        def execute(before: int) -> None:
            self._execute([at for at in self.top.needed(wanted, before) if at not in self.executed])

        for use in aftermath.uses(self.top, entry):
            wanted = names_in(use.call.args[1])
            own = aftermath.fed_alike(self.reader, entry, tensors)
            met = aftermath.look(self.reader, use, self.outcome.result, tensors, execute if own else None)
            if met is not None:
                meet(trace, met if isinstance(met.fault, FoldedBatch) else replace(met, row=len(trace.rows)))
                return

    def _review(self) -> None:
        """Looks for what torch accepts and is a bug all the same, each where it was executed."""
        rows = self.reader.trace.rows
        for review in reviews():
            for met in review.look(self.outcome):
                row = next((i for i, row in enumerate(rows) if row.node is met.node), len(rows))
                meet(self.reader.trace, replace(met, row=row))
