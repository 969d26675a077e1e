"""Wrong calls of the claims."""

from arntp.experiments.claims import Asked, Claim, Measured

NAN, INF = float("nan"), float("inf")
WORDS = {"statement": "it is so", "place": "here", "of": "of them"}
ASKED = Asked(0, 1)


def nothing():
    """A measurement without a record."""


ROWS = [
    ("Measured('1', 0.0, 2.0, 'one')", TypeError, "value", "'1'"),
    ("Measured(None, 0.0, 2.0, 'one')", TypeError, "value", "None"),
    ("Measured(NAN, 0.0, 2.0, 'one')", ValueError, "value = nan", "finite"),
    ("Measured(1.0, INF, 2.0, 'one')", ValueError, "low = inf", "finite"),
    ("Measured(1.0, 1.5, 2.0, 'one')", ValueError, "low = 1.5", "at most 1.0"),
    ("Measured(1.0, 0.0, 0.5, 'one')", ValueError, "high = 0.5", "at least 1.0"),
    ("Measured(1.0, 0.0, True, 'one')", TypeError, "high", "True"),
    ("Measured(1.0, 0.0, 2.0, 1.0)", TypeError, "text", "1.0"),
    ("Measured(1.0, 0.0, 2.0, 'one', at_papers_size='yes')", TypeError, "at_papers_size", "'yes'"),
    ("Asked('0')", TypeError, "least", "'0'"),
    ("Asked(0, None)", TypeError, "most", "None"),
    ("Asked(2, 1)", ValueError, "least = 2", "most = 1"),
    ("Asked(NAN)", ValueError, "least = nan"),
    ("Claim(**WORDS | {'statement': 3}, measure=nothing, asked=ASKED)", TypeError, "statement", "3"),
    ("Claim(**WORDS | {'place': None}, measure=nothing, asked=ASKED)", TypeError, "place", "None"),
    ("Claim(**WORDS, measure=nothing(), asked=ASKED)", TypeError, "measure is a function", "None"),
    ("Claim(**WORDS, measure=nothing, asked=(0, 1))", TypeError, "asked is an Asked", "(0, 1)"),
    ("Claim(**WORDS, measure=nothing, asked=ASKED, paper=1.2)", TypeError, "paper", "1.2"),
    ("Claim(**WORDS, measure=nothing, asked=ASKED, of_papers_size=1)", TypeError, "of_papers_size", "1"),
]
