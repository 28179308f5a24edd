# The commands of this repository. They need python3 (3.11 or newer) and git; what else is missing
# they install, and say so before. The environment goes into .venv; LINLI_VENV names another place.
LINLI_VENV ?= .venv
UV ?= uv
ARGS ?=
BIN := $(LINLI_VENV)/bin
RESOLVE := $(UV) pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml --group build

.PHONY: demo test check bench lighthouse soak proof conformance messages locks run-environment test-environment

demo: run-environment            ## start everything with a demo tower; ARGS="--lang en" and the like
	@$(BIN)/linli $(ARGS)

test: test-environment           ## check, then every test on SQLite and on PostgreSQL
	@bash tools/test.sh $(LINLI_VENV)

check: test-environment          ## lint, format, types, contracts, templates, translations
	@bash tools/check.sh $(LINLI_VENV)

bench: test-environment          ## whole-path figures against limits measured in the same run
	@$(BIN)/python -m bench $(ARGS)

lighthouse: test-environment     ## what Lighthouse says of six pages, where it is installed
	@$(BIN)/python -m tools.lighthouse

soak: test-environment           ## noons without end: memory, restarts, exactly one outcome; then forms
	@LINLI_SOAK=1 $(BIN)/python -m pytest -q tests/places/test_place_imports.py \
		tests/server/test_hardening_scripts.py tests/server/test_every_page.py \
		tests/lockers/platforms/test_platform_fuzz.py \
		tests/lockers/platforms/test_platform_credits.py \
		tests/buildings/test_open311_conformance.py
	@$(BIN)/python -m bench.soak $(ARGS)
	@LINLI_SOAK=1 $(BIN)/python -m pytest -q tests/server/test_hardening_forms.py

proof: test-environment          ## the model, the simulation, power cuts, kills: ten minutes and an hour
	@$(BIN)/python -m proof $(ARGS)

conformance: test-environment    ## answers against official schemas; LINLI_CONFORMANCE_DATA is their folder
	@test -d "$(LINLI_CONFORMANCE_DATA)" || { echo "LINLI_CONFORMANCE_DATA names no folder" >&2; exit 1; }
	@$(BIN)/python -m pytest -q $(wildcard tests/*/test_*_conformance.py)

messages: test-environment       ## collect the sentences of the source into the English catalogue
	@bash tools/messages.sh $(LINLI_VENV)

locks:                           ## resolve the dependencies anew, for maintainers; needs uv
	$(RESOLVE) --output-file locks/run.txt
	$(RESOLVE) --extra postgres --output-file locks/postgres.txt
	$(RESOLVE) --extra cabinet --extra mqtt --output-file locks/cabinet.txt
	$(RESOLVE) --group test --output-file locks/test.txt

run-environment:
	@sh tools/environment.sh $(LINLI_VENV) run

test-environment:
	@sh tools/environment.sh $(LINLI_VENV) test
	@sh tools/programs.sh
