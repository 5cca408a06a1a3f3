"""Mail into files, by a worker that stops where a test wants to kill it: there it waits as long as a file has that name."""

import time
from pathlib import Path

from django.core.mail.backends.filebased import EmailBackend as FileBackend


class EmailBackend(FileBackend):
    def open(self):
        self.stop("before")
        return super().open()

    def send_messages(self, email_messages):
        sent = super().send_messages(email_messages)
        # The server has it, and we do not know it yet.
        self.stop("during")
        return sent

    def stop(self, point):
        signs = Path(self.file_path).parent
        while (signs / f"stop-{point}").exists():
            (signs / f"stopped-{point}").touch()
            time.sleep(0.05)
