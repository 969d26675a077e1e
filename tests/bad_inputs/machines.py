"""Wrong calls of the experiment on random machines: none of them trains."""

from dataclasses import replace

import numpy as np

from arntp.experiments.base import outcomes
from arntp.experiments.machines.drawn import random_machine, random_rows, runs
from arntp.experiments.machines.learning import SMOKE, Experiment
from arntp.experiments.machines.lessons import Rule, draw_lesson
from arntp.experiments.machines.orbits import split
from arntp.runs import Record
from arntp.tasks.turing import Machine

NO, RNG = Record(), np.random.default_rng(0)
MACHINE = Machine.parse("1RB0LA_1LA0RB")
ROW = np.array([MACHINE.row([0, 1], 0, 6)], np.uint8)
RULE = Rule(draws=50, steps=2, judged=4, least=2)

ROWS = [
    # drawing
    ("random_machine(0, RNG)", ValueError, "states = 0"),
    ("random_machine(2.0, RNG)", TypeError, "states is a whole number"),
    ("random_rows(MACHINE, 2, 5, RNG)", ValueError, "cells = 2"),
    ("random_rows(MACHINE, 6.0, 5, RNG)", TypeError, "cells is a whole number"),
    ("random_rows(MACHINE, 6, 0, RNG)", ValueError, "draws = 0"),
    ("runs(MACHINE, ROW, -1)", ValueError, "steps = -1"),
    ("runs(MACHINE, ROW, '3')", TypeError, "steps is a whole number", "'3'"),
    # splitting
    ("split(np.arange(4), (-1,), RNG)", ValueError, "most[0] = -1"),
    ("split(np.arange(4), 'ab', RNG)", TypeError, "most"),
    # rules and lessons
    ("replace(RULE, draws=0)", ValueError, "draws = 0"),
    ("replace(RULE, steps=1.5)", TypeError, "steps is a whole number"),
    ("replace(RULE, judged=0)", ValueError, "judged = 0"),
    ("replace(RULE, lasting=1.5)", ValueError, "lasting = 1.5"),
    ("replace(RULE, lasting=float('nan'))", ValueError, "lasting = nan"),
    ("replace(RULE, visited=0)", ValueError, "visited = 0"),
    ("replace(RULE, least=None)", TypeError, "least is a whole number"),
    (
        "draw_lesson(2, 4, replace(RULE, visited=9), (0,), most=3)",
        ValueError,
        "none of 3 machines",
        "relax Rule(draws=50",
    ),
    ("draw_lesson(0, 8, RULE, (0,))", ValueError, "states = 0"),
    ("draw_lesson(2, 8, RULE, (0,), most=0)", ValueError, "most = 0"),
    # sizes and fits
    ("replace(SMOKE, machines=())", ValueError, "machines is empty"),
    ("replace(SMOKE, grid=())", ValueError, "grid is empty"),
    ("replace(SMOKE, searched=())", ValueError, "searched is empty"),
    ("replace(SMOKE, searched=(2,))", ValueError, "searched[0] = 2"),
    ("replace(SMOKE, rule=None)", TypeError, "rule is of class arntp.experiments.machines.lessons.Rule"),
    ("replace(SMOKE, contenders={})", ValueError, "contenders is empty"),
    ("Experiment(SMOKE, 1, NO).fit('MLP')", ValueError, "name = 'MLP'", "'causal linear'"),
    ("Experiment(SMOKE, 1, NO).search('linear')", ValueError, "name = 'linear'", "'causal linear'"),
    ("Experiment(RULE, 1, NO)", TypeError, "learning.Size"),
    ("outcomes('0120')", ValueError, "marks = '0120'", "0 and 1"),
    ("outcomes(101)", TypeError, "marks"),
]
