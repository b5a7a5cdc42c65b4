# Ask First. `make run` serves it, `make test` tests it; each first sets up what it needs, without root.
# Needs Python 3.11, make, and the Python and npm package registries. Node.js is fetched where there is none.

SCALE ?= 100
FUZZ ?= 300
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
LOCK := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-find-links

# Some containers keep Python from storing what it compiled. Each process would compile all anew, and
# tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev init run test test-postgres test-long test-faults fuzz check format operating bench bench-postgres bench-million bench-million-postgres bench-memory bench-morning bench-morning-postgres screenshots lighthouse words vectors lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

# --- What people type ---

run: setup ## set all up and serve on ASKFIRST_HOST:ASKFIRST_PORT (127.0.0.1:8000)
	@$(BIN)/flask --app wsgi init --for-run
	@exec $(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

init: setup ## make data folder, keys and first site, wherever ASKFIRST_DATA_DIR says; prints its links once
	@$(BIN)/flask --app wsgi init

setup: .venv/.runtime node_modules/.runtime ## install what the product needs and build its static files
	@$(BIN)/python -m tools.build_static
	@$(BIN)/python -m tools.build_translations
	@$(BIN)/python -m compileall -q kiosk signing serving # whoever serves may not be able to write here

test: setup-dev ## set all up and run every test, in a real browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# What shows most that both databases do the same, within five minutes; with ALL=1 everything that asks
# the database, on a server that keeps what it acknowledges, and the walks of tablet, clinician and manager.
WALKS := $(addprefix tests/browser/test_,kiosk_walk.py decisions.py people.py practice.py)
PAGES := $(addprefix tests/views/test_,search.py todays_list.py records.py numbers.py statements.py walk.py \
	retention_pages.py double_posts.py too_big_locked_full.py)
POSTGRES ?= tests/races/test_two_servers.py tests/races/test_verify.py $(WALKS) $(PAGES) \
	tests/cli/test_migrate_to.py tests/cli/test_health.py tests/store tests/actions \
	--ignore=tests/actions/test_room_at_random.py
POSTGRES_ALL := $(WALKS) tests/browser/test_records.py tests/browser/test_own_rules.py tests/races tests/faults \
	tests/unit/test_one_form.py tests/unit/test_watched.py tests/cli tests/store tests/actions tests/views
test-postgres: setup-dev ## the same tests on a PostgreSQL of their own (ALL=1: all of them; ARGS=)
	@ASKFIRST_TEST_DATABASE=postgres $(BIN)/python -m harness.postgres $(if $(ALL),--durable) \
		$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder \
		$(or $(ARGS),$(if $(ALL),$(POSTGRES_ALL),$(POSTGRES)))

test-long: setup-dev ## the longer runs that `make test` leaves out
	@$(BIN)/python -m pytest -m long $(ARGS)

setup-dev: .venv/.dev node_modules/.dev ## install what the tests need as well, a browser included
	@$(BIN)/python -m tools.build_static
	@$(BIN)/python -m tools.build_translations
	@$(BIN)/python -m tools.browser

test-faults: setup-dev ## kills, races, faults and backups at full length (SCALE=10: a tenth of it)
	@SCALE=$(SCALE) $(BIN)/python -m pytest -m long tests/faults tests/races tests/cli/test_byte_flips.py $(ARGS)

fuzz: setup-dev ## arbitrary input to every form, header, receipt, code and list (FUZZ=300 seconds for each)
	@FUZZ=$(FUZZ) $(BIN)/python -m pytest tests/fuzz $(ARGS)

check: .venv/.dev node_modules/.dev ## style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet templates
	@$(BIN)/python -m tools.node npm run --silent check

format: .venv/.dev node_modules/.dev ## put the code into the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	@$(BIN)/python -m tools.node npm run --silent format

operating: ## follow docs/operating.md word for word, in a copy of this Debian that ends with it (root)
	@python3 -m tools.operating $(ARGS)

bench: setup-dev ## measure speed
	@$(BIN)/python -m bench $(ARGS)

bench-postgres: setup-dev ## the same of verify, sign, poll and list on a PostgreSQL of its own
	@ASKFIRST_TEST_DATABASE=postgres $(BIN)/python -m harness.postgres --durable $(BIN)/python -m bench.on_postgres

bench-million: setup-dev ## the requests of a day with a million consents against a thousand
	@$(BIN)/python -m bench.million $(ARGS)

bench-million-postgres: setup-dev ## the same, and on a PostgreSQL too, to which that place is moved
	@$(BIN)/python -m harness.postgres --durable $(BIN)/python -m bench.million $(ARGS)

bench-memory: setup-dev ## what a worker holds after 100,000 requests (ARGS=20000: after fewer)
	@$(BIN)/python -m bench.memory $(ARGS)

bench-morning: setup-dev ## tablets, phones and clinicians of a busy morning, ten minutes (ARGS=60: one)
	@$(BIN)/python -m bench.morning $(ARGS)

bench-morning-postgres: setup-dev ## the same with two application servers on one PostgreSQL
	@ASKFIRST_TEST_DATABASE=postgres $(BIN)/python -m harness.postgres --durable $(BIN)/python -m bench.morning $(ARGS)

screenshots: setup-dev ## take a picture of every page
	@$(BIN)/python -m tools.screenshots $(ARGS)

lighthouse: setup-dev node_modules/.lighthouse ## measure the patient's pages with Lighthouse; fails under 95/100/100
	@$(BIN)/python -m tools.lighthouse $(ARGS)

words: .venv/.dev ## look through the sources for sentences, bring the translations up to date
	@$(BIN)/python -m tools.build_translations --update
	@$(BIN)/python -m tools.outage

vectors: .venv/.dev ## write docs/vectors.json: tokens for others to test their checks with
	@$(BIN)/python -m tools.vectors

lock: .venv/.dev ## pin the newest releases of what the *.in files and package.json name
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in
	$(LOCK) --output-file requirements-node.txt requirements-node.in
	$(BIN)/python -m tools.node npm install --package-lock-only

clean: ## remove all that set-up made; the data folder stays
	rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- Set-up: each stamp file is newer than what it was made from, so a second run does nothing ---

# Without Debian's python3-venv a half of it is made, which lacks pip: it goes, so that the next try
# begins again.
.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment. \
	On Debian or Ubuntu: apt-get install python3-venv. Then try again." >&2; exit 1; }

.venv/.runtime: requirements.txt | .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# `npm ci` empties node_modules, stamps included. The larger sets hold the smaller ones. Lighthouse is a
# large one that `make test` does without, so it is optional in package.json.
node_modules/.runtime: package-lock.json requirements-node.txt | .venv/.runtime
	$(BIN)/python -m tools.node npm ci --omit=dev --omit=optional
	@touch $@

node_modules/.dev: package-lock.json requirements-node.txt | .venv/.dev
	$(BIN)/python -m tools.node npm ci --omit=optional
	@touch node_modules/.runtime $@

node_modules/.lighthouse: package-lock.json requirements-node.txt | .venv/.dev
	$(BIN)/python -m tools.node npm ci
	@touch node_modules/.runtime node_modules/.dev $@
