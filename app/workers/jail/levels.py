"""Which walls of the jail stand: measured in a worker, shown by `/readyz` and the log."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Mode = Literal["require", "try", "off"]
"""`require` starts no worker without every level; `try` takes what there is; `off` leaves the kernel's walls away."""

WHAT_IT_TAKES = {
    "landlock": "Landlock (Linux 5.13 or newer, with landlock in /sys/kernel/security/lsm)",
    "seccomp": "seccomp (Linux on x86_64 or aarch64, with CONFIG_SECCOMP_FILTER)",
    "no_new_privs": "no new privileges (Linux)",
    "undumpable": "memory that other processes of the user cannot read (Linux)",
    "no_capabilities": "an empty set of capabilities (Linux)",
    "rlimits": "every resource limit (Linux)",
    "empty_environment": "an empty environment",
    "only_pipe": "no open descriptor but the pipe",
}


class Levels(BaseModel):
    """The walls around one worker, as read back from the kernel or tried out.

    `landlock` is the version of the kernel's interface, as `abi 7`, once an attempt to list `/` failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    landlock: str | None = None
    seccomp: bool = False
    no_new_privs: bool = False
    undumpable: bool = False
    no_capabilities: bool = False
    rlimits: bool = False
    empty_environment: bool = False
    only_pipe: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there, and where it would be."""
        return tuple(words for name, words in WHAT_IT_TAKES.items() if not getattr(self, name))


class JailMissing(RuntimeError):  # noqa: N818 - a state of the system, told in one sentence
    """`require` was asked for, and this system has not got every level."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        wanted = "; ".join(missing) or "an answer: the process that tried the jail ended"
        super().__init__(f"STRIDE_JAIL=require, and the jail of the workers lacks {wanted}")
