.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The demo has a page that fails to load, which is exit status 3: done, some retrievals failed.
SOME_RETRIEVALS_FAILED := 3

# Tests start processes by the hundred, each of which would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test lint types contracts units format catalogue site bench growth soak fuzz attacks build lock clean

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

setup: $(VENV)/.ready ## everything the demo and the tests need, in .venv

LOCKS := requirements/runtime.txt requirements/build.txt requirements/development.txt
# No release that is not in a lock file, and none whose SHA-256 is not written there. --no-deps: the
# lock files hold whatever is needed.
# --no-compile: pip compiles on one core, what comes last here on all of them.
LOCKED := $(BIN)/pip install --quiet --no-compile --require-hashes --no-deps --only-binary :all:

$(VENV)/.ready: pyproject.toml $(LOCKS) requirements/cpu.txt requirements/cuda.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11, 5) <= sys.version_info[:3] < (3, 14))' \
		|| { echo 'veredicto needs Python 3.11.5 to 3.13: make PYTHON=python3.12 …' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	-$(LOCKED) -r requirements/cpu.txt 2> /dev/null # where there is none, the index's build comes next
	$(LOCKED) $(addprefix -r ,$(LOCKS))
	if $(BIN)/python -m requirements.cuda; then $(LOCKED) -r requirements/cuda.txt; fi
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true # some packages hold what is not Python
	touch $@

demo: setup ## check the example article: no key, no network
	@$(BIN)/veredicto demo; status=$$?; \
		[ $$status -eq 0 ] || [ $$status -eq $(SOME_RETRIEVALS_FAILED) ] || exit $$status

test: lint types contracts units ## everything that must hold

lint: setup ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy

contracts: setup ## which package may import which
	$(BIN)/lint-imports

# Three workers for two cores: tests wait for servers, browsers and processes a quarter of the time.
# xdist would put the files with the fewest tests last, which are those that take longest.
units: setup ## pytest with branch coverage
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=85

format: setup ## let ruff format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

catalogue: setup ## bring the Spanish words of the desk up to what its pages say
	$(BIN)/pybabel -q extract -F pyproject.toml --no-location --omit-header -o .desk.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --omit-header -l es -i .desk.pot -o veredicto/desk/locale/es.po
	rm .desk.pot

site: setup ## the documentation as pages, in docs/_build
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs docs/_build

bench: setup ## ratios beside others: an article, each part, the start (under 20 minutes)
	$(BIN)/pip install --quiet -c constraints.txt --group training
	$(BIN)/python -m benchmarks.bench

growth: setup ## how time and memory grow with articles, pages and verdicts
	$(BIN)/pip install --quiet -c constraints.txt --group training
	$(BIN)/python -m benchmarks.growth --plot

soak: setup ## check for 15 minutes while everything breaks, and count what was lost
	$(BIN)/python -m benchmarks.soak

fuzz: setup ## a million odd inputs for the parsers, guided by coverage: FUZZ="reading. --runs 9000"
	$(BIN)/pip install --quiet -c constraints.txt --group fuzzing
	PYTHONPATH=tests:. $(BIN)/python -m fuzzing $(FUZZ)

attacks: setup ## the tests that the threat model names, counted
	$(BIN)/pytest -n 2 --dist loadfile $$(grep -o '`tests/[^`]*`' docs/explanation/security.md | tr -d '`' | sort -u)

build: setup ## the wheel and the sdist in dist/, built twice, and the demo of the installed wheel
	$(BIN)/python -m requirements.release

lock: setup ## write the lock files anew, after a change of pyproject.toml or constraints.txt
	$(BIN)/pip install --quiet -c constraints.txt --group locking
	PATH=$(abspath $(BIN)):$$PATH $(BIN)/python -m requirements.lock

clean: ## remove what setup made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
