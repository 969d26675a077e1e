"""The environment's descriptions agree, and nothing committed knows the machine it was made on."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from chapters import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pybtex.database import parse_file

import arntp

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines]
PROVIDERS = metadata.packages_distributions()  # importable name → distributions
ABSOLUTE = re.compile(r"(?<![\w.:/<])(?:/(?:home|root|tmp|work|Users|mnt|opt|usr|var|private)/\w|[A-Z]:\\\\?\w)")


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def conda():
    """environment.yml's dependencies: conda's own, and pip's."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    return [e for e in entries if isinstance(e, str)], pip


def committed_records():
    """Results, references and chapters: everything that a finished run may have written."""
    folders = [ROOT / "results", ROOT / "tests" / "reference", ROOT / "book"]
    kinds = {".json", ".ipynb", ".md", ".csv", ".txt", ".bib", ".yml"}
    written = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    return [path for path in written if not path.name.endswith(".part.ipynb")]


def absolute_paths(text):
    here = [place for place in (str(ROOT), str(Path.home()), sys.prefix) if len(place) > 1 and place in text]
    return here + ABSOLUTE.findall(text)


def imports(tree):
    """Top-level names of the packages that a module, or what it defines, imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0]


def undeclared(names, needs):
    """Those of the imported names that none of the requirements brings."""
    declared = {canonicalize_name(need.name) for need in needs}
    foreign = set(names) - sys.stdlib_module_names - {"arntp"}
    return {n for n in foreign if not {canonicalize_name(owner) for owner in PROVIDERS.get(n, [n])} & declared}


def test_conda_installs_what_pyproject_declares():
    own, pip = conda()
    packages = sorted(str(Requirement(line)) for line in pip if not line.startswith("--"))
    assert packages == sorted(str(r) for r in RUNTIME + EXTRAS)
    assert f"python{PROJECT['requires-python']}" in own
    assert {"--constraint constraints.txt", "--editable ."} <= set(pip)


def test_every_requirement_is_pinned_within_its_range():
    pinned = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins()}
    for need in RUNTIME + EXTRAS:
        assert canonicalize_name(need.name) in pinned, f"constraints.txt does not pin {need.name}"
        assert need.specifier.contains(pinned[canonicalize_name(need.name)]), need


def test_pins_are_exact_and_unique():
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pins())
    assert len({canonicalize_name(pin.name) for pin in pins()}) == len(pins())


def test_package_imports_only_what_it_declares():
    """At import a bare installation must do, but for the figures; the extras may serve inside of functions."""
    for path in (ROOT / "arntp").rglob("*.py"):
        tree, figures = ast.parse(path.read_text(encoding="utf-8")), "plots" in path.parts
        lacking = undeclared(imports(tree), RUNTIME + EXTRAS)
        tree.body = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        lacking |= undeclared(imports(tree), RUNTIME + EXTRAS * figures)
        assert not lacking, f"{path.relative_to(ROOT)} imports {lacking}, which pyproject.toml lacks"


def modules():
    """Modules of the package down to its second level: what lies deeper is their inside."""
    for path in sorted((ROOT / "arntp").rglob("*.py")):
        parts = [part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__"]
        if len(parts) <= 3 and not parts[-1].startswith("_"):
            yield ".".join(parts)


@pytest.mark.parametrize("module", list(modules()))
def test_module_is_in_the_package_reference(module):
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "book" / "api").glob("*.md")]
    found = [page for page in pages for _ in re.findall(rf"automodule:: {re.escape(module)}$", page, re.M)]
    assert len(found) == 1, f"the pages of book/api describe {module} {len(found)} times"


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert arntp.__version__ == citation["version"] == metadata.version("arntp")


def test_the_entry_to_cite_is_the_citation_file_s():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    entry = parse_file(ROOT / "book" / "cite.bib").entries
    book, paper = entry["arntp2026"].fields, entry["malach2024"]
    assert all(book[key] == citation[key] for key in ("title", "version", "license"))
    assert paper == parse_file(ROOT / "book" / "references.bib").entries["malach2024"]
    assert all(paper.fields[key] == str(citation["references"][0][key]) for key in ("title", "year"))


@pytest.mark.parametrize("path", committed_records(), ids=lambda path: str(path.relative_to(ROOT)))
def test_record_has_no_absolute_path(path):
    found = absolute_paths(path.read_text(encoding="utf-8"))
    assert not found, f"{path.relative_to(ROOT)} names a place on one machine: {found[:3]}"


@pytest.mark.parametrize("text", ["/home/me/arntp", "'/tmp/x.json'", "C:\\\\Users", str(ROOT)])
def test_absolute_paths_are_found(text):
    assert absolute_paths(text)


@pytest.mark.parametrize("text", ["results/a/b.json", "https://arxiv.org/abs/1", "a/home/b", "3/4", "x:\\alpha"])
def test_other_text_is_no_absolute_path(text):
    assert not absolute_paths(text)
