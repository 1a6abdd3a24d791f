"""What the parent is told when it is started: how many workers, how long, how much, which job."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.settings import Settings

JOB = "app.workers.job"


class Rules(BaseModel):
    """The parent's orders, handed over as one argument of JSON (its environment is empty).

    `job` is the dotted name of a module with `warm(kernels: str) -> object` and `answer(body: bytes) -> bytes`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int
    seconds: float
    memory_mb: int
    kernels: Literal["fast", "stock"] = "fast"
    job: str = JOB
    jobs_per_worker: int = 300
    grown_mb: int = 1024

    @classmethod
    def of(cls, settings: Settings, job: str = JOB) -> "Rules":
        """The rules that the settings ask for."""
        return cls(
            workers=settings.workers,
            seconds=settings.check_seconds,
            memory_mb=settings.worker_memory_mb,
            kernels=settings.kernels,
            job=job,
        )
