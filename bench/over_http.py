"""
Requests per second over HTTP: `python -m bench.over_http URL` reads requests as JSON and prints figures as JSON.

The load comes from threads of one process on the same machine, each with one connection at a time; what it costs itself is
the same for all, so that ratios hold.
"""

import http.client
import itertools
import json
import statistics
import sys
import threading
import time
from urllib.parse import urlsplit

THREADS = 8
SECONDS = 4.0
CSRF = "b" * 32


def headers(asked):
    cookies = [f"csrftoken={CSRF}", *([f"sessionid={asked['session']}"] if asked["session"] else [])]
    return {"Cookie": "; ".join(cookies), "Accept-Encoding": "gzip", "X-CSRFToken": CSRF}


def measure(host, port, requests):
    """This asks for one page as often as it goes in a few seconds, or for each act of a list once."""
    is_page = len(requests) == 1
    queue, lock, spent = (itertools.repeat(requests[0]) if is_page else iter(requests)), threading.Lock(), []
    end = time.monotonic() + SECONDS

    def work():
        while not is_page or time.monotonic() < end:
            with lock:
                asked = next(queue, None)
            if asked is None:
                return
            began = time.monotonic()
            connection = http.client.HTTPConnection(host, port, timeout=30)
            connection.request("POST" if asked["is_post"] else "GET", asked["path"], headers=headers(asked))
            response = connection.getresponse()
            response.read()
            connection.close()
            if response.status != (302 if asked["is_post"] else 200):
                message = f"{asked['name']}: {response.status}"
                raise SystemExit(message)
            spent.append(time.monotonic() - began)

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(spent)
    return {
        "per_second": round(len(spent) / (time.monotonic() - began), 1),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


def main():
    parts = urlsplit(sys.argv[1])
    found = {requests[0]["name"]: measure(parts.hostname, parts.port, requests) for requests in json.load(sys.stdin)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
