"""The checker: accepts what is right, says in words what is wrong, and never raises."""

import inspect
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told_stories import LOST, STORIES, story_of

from arntp.text import grammar
from arntp.text.grammar import check
from arntp.text.grammar.checker.parser import Unreadable, parse
from arntp.text.grammar.checker.sentences import CLAUSES, PREDICATES, SAYINGS
from arntp.text.grammar.checker.verdict import EVENTS, SPEECH_ACTS
from arntp.text.grammar.generator import PLOTS


def test_every_story_of_the_grammar_is_accepted():
    rejected = [(story, verdict.faults) for story in STORIES if not (verdict := check(story)).good or verdict.faults]
    assert rejected == []


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLOTS), st.integers(0, 2**63 - 1))
def test_every_plot_is_accepted_at_any_seed(plot, seed):
    story = story_of(plot, seed)
    assert check(story).faults == ()


OWN_STORIES = {
    "two brothers and a hoop": (
        "There once was a kind boy named Max. His brother Leo came to play. Max had a blue hoop. "
        'They ran to the lake with the hoop. Leo asked, "Can I roll your hoop?" "No, it is mine!" said Max. '
        'Leo began to cry. "I am sorry. You can play with it too," said Max. They rolled the hoop near the willow '
        "until they were both happy. They learned that it is nice to share with others."
    ),
    "found by its owner's mom": (
        "Zoe was a curious girl. She had a small red doll and liked it very much. Zoe went to the park with the doll "
        "and sat near the bench. The doll fell under the slide. Then the doll was gone, and she was very sad. Her mom "
        'came to help. "I will help you, Zoe!" her mom said. She looked under the slide and found it. Her mom gave '
        "the doll to Zoe. Zoe was so glad that she hugged her mom. Zoe learned that a good toy needs good care."
    ),
}


@pytest.mark.parametrize("story", OWN_STORIES.values(), ids=OWN_STORIES)
def test_stories_that_the_generator_cannot_tell_are_judged_too(story):
    assert check(story).faults == ()


def test_truncated_stories_are_judged_on_the_sentences_they_have():
    for story in STORIES[:6]:
        for cut in range(1, len(story)):
            verdict = check(story[:cut])
            assert not verdict.complete
            assert verdict.grammatical == verdict.coherent == (verdict.sentences > 0), (story[:cut], verdict.faults)


MUST_FAIL = [
    ("She had a red kite", "He had a red kite", 'sentence 2: "he" refers to nobody male'),
    ("She had a red kite", "They had a red kite", 'sentence 2: "they" refers to several'),
    ("a little girl", "a little boy", "sentence 1: Lily is no name for a boy"),
    ("a little girl", "an little girl", 'sentence 1: "an little" should be "a little"'),
    ("She had a red kite", "She has a red kite", "sentence 2: has the present 'has' instead of 'had'"),
    ("She had a red kite", "she had a red kite", "sentence 2: begins with a small letter"),
    ("She had a red kite.", "She had a red kite..", "is not separated from the one before by one space"),
    ("She had a red kite", "She had a red dragon", "sentence 2: cannot be read from 'had a red dragon"),
    ("She was happy", "She were happy", 'sentence 11: "she were" does not agree'),
    ("They looked", "They looks", "sentence 8: has the present 'looks' instead of 'looked'"),
    ("They looked", "Them looked", "sentence 8: cannot be read from"),
    ("took the kite", "took the blue kite", "sentence 3: the kite is red, not blue"),
    ("took the kite", "took his kite", "belongs to nobody whom"),
    ("took the kite", "took Tom's kite", "sentence 3: Tom was never introduced"),
    ("took the kite to the park", "took the kite to the beach", "sentence 4: there is no bench at the beach"),
    ("One windy day, she took the kite to the park. ", "", "nobody has gone to a place with a bench yet"),
    ("the wind blew the kite", "she rode the kite", "sentence 4: 'rode' is nothing one does with the kite"),
    ("Her friend Tom", "Her brother Mia", "sentence 6: Mia is no name for a brother"),
    ("said Tom", "said Ben", "sentence 7: Ben was never introduced"),
    ('"I will help you," said Tom', '"I will help you, Tom," said Tom', "sentence 7: Tom talks to Tom"),
    ('"I will help you," said Tom', '"I will help you," asked Tom', "sentence 7: says 'asked', but the quotation"),
    ('"I will help you," said Tom', '"I will help you." said Tom', "sentence 7: ends its quotation in a full stop"),
    ('"I will help you," said Tom', '"I broke your kite," said Tom', "sentence 7: Tom did not break the kite"),
    ('"I will help you," said Tom', '"Thank you," said Tom', "sentence 7: Tom says thank you, but nothing"),
    ("They looked near the slide", "They looked behind the bench", "not there, though it lies behind the bench"),
    ("They looked near the slide", "They flew the kite", "the kite is still behind the bench"),
    ("looked behind the bench", "looked near the slide", "the kite is found near the slide, but it lies behind"),
    ("found the kite", "mended the kite with some tape", "the kite is mended, but it is not broken"),
    ("He gave it back to Lily", "He gave it back to Tom", "'Tom' does not refer to one person|cannot give"),
    ("He gave it back to Lily", "Lily flew the kite", "sentence 10: Lily does not have the kite"),
    ("She was happy", "She was sad", "sentence 11: Lily is sad, but the kite is found"),
    ("friends help each other", "broken things can be mended", "the moral is about mending, which the story does not"),
]


def test_the_story_to_spoil_is_good():
    assert check(LOST).faults == ()


@pytest.mark.parametrize(("right", "wrong", "fault"), MUST_FAIL, ids=lambda text: str(text)[:30])
def test_the_fault_is_named_in_words(right, wrong, fault):
    assert right in LOST
    verdict = check(LOST.replace(right, wrong, 1))
    assert not verdict.good
    assert any(re.search(fault, found) for found in verdict.faults), verdict.faults


def test_a_sad_end_and_a_broken_toy_are_no_end():
    story = LOST.replace("He gave it back to Lily.", "Then Tom dropped the kite near the slide, and it broke.")
    assert any("the story ends, but" in fault for fault in check(story).faults)


# any text at all


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_the_checker_raise(text):
    assert not check(text).good


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='aAnthe "".,!? \n\u201cLily', max_size=200))
def test_no_text_of_quotes_and_stops_makes_the_checker_raise(text):
    assert not check(text).good


SENTENCES = sorted({sentence for story in STORIES[:150] for sentence in re.findall(r"[^.]+\.", story)})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=12))
def test_no_order_of_sentences_makes_the_checker_raise(sentences):
    check("".join(sentences).strip())


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ".", '"', '""', "Lily", "Lily.", "\x00", "é" * 999, '"' * 999, ". " * 99]
)
def test_what_is_no_story_is_neither_grammatical_nor_coherent(text):
    verdict = check(text)
    assert not (verdict.grammatical or verdict.coherent or verdict.complete)
    assert verdict.faults


def test_long_and_nested_text_is_judged_without_recursion_or_blow_up():
    check("Lily was sad" + " and Lily was sad" * 5000 + ".")
    check("a " * 20000)
    assert not check(LOST + " " + LOST).coherent


# the sentence grammar and its rules fit together

FILLERS = {
    "who": "Lily", "whom": "Tom", "newcomer": "a little girl named Lily", "name": "Lily", "child": "a little girl",
    "owner": "her", "new": "a red kite", "thing": "the kite", "noun": "kite", "stray": "a small kitten",
    "pet": "the kitten", "animal": "kitten", "place": "the park", "spot": "under the bench", "home": "by the sea",
    "feeling": "happy", "need": "hungry", "supply": "some milk", "goods": "the milk", "comfort": "a dry towel",
    "tool": "some tape", "used": "flew", "use": "fly", "truth": "friends help each other",
    "habit": "always told the truth",
}  # fmt: skip


def written(template: str) -> str:
    """A template with one choice made at every fork."""
    text = re.sub(r"\{(\w+)\}", lambda slot: FILLERS[slot[1]].replace(" ", "\t"), template)
    return re.sub(r"(\S+?)/\S+", r"\1", text).replace("\t", " ")


@pytest.mark.parametrize("kind", [*CLAUSES, *PREDICATES])
def test_every_clause_can_be_read_and_happen(kind):
    for template in CLAUSES.get(kind) or PREDICATES[kind]:
        rest = " Lily was happy." if template.endswith(" that") else "."
        sentence = ("" if kind in CLAUSES else "Lily ") + written(template) + rest
        clause = parse(sentence)[0]
        assert clause.kind == kind or {clause.kind, kind} <= {"find", "discover"}, sentence
        phrases = {name: phrase for name, phrase in clause.phrases.items() if phrase is not None}
        inspect.signature(EVENTS[kind]).bind(None, [], **phrases)
        check(f"{LOST} {sentence}")


@pytest.mark.parametrize("kind", SAYINGS)
def test_every_saying_can_be_read_and_happen(kind):
    for template in SAYINGS[kind]:
        words = written(template)
        spoken = f'"{words}" asked Lily.' if words.endswith("?") else f'"{words[:-1]}," said Lily.'
        (clause,) = parse(spoken)
        assert clause.kind == kind
        phrases = {name: phrase for name, phrase in clause.phrases.items() if phrase is not None}
        inspect.signature(SPEECH_ACTS[kind]).bind(None, None, None, **phrases)
        check(f"{LOST} {spoken}")


SETTINGS = [story for plot in PLOTS for story in (story_of(plot, seed) for seed in range(2))]
EVERY_SENTENCE = [
    name + written(template) + "."
    for table, name in ((CLAUSES, ""), (PREDICATES, "She "), (PREDICATES, "They "))
    for templates in table.values()
    for template in templates
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SETTINGS), st.lists(st.sampled_from(EVERY_SENTENCE), max_size=8), st.integers(0, 14))
def test_no_event_in_any_world_makes_the_checker_raise(story, sentences, at):
    told = story.split(". ")
    check(". ".join(told[:at]) + ". " + " ".join(s[0].upper() + s[1:] for s in sentences))


def test_a_sentence_outside_the_grammar_says_from_where():
    with pytest.raises(Unreadable, match="from 'swam to the moon.'"):
        parse("Lily swam to the moon.")


def test_the_checker_shares_the_lexicon_with_the_generator_and_nothing_else():
    checker = Path(grammar.__file__).parent / "checker"
    sources = [path.read_text(encoding="utf-8") for path in checker.glob("*.py")]
    assert len(sources) > 5 and not any("grammar.generator" in source for source in sources)
