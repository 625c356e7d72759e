# Two commands do it: `make demo` to look around, `make test` to be sure. See README.md.
PY ?= python3
BIN := .venv/bin
export PORT ?= 8000
PYTEST := $(BIN)/python -m pytest
PARALLEL ?= -n auto
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install demo demo-reset test check services services-test browser benchmarks faults trust messages lock vendor

install: .venv/.ok

.venv/.ok: requirements/dev.txt requirements/boot.txt
	$(PY) -m venv .venv
	$(BIN)/pip install -q --require-hashes -r requirements/boot.txt
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install -q --require-hashes -r requirements/dev.txt \
	  || $(BIN)/pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

demo: install
	@$(BIN)/python manage.py demo

demo-reset: install
	@$(BIN)/python manage.py demo --reset

# Browser tests have a target of their own in CI, so that they do not run twice there.
test: install
	$(PYTEST) $(PARALLEL) $(if $(CI),-m "not browser",)

services-test: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
services-test: export REDIS_URL ?= redis://127.0.0.1:6379/1
services-test: install
	@$(BIN)/python tools/services_up.py
	$(PYTEST) $(PARALLEL) -m "not browser" --ignore=tests/faults
	$(PYTEST) -n 0 $(addprefix tests/faults/test_,kills.py many.py summer_time.py two_days_off.py)

# Kills workers, database and queue, all of them its own: many thousand mails, several minutes.
faults: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
faults: export REDIS_URL ?= redis://127.0.0.1:6379/1
faults: export FAULTS = full
faults: install
	@$(BIN)/python tools/services_up.py
	@rm -f var/faults.json
	$(PYTEST) -n 0 tests/faults

browser: install
	@sh tools/chromium.sh
	$(PYTEST) -m browser

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_templates.py
	$(BIN)/python tools/translations.py check
	MODE=production SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))") \
	  DATABASE_URL=postgres://raanu@127.0.0.1/raanu REDIS_URL=redis://127.0.0.1:6379/0 \
	  EMAIL_URL=smtp://127.0.0.1:25 SITE_URL=https://raanu.example ALLOWED_HOSTS=raanu.example \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

benchmarks: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
benchmarks: install
	$(BIN)/python -m benchmarks

# Everything on PostgreSQL and Redis; then what happens at the same time on SQLite as well.
trust: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
trust: export REDIS_URL ?= redis://127.0.0.1:6379/1
trust: install
	@$(BIN)/python tools/services_up.py
	@rm -f var/trust.json
	$(PYTEST) $(PARALLEL) -m trust --promises; on_services=$$?; \
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) $(PARALLEL) -m "trust and race" --promises \
	  && exit $$on_services

messages: install
	$(BIN)/python tools/translations.py update

LOCK = --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links -q --custom-compile-command "make lock"
lock: install
	$(BIN)/uv pip compile pyproject.toml -o requirements/run.txt $(LOCK)
	$(BIN)/uv pip compile pyproject.toml --group dev -o requirements/dev.txt $(LOCK)
	$(BIN)/uv pip compile requirements/boot.in -o requirements/boot.txt $(LOCK)

vendor: install
	$(BIN)/python tools/vendor.py
