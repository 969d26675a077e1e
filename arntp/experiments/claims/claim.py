"""A claim, what was measured of it, and the verdict that follows from the two by a rule."""

import csv
import io
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from numbers import Real

from arntp import arguments

HOLDS, CONDITION, SETTLED = "holds", "holds with a condition", "not settled"
REFUTED, SMALLER, NOT_RUN = "not reproduced", "not run at the paper's size", "not run"
VERDICTS = {
    HOLDS: "the whole interval lies in the range that is asked",
    CONDITION: "the same, under the condition that stands there",
    REFUTED: "the whole interval lies outside of that range",
    SETTLED: "the interval lies partly inside and partly outside",
    SMALLER: "the claim is about a size that we have no record of; what was measured is smaller",
    NOT_RUN: "there is no record",
}
ROLE = re.compile(r"\{[^}]+\}`(?:[^`<]*<)?([^`>]+)>?`")


@dataclass(frozen=True)
class Measured:
    """What was measured.

    value, low, high : the number that the verdict judges, and its 95 % interval; all alike where it is exact
    text : what it is, for a reader, with its numbers
    at_papers_size : whether the runs had the paper's size

    Raises TypeError for what is no number, ValueError unless low ≤ value ≤ high are finite.
    """

    value: float
    low: float
    high: float
    text: str
    at_papers_size: bool = False

    def __post_init__(self):
        arguments.real("value", self.value)
        arguments.real("low", self.low, most=self.value)
        arguments.real("high", self.high, self.value)
        arguments.text("text", self.text)
        arguments.flag("at_papers_size", self.at_papers_size)


@dataclass(frozen=True)
class Asked:
    """The range in which a value must lie for a claim to hold; `form` writes its ends.

    Raises TypeError for ends that are no numbers, ValueError for those between which nothing lies.
    """

    least: float = -math.inf
    most: float = math.inf
    form: str = "g"

    def __post_init__(self):
        for name in ("least", "most"):
            arguments.instance(name, getattr(self, name), Real)
        if not self.least <= self.most:
            raise ValueError(f"least = {self.least}, most = {self.most}: no number lies between them")

    def holds(self, low: float, high: float) -> bool | None:
        """Whether an interval lies inside the range (True), outside of it (False), or across an end (None)."""
        if self.least <= low and high <= self.most:
            return True
        return False if high < self.least or self.most < low else None

    def __str__(self) -> str:
        least, most = f"{self.least:{self.form}}", f"{self.most:{self.form}}"
        if self.least == self.most:
            return least
        if math.isinf(self.most):
            return f"at least {least}"
        return f"at most {most}" if math.isinf(self.least) else f"{least} to {most}"


@dataclass(frozen=True)
class Claim:
    """One claim.

    statement : in our words, with its source
    place : where it is checked, as a MyST role
    measure : what measures it; None where there is no record
    asked : the range in which the measured value must lie, and `of`, the words that follow it
    paper : the paper's own value and its source, where they are known
    condition : under which it holds
    of_papers_size : whether it is about a size of the paper's own, which smaller runs cannot decide

    Raises TypeError for parts of other types.
    """

    statement: str
    place: str
    measure: Callable[[], Measured | None]
    asked: Asked
    of: str
    paper: str = ""
    condition: str = ""
    of_papers_size: bool = False

    def __post_init__(self):
        for name in ("statement", "place", "of", "paper", "condition"):
            arguments.text(name, getattr(self, name))
        arguments.function("measure", self.measure)
        arguments.instance("asked", self.asked, Asked)
        arguments.flag("of_papers_size", self.of_papers_size)

    def row(self) -> "Row":
        """What the table says of it. A record that lacks what is looked for in it counts as none."""
        try:
            found = self.measure()
        except KeyError:
            found = None
        return Row(self, found, self.verdict(found))

    def verdict(self, found: Measured | None) -> str:
        """One of VERDICTS, from what was measured alone."""
        if found is None:
            return NOT_RUN
        if self.of_papers_size and not found.at_papers_size:
            return SMALLER
        holds = self.asked.holds(found.low, found.high)
        return {True: CONDITION if self.condition else HOLDS, False: REFUTED, None: SETTLED}[holds]


@dataclass(frozen=True)
class Row:
    """A claim with what was measured and its verdict."""

    claim: Claim
    measured: Measured | None
    verdict: str

    def cells(self) -> list[str]:
        """Statement, place, measured, the paper's value, verdict: MyST text."""
        claim, found = self.claim, self.measured
        verdict = f"**{self.verdict}**" + (f": {claim.condition}" if self.verdict == CONDITION else "")
        asked = f"{verdict} <br>(asked: {claim.asked} {claim.of})"
        return [claim.statement, claim.place, found.text if found else NOT_RUN, claim.paper or "—", asked]

    def plain(self) -> dict[str, str | float | None]:
        """The row for a file: roles as the labels that they lead to, the interval as numbers."""
        words = asdict(self.claim) | {"asked": str(self.claim.asked)}
        keys = ("statement", "place", "paper", "of", "asked", "condition")
        found = asdict(self.measured) if self.measured else {}
        numbers = {key: found.get(key) for key in ("text", "value", "low", "high")}
        return {key: ROLE.sub(r"\1", words[key]) for key in keys} | numbers | {"verdict": self.verdict}


HEAD = ("claim", "checked in", "measured", "the paper's value", "verdict")


def table(rows: Sequence[Row]) -> str:
    """A MyST table of rows."""
    lines = [row.cells() for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (HEAD, ["---"] * len(HEAD), *lines))


def as_csv(sections: Mapping[str, Sequence[Row]]) -> str:
    """All rows, one a line, under their section's name."""
    lines = [{"section": name} | row.plain() for name, rows in sections.items() for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]) if lines else ["section"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()
