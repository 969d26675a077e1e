"""Wrong calls: the tables of `tests/bad_inputs`, run by pytest."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from arntp.runs import project
from reliability.work import row, scratch


def calls(share: float) -> Iterator[dict]:
    """Each raises its documented error, which names value, place and what would be right; always all of them."""
    with scratch() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "tests/bad_inputs", f"--junitxml={report}"]
        subprocess.run(command, cwd=project.checkout(), stdout=subprocess.DEVNULL)
        cases = [case for case in ElementTree.parse(report).iter("testcase") if "wrong_calls" in case.get("name")]
    wrong = [case.get("name") for case in cases if len(case)]
    yield row("wrong calls", len(cases), len(cases) - len(wrong), "; ".join(wrong[:3]))
