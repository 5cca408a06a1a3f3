#!/usr/bin/env bash
# Every test: the whole suite on SQLite, then on PostgreSQL with Redis and a real worker. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
pytest=(.venv/bin/python -m pytest -q -n 2 --dist loadfile)

"${pytest[@]}" "$@"
