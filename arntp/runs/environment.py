"""What a number depends on besides its parameters: versions, device and commit."""

import os
import platform
import subprocess
import time
from importlib.metadata import version

import arntp
from arntp.runs.project import PACKAGE, is_checkout

PACKAGES = ("torch", "numpy", "tiktoken", "tokenizers")


def environment() -> dict[str, str]:
    """Versions, device, machine, commit and date."""
    from arntp.training import choose_device

    return {
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "device": choose_device()[1],
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "commit": commit(),
        "date": time.strftime("%Y-%m-%d"),
    }


def commit() -> str:
    """The commit of the code that runs, marked + when it has changes; 'unknown' outside git."""
    if not is_checkout(PACKAGE.parent):
        return f"arntp {arntp.__version__}, installed"
    try:
        head, changes = git("rev-parse", "--short", "HEAD"), git("status", "--porcelain", "arntp")
        return head.strip() + ("+" if changes else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def git(*words: str) -> str:
    """What a git command prints."""
    folder = PACKAGE.parent
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout
