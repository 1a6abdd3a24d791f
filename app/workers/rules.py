"""What the parent is told when it is started: how many workers, how long, how much, which job."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.settings import Settings
from app.workers.jail.levels import Mode

JOB = "app.workers.job"


class Rules(BaseModel):
    """The parent's orders, handed over as one argument of JSON (its environment is empty).

    A worker is replaced after `jobs_per_worker`, when more than `grown_mb` stay resident, or after `cpu_seconds`
    of processor time. `job` is the dotted name of a module with `warm(kernels: str) -> object` and
    `answer(body: bytes) -> bytes`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int
    seconds: float
    memory_mb: int
    kernels: Literal["fast", "stock"] = "fast"
    job: str = JOB
    jail: Mode = "try"
    jobs_per_worker: int = 300
    grown_mb: int = 512
    cpu_seconds: float = 60.0

    @classmethod
    def of(cls, settings: Settings, job: str = JOB) -> "Rules":
        """The rules that the settings ask for."""
        return cls(
            workers=settings.workers,
            seconds=settings.check_seconds,
            memory_mb=settings.worker_memory_mb,
            kernels=settings.kernels,
            jail=settings.jail,
            job=job,
        )
