# Two commands do all the set-up: `make serve` and `make test`.
PYTHON ?= python3
CITY ?= helsinki
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: serve test lint lock bench screenshots clean

serve: $(VENV)/.serve ## Set up, load the demo city, serve it at 127.0.0.1:8000
	@$(BIN)/czujka serve --demo --city $(CITY) --host $(HOST) --port $(PORT)

test: $(VENV)/.test ## Set up what tests need, headless Chromium included, and run them all in two processes
	@sh tests/browser/install-chromium.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

lint: $(VENV)/.test ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: $(VENV)/.test ## Pin all dependencies anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade --group build pyproject.toml -o requirements/serve.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade --group build --group test pyproject.toml -o requirements/test.txt

bench: $(VENV)/.test ## Measure against named peers; writes docs/performance.md
	CZUJKA_BENCH=1 $(BIN)/python -m pytest -q -s tests/benchmarks

screenshots: $(VENV)/.test ## Take the pictures of docs/ anew
	@sh tests/browser/install-chromium.sh
	CZUJKA_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/browser

clean: ## Remove what was set up and compiled; the data in var/ stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
	find geo layers maps api tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.python:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.serve: requirements/serve.txt pyproject.toml | $(VENV)/.python
	$(BIN)/python -m pip install -q --require-hashes -r requirements/serve.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.serve | $(VENV)/.python
	$(BIN)/python -m pip install -q --require-hashes -r requirements/test.txt
	touch $@
