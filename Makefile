# Two commands do everything on a fresh Debian 12: `make demo` and `make test`. Needs git, make, Python 3.11+ (npm for the
# Nastaliq font). Windows: see docs/operations.md.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= demo-out
REGISTRY ?= registry-data
SUITE  ?= all
BUDGET ?= 10

# Bytecode is kept whatever the environment says: else every window and every test process compiles all sources anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test lint sbom soak bench pictures lock clean run-supervisor run-counter run-display run-registry

help:
	@echo "make demo | test | lint | sbom | soak | bench | pictures | run-supervisor | run-counter | run-display | run-registry"

setup: $(READY)

$(READY): requirements.lock pyproject.toml package-lock.json resources/setup.py resources/system_libraries.py
	$(PYTHON) resources/system_libraries.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	$(BIN)/python -m resources.setup
	touch $@

demo: $(READY)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && [ -z "$$CI" ]; then $(BIN)/drc demo; \
	else $(BIN)/drc demo --headless --out $(OUT); fi

test: $(READY)
	$(BIN)/python -m pytest -q -m "not soak" -n 3 --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m resources.sbom --check

# The bill of materials of a release (CycloneDX), from the locks.
sbom: $(READY)
	$(BIN)/python -m resources.sbom > sbom.cdx.json

soak: $(READY)
	SOAK_SUITE=$(SUITE) SOAK_BUDGET_MINUTES=$(BUDGET) $(BIN)/python -m pytest -q -m soak --timeout 0

bench: $(READY)
	@$(BIN)/python -m benchmarks --json

pictures: $(READY)
	$(BIN)/python -m drc_desktop.demo.pictures docs/screens

# Write the lock anew after a change of pyproject.toml: versions and hashes only.
lock: $(READY)
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock

run-supervisor run-counter run-display: run-%: $(READY)
	$(BIN)/drc $*

run-registry: $(READY)
	$(BIN)/drc registry serve --data $(REGISTRY)

clean:
	rm -rf $(VENV) build *.egg-info node_modules demo-out resources/fonts resources/voice/clips
