"""Wrong calls of the factorial: what is asked of its fits."""

from arntp.experiments.explained import bounds, study

FIT = {"flops": 1, "config": {"batch": 1}, "history": [{"step": 1, "product": 0.5}, {"step": 2, "product": 1.0}]}
STUDY = study({(chain, cls): [FIT] for chain in "ab" for cls in "cd"})

ROWS = [
    ("bounds(FIT, 'seconds')", ValueError, "unit = 'seconds'", "'FLOPs'"),
    ("bounds(FIT, None)", ValueError, "unit = None"),
    ("study([FIT])", TypeError, "fits is of class builtins.dict"),
    ("study({}, 'seconds')", ValueError, "unit = 'seconds'"),
    ("STUDY.values('somehow')", ValueError, "treatment = 'somehow'", "'by likelihood'"),
    ("STUDY.values('at its bound', 0)", ValueError, "draws = 0"),
    ("STUDY.explained('by likelihood', 1.5)", TypeError, "draws is a whole number"),
]
