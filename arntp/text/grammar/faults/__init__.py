"""The planted faults by name: each makes one thing wrong in a story of the grammar, so that the checker can be tried.

A fault takes a story and a generator and returns another story; it raises ValueError for a text that has no place
for it, TypeError for what is no text or no generator. `GRAMMAR_FAULTS` spoil a sentence, `COHERENCE_FAULTS` leave every
sentence right and spoil the story, `COMPLETENESS_FAULTS` take its end; `FAULTS` holds them all.
"""

from collections.abc import Callable
from functools import wraps

import numpy as np

from arntp import arguments
from arntp.text.grammar.faults import sentence, story

Fault = Callable[[str, np.random.Generator], str]


def _checked(faults: dict[str, Fault]) -> dict[str, Fault]:
    """The faults, each with its arguments checked."""
    return {name: _checking(fault) for name, fault in faults.items()}


def _checking(fault: Fault) -> Fault:
    @wraps(fault)
    def planted(story: str, rng: np.random.Generator) -> str:
        return fault(arguments.text("story", story), arguments.instance("rng", rng, np.random.Generator))

    return planted


GRAMMAR_FAULTS = _checked(
    {
        "article": sentence.wrong_article,
        "small letter at the start": sentence.small_start,
        "small letter in a name": sentence.small_name,
        "present tense": sentence.present_tense,
        "agreement": sentence.wrong_number,
        "missing full stop": sentence.missing_full_stop,
        "missing quotation mark": sentence.missing_quotation_mark,
        "doubled word": sentence.doubled_word,
        "missing article": sentence.missing_article,
        "word order": sentence.word_order,
        "misspelt word": sentence.misspelt_word,
    }
)
COHERENCE_FAULTS = _checked(
    {
        "wrong gender": story.wrong_gender,
        "wrong name": story.wrong_name,
        "wrong thing": story.wrong_thing,
        "wrong landmark": story.wrong_landmark,
        "wrong place": story.wrong_place,
        "wrong feeling": story.wrong_feeling,
        "wrong moral": story.wrong_moral,
        "nobody introduced": story.nobody_introduced,
        "no turning point": story.no_turning_point,
        "solution first": story.solution_first,
        "told backwards": story.told_backwards,
        "repeated sentence": story.repeated_sentence,
        "another story's end": story.spliced,
        "goes on after the moral": story.goes_on,
    }
)
COMPLETENESS_FAULTS = _checked(
    {
        "no moral": story.no_moral,
        "breaks off": story.breaks_off,
    }
)
FAULTS = GRAMMAR_FAULTS | COHERENCE_FAULTS | COMPLETENESS_FAULTS
