"""What was granted to one learner for one unit beyond the rule; no queries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Granted:
    """This is how many more attempts and minutes a learner has; nothing, where nothing was granted."""

    attempts: int = 0
    minutes: int = 0

    def __add__(self, other: "Granted") -> "Granted":
        return Granted(self.attempts + other.attempts, self.minutes + other.minutes)

    def __bool__(self) -> bool:
        return bool(self.attempts or self.minutes)
