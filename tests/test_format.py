"""The code has the form that `make format` gives it, and ruff finds nothing wrong with it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("command", [("format", "--check"), ("check",)], ids=" ".join)
def test_ruff_is_content(command):
    found = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert found.returncode == 0, f"{found.stdout[-2000:]}{found.stderr[-500:]}\nrun `make format`"
