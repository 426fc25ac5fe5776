# Every command of this project, for people and for continuous integration. `make` alone lists them.
# Needed: Python 3.11 or newer, and make. What is installed goes to .venv and nowhere else.
#
#   PYTHON=…           the interpreter to make .venv from     make test PYTHON=python3.12
#   ARGS=…             more arguments for the program         make test ARGS="tests/unit -x"
#   WORKERS=…          processes that share the tests         make test WORKERS=1

PYTHON ?=
ARGS ?=
WORKERS ?= auto
DIGEST_CORPORA ?= $(wildcard ../shared/corpora)
export PYTHON
# Digest itself warns of variables that it does not know.
unexport DIGEST_REQUIRE_ALL

python = .venv/bin/python
mail = tests/conformance/mail
pytest = $(python) -m pytest -q
# `-p tests.skips_fail` makes every skipped test a failure: a machine that has all must try all.
strict = $(if $(DIGEST_REQUIRE_ALL),-p tests.skips_fail)

.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench conformance conformance-mail screenshots torture golden lock clean install \
	install-runtime install-node

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' Makefile

demo: install-runtime ## run a whole day on a bundled newsroom into a local inbox
	@.venv/bin/digest demo $(ARGS)

test: install ## run the tests that need nothing but this machine
	@$(pytest) -m "not conformance and not torture" -n $(WORKERS) $(ARGS)

check: lint test ## run everything that a change must pass: lint, then test

lint: install ## check format, style, types and the import contracts
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@.venv/bin/lint-imports --no-logo

bench: install ## print the performance table
	@$(python) -m benchmarks $(ARGS)

conformance: install ## measure against real data and real programs (DIGEST_CORPORA=folder)
	@DIGEST_CORPORA="$(DIGEST_CORPORA)" $(pytest) -m conformance --ignore=$(mail) -s $(strict) $(ARGS)

conformance-mail: install install-node ## judge the rendered mail with a browser, axe-core, html-validate, SpamAssassin
	@$(pytest) $(mail) -rfE $(strict) $(ARGS)

screenshots: install ## photograph the demo's edition into build/screenshots: phone, dark, desktop, no style sheets
	@$(python) -m tests.screenshots build/screenshots

torture: install ## kill and break things, the long form
	@$(pytest) -m torture $(strict) $(ARGS)

golden: install ## write the reviewed snapshots anew and show what changed
	@DIGEST_UPDATE_GOLDEN=1 $(pytest) -k golden $(ARGS)
	@git --no-pager diff --stat -- tests

lock: ## resolve the dependencies anew into requirements/ (needs uv; ARGS=--upgrade for newer ones)
	@requirements/lock.sh $(ARGS)

clean: ## remove .venv, caches and the demo's output; never var/, which holds data
	rm -rf .venv .node demo build dist htmlcov .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find digest subscribers tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

install:
	@requirements/install.sh dev

install-runtime:
	@requirements/install.sh runtime

install-node:
	@requirements/install_node.sh
