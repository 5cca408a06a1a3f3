#!/usr/bin/env bash
# Every test: the whole suite on SQLite, then on PostgreSQL with Redis and real workers. Called by `make test`.
# Arguments go to pytest, so `bash tests/run.sh tests/courses -k import` runs these, on both.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
suite=("$python" -m pytest -q -n 2 --dist worksteal --cov --cov-append --cov-report=)
rm -f .coverage .coverage.*

echo "== On SQLite, with files for a queue"
env -u DATABASE_URL "${suite[@]}" "$@"

postgres=${TEST_POSTGRES_URL:-postgresql://postgres@127.0.0.1:5432/test}
if "$python" -c 'from tests import services; raise SystemExit(bool(services.missing()) and not services.MUST_ANSWER)'; then
  echo "== On PostgreSQL, with Redis and real workers"
  DATABASE_URL=$postgres "${suite[@]}" -m "not browser" "$@"
else
  echo "== PostgreSQL or Redis does not answer here: the suite ran on SQLite only."
fi

if [ $# -eq 0 ]; then
  "$python" -m coverage report --fail-under="$(cat tests/coverage-gate)"
fi
