# Two commands: `make demo` and `make test`. Python 3.11 or newer and make are all that they need.

ARGS ?=
UV ?= uv

# The first Python that is new enough; `make PYTHON=/path/to/python demo` chooses another.
IS_NEW_ENOUGH := 'import sys; sys.exit(sys.version_info < (3, 11))'
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c $(IS_NEW_ENOUGH) 2>/dev/null && echo $$p && break; done)

# What is installed is stamped with the place, since a virtual environment cannot be moved.
PLACE := $(shell pwd | cksum | cut -d' ' -f1)
VENV := .venv/made-$(PLACE)
DEMO := .venv/installed-demo-$(PLACE)
TEST := .venv/installed-test-$(PLACE)

# Packages come without bytecode: most of theirs is never used, and what is, is kept from then on.
unexport PYTHONDONTWRITEBYTECODE

PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
LISTED := --require-hashes --no-deps --only-binary :all: -r
# Of each package pip reads the whole list of its versions, on one core: at first two halves are fetched side by side.
HALF = awk '/^[^ ]/ { n++ } n % 2 == $(2)' $(1) >.venv/half-$(2).txt; $(PIP) download --dest .venv/wheels $(LISTED) .venv/half-$(2).txt
FETCH = { { $(call HALF,$(1),0); } & $(call HALF,$(1),1) && wait $$! || { wait; exit 1; }; }
INSTALL = if ls .venv/installed-* >/dev/null 2>&1; then $(PIP) install --no-compile $(LISTED) $(1); else $(call FETCH,$(1)) && \
  $(PIP) install --no-compile --no-index --find-links .venv/wheels $(LISTED) $(1) && rm -rf .venv/wheels .venv/half-*; fi
INSTALL_US := $(PIP) install --no-index --no-deps --no-build-isolation -e .

# The pages are tested in a real browser. On Debian root gets one (NO_BROWSER=1: not); else those skip.
APT := DEBIAN_FRONTEND=noninteractive timeout 180 apt-get -qq -o DPkg::Lock::Timeout=60
BROWSER := command -v chromedriver >/dev/null || test -n "$(NO_BROWSER)" || test "$$(id -u)" != 0 || \
  ! grep -qs '^ID=debian' /etc/os-release || \
  { echo 'Installing Chromium, in which the pages are tested (once)'; \
    { $(APT) update && $(APT) install -y --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1 || \
    echo 'There is none to be had: the tests in a browser are skipped.' >&2; }

# What is printed is drawn by Pango; on Debian root gets it (NO_PAPER=1: not). Else those tests skip.
PAPER := ldconfig -p 2>/dev/null | grep -q libpangoft2 || test -n "$(NO_PAPER)" || test "$$(id -u)" != 0 || \
  ! grep -qs '^ID=debian' /etc/os-release || \
  { echo 'Installing Pango, by which is printed (once)'; \
    { $(APT) update && $(APT) install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
      fontconfig fonts-dejavu-core; } >/dev/null 2>&1 || \
    echo 'There is none to be had: the tests of what is printed are skipped.' >&2; }

# Clients that are not ours, to test the doors with; without npm those tests skip.
NPM := .venv/installed-npm-$(PLACE)
STRANGERS := tests/npm/package-lock.json

LOCK := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header --quiet $(ARGS) --group build

.PHONY: help demo test ready check soak bench lock clean

help:
	@echo 'make demo    the hub, its database, adapters and sample data   ARGS="--check --port 9000 --data-dir DIR"'
	@echo 'make test    every test                                        ARGS="-k consent"'
	@echo 'make soak    what takes longer: every mutant, 2,000 dossiers twice, 1,000 last words, 50 kills, greed for 10 minutes, 100,000 random calls, 1,000 pairs of a taken and a free id, 100 examples of each property, 3,000 spoilt resources, 50,000 spoilt messages of HL7 v2, 1,000 offers without a name, a month of 2,000 transfers, 1,000 ways of a case with the places kept for it, size M'
	@echo 'make check   format, lint, types, import directions'
	@echo 'make bench   measure                                           ARGS=…'
	@echo '             (python -m bench.viewer: from a BSN to the first paint of the wishes;'
	@echo '              python -m bench.transfer: 200 open cases, 40 sites, 20 people who click)'
	@echo 'make .env    fresh secrets for docker compose'
	@echo 'make lock    pin the dependencies anew (needs uv)              ARGS=--upgrade'
	@echo 'make clean   remove what make and the tools made; demo data stays'

demo: $(DEMO)
	@exec .venv/bin/hub demo $(ARGS)

# One more than its two cores: some tests wait for a limit of seconds, or for what runs beside them.
test: $(TEST) $(NPM)
	@$(BROWSER)
	@$(PAPER)
	@.venv/bin/python -m pytest --numprocesses 3 $(ARGS)

# Beside the checks, on the other core; compiled once, not by each process that tests.
ready: $(TEST) $(NPM)
	@$(BROWSER)
	@$(PAPER)
	@.venv/bin/python -m pytest --collect-only --quiet >/dev/null || true

check: $(TEST)
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

# Timing is measured alone: what runs beside it would be in the figures.
soak: $(TEST)
	@MODEL_DOSSIERS=2000 LAST_WORDS=1000 EVERY_MUTANT=1 HYPOTHESIS_PROFILE=thorough .venv/bin/python -m pytest \
	  --numprocesses 2 tests/model tests/profiles/test_cross_check.py tests/profiles/test_mutants_of_1_0.py $(ARGS)
	@READING_DOSSIERS=2000 .venv/bin/python -m pytest tests/profiles/pzp/reading/test_generated.py \
	  tests/profiles/pzp/sheet/test_whole.py $(ARGS)
	@LEDGER_SEEDS=10 SOAK=1 .venv/bin/python -m pytest \
	  tests/hub/ledger/test_verify.py tests/bench/test_bench.py tests/bench/test_transfer_bench.py tests/e2e/test_kill.py $(ARGS)
	@LEDGER_KILLS=50 LEDGER_SECONDS=600 LEDGER_CALLERS=24 .venv/bin/python -m pytest \
	  -rP tests/e2e/test_ledger_kills.py $(ARGS)
	@SOAK=1 SLOW_CONNECTIONS=2000 GREEDY_SECONDS=600 WORKERS_READY_WITHIN=15 .venv/bin/python -m pytest \
	  -rP tests/e2e/test_greedy.py tests/e2e/test_workers.py $(ARGS)
	@RANDOM_CALLS=100000 .venv/bin/python -m pytest tests/e2e/test_random_calls.py $(ARGS)
	@OFFER_ROUNDS=100 .venv/bin/python -m pytest tests/e2e/test_offer_races.py $(ARGS)
	@SPOILT_RESOURCES=3000 .venv/bin/python -m pytest tests/conformance/agreeing $(ARGS)
	@ADAPTER_KILLS=200 ADAPTER_CASES=all .venv/bin/python -m pytest -rP tests/adapters/contract \
	  -k 'kills or disk or hour' $(ARGS)
	@DEMO_ASKS_WITHIN=12 .venv/bin/python -m pytest tests/e2e/test_demo.py $(ARGS)
	@EVERY_SIZE=1 PICTURES=1 .venv/bin/python -m pytest --numprocesses 2 tests/e2e/test_ten_seconds.py tests/e2e/test_*_page.py $(ARGS)
	@HYPOTHESIS_PROFILE=soak .venv/bin/python -m pytest --numprocesses 2 \
	  tests/profiles/pzp/form tests/adapters/gp/test_written_here.py $(ARGS)
	@HYPOTHESIS_PROFILE=thorough .venv/bin/python -m pytest --numprocesses 2 -m hypothesis $(ARGS)
	@ID_PAIRS=1000 .venv/bin/python -m pytest tests/attacks/test_existence_by_id.py $(ARGS)
	@ANSWER_SPACE=1 .venv/bin/python -m pytest --numprocesses 2 tests/adapters/gp/test_answer_space.py $(ARGS)
	@MUTATED_MESSAGES=50000 MLLP_KILLS=100 MLLP_ROUNDS=20 .venv/bin/python -m pytest -rP tests/adapters/hospital/test_mutated.py \
	  tests/adapters/hospital/mllp/test_kill.py tests/adapters/hospital/mllp/test_memory.py $(ARGS)
	@RELEASE_DOSSIERS=150 .venv/bin/python -m pytest tests/hub/query/test_releases_random.py $(ARGS)
	@OPEN_OFFERS=1000 .venv/bin/python -m pytest tests/hub/transfer/open/test_canaries.py $(ARGS)
	@SIMULATED_CASES=2000 .venv/bin/python -m pytest tests/hub/transfer/figures tests/hub/fhir/figures $(ARGS)
	@KEPT_PATHS=1000 .venv/bin/python -m pytest tests/hub/transfer/capacity/test_paths_keep.py $(ARGS)
	@PLANS_SIZE=M .venv/bin/python -m pytest tests/bench/test_plans.py $(ARGS)
	@TIMING_SAMPLES=1500 .venv/bin/python -m pytest tests/attacks/test_timing.py $(ARGS)

bench: $(DEMO)
	@.venv/bin/python -m bench $(ARGS)

lock:
	$(UV) $(LOCK) -o requirements/serve.txt
	$(UV) $(LOCK) --extra demo -c requirements/serve.txt -o requirements/demo.txt
	$(UV) $(LOCK) --extra demo --group dev -c requirements/demo.txt -o requirements/test.txt

clean:
	rm -rf .venv tests/npm/node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV):
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed, and none is on the PATH.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks venv: on Debian or Ubuntu run 'apt install python3-venv', then try again." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(DEMO): requirements/demo.txt pyproject.toml | $(VENV)
	@echo 'Installing what the demo needs into .venv (once)'
	@$(call INSTALL,requirements/demo.txt)
	@$(INSTALL_US)
	@touch $@

$(TEST): requirements/test.txt pyproject.toml | $(VENV)
	@echo 'Installing what the tests need into .venv (once)'
	@$(call INSTALL,requirements/test.txt)
	@$(INSTALL_US)
	@touch $@

$(NPM): $(STRANGERS) | $(VENV)
	@if command -v npm >/dev/null; then echo 'Installing the clients that are not ours (once)'; \
	  npm ci --prefix tests/npm --omit=optional --omit=peer --ignore-scripts --no-audit --no-fund \
	    --loglevel=error >/dev/null || \
	  { echo 'They are not to be had: the tests by them are skipped.' >&2; exit 0; }; fi; touch $@

SECRET := $(PYTHON) -c 'import secrets; print(secrets.token_hex(32))'
KEY = .venv/bin/python -c 'import json; from hub.security import keys; print(json.dumps(keys.new_$(1)_key()))'

.env: | $(DEMO)
	@umask 077; printf "POSTGRES_PASSWORD=%s\nAPP_PASSWORD=%s\nHUB_INDEX_KEY=%s\nHUB_SEALING_KEYS=1:%s\nHUB_SIGNING_KEY='%s'\nHUB_CHECKPOINT_KEY='%s'\n" \
	  "$$($(SECRET))" "$$($(SECRET))" "$$($(SECRET))" "$$($(SECRET))" "$$($(call KEY,signing))" "$$($(call KEY,checkpoint))" > $@
