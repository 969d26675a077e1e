"""The paper's sizes on one GPU: python -m arntp.experiments.paper --minutes 9."""

import argparse
import math
import sys
import tempfile
from pathlib import Path

from arntp.experiments.paper.parts import FULL, PARTS, TOY, run_all


def main(given: list[str] | None = None) -> int:
    """Run the parts within the minutes; 1 if one of them failed, 2 where they cannot be run at all."""
    parser = argparse.ArgumentParser(prog="python -m arntp.experiments.paper", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=9.0, help="for everything (%(default)s)")
    parser.add_argument("--toy", action="store_true", help="a size that takes seconds on a processor; needs --results")
    parser.add_argument("--results", type=Path, help="where records go; the project's folder when not given")
    options = parser.parse_args(given)
    if not 0 < options.minutes < math.inf:
        parser.error(f"--minutes {options.minutes}: a positive number is needed")
    if options.toy and options.results is None:
        parser.error("--toy measures nothing worth keeping: say with --results where its records go")
    if not options.toy and (reason := no_gpu()):
        parser.error(f"{reason}; --toy --results FOLDER tries the command at a toy size")
    with tempfile.TemporaryDirectory() as tokens:
        kept = ["--results", str(options.results.resolve())] if options.results else []
        more = ["--tokens", tokens, *kept, *(["--toy"] if options.toy else [])]
        ended = run_all(PARTS, 60 * options.minutes, TOY if options.toy else FULL, *more)
    print("\n" + "\n".join(f"{name:32} {how}" for name, how in ended.items()))
    return 1 if any(how.startswith("FAILED") for how in ended.values()) else 0


def no_gpu() -> str | None:
    """Why the paper's sizes cannot be run here, or None."""
    try:
        import torch
    except ImportError as error:
        return f"{error}: install torch 2.11 or later"
    return None if torch.cuda.is_available() else "torch finds no CUDA device, and the paper's sizes need one"


if __name__ == "__main__":
    sys.exit(main())
