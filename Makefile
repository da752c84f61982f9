# Every target is explained by `make help`. Nothing here needs root or an installed tool besides Python >= 3.11.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
NODE_BIN := tooling/node_modules/.bin
OPENAPI := openapi/openapi.json
SPECTRAL := tooling/node_modules/.spectral.stamp

# The first Python on the PATH that is new enough, or `make PYTHON=…`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

# How the tests run: on all cores, with half as many processes again, as each waits now and then for a server or a
# browser. `make test WORKERS=0` runs them in one process, PYTEST_ARGS adds options.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) * 3 / 2)))
PYTEST_ARGS ?=

# What `make bench` runs: each is bench/NAME.py or bench/NAME/__main__.py.
BENCHMARKS := limiter api webhooks web crash connect sdk

.PHONY: help setup setup-node setup-browser serve test check check-python check-types check-node spectral fmt bench openapi sdk lock clean screenshots

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up: each stamp is older than what it was made from, or the step runs again

$(BIN)/pip.stamp:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed (make PYTHON=/path/to/python3)" >&2; exit 1; fi
	@echo "setup: $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(BIN)/runtime.stamp: $(BIN)/pip.stamp requirements/runtime.txt platform/pyproject.toml sdk/python/pyproject.toml connect/pyproject.toml
	@echo "setup: the server and what it needs"
	@$(PIP) install --no-deps --require-hashes --requirement requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable platform --editable sdk/python --editable connect
	@touch $@

$(BIN)/dev.stamp: $(BIN)/runtime.stamp requirements/dev.txt
	@echo "setup: tests, checks and benchmarks"
	@$(PIP) install --no-deps --require-hashes --requirement requirements/dev.txt
	@touch $@

tooling/node_modules/.stamp: tooling/package.json tooling/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "setup: Node tools"; npm ci --prefix tooling --no-audit --no-fund --loglevel=error; touch $@; \
	elif [ "$${CI:-}" = true ]; then \
		echo "Node.js: there is no npm on the PATH, and CI=true allows no skipped check" >&2; exit 1; \
	else \
		echo "skipped: Node.js (no npm on the PATH): TypeScript and Spectral"; \
	fi

setup: $(BIN)/dev.stamp setup-node setup-browser ## Install everything into .venv and tooling/node_modules

# n8n's own tool and engine, for the package in connect/n8n alone.
tooling/n8n/node_modules/.stamp: tooling/n8n/package.json tooling/n8n/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "setup: n8n's tool"; npm ci --prefix tooling/n8n --ignore-scripts --no-audit --no-fund --loglevel=error; \
		ln -sfn ../../tooling/n8n/node_modules connect/n8n/node_modules; touch $@; \
	fi

setup-node: tooling/node_modules/.stamp tooling/n8n/node_modules/.stamp ## Install the Node tools (skipped by name without Node)

# The browser tests take the system's Chromium; only root on a Debian can be given one here.
setup-browser: ## Find Chromium for the browser tests, or install Debian's
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "setup: Chromium"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	elif [ "$${CI:-}" = true ]; then \
		echo "Chromium: none on the PATH, and CI=true allows no skipped test" >&2; exit 1; \
	else \
		echo "skipped: Chromium (none on the PATH): the browser tests"; \
	fi

# --- run

serve: $(BIN)/runtime.stamp ## Start the platform with demo data on http://127.0.0.1:8000 (GHXSTSHIP_… variables apply)
	@exec $(BIN)/ghxstship serve --demo --data "$${GHXSTSHIP_DATA:-./data}"

# --- judge

test: setup ## Run every suite with coverage; what this machine cannot run is skipped by name (not with CI=true)
	@rm -f .coverage .coverage.*
	@$(PY) -m pytest --numprocesses=$(WORKERS) --dist=worksteal --cov=ghxstship_platform --cov=ghxstship --cov=ghxstship_connect --cov-branch --cov-report=term \
		--cov-fail-under=95 $(PYTEST_ARGS)

# Three parts, which `make --jobs=3 --output-sync check` runs side by side.
check: check-python check-types check-node ## Format, lint, types, tenant scope, contract drift: run it before a commit

check-python: $(BIN)/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(PY) -m ghxstship_platform.storage.scope
	@$(PY) -m ghxstship_platform.api.openapi --check $(OPENAPI)
	@$(PY) -m sdk.emit --check --document $(OPENAPI)
	@$(PY) -m sdk.reference --check
	@$(PY) connect/n8n/describe.py --check
	@$(BIN)/openapi-spec-validator $(OPENAPI)

check-types: $(BIN)/dev.stamp
	@$(BIN)/mypy

check-node: spectral
	@if [ -x $(NODE_BIN)/tsc ]; then \
		$(NODE_BIN)/tsc -p sdk/typescript --noEmit && $(NODE_BIN)/tsc -p sdk/typescript/tests; \
	else echo "skipped: tsc --strict (no Node.js)"; fi

spectral: $(SPECTRAL)

# Half a minute, so once for each document: `make check` and the tests share what it has found.
$(SPECTRAL): $(OPENAPI) tooling/spectral.yaml tooling/package-lock.json | setup-node
	@if [ -x $(NODE_BIN)/spectral ]; then \
		$(NODE_BIN)/spectral lint --ruleset tooling/spectral.yaml --fail-severity=hint $(OPENAPI) && touch $@; \
	else echo "skipped: Spectral (no Node.js)"; fi

fmt: $(BIN)/dev.stamp ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# --- measure

bench: $(BIN)/dev.stamp ## Run every benchmark; tables and plots go to bench/results
	@for name in $(BENCHMARKS); do echo "== $$name"; $(PY) -m bench.$$name; done

bench-%: $(BIN)/dev.stamp ## Run one benchmark, as in `make bench-api`
	@$(PY) -m bench.$*

screenshots: setup ## Every page as a picture: light, dark, wide, phone; empty, full and with text that means harm
	@cd platform && ../$(PY) -m tests.web.browser.screenshots ../screenshots

# --- generate

openapi: $(BIN)/runtime.stamp ## Write openapi/openapi.json from the resource declarations
	@$(PY) -m ghxstship_platform.api.openapi --write $(OPENAPI)

lock: ## Choose the newest versions and write requirements/*.txt with hashes (needs uv)
	@uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" platform/pyproject.toml sdk/python/pyproject.toml requirements/runtime.in requirements/dev.in requirements/connect.in \
		--output-file requirements/dev.txt
	@uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" platform/pyproject.toml sdk/python/pyproject.toml requirements/runtime.in \
		--constraint requirements/dev.txt --output-file requirements/runtime.txt

sdk: $(BIN)/dev.stamp ## Write the resources of both SDKs and what the n8n nodes know from openapi/openapi.json, and the SDKs' reference
	@$(PY) -m sdk.emit --document $(OPENAPI)
	@$(PY) -m sdk.reference
	@$(PY) connect/n8n/describe.py

clean: ## Remove everything that the targets above made, except ./data
	@rm -rf $(VENV) tooling/node_modules tooling/n8n/node_modules connect/n8n/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
