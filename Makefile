# What a newcomer, the checks and a maintainer run. `make help` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# One empty file for each step that is done; removing .venv undoes them all.
DONE := $(VENV)/.done
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install --only-binary :all: --require-hashes
# Data for a benchmark that is published as source alone; every other package comes built.
FROM_SOURCE := --no-binary causaldata
TRANSLATIONS := $(wildcard web/translations/*/LC_MESSAGES/*.po)
# Test processes side by side; `make test WORKERS=4` on a larger machine.
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest

.PHONY: help setup demo night test faults lint secure format unit check-long bench load load-api fuzz evaluate learning-curves screenshots translations lock clean
.PHONY: debian-packages

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

# --- What a newcomer needs -------------------------------------------------------------------

SET_UP := $(addprefix $(DONE)/,runtime project assets translations)
CHECKS_SET_UP := $(SET_UP) $(DONE)/test

setup: $(SET_UP) ## set up; leaves .venv/bin/jobbsmak
	@echo "Set up: $(BIN)/jobbsmak --help"

demo: $(SET_UP) ## set up, then serve a made-up municipality on this machine
	@$(BIN)/jobbsmak demo

night: $(SET_UP) ## one night of learning on the configured store (DATABASE_URL)
	@$(BIN)/jobbsmak train

test: debian-packages $(CHECKS_SET_UP) ## set up, then run every check: lint, types, imports, all tests
	@$(MAKE) --no-print-directory lint
	@$(PYTEST) -n $(WORKERS) --dist worksteal

# --- The steps of the set-up; each runs again when what it is made from changes ---------------

$(DONE)/venv: .ci/venv
	@.ci/venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/runtime: requirements/runtime.txt $(DONE)/venv
	@echo "Installing what the program needs (about 100 MB the first time) ..."
	@$(INSTALL) --requirement $<
	@touch $@

$(DONE)/project: pyproject.toml requirements/runtime.in $(DONE)/runtime
	@echo "Installing the command jobbsmak ..."
	@$(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps \
		--no-build-isolation --editable .
	@touch $@

$(DONE)/assets: package-lock.json requirements/node.txt .ci/assets.py .ci/icons.txt $(DONE)/venv
	@$(BIN)/python .ci/assets.py
	@touch $@

$(DONE)/translations: $(TRANSLATIONS) $(DONE)/runtime
	@$(if $(TRANSLATIONS),$(BIN)/pybabel --quiet compile --directory web/translations)
	@touch $@

$(DONE)/test: requirements/test.txt $(DONE)/runtime
	@echo "Installing what the checks need (about 100 MB the first time) ..."
	@$(INSTALL) --requirement $<
	@touch $@

$(DONE)/bench: requirements/bench.txt $(DONE)/test
	@echo "Installing what the benchmarks compare with ..."
	@$(INSTALL) $(FROM_SOURCE) --no-build-isolation --requirement $<
	@touch $@

debian-packages:
	@.ci/packages chromium initdb=postgresql

# --- For a maintainer ------------------------------------------------------------------------

lint: $(CHECKS_SET_UP) ## style, types and the direction of imports
	@echo "ruff: style"        && $(BIN)/ruff check --quiet .
	@echo "ruff: format"       && $(BIN)/ruff format --check --quiet .
	@echo "mypy: types"        && $(BIN)/mypy --strict matcher
	@echo "lint-imports: direction of imports" && $(BIN)/lint-imports --no-cache --no-logo
	@echo "secure: pinned packages, no secrets" && $(BIN)/python .ci/secure.py

secure: $(DONE)/venv ## every package pinned by its hash, and no secret in a file that git keeps
	@$(BIN)/python .ci/secure.py

format: $(DONE)/test ## put the code into the agreed form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

unit: $(CHECKS_SET_UP) ## the fast tests and the examples in the docstrings
	@$(PYTEST) tests/unit matcher web

faults: debian-packages $(CHECKS_SET_UP) ## what can go wrong, tried: nights, servers and databases cut off, disks full; tests/bench/faults.md and night_faults.md
	@$(PYTEST) -m "long or not long" tests/integration/nights/test_night_*faults.py tests/integration/model_faults -n $(WORKERS) --junitxml=test-results/night-faults.xml
	@$(BIN)/python -m tests.bench.night_faults test-results/night-faults.xml
	@FAULTS_TABLE=tests/bench/faults.md $(PYTEST) -m long tests/integration/store_faults

check-long: debian-packages $(CHECKS_SET_UP) ## every property with many more examples, and the tests that take minutes
	@HYPOTHESIS_PROFILE=long $(PYTEST) -m "hypothesis or long" -n $(WORKERS) --dist worksteal

load: debian-packages $(DONE)/bench $(SET_UP) ## 200 advisers and 200 at employers at once; tables in tests/bench/trust.md
	@$(BIN)/python -m tests.bench.load
	@$(BIN)/python -m tests.bench.guesses

load-api: debian-packages $(CHECKS_SET_UP) ## 50 systems use the JSON API at once; nothing lost, nothing twice; table in tests/bench/api.md
	@$(BIN)/python -m tests.bench.api_load

fuzz: $(CHECKS_SET_UP) ## 100 000 bad inputs at every door (an hour each at most); table in tests/bench/trust.md
	@$(BIN)/python -m tests.bench.fuzz

bench: $(DONE)/bench $(SET_UP) ## the benchmarks; their tables are kept in tests/bench/results.md
	@OMP_NUM_THREADS=$$(nproc) OPENBLAS_NUM_THREADS=$$(nproc) $(PYTEST) tests/bench --capture=no

evaluate: $(DONE)/test $(SET_UP) ## policies, learning and prediction in simulated worlds, into tests/bench (minutes)
	@$(BIN)/python tests/bench/bench_policies.py

learning-curves: $(DONE)/bench $(SET_UP) ## what is learned from few outcomes; the table is kept in tests/bench/learning.md
	@$(BIN)/python tests/bench/learning_curves.py

screenshots: debian-packages $(CHECKS_SET_UP) ## every page, wide and narrow, as a picture in test-results/screenshots; the README's own too
	@$(BIN)/python -m tests.e2e.screenshots

translations: $(SET_UP) ## collect the texts of the pages into the .po files
	@$(BIN)/pybabel extract --mapping-file web/babel.cfg --keyword lazy_gettext \
		--output-file web/translations/messages.pot --no-location --project jobbsmak web
	@$(BIN)/pybabel update --input-file web/translations/messages.pot \
		--output-dir web/translations --no-fuzzy-matching

# Without addresses: whoever installs takes the packages from the index that they trust; the
# hashes say that they are the same.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-emit-index-url $(UPGRADE)
lock: $(DONE)/venv ## new lock files from the .in files and package.json; UPGRADE=--upgrade for newer versions
	@command -v uv >/dev/null || $(BIN)/python -m pip --quiet install uv
	@export PATH="$$PATH:$$PWD/$(BIN)" UV_CUSTOM_COMPILE_COMMAND="make lock" && cd requirements \
		&& $(COMPILE) runtime.in build.in -o runtime.txt && $(COMPILE) node.in -o node.txt \
		&& $(COMPILE) test.in -o test.txt && $(COMPILE) $(FROM_SOURCE) bench.in -o bench.txt
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund \
		--omit-lockfile-registry-resolved

clean: ## remove what the set-up and the checks made; keeps stores and models
	@rm -rf $(VENV) node_modules web/static/vendor *.egg-info build dist .hypothesis .benchmarks \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find web/translations -name '*.mo' -delete 2>/dev/null || true
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
