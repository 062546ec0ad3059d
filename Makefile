.DEFAULT_GOAL := help
.PHONY: help install generate contract requirements figures test coverage lint style arrows workflows mypy pyright up-to-date conformance power power-gate power-mutants power-baseline attack installed versions versions-lowest durability draw load bench interop clients languages servers release site docs browser changelog clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FAILING_PROMPT ?=
# What the tests run is measured where that costs little: with the monitoring of Python 3.12. COVERAGE= leaves it out,
# COVERAGE='--cov --cov-report=' asks for it anywhere.
COVERAGE ?= $(shell $(BIN)/python -c 'import sys; sys.version_info >= (3, 12) and print("--cov --cov-report=")')

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# Every target sets itself up: an environment of its own, from the project's own files.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

install: $(READY) ## Install everything into .venv

generate: $(READY) ## Compile openapi.yaml into the client
	$(BIN)/python scripts/generate.py

contract: $(READY) ## Prove openapi.yaml against the fact base, in both directions
	$(BIN)/python scripts/contract.py

requirements: $(READY) ## Write docs/requirements.md, the catalogue of what a server is judged by
	$(BIN)/python scripts/requirements.py

figures: $(READY) ## Measure the figures of README and docs, and write them there
	$(BIN)/python scripts/figures.py

lint: style arrows workflows mypy pyright ## Lint and type-check everything written by hand

style: $(READY)
	$(BIN)/openapi-spec-validator openapi.yaml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

arrows: $(READY)
	$(BIN)/lint-imports --no-logo --no-cache

# By the schemas that check-jsonschema brings, and by zizmor without the network: pins, permissions, injections.
WORKFLOWS := $(BIN)/check-jsonschema --quiet --builtin-schema
workflows: $(READY)
	@$(WORKFLOWS) vendor.github-workflows .github/workflows/*.yml
	@$(WORKFLOWS) custom.github-workflows-require-timeout .github/workflows/*.yml
	@$(WORKFLOWS) vendor.github-issue-forms .github/ISSUE_TEMPLATE/[0-9]*.yml
	@$(WORKFLOWS) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(WORKFLOWS) vendor.dependabot .github/dependabot.yml
	@$(WORKFLOWS) vendor.github-actions action.yml
	@$(WORKFLOWS) vendor.compose-spec mock/compose.yaml
	$(BIN)/hadolint mock/Dockerfile
	$(BIN)/zizmor --quiet --offline --persona=pedantic .github action.yml

mypy pyright: $(READY)
	$(BIN)/$@

up-to-date: $(READY)
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/contract.py --check
	$(BIN)/python scripts/requirements.py --check

test: $(READY) ## Check everything: generated code, contract, lint, types, tests, and the judge against the mock
	@$(MAKE) --no-print-directory -j2 up-to-date lint
	$(BIN)/pytest -n 4 --dist worksteal --timeout=300 $(COVERAGE)
	@test -n '$(COVERAGE)' || echo "which lines the tests ran is measured from Python 3.12 on: docs/coverage.md"
	@test -z '$(COVERAGE)' || echo "the tests ran $$($(BIN)/coverage report --format=total) % of the lines; make coverage names the others"
	@$(MAKE) --no-print-directory conformance

coverage: $(READY) ## Name the lines that the last make test did not run; docs/coverage.md says why
	@test -f .coverage || { echo "nothing was measured yet: make test does" >&2; exit 1; }
	@$(BIN)/coverage report

# By these, the report names the command that judges one requirement again.
conformance: export VIDEOS_CONFORMANCE_COMMAND = make conformance $(if $(BASE_URL),BASE_URL='$(BASE_URL)') \
  $(if $(MODEL),MODEL='$(MODEL)') $(if $(FAILING_PROMPT),FAILING_PROMPT='$(FAILING_PROMPT)')
conformance: export VIDEOS_CONFORMANCE_ARGS = $(ARGS)
# API_KEY goes through the environment, so that it is in no process list.
conformance: $(READY) ## Judge the mock, or BASE_URL=http://host:port/v1 [API_KEY=...] [MODEL=...] [ARGS=...]
ifdef BASE_URL
	@$(if $(API_KEY),OPENAI_API_KEY='$(API_KEY)') $(BIN)/pytest conformance --base-url='$(BASE_URL)' \
	  $(if $(MODEL),--model='$(MODEL)') $(if $(FAILING_PROMPT),--failing-prompt='$(FAILING_PROMPT)') $(ARGS)
else
	@$(BIN)/python scripts/with_mock.py $(BIN)/pytest conformance --base-url={base_url} \
	  --failing-prompt='A door that will not open [fail]' $(ARGS)
endif

power: $(READY) ## Measure what the suite finds, and write docs/power.md (about five minutes)
	$(BIN)/python scripts/power.py

power-gate: $(READY) ## Fail where a fault of a MUST is not found, a requirement finds none, or a mutant survives
	$(BIN)/python scripts/power.py --gate

power-mutants: $(READY) ## The part of it that breaks recorded answers (under a minute)
	$(BIN)/python scripts/power.py --mutants

power-baseline: $(READY) ## Compare with plain schemathesis, and write docs/power-baseline.md (an hour) [ARGS=--sample 10]
	$(BIN)/python scripts/power_baseline.py $(ARGS)

attack: $(READY) ## Let the judge meet servers that mean harm (ten minutes) [ARGS=--trials 50]
	$(BIN)/python scripts/attack.py $(ARGS)

durability: $(READY) ## Kill the mock server at random moments, and look for its jobs (two minutes) [ARGS=--trials 50]
	$(BIN)/python scripts/durability.py $(ARGS)

draw: $(READY) ## Make clients of contracts drawn at random, and call them (five minutes) [ARGS=--trials 50]
	$(BIN)/python scripts/draw.py $(ARGS)

load: $(READY) ## Load the mock server with users, prove what that finds, and write docs/load.md (ten minutes)
	$(BIN)/python scripts/load.py

bench: $(READY) ## Measure the client beside its libraries and the official SDK, and the mock server (fifteen minutes)
	$(BIN)/python scripts/bench/run.py
	$(BIN)/python scripts/bench_mock.py

installed: $(READY) ## Build the wheel and use it outside of the repository, under the oldest pytest (one minute)
	$(BIN)/python scripts/installed.py

versions: $(READY) ## Test under the lowest versions that pyproject.toml allows, then the newest (ten minutes)
	$(BIN)/python scripts/versions.py

versions-lowest: $(READY) ## The part of it that is in the gate
	$(BIN)/python scripts/versions.py lowest client-and-mock judge

# Clients that generators of other languages make have `make languages`, and a step of their own in CI.
interop: $(READY) ## Let real clients use the mock server, and judge one that nobody here wrote (needs Node.js, npm)
	$(BIN)/pytest tests/interop --ignore=tests/interop/test_other_languages.py --durations=5

clients: $(READY) ## The same with LiteLLM, and write docs/clients.md (a minute; ten and 800 MB the first time)
	$(BIN)/python scripts/clients.py

docs: $(READY) ## Render the API reference into site/ (needs Node.js and npm)
	$(BIN)/python scripts/reference.py

languages: $(READY) ## Make clients with generators of other languages, and let each make every call (needs Node.js, npm, Java)
	$(BIN)/python scripts/languages.py

site: $(READY) ## Build site/docs/ of the documents, and follow every link in it (half a minute)
	$(BIN)/python scripts/docs_site.py

release: $(READY) ## Try a release: build the packages twice, compare them, sign a tag; publishes nothing (a minute)
	$(BIN)/python scripts/release.py $(if $(OUT),--out $(OUT))

servers: $(READY) ## Judge servers that nobody here wrote, and write docs/servers/ (twenty minutes; Node.js) [ONLY=NAME]
	$(BIN)/python scripts/servers.py $(ONLY)

browser: $(READY) ## Look at the reference and the HTML report in a real browser (needs Node.js, npm, Chromium)
	$(BIN)/pytest docs/reference tests/browser

changelog: $(READY) ## Show what the next release will say; changelog.d/README.md says how to add to it
	@$(BIN)/towncrier build --draft

clean: ## Remove what the other targets made
	rm -rf $(VENV) .versions .real .coverage .coverage.* .videos-conformance .mypy_cache .pytest_cache .ruff_cache .hypothesis site
