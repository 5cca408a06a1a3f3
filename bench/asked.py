"""The requests of bench.pages as JSON, for the process that sends them over HTTP."""

import json
from dataclasses import asdict

import django

if __name__ == "__main__":
    django.setup()
    from bench.pages import pages

    print(json.dumps([[asdict(each) for each in requests] for requests in pages()]))
