"""
The benchmarks: `make bench`, or `python -m bench --engine sqlite`.

Each engine gets a site of its own, seeded once (`manage.py seed`) and kept in var/bench; every run works on a copy. What is
printed are ratios to yardsticks of the same run: machines are noisy, and others' figures are from other machines.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
PLAIN, WAGTAIL = "plain view", "Wagtail's own"
# What DESIGN.md and the issue hold: at most so many times the plain view, and half of Wagtail's serving.
LIMITS = {"course, learner": 4.0, "lesson, learner": 4.0, "complete a lesson": 5.0}
HALF_OF_WAGTAIL = ("course, learner", "lesson, learner")


def environment(data: Path, database: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    own = {"DATA_DIR": str(data), "DATABASE_URL": database, "LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}
    return {**kept, **own, "DJANGO_SETTINGS_MODULE": "bench.settings"}


def python(*arguments: str, given: dict[str, str], text: str | None = None) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=given, input=text, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}")
    return ran.stdout


class Site:
    """This is a seeded site on one engine, and a copy of it for each run."""

    def __init__(self, engine: str, learners: int) -> None:
        self.engine, self.learners = engine, learners
        self.name = f"footbridge_bench_{learners}"
        self.data = HOME / f"{engine}-{learners}"

    def url(self, name: str) -> str:
        if self.engine == "sqlite":
            return f"sqlite:///{self.data / name}.sqlite3"
        return f"{POSTGRES.rpartition('/')[0]}/{name}"

    def ensure(self) -> None:
        """This seeds the site where it is missing, or was made by other code."""
        mark = self.data / "seeded"
        if mark.exists() and mark.read_text() == self.digest():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        self.renew(self.name, template=None)
        given = environment(self.data, self.url(self.name))
        python("manage.py", "migrate", "--verbosity", "0", given=given)
        began = time.monotonic()
        said = python("manage.py", "seed", "--learners", str(self.learners), given=given)
        print(f"{self.engine}: {said.strip().splitlines()[-1]} ({time.monotonic() - began:.0f} s with its start)")
        python("manage.py", "collectstatic", "--noinput", "--verbosity", "0", given=given)
        mark.write_text(self.digest())

    def digest(self) -> str:
        """Other migrations or another seed make another site."""
        files = [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("home/seeding/*.py"), *ROOT.glob("demo/courses/*/course.yaml")]
        return "\n".join(sorted(f"{path.relative_to(ROOT)} {path.stat().st_size}" for path in files))

    def copy(self) -> dict[str, str]:
        self.renew("run", template=self.name)
        return environment(self.data, self.url("run" if self.engine == "sqlite" else f"{self.name}_run"))

    def renew(self, name: str, *, template: str | None) -> None:
        """This makes a database anew, empty or as a copy."""
        if self.engine == "sqlite":
            for old in self.data.glob(f"{name}.sqlite3*"):
                old.unlink()
            if template:
                with_wal = sorted(self.data.glob(f"{template}.sqlite3*"))
                for part in with_wal:
                    shutil.copy(part, self.data / part.name.replace(template, name))
            return
        name = f"{self.name}_run" if template else name
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            like = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
            connection.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), like))
        if template:
            with psycopg.connect(self.url(name), autocommit=True) as connection:
                connection.execute("ANALYZE")


@contextmanager
def served(given: dict[str, str]):
    """This serves a site as production does, on this machine alone: gunicorn with two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi", f"--bind=127.0.0.1:{port}", "--workers=2", "--log-level=error"]
    process = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env={**given, "PORT": str(port)})
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def measure(site: Site) -> dict[str, dict[str, float]]:
    inside = json.loads(python("-m", "bench.inside", given=site.copy()))
    given = site.copy()
    asked = python("-m", "bench.asked", given=given)
    with served(given) as address:
        outside = json.loads(python("-m", "bench.over_http", address, given=given, text=asked))
    return {name: {**inside[name], **outside[name]} for name in inside}


def table(found: dict[str, dict[str, float]]) -> str:
    plain, wagtail = found[PLAIN]["ms"], found[WAGTAIL]["ms"]
    heads = ["", "CPU ms", "× plain", "× Wagtail", "queries", "bytes", "requests/s", "p50 ms", "p95 ms"]
    lines: list[list[object]] = [[*heads], ["---", *["--:"] * (len(heads) - 1)]]
    for name, row in found.items():
        ratios = [f"{row['ms'] / plain:.1f}", f"{row['ms'] / wagtail:.2f}"]
        facts = [row[each] for each in ("queries", "bytes", "per_second", "p50_ms", "p95_ms")]
        lines.append([name, row["ms"], *ratios, *facts])
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def verdicts(found: dict[str, dict[str, float]]) -> list[str]:
    """These say which of the budgets were not met."""
    plain, wagtail = found[PLAIN]["ms"], found[WAGTAIL]["ms"]
    over = [
        f"{name} costs more than {most} plain views" for name, most in LIMITS.items() if found[name]["ms"] > most * plain
    ]
    return over + [
        f"{name} costs more than half of Wagtail's own" for name in HALF_OF_WAGTAIL if found[name]["ms"] > wagtail / 2
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--learners", type=int, default=15_332)
    options = parser.parse_args()
    missed = []
    for engine in ["sqlite", "postgresql"] if options.engine == "both" else [options.engine]:
        site = Site(engine, options.learners)
        site.ensure()
        found = measure(site)
        print(f"\n{engine}, {options.learners:,} learners\n\n{table(found)}\n")
        missed += [f"{engine}: {said}" for said in verdicts(found)]
    print("\n".join(missed) or "Every budget is met.")
    raise SystemExit(bool(missed))


if __name__ == "__main__":
    main()
