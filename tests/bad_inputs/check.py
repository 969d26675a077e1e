"""Wrong texts given to the environment's check."""

import sys
from pathlib import Path

from arntp.check import Missing, data

HERE = Path(__file__).parent
PROGRAM = sys.executable

ROWS = [
    ("data(3)", TypeError, "path", "3"),
    ("data('')", Missing, "path", "unset ARNTP_TINYSTORIES"),
    ("data('no\\0where')", Missing, "path", "no\\x00where"),
    ("data('nowhere')", Missing, "nowhere", "no such file or folder"),
    ("data(HERE)", Missing, "bad_inputs", "expected train.txt"),
    ("data(PROGRAM)", Missing, PROGRAM, "not UTF-8"),
]
