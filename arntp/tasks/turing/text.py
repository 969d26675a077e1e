"""The standard text format of Turing machines, read into a table and written back.

`1RB1LB_1LA1RZ` has a group of triples for each state A, B, …, separated by `_`, and in it one triple for each symbol
read, 0 first: the symbol written, the direction L or R, the next state. `Z`, or any letter past the last state, halts;
`---` is undefined.
"""

from string import ascii_uppercase as LETTERS
from string import digits as DIGITS

from arntp import arguments

HALT = -1  # the state after halting; LETTERS[HALT] is its letter, Z
MAX_STATES = 25  # A to Y, so that Z always halts
UNDEFINED = "---"

Transition = tuple[int, int, int]  # symbol written, move −1 or +1, next state or HALT
Table = tuple[tuple[Transition | None, ...], ...]


def parse_table(text: str, symbols: str | None = None) -> Table:
    """table[state][symbol] of a text: (symbol written, move −1 or +1, next state or HALT), None where undefined.

    `symbols` are the digits of the machine's symbols, "01" for two; by default as many as the first state has triples.
    Raises ValueError with the 0-based position in the text and the fragment at fault: "position 4, '1rB': …"; TypeError
    for what is no text.
    """
    arguments.text("text", text)
    if symbols is not None:
        arguments.text("symbols", symbols)
    if symbols is not None and (not symbols or not DIGITS.startswith(symbols)):
        raise ValueError(f"symbols = {symbols!r}: they are the digits 0, 1, … in order, 1 to {len(DIGITS)} of them")
    if not text:
        raise _error(0, text, "empty; a machine has at least 1 state")
    groups = text.split("_")
    if len(groups[0]) > 3 * len(DIGITS):
        raise _error(0, groups[0], f"more triples than a machine can have symbols, {len(DIGITS)}")
    symbols = symbols or DIGITS[: max(1, -(-len(groups[0]) // 3))]
    table, start = [], 0
    for group in groups:
        if len(table) == MAX_STATES:
            raise _error(start, group, f"a machine has at most {MAX_STATES} states, A to {LETTERS[MAX_STATES - 1]}")
        table.append(_parse_state(group, start, symbols, len(groups)))
        start += len(group) + 1
    return tuple(table)


def check_table(table: Table) -> None:
    """Raise TypeError or ValueError where a table is no machine: states, symbols, or a transition out of range."""
    for row in arguments.instance("table", table, tuple):
        arguments.instance("state of a table", row, tuple)
    states, widths = len(table), sorted({len(row) for row in table})
    if not 1 <= states <= MAX_STATES:
        raise ValueError(f"{states} states: a machine has 1 to {MAX_STATES}")
    if len(widths) > 1 or not 1 <= widths[0] <= len(DIGITS):
        raise ValueError(f"{widths} transitions in a state: all need equally many, 1 to {len(DIGITS)}")
    for letter, row in zip(LETTERS, table):
        for symbol, transition in enumerate(row):
            if transition is not None:
                where = f"state {letter}, symbol {symbol}"
                numbers = arguments.wholes(where, transition)
                if not (
                    len(numbers) == 3
                    and 0 <= numbers[0] < widths[0]
                    and numbers[1] in (-1, 1)
                    and HALT <= numbers[2] < states
                ):
                    raise ValueError(f"{where}: {transition} is not (symbol, −1 or +1, state or {HALT})")


def format_table(table: Table) -> str:
    """The text of a table; whatever letter a parsed text halted with, it is Z now."""
    return "_".join("".join(map(_triple, row)) for row in table)


def _triple(transition: Transition | None) -> str:
    if transition is None:
        return UNDEFINED
    write, move, state = transition
    return f"{write}{'R' if move > 0 else 'L'}{LETTERS[state]}"


def _parse_state(group: str, start: int, symbols: str, states: int) -> tuple[Transition | None, ...]:
    """The transitions of one state, whose triples begin at position `start` of the text."""
    places = range(0, len(group), 3)
    transitions = tuple(_parse_triple(group[i : i + 3], start + i, symbols, states) for i in places)
    if len(transitions) != len(symbols):
        raise _error(start, group, f"triples: {len(transitions)}, but each state needs {len(symbols)}, one a symbol")
    return transitions


def _parse_triple(triple: str, position: int, symbols: str, states: int) -> Transition | None:
    if triple == UNDEFINED:
        return None
    if len(triple) < 3:
        raise _error(position, triple, f"incomplete; a transition is a symbol, L or R and a letter, or {UNDEFINED}")
    needed = (("symbol written", symbols), ("direction", "LR"), ("next state", LETTERS))
    for i, (what, allowed) in enumerate(needed):
        if triple[i] not in allowed:
            raise _error(position + i, triple, f"the {what} is {triple[i]!r}, which is not one of {allowed}")
    state = LETTERS.index(triple[2])
    return int(triple[0]), 1 if triple[1] == "R" else -1, state if state < states else HALT


def _error(position: int, fragment: str, reason: str) -> ValueError:
    return ValueError(f"position {position}, {fragment!r}: {reason}")
