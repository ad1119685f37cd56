# Two commands are all a newcomer needs: `make demo` and `make test`. Each does its own set-up.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Voices beside the clone are used when they are there; without them the manifest's are.
TEST_VOICES := $(wildcard ../shared/voices)
ifneq ($(TEST_VOICES),)
export VOICEBOT_VOICE__FOLDER ?= $(abspath $(TEST_VOICES))
endif

# Rasa and its packages, apart from ours. Python 3.10 is what Rasa is released for and what its
# container has; the same lock runs on 3.11, so no second Python is needed to try and test it.
RASA_PYTHON ?= $(PYTHON)
RASA := $(CURDIR)/var/rasa-environment
export VOICEBOT_RASA__ENVIRONMENT ?= $(RASA)

.DEFAULT_GOAL := help
.PHONY: help setup models demo serve rasa rasa-environment test lint types imports check docs lock \
	rasa-lock clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | sort

setup: $(VENV)/.installed  ## Make .venv with everything in it

$(VENV)/.installed: requirements/development.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

models: setup  ## Fetch the weights and voices of the configured languages, train understanding
	$(BIN)/voicebot models pull
	$(BIN)/voicebot train --if-needed

demo: models  ## Four simulated calls against a real server, with transcripts and recordings
	VOICEBOT_DATA_FOLDER=var/demo $(BIN)/voicebot simulate tests/scenarios/demo \
		--report var/demo/report --transcripts --minimum-success 1.0

serve: models  ## Answer calls
	$(BIN)/voicebot serve

rasa-environment: $(RASA)/.installed  ## Install Rasa into var/ (1.8 GB)

$(RASA)/.installed: docker/rasa/requirements.txt
	$(RASA_PYTHON) -m venv --clear $(RASA)
	$(RASA)/bin/python -m pip install --quiet --no-deps --require-hashes \
		--ignore-requires-python -r $<
	touch $@

rasa: setup rasa-environment  ## Train Rasa and serve it (needs VOICEBOT_RASA__TOKEN)
	$(BIN)/voicebot train --engine rasa
	$(BIN)/voicebot rasa

test: models rasa-environment  ## All tests
	$(BIN)/python -m pytest

lint: setup  ## Style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup  ## Types
	$(BIN)/mypy

imports: setup  ## Who may import whom
	$(BIN)/lint-imports

check: lint types imports test  ## Everything that CI runs

docs: setup  ## Write the configuration page from the settings
	$(BIN)/python -m voicebot.settings_reference

lock: setup  ## Resolve the dependencies again (needs uv)
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --universal \
		--python-version 3.11 pyproject.toml --output-file requirements/runtime.txt
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --universal \
		--python-version 3.11 pyproject.toml --group development \
		--output-file requirements/development.txt

rasa-lock:  ## Resolve Rasa's dependencies again (needs uv)
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url \
		--python-version 3.10 --python-platform linux --override docker/rasa/overrides.txt \
		docker/rasa/requirements.in --output-file docker/rasa/requirements.txt

clean:  ## Remove what set-up and demo made (not the downloaded weights)
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
