"""
CPU per request inside one process: `python -m bench.inside` prints it as JSON.

The test client hands requests to the whole middleware and view; nothing travels. Figures are milliseconds of CPU, Python's
and SQLite's own; what PostgreSQL does happens elsewhere. Each round asks for every page once, in another order, as a server
is asked: a page that is asked for two hundred times in a row finds the processor's caches full of itself, and the smallest
page gains most from that.
"""

import itertools
import json
import random
import statistics
import time

import django

ROUNDS = 200
WARM_UP = 30
CHANCE = random.Random(15_332)  # noqa: S311 -- an order, no secret
# What stands around a transaction is no query.
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.pages import pages

    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})

    def answer(asked):
        client.cookies.clear()
        if asked.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = asked.session
        send = client.post if asked.is_post else client.get
        began = time.process_time()
        response = send(asked.path)
        spent = time.process_time() - began
        if response.status_code != (302 if asked.is_post else 200) or "login" in response.get("location", ""):
            message = f"{asked.name}: {response.status_code} {response.get('location', '')}"
            raise SystemExit(message)
        return spent, len(response.content)

    def counted(asked):
        with CaptureQueriesContext(connection) as captured:
            _spent, size = answer(asked)
        queries = [each for each in captured.captured_queries if not each["sql"].startswith(FRAME)]
        return {"queries": len(queries), "bytes": size}

    kinds = [Kind(requests) for requests in pages()]
    facts = {kind.name: [counted(kind.next()) for _ in range(2)][-1] for kind in kinds}
    spent = {kind.name: [] for kind in kinds}
    for number in range(WARM_UP + ROUNDS):
        CHANCE.shuffle(kinds)
        for kind in kinds:
            seconds, _size = answer(kind.next())
            if number >= WARM_UP:
                spent[kind.name].append(seconds)
    print(json.dumps({name: {"ms": round(statistics.median(spent[name]) * 1000, 2), **facts[name]} for name in spent}))


class Kind:
    """This is one page, asked for again and again, or one act, by another learner each time."""

    def __init__(self, requests):
        self.name = requests[0].name
        self._requests = itertools.cycle(requests) if len(requests) == 1 else iter(requests)

    def next(self):
        return next(self._requests)


if __name__ == "__main__":
    main()
