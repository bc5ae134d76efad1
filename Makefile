# ChannelDesk: `make run` opens the practice region, `make test` passes the tests; both do all the set-up first.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
WORKERS ?= 2
unexport PYTHONDONTWRITEBYTECODE  # where it is set, every worker and child of a test would compile everything again
PYTEST := QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q

.PHONY: package packages run test lint check torture bench pictures guide guide-check texts setup system

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@./tools/system.sh
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(PY) -m compileall -q $(VENV)/lib app ui main.py >/dev/null || true
	touch $(STAMP)

run: setup
	$(PY) -m tools.run

test: setup
	$(PYTEST) -n $(WORKERS) --dist worksteal tests

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) tools/texts.py check

torture: setup
	CHANNELDESK_KILLS=50 CHANNELDESK_WRITES=500 CHANNELDESK_THOROUGH=1 $(PYTEST) -n $(WORKERS) --dist worksteal \
		tests/torture $(shell grep -rl "import examples" tests --include=test_*.py)

package:  # the packages of this system, in dist
	python3 -m installer.build

packages: setup  # packages and their proofs; packed less hard, which takes a third of the time
	python3 -m installer.build --level 3
	python3 -m installer.check --twice --manual
	installer/windows/prove.sh

bench: setup
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.benchmarks

pictures: setup
	QT_QPA_PLATFORM=offscreen $(PY) tools/pictures.py out/pictures

guide: setup
	$(PY) -m tools.guide_pictures make

guide-check: setup
	$(PY) -m tools.guide_pictures check
