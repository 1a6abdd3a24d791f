"""The commands for authors: `prove`, `new`, `coverage`, `schema`."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.course.load import load
from app.course.schema_files import write_schemas
from app.course.starters import KINDS, StarterError, new_finding, new_question, new_topic
from app.kit.words import count
from app.practice.coverage import as_lines, coverage
from app.proof import prove as proof
from app.proof.generators import prove_generators
from app.settings import ROOT, Settings

FINDINGS = ROOT / "app" / "checker" / "findings"
AUTHORS = typer.Typer()
_NEW = typer.Typer(help="Begin a topic, a question or a finding with a file that is right as it stands.")
AUTHORS.add_typer(_NEW, name="new")


@AUTHORS.command()
def prove(
    only_check: Annotated[bool, typer.Option("--check", help="Write nothing; a stale proof file is a fault.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Run every key, wrong option, code block and generator with real PyTorch; again only what has changed."""
    content = Settings().content
    result = proof.prove(content, write=not only_check)
    problems = [*result.problems, *prove_generators(content, result.topics, result.torch, write=not only_check)]
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
    else:
        for problem in problems:
            typer.echo(f"{problem}\n{problem.excerpt}\n  help: {problem.help}\n")
        keys = count(result.proved + result.cited, "key")
        typer.echo(f"{keys}: {result.proved} proved, {result.cited} cited; {count(len(problems), 'problem')}")
    raise typer.Exit(1 if problems else 0)


@AUTHORS.command(name="coverage")
def report() -> None:
    """Objectives, questions, mistakes and ways; what is asked too rarely is marked."""
    for line in as_lines(coverage(load(Settings().content, dev=True))):
        typer.echo(line)


@AUTHORS.command()
def schema() -> None:
    """Write the JSON Schema files that editors complete and check the content with."""
    _told(lambda: write_schemas(Settings().content))


@_NEW.command()
def topic(slug: Annotated[str, typer.Argument(help="As in its address: two-words.")]) -> None:
    """A topic, listed last in course.yaml."""
    _told(lambda: new_topic(Settings().content, slug))


@_NEW.command()
def question(
    topic_slug: Annotated[str, typer.Argument(metavar="TOPIC")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="Permanent: it is kept when the text changes.")],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = "choice",
) -> None:
    """A question at the end of the quiz of a topic."""
    _told(lambda: new_question(Settings().content, topic_slug, id_, kind))


@_NEW.command()
def finding(slug: Annotated[str, typer.Argument(help="As in its address: two-words.")]) -> None:
    """A finding of the checker: its leaf and its page."""
    _told(lambda: new_finding(Settings().content, FINDINGS, slug))


def _told(work: Callable[[], list[Path]]) -> None:
    try:
        paths = work()
    except StarterError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    for path in paths:
        typer.echo(f"wrote {path}")
