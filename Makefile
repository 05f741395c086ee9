# Everything is one word: `make help` lists them.
PYTHON    ?= python3
PORT      ?= 8000
INPUTDIR  ?= content
OUTPUTDIR ?= output
CONFFILE  ?= pelicanconf.py
SITEURL   ?=

# Titles hold quotes and $: they go by the environment, as they were typed.
override TITLE := $(value TITLE)
override FROM := $(value FROM)
override MEDIA := $(value MEDIA)
export TITLE FROM MEDIA FETCH DRY

BIN     := .venv/bin
HERE     = http://127.0.0.1:$(PORT)
LOCK     = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet

.PHONY: help start new import serve html check publish host deploy rollback canary inbox test lint bench audit torture lock upgrade clean
.DEFAULT_GOAL := help

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

start: .venv/run ## Day one: ask what this blog is called, and move the samples aside
	@$(BIN)/python -m plugins.start --input "$(INPUTDIR)" --conf "$(CONFFILE)"

new: .venv/run ## Begin a post (TITLE="…"), or make a draft one of today (FROM=draft.md)
	@$(BIN)/python -m plugins.new_post --input "$(INPUTDIR)" --conf "$(CONFFILE)"

import: .venv/run ## Bring an older blog here (FROM=export.xml or saved pages, MEDIA=uploads, FETCH=1, DRY=1)
	@$(BIN)/python -m plugins.moving_in --input "$(INPUTDIR)" --conf "$(CONFFILE)"

serve: .venv/run ## Build, serve with working forms at http://127.0.0.1:8000, and build again on every change
	@SITEURL="$(or $(SITEURL),$(HERE))" exec $(BIN)/python -m plugins.serve --input "$(INPUTDIR)" --conf "$(CONFFILE)" --port "$(PORT)"

html: .venv/run ## Build the site into output/, as it stands
	@SITEURL="$(or $(SITEURL),$(HERE))" $(BIN)/python -m plugins.site "$(INPUTDIR)" --settings "$(CONFFILE)" --output "$(OUTPUTDIR)"

check: .venv/run ## Find all that is wrong with posts and site (LINKS=external asks other sites, FIX=1 mends, FORMAT=json)
	@CHECK=1 SITEURL="$(or $(SITEURL),$(HERE))" $(BIN)/python -m plugins.site "$(INPUTDIR)" --settings "$(CONFFILE)" --output .cache/check

publish: .venv/run ## Build the site for readers, or nothing while a problem stands (SITEURL=, DUE=1, SHRINK=1)
	@PUBLISH=1 SITEURL="$(SITEURL)" $(BIN)/python -m plugins.publish site "$(INPUTDIR)" --settings "$(CONFFILE)" --output "$(OUTPUTDIR)" $(if $(filter-out 0,$(DUE)),--due)

host: ## Set up a server of your own, or bring it up to date (LOGIN=you@blog.example.org)
	@test "$(LOGIN)" || { echo "Say by which login: make host LOGIN=you@blog.example.org" >&2; exit 2; }
	@COPYFILE_DISABLE=1 tar cf - --exclude=__pycache__ Makefile pelicanconf.py plugins requirements.txt theme \
		| ssh "$(LOGIN)" 'rm -rf .blog && mkdir .blog && tar xf - -C .blog'
	@ssh -t "$(LOGIN)" sh .blog/plugins/inbox/examples/server.sh

deploy: .venv/run ## Send what is published to where readers find it, and read it back (DEPLOY=ssh://…, git:… or s3://…, DUE=1, SHRINK=1)
	@$(if $(filter-out 0,$(DUE)),PUBLISH=1 SITEURL="$(SITEURL)") $(BIN)/python -m plugins.deploy $(if $(filter-out 0,$(DUE)),due "$(INPUTDIR)",site) --settings "$(CONFFILE)" --output "$(OUTPUTDIR)"

rollback: .venv/run ## Show readers the release before the present one (TO=41: that one), where DEPLOY sends it too
	@$(BIN)/python -m plugins.deploy back --settings "$(CONFFILE)" --output "$(OUTPUTDIR)" --to "$(TO)"

canary: .venv/run ## Send a message by the live form and see that it arrives: silent when it does
	@$(BIN)/python -m plugins.canary --settings "$(CONFFILE)"

inbox: .venv/run ## Decide what becomes of messages and replies (DO="approve 3 5-9", DO=--help, INBOX=ssh://host/folder)
	@INPUTDIR="$(INPUTDIR)" $(BIN)/python -m plugins.moderation $(DO)

upgrade: .venv/run ## Bring a new release into your blog, once it is proven (FROM=remote or address, TO=tag, TESTS=0)
	@$(BIN)/python -m plugins.upgrade --input "$(INPUTDIR)" --conf "$(CONFFILE)" --to "$(TO)" $(if $(filter 0,$(TESTS)),--no-tests)

test: .venv/dev ## Run every test (finds a browser, or installs one)
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest

lint: .venv/dev ## Check format, style and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: .venv/dev ## Time a build beside plain Pelican's (POSTS=, ROUNDS=)
	@$(BIN)/python -m tests.bench

audit: .venv/dev ## Hold every kind of page against its bars (Lighthouse and Nu: needs node and Java)
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.audit

torture: .venv/dev ## Try for an hour to break the inbox and the build (ONLY="kill slow": some of it)
	@$(BIN)/python -m tests.torture $(ONLY)

lock: .venv/dev ## Renew the locked versions after a change of pyproject.toml
	@$(LOCK) --upgrade --output-file requirements.txt
	@$(LOCK) --upgrade --group dev --output-file requirements-dev.txt

clean: .venv/run ## Remove what was built; your own files, messages and the environment stay
	@$(BIN)/python -m plugins.publish clean --settings "$(CONFFILE)" --output "$(OUTPUTDIR)"
	@$(BIN)/python -m plugins.orphans "$(OUTPUTDIR)"
	@$(BIN)/python -m plugins.orphans .serve
	@rm -rf hosting

# The environment, made anew when its lock changes.
.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) -V): make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt install python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what the blog needs (only now and when it changes)" >&2
	@$(BIN)/python -m pip install --disable-pip-version-check $$(test -t 1 || echo -qq) --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing what the tests need (only now and when it changes)" >&2
	@$(BIN)/python -m pip install --disable-pip-version-check $$(test -t 1 || echo -qq) --require-hashes -r requirements-dev.txt
	@touch $@
