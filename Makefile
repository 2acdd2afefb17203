# Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3.11
PORT ?= 8000
GRAPH ?= graph
BIN := .venv/bin

.PHONY: demo test lint soak bench lowest clean

demo: .venv/installed
	$(BIN)/kg build --seeds --graph $(GRAPH)
	$(BIN)/kg stats --graph $(GRAPH)
	exec $(BIN)/kg serve --graph $(GRAPH) --port $(PORT)

test: .venv/installed-dev lint
	$(BIN)/pytest -m "not soak"

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# The long versions of what the tests do in small.
soak: .venv/installed-dev
	$(BIN)/pytest -m soak

# What is measured rather than asserted.
bench: .venv/installed-dev
	$(BIN)/python -m tests.benchmarks

# The test suite with the oldest releases that pyproject.toml admits.
lowest:
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct -e '.[dev]'
	.venv-lowest/bin/pytest -m "not soak"

clean:
	rm -rf .venv .venv-lowest build dist

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ .venv/installed
