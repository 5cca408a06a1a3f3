"""Mail servers on loopback that answer as they are told."""

import socket
import threading
from types import TracebackType
from typing import Self

GREETINGS = {
    "": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class MailServer:
    """Answers each command by its table; an empty answer hangs up instead."""

    def __init__(self, **answers: str) -> None:
        self.answers = {**GREETINGS, **{key.replace("end", "."): answer for key, answer in answers.items()}}
        self.taken: list[str] = []

    def __enter__(self) -> Self:
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    @property
    def mailers(self) -> dict[str, dict[str, object]]:
        port = self.server.getsockname()[1]
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5}}}

    def serve(self) -> None:
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            with peer, peer.makefile("rw", newline="\r\n", encoding="utf-8") as lines:
                self.talk(lines)

    def talk(self, lines) -> None:
        command = ""
        while self.say(lines, command):
            if command == "DATA":
                self.taken.append("".join(iter(lines.readline, ".\r\n")))
                command = "."
            else:
                command = lines.readline().strip()[:4].upper()
            if not command:
                return

    def say(self, lines, command) -> bool:
        answer = self.answers.get(command, "500 what?")
        if answer:
            lines.write(answer + "\r\n")
            lines.flush()
        return bool(answer)
