"""The text format: round trips, halting letters, and where each error is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.tasks.turing.text import HALT, LETTERS, check_table, format_table, parse_table

NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXY"


@st.composite
def texts(draw):
    """Well-formed texts of 1 to 25 states and 1 to 10 symbols, built as text, with Z for the halt."""
    states, symbols = draw(st.integers(1, 25)), draw(st.integers(1, 10))
    written, following = st.sampled_from("0123456789"[:symbols]), st.sampled_from(NAMES[:states] + "Z")
    triple = st.one_of(st.just("---"), st.tuples(written, st.sampled_from("LR"), following).map("".join))
    group = st.lists(triple, min_size=symbols, max_size=symbols).map("".join)
    return "_".join(draw(st.lists(group, min_size=states, max_size=states)))


@given(texts())
def test_text_and_table_are_each_others_inverse(text):
    table = parse_table(text)
    assert format_table(table) == text
    assert parse_table(format_table(table), "0123456789"[: len(table[0])]) == table
    check_table(table)


def test_a_table_by_hand():
    table = parse_table("1RB2LB1RZ_---0LA2RB")
    assert table == (((1, 1, 1), (2, -1, 1), (1, 1, HALT)), (None, (0, -1, 0), (2, 1, 1)))


def test_every_letter_past_the_last_state_halts():
    for states in (1, 2, 24, 25):
        group = {letter: f"1R{letter}0LA" for letter in LETTERS}
        for place, letter in enumerate(LETTERS):
            table = parse_table("_".join([group[letter]] + [group["A"]] * (states - 1)))
            assert table[0][0] == (1, 1, place if place < states else HALT)
    assert format_table(parse_table("1RH1LB_1LA1RC")) == "1RZ1LB_1LA1RZ"


@pytest.mark.parametrize(
    ("text", "position", "fragment", "reason"),
    [
        ("", 0, "", "empty"),
        ("_", 0, "", "triples: 0, but each state needs 1"),
        ("_1RB1LA", 0, "", "triples: 0"),
        ("1RB1LB_", 7, "", "triples: 0, but each state needs 2"),
        ("1RB1LB__1LA1RZ", 7, "", "triples: 0"),
        ("1RB1LB_1LA", 7, "1LA", "triples: 1, but each state needs 2"),
        ("1RB1LB_1LA1RZ1RA", 7, "1LA1RZ1RA", "triples: 3, but each state needs 2"),
        ("1RB1LB_1LA1RZ_1RA", 14, "1RA", "triples: 1"),
        ("1RB1L", 3, "1L", "incomplete"),
        ("1RB1LB_1LA1", 10, "1", "incomplete"),
        ("1RB1LB_1LA1RZ\n", 13, "\n", "incomplete"),
        ("1RB1LB_1LA--", 10, "--", "incomplete"),
        ("1RB1LB,1LA1RZ", 6, ",1L", "symbol written is ','"),
        (" 1RB1LB_1LA1RZ", 0, " 1R", "symbol written is ' '"),
        ("1RB1LB_2LA1RZ", 7, "2LA", "symbol written is '2', which is not one of 01"),
        ("1RB1LB2RA_1LA1RZ3LB", 16, "3LB", "symbol written is '3', which is not one of 012"),
        ("1RBxLB_1LA1RZ", 3, "xLB", "symbol written is 'x'"),
        ("1RB1LB_1LA--A", 10, "--A", "symbol written is '-'"),
        ("²RB1LB_1LA1RZ", 0, "²RB", "symbol written is '²'"),
        ("1RB1SB_1LA1RZ", 4, "1SB", "direction is 'S', which is not one of LR"),
        ("1rB1LB_1LA1RZ", 1, "1rB", "direction is 'r'"),
        ("1RB1LB_1-A1RZ", 8, "1-A", "direction is '-'"),
        ("1RB1LB_1LA1Rz", 12, "1Rz", "next state is 'z'"),
        ("1Rb1LB_1LA1RZ", 2, "1Rb", "next state is 'b'"),
        ("1RB1L1_1LA1RZ", 5, "1L1", "next state is '1'"),
        ("1RBB1L_1LA1RZ", 3, "B1L", "symbol written is 'B'"),
        ("1RÄ1LB_1LA1RZ", 2, "1RÄ", "next state is 'Ä'"),
        ("1RA" * 11, 0, "1RA" * 11, "more triples than a machine can have symbols, 10"),
        ("_".join(["1RA0LA"] * 26), 175, "1RA0LA", "at most 25 states, A to Y"),
    ],
)
def test_errors_tell_where_and_what(text, position, fragment, reason):
    with pytest.raises(ValueError) as error:
        parse_table(text)
    message = str(error.value)
    assert message.startswith(f"position {position}, {fragment!r}: ")
    assert reason in message


@given(texts(), st.data())
def test_a_spoilt_character_is_found_where_it_stands(text, data):
    """A character that fits nowhere, at any place but a separator's: the error names that place, or its `---`."""
    places = [i for i, character in enumerate(text) if character != "_"]
    at = data.draw(st.sampled_from(places))
    with pytest.raises(ValueError) as error:
        parse_table(text[:at] + "?" + text[at + 1 :])
    start = text.rfind("_", 0, at) + 1
    triple = start + (at - start) // 3 * 3
    expected = triple if text[triple : triple + 3] == "---" and at > triple else at
    assert str(error.value).startswith(f"position {expected}, ")


def test_symbols_that_are_given_decide_how_many_triples_a_state_has():
    assert parse_table("0RZ", "0") == (((0, 1, HALT),),)
    assert parse_table("1RB1LB_1LA1RZ", "01") == parse_table("1RB1LB_1LA1RZ")
    with pytest.raises(ValueError, match="position 0, '1RB1LB': triples: 2, but each state needs 3"):
        parse_table("1RB1LB_1LA1RZ", "012")
    for symbols in ("", "10", "12", "ab", "0123456789a"):
        with pytest.raises(ValueError, match=f"symbols = '{symbols}'"):
            parse_table("1RB1LB_1LA1RZ", symbols)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ((), "0 states"),
        (((None, None),) * 26, "26 states"),
        (((),), r"\[0\] transitions in a state"),
        (((None,) * 11,), r"\[11\] transitions in a state"),
        (((None,), (None, None)), r"\[1, 2\] transitions in a state"),
        (((None, (2, 1, 0)),), "state A, symbol 1: .2, 1, 0. is not"),
        (((None, (-1, 1, 0)),), "state A, symbol 1"),
        ((((0, 0, 0), None),), "state A, symbol 0"),
        (((None, None), ((0, 1, 2), None)), "state B, symbol 0"),
        ((((0, 1, -2), None),), "state A, symbol 0"),
    ],
)
def test_tables_that_are_no_machine(table, reason):
    with pytest.raises(ValueError, match=reason):
        check_table(table)
