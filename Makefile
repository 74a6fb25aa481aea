# Everything is set up on the way: `make run` needs git, make and Python 3.11 or later, nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PORT ?= 8000
DATA ?= data
SIZE ?= 1.0
HOST ?= 127.0.0.1
JSON ?=
AT ?=
VENV := .venv
BIN := $(VENV)/bin

RUNTIME := $(VENV)/.stamp-run
DEVELOP := $(VENV)/.stamp-dev

.PHONY: run demo test test-soak check bench coverage fmt lock clean

run: $(RUNTIME)
	@exec $(BIN)/practicum --data "$(DATA)" start --demo --size "$(SIZE)" --port "$(PORT)" --host "$(HOST)" $(if $(AT),--at "$(AT)")

demo: $(RUNTIME)
	@exec $(BIN)/practicum --data "$(DATA)" demo --size "$(SIZE)"

# The unit tests on every core, then the days in a browser; one summary line at the end.
test: $(DEVELOP)
	@$(PYTHON) tools/bootstrap.py browser
	@$(BIN)/python tools/run_tests.py $(TESTS)

test-soak: $(DEVELOP)
	$(BIN)/pytest -q -m soak tests

check: $(DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/architecture

bench: $(DEVELOP)
	@$(BIN)/python -m bench $(BENCH)

coverage: $(DEVELOP)
	@$(BIN)/practicum coverage $(if $(JSON),--json)

fmt: $(DEVELOP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# After changing dependencies in pyproject.toml. The lock itself records addresses; its exports do not.
lock: $(DEVELOP)
	$(BIN)/uv lock
	$(BIN)/uv export --quiet --format requirements-txt --no-header --no-emit-project --no-dev --group setup -o requirements.txt
	$(BIN)/uv export --quiet --format requirements-txt --no-header --no-emit-project -o requirements-dev.txt
	$(BIN)/python tools/bootstrap.py check-locks

# What was made from the tree; the data folder stays.
clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf src/practicum/site/static/vendor
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): tools/bootstrap.py tools/assets.py requirements.txt package-lock.json pyproject.toml src/practicum/site/static/icons.txt
	@$(PYTHON) tools/bootstrap.py run

$(DEVELOP): $(RUNTIME) requirements-dev.txt
	@$(PYTHON) tools/bootstrap.py dev
