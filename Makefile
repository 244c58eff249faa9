# Waymark: `make demo` to try it, `make test` to prove it, `make help` for the rest.
# Needs make and Python 3.11 or newer; everything else goes into .venv, from pinned and hashed packages.
PYTHON  ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do \
             $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV    ?= .venv
BIN     := $(VENV)/bin
PORT    ?= 8765
WORKERS ?= 3
SEEDS   ?= 100000
HITS    ?= 3
ROUNDS  ?= 5
LASTING ?= 60
# One module's tests stay on one worker, so that it shares its fixtures; tests/conftest.py says which begin first.
# It keeps what Python compiled, whatever the shell says: each worker, and each process that a test starts, reads it.
PYTEST  := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

.DEFAULT_GOAL := help

.PHONY: help
help:  ## List what you can do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/.run-ready: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Waymark needs Python 3.11 or newer: install it, or set PYTHON=/path/to/python3."; exit 1; }
	@echo "Fetching the pinned packages into $(VENV): a minute or two, the first time only."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.run-ready requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.run-ready  ## Build .venv with the pinned packages

.PHONY: demo
demo: $(VENV)/.run-ready  ## Start the coach and a stand-in for Slack (PORT=8765)
	$(BIN)/waymark demo --port $(PORT)

.PHONY: test
test: $(VENV)/.dev-ready chromium lint types contracts audit  ## Run every check and test, the searching ones in their small profile
	HYPOTHESIS_PROFILE=small $(PYTEST)

.PHONY: test-full
test-full: $(VENV)/.dev-ready chromium lint types contracts audit  ## The same with the large profile: many more examples and crashes
	HYPOTHESIS_PROFILE=large $(PYTEST)

.PHONY: torture
torture: torture-simulator torture-crashes torture-processes  ## Break everything, for a long time, and count what was lost or came twice

.PHONY: torture-simulator
torture-simulator: $(VENV)/.dev-ready  ## Stories of what may go wrong, by the product's own steps (SEEDS=100000)
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) --mutations 2000 --jobs $(WORKERS) --markdown

.PHONY: torture-crashes
torture-crashes: $(VENV)/.dev-ready  ## A process killed at each commit and each call, on both databases (HITS=3 times)
	$(BIN)/python -m tests.crashes --hits $(HITS) --markdown

.PHONY: torture-processes
torture-processes: $(VENV)/.dev-ready  ## Real processes killed, frozen and lied to (ROUNDS=5, LASTING=60 seconds each)
	$(BIN)/python -m tests.torture --rounds $(ROUNDS) --seconds $(LASTING) --road socket http --markdown

.PHONY: lint
lint: $(VENV)/.dev-ready  ## Check the code's form
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/.dev-ready  ## Check the types
	$(BIN)/mypy

.PHONY: contracts
contracts: $(VENV)/.dev-ready  ## Check that the layers import only what they may
	$(BIN)/lint-imports

.PHONY: audit
audit: $(VENV)/.dev-ready  ## Look whether a fault is known in a pinned package
	@$(BIN)/python -m scripts.audit requirements-dev.txt

.PHONY: format
format: $(VENV)/.dev-ready  ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: chromium
chromium: $(VENV)/.dev-ready
	@scripts/chromium.sh $(BIN)/python

.PHONY: requirements
requirements: $(VENV)/.dev-ready  ## Compile requirements*.txt afresh from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q -c requirements.txt -o requirements-dev.txt

.PHONY: diagrams
diagrams: $(VENV)/.run-ready  ## Draw the dialogues into docs/dialogues.md
	$(BIN)/waymark diagrams

.PHONY: screenshots
screenshots: $(VENV)/.dev-ready chromium  ## Take the README's pictures afresh
	$(BIN)/python -m demo.screenshots

.PHONY: clean
clean:  ## Remove what can be built again; your data in var/ stays
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
