# Everything a clean machine needs is made by the rule that needs it: Python 3.11+, venv and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made-base
MADE_DEV := $(VENV)/.made-dev
WORKERS ?= auto

.PHONY: run test check format lint types contracts stress bench clean

run: $(MADE)
	@$(BIN)/snippets $(ARGS)

test: $(MADE_DEV)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not long" $(ARGS)

check: $(MADE_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(MADE_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

stress: $(MADE_DEV)
	$(BIN)/python -m pytest tests/stress tests/snippets/screens/test_customers.py tests/snippets/screens/test_never_the_wrong_one.py -m "long or not long" -o timeout=3600 $(ARGS)

bench: $(MADE_DEV)
	$(BIN)/python benchmarks/startup.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "snippets needs Python 3.11 or newer; name one: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)

$(MADE): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(MADE_DEV): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $(MADE) $@
