# `make` alone lists the commands.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo run test check bench fix lock clean messages screenshots

# Python 3.13 (.python-version) where it is, else any from 3.12 on.
PYTHON := $(shell for p in python3.13 python3 python3.12 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export PORT ?= 8000

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

.venv/runtime: requirements.txt
	@test -n "$(PYTHON)" || { echo "Footbridge needs Python 3.13 (3.12 or newer will do)."; exit 1; }
	@echo "Installing what the site needs (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@echo "Installing what checks and tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

CATALOGUES := $(shell find locale -name '*.po' 2>/dev/null)
.venv/catalogues: $(CATALOGUES) | .venv/runtime
	@for po in $(CATALOGUES); do $(BIN)/pybabel --quiet compile -i $$po -o $${po%.po}.mo || exit 1; done
	@touch $@

STATIC := $(shell find lms/static -type f)
var/static/staticfiles.json: requirements.txt $(STATIC) | .venv/runtime
	@echo "Collecting and compressing static files ..."
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

demo: .venv/runtime .venv/catalogues var/static/staticfiles.json ## build, migrate and serve the demo site
	@exec $(BIN)/python manage.py demo

run: demo ## the same as demo

check: .venv/dev .venv/catalogues ## lint, formats, types, contracts, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/mypy .
	@# The example of the environment is a whole one: production starts with it, once it has a secret.
	set -a && source ./.env.example && SECRET_KEY=$$(printf 'An-example-%s' {0..30}) DATA_DIR=var \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

test: .venv/dev .venv/catalogues ## every test, on both databases
	@bash tests/prepare.sh
	@bash tests/run.sh

bench: .venv/dev .venv/catalogues ## measure pages and acts at the organisation's own size, beside two yardsticks
	@$(BIN)/python -m bench

fix: .venv/dev ## format and mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/dev ## lock the dependencies anew
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-annotate --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-annotate --no-emit-index-url --no-header pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-annotate --no-emit-index-url --no-header pyproject.toml --extra s3 -c requirements-dev.txt -o requirements-s3.txt

messages: .venv/dev ## bring the catalogues up to date with the texts
	$(BIN)/python manage.py makemessages --all --no-location --no-wrap --no-obsolete --ignore .venv --ignore var --ignore tests

screenshots: .venv/dev .venv/catalogues ## take the documents' pictures anew
	@bash tests/prepare.sh
	$(BIN)/python docs/screenshots/make.py

clean: ## throw away the environment and the demo's data
	rm -rf .venv var
