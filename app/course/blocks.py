"""The code blocks of a passage as runs for torch; each token learns which run is its own."""

from dataclasses import dataclass

from markdown_it.token import Token

from app.course.fences import Fence, fence
from app.course.passage import Passage
from app.course.problems import Problems
from app.course.proof_file import Run
from app.course.runbook import RunBook


@dataclass
class Blocks:
    """Enters the code blocks of one passage into a run book, as `<prefix>/1`, `<prefix>/2`, ..."""

    passage: Passage
    book: RunBook
    prefix: str
    problems: Problems
    previous: Run | None = None
    printed_by: str | None = None
    count: int = 0

    def collect(self) -> None:
        """Go through the passage once."""
        for token in self.passage.tokens:
            if token.type == "fence":
                said = fence(token.info)
                token.meta["fence"] = said
                if said.fault:
                    self._fault(token, token.info, "bad-fence", said.fault)
                if said.mode in {"wrong", "right"}:
                    message = f"`python {said.mode}` stands on the pages of findings; here say run or raises"
                    self._fault(token, token.info, "bad-fence", message)
                self._take(token, said)

    def _take(self, token: Token, said: Fence) -> None:
        if said.mode == "output":
            token.meta["of"] = self.printed_by
            if self.printed_by is None:
                message = "an output stands right after the block that printed it"
                self._fault(token, token.info, "stray-output", message)
        self.printed_by = None
        if said.is_run:
            run = self._run(token, said)
            token.meta["run"] = self.printed_by = run.label
            self.previous = run

    def _run(self, token: Token, said: Fence) -> Run:
        setup = ""
        if said.continues and self.previous is None:
            self._fault(token, "continues", "bad-fence", "there is no block before to go on from")
        elif said.continues and self.previous is not None:
            setup = self.previous.setup + self.previous.code
        self.count += 1
        run = Run(label=f"{self.prefix}/{self.count}", code=token.content, setup=setup, input=said.input)
        if said.id and said.id in self.book:
            self._fault(token, said.id, "repeated-id", f"`{said.id}` names another block or snippet")
        self.book.add(run, None if said.id in self.book else said.id)
        return run

    def _fault(self, token: Token, needle: str, slug: str, message: str) -> None:
        self.problems.add(self.passage.spot(token, needle), slug, message)
