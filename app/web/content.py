"""The course that is served; while someone edits it (`serve --dev`), as it is now, and proved again."""

import asyncio
import json
import sys

from fastapi import FastAPI
from watchfiles import awatch

from app.course.load import load
from app.course.model import Course
from app.settings import ROOT, Settings
from app.web.log import LOG
from app.web.questions import Made


def read_course(settings: Settings) -> Course:
    """The course; what is wrong with it is logged, and outside --dev what is unproved was left out."""
    course = load(settings.content, dev=settings.dev)
    for problem in course.problems:
        LOG.warning("content", problem=str(problem))
    return course


async def follow_content(app: FastAPI, settings: Settings) -> None:
    """Prove the content, and read and prove it again whenever a file of it is saved."""
    proof = asyncio.create_task(_prove())  # watching begins at once: something may be saved meanwhile
    async for _ in awatch(settings.content):
        app.state.course, app.state.made = read_course(settings), Made()
        await proof
        proof = asyncio.create_task(_prove())


async def _prove() -> None:
    """Run the proof as a process of its own, since it imports torch, and log what it finds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "prove", "--json"), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    for problem in json.loads(output or "[]"):
        LOG.warning("proof", **problem)
