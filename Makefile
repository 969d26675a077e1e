# `make` lists the targets. VENV is the environment's folder: a conda user gives VENV=$CONDA_PREFIX.
SHELL := bash
VENV  ?= .venv
PY    := $(VENV)/bin/python
READY := $(VENV)/.arntp-installed

# PIP_ARGS goes to pip, such as "--extra-index-url URL" with the index of another build of torch.
PIP_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install book test lab references bench paper clean

help: ## list the targets
	@echo "arntp: an executable book on auto-regressive next-token predictors"
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(READY) ## create the environment and install everything into it

book: $(READY) ## execute the chapters that changed and build the pages
	@$(PY) book/_ext/build.py

test: book ## unit tests, notebooks against their references, the environment, the pages
	@$(PY) -m pytest

lab: $(READY) ## open the chapters in JupyterLab, to change and rerun them
	@$(PY) -m jupyter lab book/intro.md

references: $(READY) ## execute the chapters anew as the notebooks that `make test` compares with
	@$(PY) book/_ext/references.py

# MINUTES for everything; PAPER_ARGS="--toy --results FOLDER" tries the command on a processor.
MINUTES    ?= 9
PAPER_ARGS ?=

paper: ## the paper's sizes on one GPU within MINUTES; installs nothing, runs with PYTHON
	@$(or $(PYTHON),python3) -m arntp.experiments.paper --minutes $(MINUTES) $(PAPER_ARGS)

bench: $(READY) ## speed and memory, side by side with the dense reference
	@$(PY) -m benchmarks

clean: ## remove everything that was built, but not the environment
	rm -rf _build .pytest_cache .hypothesis
	find arntp book tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
	  if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	  then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 is needed and none is on the PATH: install one, or say make PYTHON=/its/path"; exit 1; \
	fi; \
	echo "creating $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$$found cannot create environments: install its venv module (Debian, Ubuntu: apt install python3-venv)"; exit 1; }

$(READY): pyproject.toml constraints.txt | $(PY)
	@echo "installing torch (step 1 of 2; some minutes and up to a few GB, once)"
	@$(PY) -m pip install $(PIP_ARGS) --constraint constraints.txt torch
	@echo "installing the other packages (step 2 of 2; about 2 minutes, once)"
	@$(PY) -m pip install $(PIP_ARGS) --constraint constraints.txt --editable '.[book,test]'
	@$(VENV)/bin/jupytext-config --settings-file $(VENV)/etc/jupyter/labconfig/default_setting_overrides.json \
	  set-default-viewer markdown myst
	@mkdir -p $(VENV)/etc/ipython  # kernels are quiet, as papermill cannot tell them
	@echo '{"IPKernelApp": {"log_level": 40}}' > $(VENV)/etc/ipython/ipython_kernel_config.json
	@touch $@
