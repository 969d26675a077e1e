"""Names of folders and files: readable where that is safe, and never the same for two things.

A name is made of lower-case letters, digits and a few marks, so that it is one on every system, is bounded, and never
leads out of its folder. What cannot be written so has a part of its SHA-256 after a `~`.
"""

import hashlib
import re
from typing import Any

LONGEST = 100  # characters of a folder's name
SLUG = 60  # characters of a name in words
VALUE = 24  # characters of a value that is not plain
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|summary|parameters")  # of Windows, and of records
PLAIN_KEY = re.compile(r"[a-z_][a-z0-9_]*")
PLAIN_TEXT = re.compile(r"[a-z][a-z0-9._+-]*(?<![.])")
LIKE_A_VALUE = {"true", "false", "none", "nan", "inf"}


def run_name(size: str, seed: int, **parameters: Any) -> str:
    """The folder of a run: `laptop-s1`, `laptop-s1-data=grammar-share=0.2`."""
    name = "-".join([size, f"s{seed}", *(setting(key, value) for key, value in sorted(parameters.items()))])
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 11]}~{short_hash(sorted(parameters.items()))}"


def setting(key: str, value: Any) -> str:
    """`key=value`, where both are plain; else their slugs and a hash."""
    text = plain(value)
    if text is not None and PLAIN_KEY.fullmatch(key):
        return f"{key}={text}"
    return f"{slug(key)}={slug(str(value))[:VALUE].strip('.')}~{short_hash((key, value))}"


def plain(value: Any) -> str | None:
    """A number, truth value, None, or simple word as a name has it; None for anything else."""
    if isinstance(value, str):
        return value if PLAIN_TEXT.fullmatch(value) and value not in LIKE_A_VALUE and len(value) <= SLUG else None
    if value is None or isinstance(value, bool | int | float):
        text = repr(value).lower().removesuffix(".0")
        return text if len(text) <= SLUG else None
    return None


def slug(name: str) -> str:
    """A file name from a name in words; others may have the same."""
    return re.sub(r"[^a-z0-9.=+-]+", "-", name.lower())[:SLUG].strip("-.")


def own_slug(name: str) -> str:
    """A file name that no other name has."""
    return f"{slug(name)}~{short_hash(name)}"


def is_safe(slug: str) -> bool:
    """Whether a slug can be a file's name as it is."""
    return bool(slug) and len(slug) < SLUG and not RESERVED.fullmatch(slug)


def short_hash(value: Any) -> str:
    """Ten hexadecimal digits of the SHA-256 of what Python shows of a value."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:10]
