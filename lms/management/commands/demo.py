"""The demo: prepare the site, then run the server and one worker until somebody stops them."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from home import demo
from lms.celery import embedded_worker
from lms.supervisor import ProgramEnded, StopRequested, Supervisor, answers, is_free

HOST = "127.0.0.1"
PATIENCE = 60.0


def server() -> list[str]:
    """This is the command line of the web server; one process with threads is enough for SQLite."""
    return [
        *(sys.executable, "-m", "gunicorn", "lms.wsgi", f"--bind={HOST}:{settings.PORT}", "--log-level=warning"),
        *("--worker-class=gthread", "--workers=1", "--threads=8", "--graceful-timeout=2", "--no-control-socket"),
    ]


class Command(BaseCommand):
    help = "Prepare the demo site and serve it, with one worker beside the server. Ctrl-C stops both."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is a real site; see docs/how-to/deploy.md for how to run it.")
        if not is_free(HOST, settings.PORT):
            raise CommandError(f"Port {settings.PORT} is in use. Choose another: make demo PORT={settings.PORT + 1}")
        logging.disable(logging.INFO)
        self.prepare()
        try:
            self.run()
        except StopRequested:
            self.stdout.write("Stopped.")
        except ProgramEnded as error:
            raise CommandError(str(error)) from error

    def prepare(self) -> None:
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        self.say("Preparing the demo site ...")
        call_command("load_demo", verbosity=0)
        connection.close()

    def run(self) -> None:
        quiet = {"LOG_LEVEL": "WARNING"}
        with Supervisor() as supervisor:
            supervisor.start("worker", embedded_worker(), quiet)
            supervisor.start("server", server(), quiet)
            if not supervisor.wait_until(lambda: answers(HOST, settings.PORT), seconds=PATIENCE):
                raise CommandError(f"The server did not answer within {PATIENCE:.0f} seconds.")
            self.say(f"\n{demo.sign_ins()}\n\nFootbridge is at {settings.BASE_URL}  (Ctrl-C stops it)\n")
            supervisor.watch()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
