# Casus. `make help` lists what there is; every target sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup serve build test check full format lint types openapi reference assistants codebook pictures assets fuzz conformance engines bench lock sbom audit clean

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
FUZZ_SEED ?= $(shell date +%Y%m%d)
TESTS  := $(BIN)/pytest -n 3 --dist worksteal
LONG   := contract or hostile or clients or browser or slow or full or scale

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## install everything that the project needs into .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "casus needs Python 3.11 or newer; set PYTHON=..."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python cannot make environments here: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: $(STAMP)  ## build the release if the sources changed, and serve it on http://127.0.0.1:8000 (PORT, HOST)
	@exec $(BIN)/casus serve

build: $(STAMP)  ## compile the Turtle sources into a release
	@$(BIN)/casus build

test: $(STAMP)  ## run the tests of the code; `make check` runs all
	@$(TESTS) -m "not ($(LONG))"

check: $(STAMP) format lint types build  ## format, lint, types, contract drift and all tests: what CI runs
	@$(BIN)/casus openapi --check
	@FUZZ_DRAWS=$${FUZZ_DRAWS:-80} $(TESTS) -m "not (hostile or browser or full or scale)"
	@$(BIN)/pytest -m "browser and not full" tests/browser
	@$(BIN)/pytest -n 2 -m hostile tests/hostile

full: check fuzz  ## check, fuzz, all pages on all screens, more values for every question, 350,000 events, all attacks: two hours, before a release
	@FUZZ_VALUES=5 $(TESTS) tests/questions
	@CASUS_LISTS=sparql $(TESTS) tests/records tests/timeline
	@$(TESTS) -m "full and not browser"
	@$(BIN)/pytest -m "full and browser" tests/browser
	@$(BIN)/pytest -m scale
	@$(BIN)/python -m tests.hostile.endurance 20
	@$(BIN)/python -m tests.chaos 5

format: $(STAMP)
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run $(BIN)/ruff format ."; exit 1; }

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .

types: $(STAMP)
	@$(BIN)/mypy

assets: api/casus/pages/static/built/manifest.json  ## bundle the editor of the query page, with Node.js; all else does without

api/casus/pages/static/built/manifest.json: assets/package-lock.json assets/build.js assets/editor.js
	@command -v npm >/dev/null || { echo "the editor is bundled by Node.js 20 or newer: apt-get install nodejs npm"; exit 2; }
	@npm ci --prefix assets --ignore-scripts --no-audit --no-fund --loglevel error
	@cd assets && node build.js ../api/casus/pages/static/built

openapi: $(STAMP) build  ## write openapi/openapi.json from the shapes and the views
	@$(BIN)/casus openapi

reference: $(STAMP)  ## write the pages of docs/ that are made from the sources and the code
	@$(BIN)/python -m tools.reference

assistants: $(STAMP) build  ## ask the ten questions of docs/assistants.md again, and write what was said
	@$(BIN)/python -m tools.assistants

codebook: $(STAMP) build  ## print the code book of the release as a PDF, with Chromium
	@$(BIN)/python -m tools.codebook

pictures: $(STAMP) build  ## draw the pictures of docs/tour.md again, with Chromium
	@$(BIN)/python -m tools.pictures

fuzz: $(STAMP)  ## try the service with many more random requests than the tests do, and others every day (FUZZ_SEED)
	@FUZZ_EXAMPLES=100 FUZZ_SEED=$(FUZZ_SEED) FUZZ_DRAWS=1000 FUZZ_DRAW_SEED=$(FUZZ_SEED) \
	    $(BIN)/pytest tests/contract

conformance: $(STAMP)  ## run the W3C tests of SPARQL 1.1, print the figures, write docs/conformance.md
	@$(BIN)/python -m tests.conformance

engines: $(STAMP) build  ## try Fuseki, Virtuoso and Oxigraph's server behind the service, write docs/engines.md
	@$(BIN)/python -m tests.engines

bench: $(STAMP) build  ## compare the service with its peers on this machine, write docs/performance.md
	@test -x .venv-bench/bin/oxigraph || { $(PYTHON) -m venv .venv-bench && .venv-bench/bin/python -m pip install \
	    --quiet --disable-pip-version-check -r tools/bench/requirements.in; }
	@$(BIN)/python -m tools.bench
	@$(BIN)/python -m tools.bench.imports

lock: $(STAMP)  ## choose new versions of the dependencies and write requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
	    --extra dev --python-version 3.11 --output-file requirements.lock pyproject.toml
	printf 'hatchling\n' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate --python-version 3.11 --constraint requirements.lock \
	    --output-file deploy/requirements.lock pyproject.toml -

sbom: $(STAMP)  ## write dist/casus-VERSION.cdx.json: what the service runs on and what browsers load (CycloneDX)
	@$(BIN)/python -m tools.sbom

audit: $(STAMP)  ## ask PyPI and npm whether vulnerabilities are known of these; says so when they do not answer
	@$(BIN)/python -m tools.audit

clean:  ## remove the environment and the releases
	rm -rf $(VENV) var
