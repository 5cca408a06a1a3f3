"""What is wrong in a course folder; all of it is found before any of it is told."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """This is one thing to mend, and where."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class FolderRefused(Exception):
    """This folder has faults and nothing of it was imported."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Place:
    """This is a file that is being read; what is wrong in it is noted in a list that all files share."""

    file: str
    faults: list[Fault]
    first_line: int = field(default=1)

    def fault(self, line: int, reason: str) -> None:
        """``line`` counts from nought at the place's first line, as parsers do."""
        self.faults.append(Fault(self.file, self.first_line + line, reason))

    def below(self, line: int) -> "Place":
        """This is the part of the file that begins at a line."""
        return Place(self.file, self.faults, self.first_line + line)
