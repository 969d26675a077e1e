"""Wrong calls of what trains at the paper's sizes."""

from arntp.experiments.paper.cost import Step, papers_steps
from arntp.experiments.paper.one_step import one_step
from arntp.experiments.paper.records import Slot, fits, kept
from arntp.experiments.paper.timebox import Pace, train_within
from arntp.predictors import CausalMLP
from arntp.training import TrainConfig

CONFIG = TrainConfig(steps=1, batch=2, lr=0.1)
SMALL = Step("small", CausalMLP, vocab=5, context=4, width=2, batch=2, first=1, steps=1)


def within(seconds, every=60.0, config=CONFIG):
    """A training that must not begin."""
    return train_within(seconds, None, None, config, None, None, every)


ROWS = [
    ("within(0)", ValueError, "seconds", "0"),
    ("within(-1.5)", ValueError, "seconds", "-1.5"),
    ("within(float('nan'))", ValueError, "seconds", "nan", "finite"),
    ("within(float('inf'))", ValueError, "seconds", "inf", "finite"),
    ("within('60')", TypeError, "seconds", "'60'"),
    ("within(None)", TypeError, "seconds", "None"),
    ("within(True)", TypeError, "seconds", "True"),
    ("within(60, every=0)", ValueError, "every", "0"),
    ("within(60, every=-60)", ValueError, "every", "-60"),
    ("within(60, every='minute')", TypeError, "every", "'minute'"),
    ("within(60, config={'steps': 1})", TypeError, "config", "TrainConfig"),
    ("Pace(0.0, 1.0)", ValueError, "step", "0.0"),
    ("Pace(-1.0, 1.0)", ValueError, "step", "-1.0"),
    ("Pace(float('nan'), 1.0)", ValueError, "step", "nan"),
    ("Pace('fast', 1.0)", TypeError, "step", "'fast'"),
    ("Pace(1.0, -1.0)", ValueError, "judging", "-1.0"),
    ("Pace(1.0, None)", TypeError, "judging", "None"),
    ("Pace(1.0, 1.0).steps(60.0, 0.0)", ValueError, "every", "0.0"),
    ("SMALL.rows('H100')", TypeError, "machine", "Machine"),
    ("SMALL.seconds(None)", TypeError, "machine", "None"),
    ("one_step(SMALL, 3, 2)", ValueError, "accumulate", "batch"),
    ("one_step(SMALL, 0, 1)", ValueError, "batch", "0"),
    ("one_step(SMALL, 2.0, 1)", TypeError, "batch", "2.0"),
    ("one_step(SMALL, 2, 0)", ValueError, "accumulate", "0"),
    ("one_step(papers_steps, 2, 1)", TypeError, "step", "Step"),
    ("kept(3)", TypeError, "experiment", "3"),
    ("fits(None)", TypeError, "experiment", "None"),
    ("Slot(until='soon')", TypeError, "until", "'soon'"),
    ("Slot(until=float('nan'))", ValueError, "until", "nan"),
    ("Slot(until=1.0, toy='no')", TypeError, "toy", "'no'"),
    ("Slot(until=1.0, results=3)", TypeError, "results", "3"),
    ("Slot(until=1.0, tokens='')", ValueError, "tokens"),
]
