"""A small library of Turing machines with known answers: busy beavers, arithmetic on tapes, a universal machine.

Each `Program` says how an input is written on the tape, how the answer is read off, and what the answer is by plain
Python, so that every one of them can be checked. Tapes hold symbols as ints, 0 the blank; machines start in state A.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from arntp import arguments
from arntp.tasks.turing import MAX_STEPS, Machine, Result

Start = tuple[tuple[int, ...], int]


@dataclass(frozen=True)
class Program:
    """A machine and what it computes.

    name, text, description : the machine's name, its standard text, what it does and how it expects its tape
    inputs : a few example inputs
    encode : input → (tape, index of the head on it)
    decode : Result of a halted run → answer
    oracle : input → the right answer, by plain Python
    """

    name: str
    text: str
    description: str
    inputs: tuple[Any, ...]
    encode: Callable[[Any], Start]
    decode: Callable[[Result], Any]
    oracle: Callable[[Any], Any]

    @cached_property
    def machine(self) -> Machine:
        """The parsed machine."""
        return Machine.parse(self.text)

    def answer(self, value: Any, max_steps: int = MAX_STEPS) -> Any:
        """What the machine answers to an input, by running it; ValueError if it has not halted after `max_steps`."""
        result = self.machine.run(*self.encode(value), max_steps)
        if not result.halted:
            raise ValueError(f"{self.name} on {value!r} has not halted after {result.steps} steps")
        return self.decode(result)


def content(result: Result) -> str:
    """The tape without the blanks around its other symbols, as digits: "" when all of it is blank."""
    return "".join(map(str, result.tape)).strip("0")


def _at_start(digits: str) -> Start:
    return tuple(map(int, digits)), 0


# --- busy beavers


def _beaver(name: str, text: str, steps: int, ones: int) -> Program:
    return Program(
        name,
        text,
        f"halts on the blank tape after {steps:,} steps with {ones:,} non-blank cells; no halting machine with as many "
        "states and symbols makes more steps (proved in the literature, not here)",
        inputs=((),),
        encode=lambda blank: (blank, 0),
        decode=lambda result: (result.steps, result.ones),
        oracle=lambda blank: (steps, ones),
    )


BUSY_BEAVERS = (
    _beaver("BB(2)", "1RB1LB_1LA1RZ", 6, 4),
    _beaver("BB(3)", "1RB1RZ_1LB0RC_1LC1LA", 21, 5),
    _beaver("BB(4)", "1RB1LB_1LA0LC_1RZ1LD_1RD0RA", 107, 13),
    _beaver("BB(5)", "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA", 47_176_870, 4098),
    _beaver("BB(2,3)", "1RB2LB1RZ_2LA2RB1LB", 38, 9),
    _beaver("BB(2,4)", "1RB2LA1RA1RA_1LB1LA3RB1RZ", 3_932_964, 2050),
)

# --- arithmetic and words

INCREMENT = Program(
    "binary increment",
    "0LB1RA2RA_2RZ2RZ1LB",
    "adds 1 to a binary number, most significant digit first, written with 1 for the digit 0 and 2 for the digit 1; "
    "A runs to the number's end, B carries back",
    inputs=(0, 1, 5, 7, 11, 255),
    encode=lambda n: _at_start(f"{n:b}".translate({48: "1", 49: "2"})),
    decode=lambda result: int(content(result).translate({49: "0", 50: "1"}), 2),
    oracle=lambda n: n + 1,
)

ADDITION = Program(
    "unary addition",
    "1RB1RA_0LC1RB_---0LZ",
    "turns a ones, a blank and b ones into a + b ones: fills the gap, takes the last one away; C never reads a blank",
    inputs=((0, 0), (2, 3), (5, 4)),
    encode=lambda pair: _at_start("1" * pair[0] + "0" + "1" * pair[1]),
    decode=content,
    oracle=lambda pair: "1" * sum(pair),
)

COPY = Program(
    "copy a block",
    "0RZ0RB_0RC1RB_1LD1RC_0LE1LD_1RA1LE",
    "turns n ones into n ones, a blank and n ones: takes a one away to mark the place (A), writes one at the far end "
    "(B, C), goes back (D, E) and restores it",
    inputs=(0, 1, 2, 4),
    encode=lambda n: _at_start("1" * n),
    decode=content,
    oracle=lambda n: f"{'1' * n}0{'1' * n}" if n else "",
)

PALINDROME = Program(
    "palindrome",
    "1RZ0RB0RD_0LC1RB2RB_1RZ0LF0LG_0LE1RD2RD_1RZ0LG0LF_0RA1LF2LF_0RZ0LG0LG",
    "tells whether a word over the letters 1 and 2 reads the same backwards: erases the first letter, keeps it in mind "
    "(B for 1, D for 2), erases the last one if it is the same, and so on; ends with a single 1 on the tape for yes "
    "and with a blank tape for no (G erases the rest)",
    inputs=("", "1", "12", "1221", "12121", "1211"),
    encode=_at_start,
    decode=lambda result: {"1": True, "": False}[content(result)],
    oracle=lambda word: word == word[::-1],
)

# --- a universal machine

ROGOZHIN = "3LA3LA4RA0RA2LA0RD_1LB0RB4LC4LB3RB2RB_5RA1RC3RD3RZ2RC1RA_5LB0RD5LB---3RD2RD"
ONE, MARK, STOP_MARK, COMMA = 1, 2, 3, 5  # Rogozhin's symbols 1, b, ←b and c; 0 is the blank, 4 his →b


def tag_system(productions: tuple[str, ...], words: tuple[str, ...]) -> Program:
    """Rogozhin's universal machine, with a 2-tag system for its program and the words it is applied to for inputs.

    The letters are a, b, …; productions[i] belongs to the i-th of them, and the first letter without one is the stop
    letter. A step removes the first two letters and appends the production of the first; when that is the stop letter
    nothing is appended and what is left is the answer. A production is two copies of the last letter that has one, and
    then something more, but for that letter's own, which is nothing more. Raises ValueError for other productions, and
    when encoding words shorter than two letters or with other letters.

    Rogozhin (Small universal Turing machines, Theoretical Computer Science 168, 1996) shows that this machine of 4
    states and 6 symbols simulates all such 2-tag systems, and these every Turing machine (2-tag systems: Cocke and
    Minsky, Journal of the ACM 11, 1964). The theorems are cited; that this table simulates tag systems is tested.
    """
    _check_productions(productions)
    arguments.words("words", words)
    letters = _letters(len(productions) + 1)
    return Program(
        f"universal: {', '.join(f'{letter}→{word}' for letter, word in zip(letters, productions))}",
        ROGOZHIN,
        f"Rogozhin's universal machine (4 states, 6 symbols) as a 2-tag system with the stop letter {letters[-1]}: the "
        "tape holds the productions, then the word",
        inputs=words,
        encode=lambda word: _tag_tape(productions, word),
        decode=lambda result: _tag_word(productions, result),
        oracle=lambda word: run_tag_system(productions, word),
    )


def run_tag_system(productions: tuple[str, ...], word: str, max_steps: int = 10_000) -> str:
    """What is left of `word` when the stop letter has come first.

    Raises ValueError if it has not within `max_steps`, and for what `tag_system` refuses.
    """
    _check_productions(productions)
    _check_word(productions, word)
    arguments.whole("max_steps", max_steps, 0)
    letters = _letters(len(productions) + 1)
    for _ in range(max_steps):
        first, word = word[0], word[2:]
        if first == letters[-1]:
            return word
        word += productions[letters.index(first)]
    raise ValueError(f"the tag system has not stopped after {max_steps} steps")


def _letters(count: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[:count]


def _check_productions(productions: tuple[str, ...]) -> None:
    count = len(arguments.words("productions", productions))
    if not 1 <= count <= 25:
        raise ValueError(f"{count} productions: 1 to 25, and one more letter that stops")
    last, letters = _letters(count)[-1], _letters(count + 1)
    for letter, word in zip(letters, productions):
        if word[:2] != 2 * last or set(word) - set(letters) or (len(word) == 2) != (letter == last):
            more = "nothing more" if letter == last else f"at least one more letter of {letters}"
            raise ValueError(f"production of {letter}, {word!r}: it must be {2 * last} and then {more}")


def _check_word(productions: tuple[str, ...], word: str) -> None:
    letters = _letters(len(productions) + 1)
    if len(arguments.text("word", word)) < 2 or set(word) - set(letters):
        raise ValueError(f"word {word!r}: two letters or more, all of them among {letters}")


def _lengths(productions: tuple[str, ...]) -> list[int]:
    """How many ones stand for each letter: one more than twice the letters of all productions before its own."""
    return [1 + 2 * sum(map(len, productions[:i])) for i in range(len(productions) + 1)]


def _tag_tape(productions: tuple[str, ...], word: str) -> Start:
    """Stop mark, productions from the last letter's to a's, each backwards, then the word, where the head starts."""
    _check_word(productions, word)
    letters, lengths = _letters(len(productions) + 1), _lengths(productions)
    tape = [STOP_MARK, MARK]
    for i in reversed(range(len(productions))):
        tape += [MARK, ONE]
        for letter in reversed(productions[i][1:]):
            tape += [MARK, *[ONE] * lengths[letters.index(letter)], MARK]
        tape += [MARK] + [ONE] * (lengths[-2] - lengths[i])
    tape.append(MARK)
    head = len(tape)
    for letter in word:
        tape += [*[ONE] * lengths[letters.index(letter)], COMMA]
    return tuple(tape[:-1]), head


def _tag_word(productions: tuple[str, ...], result: Result) -> str:
    """The letters after the first comma of the final tape; the machine leaves a stop letter at their end."""
    lengths = _lengths(productions)
    _, *blocks = content(result).split(str(COMMA))
    word = "".join(_letters(len(lengths))[lengths.index(len(block))] for block in blocks)
    return word.removesuffix(_letters(len(lengths))[-1])


UNIVERSAL = tag_system(("bbc", "bb"), words=("ca", "aa", "aaa", "baab", "aaaa"))

PROGRAMS = {program.name: program for program in (*BUSY_BEAVERS, INCREMENT, ADDITION, COPY, PALINDROME, UNIVERSAL)}
