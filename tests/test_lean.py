"""The package alone, as `pip install .` brings it: its modules import and train without the book's packages."""

import pkgutil
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
from chapters import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import arntp
from arntp.runs.__main__ import main

BASE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
PROGRAM = """
import importlib, sys

class Present:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            return None
        return next((spec for finder in finders if (spec := finder.find_spec(name, path, target))), None)

absent, modules = set(sys.argv[1].split()), sys.argv[2].split()
finders, sys.meta_path = sys.meta_path, [Present()]
for module in modules:
    importlib.import_module(module)

import torch
from arntp.predictors import CausalLinear
from arntp.training import TrainConfig, train
rows = torch.randint(5, (8, 6), generator=torch.Generator().manual_seed(0)).numpy()
config = TrainConfig(steps=2, batch=8, lr=0.01, log_every=1)
history = train(CausalLinear(5, 6, 4), lambda step, size: rows, config, progress=False)
print(len(modules), "modules,", len(history), "steps")
"""


def brought(requirements):
    """Names of the distributions that these requirements bring, theirs included, where they are installed."""
    found, todo = set(), [(requirement, "") for requirement in map(Requirement, requirements)]
    while todo:
        need, extra = todo.pop()
        name = canonicalize_name(need.name)
        if need.marker and not need.marker.evaluate({"extra": extra}):
            continue
        for wanted in {"", *need.extras}:
            if (name, wanted) not in found:
                found.add((name, wanted))
                todo += [(Requirement(line), wanted) for line in requires(name)]
    return {name for name, _ in found}


def requires(name):
    """What an installed distribution requires; nothing of one that is not installed."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def absent():
    """Top-level modules installed here that a bare installation of the package would not bring."""
    base = brought(BASE) | {"arntp", "pip", "setuptools"}
    owners = metadata.packages_distributions()
    return sorted(module for module, names in owners.items() if not {canonicalize_name(n) for n in names} & base)


def modules():
    """Every module but the figures, which need the book's matplotlib and seaborn."""
    found = [module.name for module in pkgutil.walk_packages(arntp.__path__, "arntp.", onerror=print)]
    return [name for name in found if not name.startswith("arntp.plots") and not name.endswith("__main__")]


def test_book_s_packages_are_absent():
    assert {"papermill", "jupytext", "seaborn", "matplotlib", "IPython", "sphinx", "pytest"} <= set(absent())
    assert not {"torch", "numpy", "tqdm", "tiktoken", "datasets", "pandas"} & set(absent())


@pytest.mark.slow
def test_package_alone_imports_and_trains():
    command = [sys.executable, "-c", PROGRAM, " ".join(absent()), " ".join(modules())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == f"{len(modules())} modules, 2 steps\n"


def test_a_run_without_the_book_s_packages_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert main(["circuits"]) == 2
    said = capsys.readouterr().err
    assert "jupytext" in said and "make install" in said and said.count("\n") == 1
