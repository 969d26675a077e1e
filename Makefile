# `make` lists the targets. VENV is the environment's folder: a conda user gives VENV=$CONDA_PREFIX.
SHELL := bash
VENV  ?= .venv
PY    := $(VENV)/bin/python
READY := $(VENV)/.arntp-installed

# PIP installs, with PIP_ARGS, such as "--extra-index-url URL" with the index of another build of torch;
# LAB_ARGS go to JupyterLab.
PIP      ?= $(PY) -m pip
PIP_ARGS ?=
LAB_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install book pdf test lab references format bench paper clean

help: ## list the targets
	@echo "arntp: an executable book on auto-regressive next-token predictors"
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(READY) ## create the environment and install everything into it

book: $(READY) ## execute the chapters that changed and build the pages
	@$(PY) book/_ext/build.py

pdf: book ## the whole book in one file, _build/arntp.pdf, printed by Chromium
	@$(PY) book/_ext/pdf.py

test: book ## unit tests, notebooks against their references, the environment, the pages
	@OMP_NUM_THREADS=1 $(PY) -m pytest -n 3 --dist loadfile

lab: $(READY) ## open copies of the chapters in JupyterLab, to change and rerun them
	@$(PY) book/_ext/lab.py
	@$(PY) -m jupyter lab --ServerApp.root_dir="$(CURDIR)" $(LAB_ARGS) lab/intro.ipynb

references: $(READY) ## execute the chapters, or CHAPTERS="log api/text", anew as the notebooks that `make test` compares with
	@$(PY) book/_ext/references.py $(CHAPTERS)

format: $(READY) ## bring the code into the form that `make test` looks for
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

# MINUTES for everything; PAPER_ARGS="--toy --results FOLDER" tries the command on a processor.
MINUTES    ?= 9
PAPER_ARGS ?=

paper: ## the paper's sizes on one GPU within MINUTES; installs nothing, runs with PYTHON
	@$(or $(PYTHON),python3) -m arntp.experiments.paper --minutes $(MINUTES) $(PAPER_ARGS)

bench: $(READY) ## speed and memory, side by side with the dense reference
	@$(PY) -m benchmarks

clean: ## remove everything that was built, but not the environment
	rm -rf _build .pytest_cache .hypothesis
	find arntp book tests benchmarks reliability -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# a Python that was tried goes before a newer one
$(PY):
	@for newest in 14 99; do for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if $$python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $$newest))" 2>/dev/null; \
	  then found=$$python; break 2; fi; \
	done; done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or later is needed and none is on the PATH: install one, or say make PYTHON=/its/path"; exit 1; \
	fi; \
	echo "creating $(VENV) with $$($$found --version)"; \
	if [ $$newest = 99 ]; then echo "warning: that is newer than 3.11 to 3.14, which were tried"; fi; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$$found cannot create environments: install its venv module (Debian, Ubuntu: apt install python3-venv)"; exit 1; }

$(READY): pyproject.toml constraints.txt | $(PY)
	@if torch=$$($(PY) -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null); then \
	  echo "step 1 of 2: torch $$torch is installed already"; \
	elif [ -n "$(PIP_ARGS)" ]; then \
	  echo "step 1 of 2: torch, from where $(PIP_ARGS) says"; \
	elif [ "$$(uname)" = Linux ]; then \
	  echo "step 1 of 2: torch in the default build for Linux, CUDA: 2.7 GB to fetch, 5.6 GB on disk with all else."; \
	  echo "  The CPU build is 0.2 GB to fetch, 1.6 GB on disk with all else: to have it, stop this with Ctrl-C and say"; \
	  echo "  make $(or $(MAKECMDGOALS),book) PIP_ARGS=\"--extra-index-url URL\" with the URL that PyTorch's install page names for CPU"; \
	else \
	  echo "step 1 of 2: torch in the only build for $$(uname), without CUDA: about 2 GB on disk with all else"; \
	fi
	@$(PIP) install $(PIP_ARGS) --constraint constraints.txt torch
	@echo "step 2 of 2: the other packages (a minute or two)"
	@$(PIP) install $(PIP_ARGS) --constraint constraints.txt --editable '.[book,test]'
	@mkdir -p $(VENV)/etc/ipython  # kernels do not warn about TCP, which papermill's users cannot tell them
	@echo '{"IPKernelApp": {"log_level": 40}}' > $(VENV)/etc/ipython/ipython_kernel_config.json
	@$(PY) -m jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements >/dev/null 2>&1
	@touch $@
