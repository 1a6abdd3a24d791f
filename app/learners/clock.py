"""The one place that tells the time, in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """The time of the machine, moved by `shift`: a week of practice can be played in a minute."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + self.shift
