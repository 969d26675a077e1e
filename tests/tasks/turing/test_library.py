"""The library's programs against plain Python, on all small inputs; the universal machine on random tag systems."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.tasks.turing import MAX_STEPS, Machine
from arntp.tasks.turing.library import (
    ADDITION,
    BUSY_BEAVERS,
    COPY,
    INCREMENT,
    PALINDROME,
    PROGRAMS,
    ROGOZHIN,
    UNIVERSAL,
    run_tag_system,
    tag_system,
)

RUNNABLE = [program for program in PROGRAMS.values() if program.name not in ("BB(2,4)", "BB(5)")]


@pytest.mark.parametrize("program", RUNNABLE, ids=lambda program: program.name)
def test_example_inputs(program):
    assert program.inputs and str(program.machine) == program.text
    for value in program.inputs:
        assert program.answer(value) == program.oracle(value)


def test_busy_beavers_have_their_known_answers():
    known = {beaver.name: (beaver.text, *beaver.oracle(())) for beaver in BUSY_BEAVERS}
    assert known == {
        "BB(2)": ("1RB1LB_1LA1RZ", 6, 4),
        "BB(3)": ("1RB1RZ_1LB0RC_1LC1LA", 21, 5),
        "BB(4)": ("1RB1LB_1LA0LC_1RZ1LD_1RD0RA", 107, 13),
        "BB(5)": ("1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA", 47_176_870, 4098),
        "BB(2,3)": ("1RB2LB1RZ_2LA2RB1LB", 38, 9),
        "BB(2,4)": ("1RB2LA1RA1RA_1LB1LA3RB1RZ", 3_932_964, 2050),
    }
    assert all(PROGRAMS[beaver.name] is beaver for beaver in BUSY_BEAVERS)


@pytest.mark.parametrize("beaver", BUSY_BEAVERS, ids=lambda beaver: beaver.name)
def test_busy_beavers_run_on_when_cut_short(beaver):
    steps = min(beaver.oracle(())[0] - 1, 1000)
    with pytest.raises(ValueError, match=f"has not halted after {steps} steps"):
        beaver.answer((), max_steps=steps)


def test_increment():
    for n in range(2048):
        assert INCREMENT.answer(n) == n + 1
    assert INCREMENT.answer(2**200 - 1) == 2**200
    assert INCREMENT.encode(6) == ((2, 2, 1), 0)


def test_addition():
    for a, b in itertools.product(range(13), repeat=2):
        assert ADDITION.answer((a, b)) == "1" * (a + b)


def test_copy():
    for n in range(20):
        assert COPY.answer(n) == COPY.oracle(n)
    assert COPY.answer(3) == "1110111"


def test_palindrome():
    for n in range(10):
        for letters in itertools.product("12", repeat=n):
            word = "".join(letters)
            assert PALINDROME.answer(word) is (word == word[::-1])


# --- the universal machine


def test_the_table_is_rogozhins():
    """Transition by transition as published (symbols 0 1 b < > c for our 0 … 5); the step that halts moves too."""
    published = """
        q1: 0 < L q1   1 < L q1   b > R q1   < 0 R q1   > b L q1   c 0 R q4
        q2: 0 1 L q2   1 0 R q2   b > L q3   < > L q2   > < R q2   c b R q2
        q3: 0 c R q1   1 1 R q3   b < R q4   < < R q5   > b R q3   c 1 R q1
        q4: 0 c L q2   1 0 R q4   b c L q2   ------     > < R q4   c b R q4
    """
    table = [[None] * 6 for _ in range(4)]
    for q, line in enumerate(published.split("\n")[1:5]):
        words = line.replace("------", "< - - -").split()[1:]
        for i in range(0, 24, 4):
            read, write, move, state = words[i : i + 4]
            if write != "-":
                following = -1 if state == "q5" else int(state[1]) - 1
                table[q]["01b<>c".index(read)] = ("01b<>c".index(write), 1 if move == "R" else -1, following)
    assert Machine.parse(ROGOZHIN).table == tuple(map(tuple, table))


def test_the_smallest_published_example():
    """a → aa with stop letter b on aab: 518 steps, which make use of every transition; a is left."""
    program = tag_system(("aa",), ("aab",))
    tape, head = program.encode("aab")
    assert ("".join("01b<>c"[s] for s in tape), head) == ("<bb1b1bbb1c1c11111", 9)
    assert program.machine.run(tape, head).steps == 518
    rows = program.machine.rows(program.machine.fitted_row(tape, head, 518), 518)
    used = {cell for row in rows for cell in row if program.machine.contents[cell][1] not in (None, -1)}
    assert len(used) == 23
    assert program.answer("aab") == program.oracle("aab") == "a"


def test_the_longer_published_example():
    program = tag_system(("ccbad", "cca", "cc"), ("baa",))
    tape, head = program.encode("baa")
    text = "".join("01b<>c"[s] for s in tape)
    ones = {letter: "1" * count for letter, count in zip("abcd", (1, 11, 17, 21))}
    assert text[head:] == "c".join(ones[letter] for letter in "baa")
    assert text[:head] == (
        f"<bb1b{ones['c']}bbb1b1bb{ones['c']}bb{'1' * 6}b1b{ones['d']}bb1bb{ones['b']}bb{ones['c']}bb{'1' * 16}b"
    )
    assert program.answer("baa") == "ccccca"


def test_universal_machine_on_every_short_word():
    stopped = 0
    for n in (2, 3, 4):
        for letters in itertools.product("abc", repeat=n):
            word = "".join(letters)
            try:
                expected = run_tag_system(("bbc", "bb"), word, max_steps=20)
            except ValueError:
                continue
            stopped += 1
            assert UNIVERSAL.answer(word) == expected
    assert stopped > 60


@st.composite
def tag_runs(draw):
    count = draw(st.integers(1, 3))
    letters = "abcd"[: count + 1]
    more = st.text(letters, min_size=1, max_size=3)
    productions = tuple(2 * letters[-2] + (draw(more) if i < count - 1 else "") for i in range(count))
    return productions, draw(st.text(letters, min_size=2, max_size=4))


@settings(max_examples=60)
@given(tag_runs())
def test_universal_machine_on_random_tag_systems(run):
    """Where the tag system stops soon, so does the machine, with the same word; else both go on."""
    productions, word = run
    program = tag_system(productions, (word,))
    try:
        expected = run_tag_system(productions, word, max_steps=5)
    except ValueError:
        return
    assert program.answer(word) == expected


def test_a_tag_system_that_goes_on_keeps_the_machine_going():
    for word in ("bb", "bbb", "bcbb"):
        with pytest.raises(ValueError, match="not stopped after 500 steps"):
            run_tag_system(("bbc", "bb"), word, max_steps=500)
        with pytest.raises(ValueError, match="has not halted after 20000 steps"):
            UNIVERSAL.answer(word, max_steps=20_000)


@pytest.mark.parametrize(
    ("productions", "reason"),
    [
        ((), "0 productions"),
        (("z" * 2,) * 26, "26 productions"),
        (("aab", "bb"), "production of a, 'aab': it must be bb and then at least one more"),
        (("bb", "bb"), "production of a, 'bb'"),
        (("bbd", "bb"), "production of a, 'bbd'"),
        (("bba", "bba"), "production of b, 'bba': it must be bb and then nothing more"),
        (("a",), "production of a, 'a'"),
    ],
)
def test_tag_systems_outside_the_class(productions, reason):
    with pytest.raises(ValueError, match=reason):
        tag_system(productions, ())


@pytest.mark.parametrize("word", ["", "a", "ad", "a a"])
def test_words_outside_the_tag_system(word):
    with pytest.raises(ValueError, match=f"word '{word}': two letters or more"):
        UNIVERSAL.encode(word)


def test_bb5_is_beyond_the_default_number_of_steps():
    assert PROGRAMS["BB(5)"].oracle(())[0] > MAX_STEPS
