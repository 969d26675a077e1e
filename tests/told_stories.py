"""Stories of the grammar for the tests of its generator, checker and faults."""

import numpy as np

from arntp.text.grammar import sample_stories
from arntp.text.grammar.generator.teller import Teller

STORIES = sample_stories(2000, seed=0)

LOST = (
    "Lily was a little girl. She had a red kite. One windy day, she took the kite to the park. "
    "Then the wind blew the kite behind the bench. Lily was sad because the kite was gone. "
    'Her friend Tom came to help. "I will help you," said Tom. They looked near the slide, but it was not there. '
    "Then Tom looked behind the bench and found the kite. He gave it back to Lily. She was happy. "
    "Lily learned that friends help each other."
)


def story_of(plot, seed: int) -> str:
    """A story of one plot."""
    teller = Teller(np.random.default_rng(seed))
    plot(teller)
    return " ".join(teller.sentences)
