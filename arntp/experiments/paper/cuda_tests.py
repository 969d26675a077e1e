"""Part 1: the tests that only a GPU can run, without any notebook package; each outcome is kept as it comes."""

import time
from collections import Counter
from collections.abc import Callable

from arntp.experiments.paper.records import command_line, device_name
from arntp.runs.project import checkout

OPTIONS = "-q -p no:nbval -p no:cacheprovider --import-mode=importlib -o addopts= -o filterwarnings=default"


class Outcomes:
    """A pytest plug-in that counts outcomes and keeps the names of the tests that failed."""

    def __init__(self, keep: Callable[[dict], None]):
        self.keep, self.began, self.counted, self.failed = keep, time.monotonic(), Counter(), []
        self.ended = False

    def pytest_runtest_logreport(self, report) -> None:
        """Count a test once: where it is called, or where it ended before that."""
        if report.when == "call" or report.outcome != "passed":
            self.counted[report.outcome] += 1
            if report.failed:
                self.failed.append(report.nodeid)
            self.keep(self.found)

    def pytest_sessionfinish(self) -> None:
        """All were run."""
        self.ended = True
        self.keep(self.found)

    @property
    def found(self) -> dict:
        """What is known so far."""
        return {
            "device": device_name(),
            **{outcome: self.counted[outcome] for outcome in ("passed", "failed", "skipped")},
            "failed tests": self.failed,
            "complete": self.ended,
            "seconds": round(time.monotonic() - self.began, 1),
        }


def main(given: list[str] | None = None) -> int:
    """The CUDA tests; the exit status is pytest's."""
    import pytest  # the package alone comes without it

    slot, _ = command_line(main.__doc__, given)
    folder = checkout() / "tests" / "cuda"
    outcomes = Outcomes(slot.keeper("benchmarks", "CUDA tests"))
    where = ["--rootdir", str(folder.parent.parent), "--confcutdir", str(folder), str(folder)]
    return int(pytest.main([*OPTIONS.split(), *where], plugins=[outcomes]))


if __name__ == "__main__":
    raise SystemExit(main())
