"""
CPU per request inside one process: `python -m bench.inside` prints it as JSON.

The test client hands requests to the whole middleware and view; nothing travels. Figures are milliseconds of CPU, Python's
and SQLite's own; what PostgreSQL does happens elsewhere.
"""

import json
import statistics
import time

import django

ROUNDS = 200
WARM_UP = 30
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

    found = {}
    for requests in pages():
        rounds = requests if len(requests) > 1 else requests * (ROUNDS + WARM_UP)
        with CaptureQueriesContext(connection) as captured:
            answer(rounds[0])
        spent = [answer(asked)[0] for asked in rounds[1:]][WARM_UP:]
        found[requests[0].name] = {
            "ms": round(statistics.median(spent) * 1000, 2),
            "queries": len(
                [each for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
            ),
            "bytes": answer(requests[0])[1] if len(requests) == 1 else 0,
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
