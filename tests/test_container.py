"""What the Dockerfile and the devcontainer call is there: files, stages, targets of the Makefile, a tried Python.

They are read, not run: a container engine is not among what the tests need.
"""

import json
import re

import pytest
from chapters import ROOT

from arntp.check import BROWSERS, NEWEST, OLDEST

DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
DEVCONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
MAKE = re.compile(r'\bmake[" ,]+([a-z]+)')


def instructions(name):
    """The arguments of each instruction of one kind."""
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.M)


def stages():
    """{stage's name: the image that it begins with}."""
    return {name: base for base, name in re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.M)}


@pytest.mark.parametrize("command", [*instructions("RUN"), *instructions("CMD"), DEVCONTAINER["postCreateCommand"]])
def test_targets_exist(command):
    called = set(MAKE.findall(command.replace("install --yes", "")))
    assert called <= TARGETS and (called or "apt-get" in command)


def test_both_commands_of_the_readme_are_called():
    called = [MAKE.findall(command) for command in [*instructions("RUN"), *instructions("CMD")]]
    assert called[-2:] == [["book"], ["test"]]


def test_copied_files_exist_and_git_goes_along():
    sources = [source for line in instructions("COPY") for source in line.split()[:-1]]
    assert sources and all((ROOT / source).exists() for source in sources)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ".venv" in ignored and not {".git", "arntp", "book", "results", "tests"} & set(ignored)


def test_the_python_was_tried():
    major, minor = map(int, re.match(r"python:(\d+)\.(\d+)-", stages()["machine"]).groups())
    assert OLDEST <= (major, minor) <= NEWEST


def test_the_machine_has_what_the_makefile_calls():
    installed = re.search(r"apt-get install ([^&]*)", DOCKERFILE)[1].split()
    assert {"make", "git", "g++"} <= set(installed) and set(BROWSERS) & set(installed)


def test_the_devcontainer_builds_the_machine():
    build, folder = DEVCONTAINER["build"], ROOT / ".devcontainer"
    assert (folder / build["dockerfile"]).resolve() == ROOT / "Dockerfile"
    assert (folder / build["context"]).resolve() == ROOT and build["target"] in stages()
    interpreter = DEVCONTAINER["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert re.search(
        rf"^VENV +\?= {re.escape(interpreter.split('/')[0])}$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M
    )
