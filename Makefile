# Stride: `make serve` and `make test` set themselves up on a fresh machine with Python 3.11 or newer.

PORT ?= 8000
ADDRESS ?= 127.0.0.1
SECONDS ?= 60
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$each; exit; }; done; echo python3)

# Tests that measure time: nothing runs beside them.
ALONE := tests/workers tests/web/test_process.py

VENV := .venv
# torch comes first, from PyTorch's CPU index where that can be reached: the plain wheel brings CUDA along.
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --retries 1 --timeout 15 install --quiet -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help serve dev test bench fuzz format prove clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

serve: $(VENV)/ready  ## serve on http://127.0.0.1:8000 (PORT= and ADDRESS= change it)
	@exec $(RUN) -m app serve --host $(ADDRESS) --port $(PORT)

dev: $(VENV)/ready-test  ## the same, showing what is wrong with the content
	@exec $(RUN) -m app serve --host $(ADDRESS) --port $(PORT) --dev

test: $(VENV)/ready-test  ## everything: style, types, rooms, content proof, tests, browser
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --lint --quiet templates
	$(RUN) -m app prove --check
	$(VENV)/bin/pytest -n 2 --dist worksteal $(ALONE:%=--ignore=%)
	$(VENV)/bin/pytest $(ALONE)

bench: $(VENV)/ready-test  ## how fast a check is, beside torchinfo and bare PyTorch
	$(RUN) -m benchmarks

fuzz: $(VENV)/ready-test  ## look for pastes that break a promise of the checker (SECONDS=60 changes how long)
	$(RUN) -m tests.attacks.fuzz --seconds $(SECONDS)

format: $(VENV)/ready-test  ## lay out the code as the tests want it
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

prove: $(VENV)/ready  ## run every key, wrong option and code block of the content again
	$(RUN) -m app prove

clean:  ## remove what was installed and built; learners' answers in data/ stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Stamps: the second `make serve` finds them newer than what was asked for, and starts at once.
$(VENV)/ready: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what Stride needs into $(VENV) (a few minutes, once) ..."
	@$(PIP) --no-deps --extra-index-url $(TORCH_INDEX) torch
	@$(PIP) .
	@touch $@

$(VENV)/ready-test: $(VENV)/ready
	@echo "Installing the tools of the tests ..."
	@$(PIP) ".[test,bench]"
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Stride needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing)."; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) has no venv module (on Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }
