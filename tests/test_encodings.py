"""Text is UTF-8 whatever the locale, in files and on a terminal."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("arntp", "benchmarks", "book/_ext", "tests")
PLAIN = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}


def is_binary(call):
    """Whether a call to open says a binary mode."""
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return any(set(mode) <= set("rwxab+") and "b" in mode for mode in modes)


def needs_an_encoding(call):
    """Whether a call opens text: by a path's methods, by open, or by the output of another program."""
    given = {keyword.arg for keyword in call.keywords}
    name = getattr(call.func, "attr", getattr(call.func, "id", None))
    owner = getattr(getattr(call.func, "value", None), "id", None)
    if "encoding" in given:
        return False
    if name in ("read_text", "write_text") and isinstance(call.func, ast.Attribute):
        return owner not in ("files", "checkpoints")
    if name in ("run", "Popen", "check_output"):
        return bool(given & {"text", "universal_newlines"})
    return name == "open" and owner not in ("os", "TokenFile", "cls") and not is_binary(call)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_file_is_opened_with_its_encoding(folder):
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)]
        found += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in calls if needs_an_encoding(call)]
    assert not found


@pytest.mark.parametrize("source, found", [
    ("open(path)", True), ("open(path, 'w')", True), ("path.open('w')", True), ("path.read_text()", True),
    ("open(path, 'rb')", False), ("path.open(mode='wb')", False), ("read_text(path)", False),
    ("path.read_text(encoding='utf-8')", False), ("os.open(path, flags)", False), ("run(line, text=True)", True),
])  # fmt: skip
def test_what_opens_text_is_recognised(source, found):
    assert needs_an_encoding(ast.parse(source).body[0].value) is found


@pytest.mark.parametrize("encoding", [PLAIN, PLAIN | {"PYTHONIOENCODING": "iso-8859-1"}])
def test_commands_print_on_any_terminal(encoding):
    code = "from arntp.commands import any_terminal; any_terminal(); print('T \\u2265 4, gr\\xfcn')"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | encoding, capture_output=True, check=True)
    assert done.stdout.startswith(b"T \\u2265 4, gr")
