"""Stories of the grammar, drawn at random: one of eight plots, told by a `Teller`."""

import numpy as np

from arntp import arguments
from arntp.text.grammar.generator import deed_plots, toy_plots
from arntp.text.grammar.generator.teller import Teller

PLOTS = (
    toy_plots.lost,
    toy_plots.refused,
    toy_plots.broken,
    toy_plots.hard,
    deed_plots.rain,
    deed_plots.secret,
    deed_plots.found,
    deed_plots.animal,
)


def generate(rng: np.random.Generator) -> str:
    """One story, a single paragraph of about 90 words (55 to 130) without a border; uses only `rng`.

    Raises TypeError where `rng` is no `numpy.random.Generator`.
    """
    teller = Teller(arguments.instance("rng", rng, np.random.Generator))
    teller.pick(PLOTS)(teller)
    return " ".join(teller.sentences)


def sample_stories(count: int, seed: int) -> list[str]:
    """`count` distinct stories in the order they were told; the same for the same seed.

    Raises:
        TypeError: count or seed is no whole number.
        ValueError: count or seed is negative.
    """
    arguments.whole("count", count, 0)
    rng = np.random.default_rng(arguments.whole("seed", seed, 0))
    stories: dict[str, None] = {}
    while len(stories) < count:
        stories[generate(rng)] = None
    return list(stories)
