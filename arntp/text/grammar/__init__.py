"""The story grammar: children's stories of eight plots, and a checker that says what is wrong with a text.

words -> plots -> `generate`, `sample_stories` on one side; words -> sentences -> parser -> world -> `check` on the
other. The two sides share the lexicon and nothing else, so the checker's verdict on a model's text means something;
`FAULTS` plant what it must reject.
"""

from arntp.text.grammar.checker import Verdict, check
from arntp.text.grammar.faults import COHERENCE_FAULTS, COMPLETENESS_FAULTS, FAULTS, GRAMMAR_FAULTS
from arntp.text.grammar.generator import generate, sample_stories

__all__ = [
    "COHERENCE_FAULTS",
    "COMPLETENESS_FAULTS",
    "FAULTS",
    "GRAMMAR_FAULTS",
    "Verdict",
    "check",
    "generate",
    "sample_stories",
]
