# `make demo` and `make test` do all the set-up themselves, in .venv and .cache.
# Needed beforehand: python3 (3.11 or newer, with venv), git, make.

PYTHON ?= python3
# Tests wait for servers most of their time, so more of them than processors run at once.
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test campaign lint bench docs extracts wheel clean tools
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

demo: $(VENV)/.ready-for-demo
	@$(BIN)/mtasts-pages sandbox publish -c sample-config.yaml

test: lint tools
	$(BIN)/pytest -n $(WORKERS) -rs

# Every trouble at every request of publishing; `make test` tries a sample of it.
campaign: $(VENV)/.ready-for-test
	MTASTS_PAGES_CAMPAIGN=whole $(BIN)/pytest -n $(WORKERS) -rs tests/campaign

lint: $(VENV)/.ready-for-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# How long the program takes, against its promises; a few minutes on a quiet machine. Each script
# takes larger sizes by argument. All of them run, and one broken promise fails the whole.
bench: $(VENV)/.ready-for-test
	@failed=0; for script in tools/bench_*.py; do \
		echo "$$script"; $(BIN)/python "$$script" || failed=1; done; exit $$failed

# A longer search for texts that the parsers and the judges read differently.
fuzz: $(VENV)/.ready-for-test tools
	MTASTS_FUZZ_CASES=200000 $(BIN)/python -m pytest tests/standards/test_mutations.py

# Rewrites what is generated inside the documentation, and the pages that are generated whole.
docs: $(VENV)/.ready-for-test
	@for page in tools/*_page.py; do $(BIN)/python "$$page" || exit; done
	$(BIN)/cog -r -I tools $$(grep -rlF '[[[cog' README.md docs)

# Rewrites the extracts of GitHub's descriptions; needs npm and 30 MB from its registry.
extracts: $(VENV)/.ready-for-test
	$(BIN)/python tools/extract_github_description.py
	$(BIN)/python tools/extract_github_schema.py

wheel: $(VENV)/.ready-for-test
	$(BIN)/python -m build --outdir dist

# Programs that tests use and Python cannot install; says which it could not get.
tools:
	@bash tools/install_test_tools

clean:
	rm -rf $(VENV) .cache build dist

# pip knows dependency groups since 25.1; Debian's is older.
$(VENV)/.ready: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "mtasts-pages needs Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.ready-for-demo: pyproject.toml $(VENV)/.ready
	@echo "Installing mtasts-pages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --editable '.[sandbox]'
	@touch $@

$(VENV)/.ready-for-test: pyproject.toml $(VENV)/.ready
	@echo "Installing mtasts-pages and what its tests need into $(VENV)"
	@$(BIN)/python -m pip install --quiet --editable '.[sandbox]' --group dev
	@touch $@ $(VENV)/.ready-for-demo
