"""The runs of one topic while its files are read: named pieces of code and what prose asks of them."""

from dataclasses import dataclass, field

from app.course.proof_file import Outcome, ProofFile, Run


@dataclass
class RunBook:
    """Runs by name. Prose may ask a run for values until the book is closed by the first outcome."""

    proofs: ProofFile = field(default_factory=ProofFile)
    _runs: dict[str, Run] = field(default_factory=dict)
    _asks: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self._runs

    def add(self, run: Run, alias: str | None = None) -> None:
        """Enter a run under its label, and under an alias that prose uses."""
        self._runs[run.label] = run
        if alias:
            self._runs[alias] = run

    def ask(self, name: str, expression: str) -> None:
        """Have torch evaluate `expression` after the run `name`; an unknown name is told when it is used."""
        if name in self._runs:
            self._asks.setdefault(self._runs[name].label, []).append(expression)

    def run(self, name: str) -> Run:
        """The run with all that is asked of it."""
        base = self._runs[name]
        asks = sorted({*base.asks, *self._asks.get(base.label, ())})
        return base.model_copy(update={"asks": tuple(asks)})

    def outcome(self, name: str) -> Outcome | None:
        """What torch said, or None where it was not asked since the last change."""
        return self.proofs.outcome(self.run(name)) if name in self._runs else None

    def all(self) -> tuple[Run, ...]:
        """Every run once, in the order of the files."""
        by_hash: dict[str, Run] = {}
        for name in self._runs:
            run = self.run(name)
            by_hash.setdefault(run.hash, run)
        return tuple(by_hash.values())
