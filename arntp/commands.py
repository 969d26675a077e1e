"""What the commands share."""

import sys


def any_terminal() -> None:
    """Let a command print any text: what the terminal's encoding lacks appears as an escape (≥ as \\u2265)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a notebook's streams know every character, and no encoding
            stream.reconfigure(errors="backslashreplace")
