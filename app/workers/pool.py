"""The web side of the workers: what one may ask of the checker, and the answers that are worth keeping.

Knows the checker's plain models. What comes back is validated like anything from outside.
"""

from pydantic import BaseModel

from app.checker.report import Report, Request
from app.checker.solving.models import LayerAnswer, LayerQuestion, NetAnswer, NetQuestion
from app.checker.stack import Catalogue, StackRequest, Unstacked
from app.settings import Settings
from app.workers.answers import catalogue_of, no_report, report_of, solution_of, unstacked_of
from app.workers.cache import Cache
from app.workers.jail.levels import Levels
from app.workers.keeper import Busy, Keeper
from app.workers.rules import JOB


class Pool:
    """Runs checks in guarded processes.

    Args:
        settings: how many workers, how long a check may take, how much memory, how long a queue.
        job: dotted name of the module that does the work in a worker.
    """

    def __init__(self, settings: Settings, job: str = JOB) -> None:
        self._seconds = settings.check_seconds
        self._keeper = Keeper(settings, job)
        self._catalogue: Catalogue | None = None
        self._cache = Cache(settings.cache_mb * 2**20)

    @property
    def ready(self) -> bool:
        """Whether workers are warm; a check before that waits."""
        return self._keeper.ready

    @property
    def jail(self) -> Levels | None:
        """What stands around the workers, as measured in one; None before they are warm."""
        return self._keeper.jail

    async def start(self) -> None:
        """Begin to warm up, in the background.

        Raises:
            JailMissing: one level is required, and is not there.
        """
        await self._keeper.start()

    async def close(self) -> None:
        """End every worker."""
        await self._keeper.close()

    async def check(self, request: Request) -> Report:
        """The report on a paste; one of `stopped` when the worker could not finish.

        Raises:
            Busy: the queue is full.
        """
        return await self._report(_question("check", request))

    async def stack(self, request: StackRequest) -> Report:
        """The report on a list of layers, as `check`.

        Raises:
            Busy: the queue is full.
        """
        return await self._report(_question("stack", request))

    async def unstack(self, request: Request) -> Unstacked:
        """The rows of a paste that is a plain stack, or why it is none.

        Raises:
            Busy: the queue is full.
        """
        return unstacked_of(await self._keeper.ask(_question("unstack", request)), self._seconds)

    async def solve(self, question: LayerQuestion | NetQuestion) -> LayerAnswer | NetAnswer:
        """The answer to a question about sizes; it says so when the worker could not finish.

        Raises:
            Busy: the queue is full.
        """
        asked = _question("solve", question)
        kind: type[LayerAnswer | NetAnswer] = LayerAnswer if isinstance(question, LayerQuestion) else NetAnswer
        kept = self._cache.get(asked)
        body = kept if kept is not None else await self._keeper.ask(asked)
        found = solution_of(body, kind, self._seconds)
        if found.verdict != "cannot-tell":  # that may be another time's chance
            self._cache.keep(asked, body)
        return found

    async def catalogue(self) -> Catalogue:
        """Every layer that the checker knows; asked of a worker once.

        Raises:
            Busy: the queue is full, or the worker could not say.
        """
        if self._catalogue is None:
            self._catalogue = catalogue_of(await self._keeper.ask(_question("catalogue", None)))
        if self._catalogue is None:
            raise Busy(self._keeper.retry_after)
        return self._catalogue

    async def _report(self, question: bytes) -> Report:
        """A worker's own report is kept; that there is none may be another time's chance."""
        kept = self._cache.get(question)
        answer = kept if kept is not None else await self._keeper.ask(question)
        report = report_of(answer)
        if report is None:
            return no_report(answer, self._seconds)
        if kept is None and not _stopped(report):
            self._cache.keep(question, answer)
        return report


def _question(kind: str, payload: BaseModel | None) -> bytes:
    """A job as a worker reads it."""
    content = payload.model_dump_json(exclude_unset=True) if payload is not None else "null"
    return f'{{"kind":"{kind}","payload":{content}}}'.encode()


def _stopped(report: Report) -> bool:
    """Whether a check ended before it could answer, which another time it might not: processor time decides too."""
    return any(finding.slug == "stopped" for finding in report.findings)
