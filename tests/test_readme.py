"""The numbers of the README are those of the committed records, and what it points to is there."""

import re
from pathlib import Path

import pytest

from arntp.runs import committed, over_seeds

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def products(fit):
    return 100 * fit["scores"]["product"]


def perplexity(fit):
    return fit["scores"]["held out"]["perplexity"]


def whole_runs(fit):
    return 100 * min(fit["exact"].values())


PERPLEXITY = "perplexity {} on held-out stories"
ROWS = [
    ("multiplication", "MLP, schoolbook, n = 2", "", products, "{} % of {:,} held-out products", "pairs"),
    ("tinystories", "time-invariant linear", "", perplexity, PERPLEXITY, None),
    ("tinystories", "transformer", "", perplexity, PERPLEXITY, None),
    ("tinystories", "n-gram", ", which only counts", perplexity, PERPLEXITY, None),
    ("turing_machines", "time-invariant linear", "", whole_runs, "{} % of {:,} runs of unseen rows", "judged"),
]


def minutes(fit):
    """What training took; a cell of a grid is sized in steps of a nominal core."""
    last = fit["history"][-1]
    return (last["step"] * fit["nominal"] if "nominal" in fit else last["seconds"]) / 60


def spread(values, form):
    return " to ".join(dict.fromkeys([format(min(values), form), format(max(values), form)]))


@pytest.mark.parametrize("chapter, name, more, measure, sentence, count", ROWS)
def test_what_you_should_see_is_what_was_measured(chapter, name, more, measure, sentence, count):
    fits = over_seeds(committed(chapter, "laptop"), [name])[name]
    assert len(fits) >= 3
    result = sentence.format(spread([measure(fit) for fit in fits], ".2f"), fits[0].get(count))
    took = spread([minutes(fit) for fit in fits], ".1f")
    assert f"| `{chapter}`: {name}{more} | {result} | {took} |" in README


def test_what_the_readme_links_to_is_there():
    targets = re.findall(r"\]\(([^):]+)\)", README)
    assert targets and all((ROOT / target).exists() for target in targets)
