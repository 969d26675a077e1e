"""Each claim of the paper and each published criticism of it, with what was measured and a verdict by a stated rule.

`claim` is what a row consists of and how its verdict follows, `paper` and `criticism` are the rows, `executed` checks
the theory on the spot, and `recorded` reads what the runs of the experiments have left.
"""

from arntp.experiments.claims.claim import VERDICTS, Asked, Claim, Measured, Row, as_csv, table
from arntp.experiments.claims.criticism import CRITICISM
from arntp.experiments.claims.paper import ABSTRACT, DEFINITIONS, EXPERIMENTS, THEOREMS

SECTIONS = {
    "Definitions": DEFINITIONS,
    "Theorems": THEOREMS,
    "Experiments": EXPERIMENTS,
    "The abstract": ABSTRACT,
    "Published criticism": CRITICISM,
}

__all__ = ["SECTIONS", "VERDICTS", "Asked", "Claim", "Measured", "Row", "as_csv", "table"]
