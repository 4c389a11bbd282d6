# Every target makes .venv from uv.lock when it is missing or old. `make` alone prints help.
SHELL := /bin/sh
EXTRA ?= cpu# TensorFlow for: cpu or gpu (CUDA, Linux)
RUN := .venv/bin
NBVAL_JOBS ?= 2
export TF_CPP_MIN_LOG_LEVEL ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup lab doctor desk course check grade test test-all nbval lint bench regress data lock

help: ## print this help
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */\1\t/' | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## make .venv from uv.lock (every other target does it when needed)
	@.ci/setup $(EXTRA)

lab: setup ## open JupyterLab on work/, your own copy of the course; options: LAB="--no-browser"
	@$(RUN)/autograder lab $(LAB)

desk: setup ## open formgrader on classroom/, a sample class if there is none; options: DESK="--port 9000"
	@test -d classroom/submitted || $(RUN)/autograder sample --course-dir classroom
	@$(RUN)/autograder desk --course-dir classroom $(DESK)

course: setup ## build the notebooks whose text under solutions/ changed
	$(RUN)/autograder build

check: setup ## tell which notebooks aren't what the text under solutions/ builds to
	$(RUN)/autograder build --check

grade: setup ## grade classroom/, a sample class if there is none; options: GRADE="--isolation none"
	@test -d classroom/submitted || $(RUN)/autograder sample --course-dir classroom
	@$(RUN)/autograder grade --course-dir classroom $(GRADE); code=$$?; test $$code -eq 0 || test $$code -eq 3

test: setup ## quick tests: units, gates, every notebook by nbval, a small class (about 8 minutes, offline)
	@.ci/test

test-all: setup ## everything slow: every known answer, real data where it is there (32 minutes more)
	@.ci/test-all

nbval: setup ## run every lesson and solved exercise and compare the stored outputs
	$(RUN)/python -m pytest --nbval -n $(NBVAL_JOBS) --dist loadfile

lint: setup ## style, format and types
	$(RUN)/ruff check . && $(RUN)/ruff format --check . && $(RUN)/mypy

bench: setup ## measure the printed models against ours and write helpers/results (needs real MNIST)
	$(RUN)/python -m tests.bench

regress: setup ## run every notebook: time, memory and headline figures against their limits
	$(RUN)/python -m tests.bench.regress

data: setup ## bring data sets and weights into the cache; options: DATA="--status", DATA="--mirror URL"
	@$(RUN)/python -m helpers.data $(DATA)

# Without `setup`: it shall say what is wrong where nothing can be set up.
doctor: ## what is wrong with this machine, and how to mend it; options: DOCTOR=--report
	@if $(RUN)/python -c '' 2>/dev/null; then python=$(RUN)/python; else python=python3; fi; \
	$$python -m autograder.doctor $(DOCTOR)

lock: ## bring uv.lock and environment.yml to the newest versions that pyproject.toml allows
	uv lock --upgrade
	$(RUN)/python .ci/conda.py
