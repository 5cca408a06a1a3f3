"""What can be refused in this room."""


class FileRefused(Exception):
    """This file is not what its name says, or more than the site takes; ``reason`` says to people which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
