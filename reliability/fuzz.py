"""Garbage: every parser takes any input, or refuses it with the error that it documents."""

import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from arntp.runs.parameters import Parameter, parameters_of
from arntp.tasks.multiplication import Multiplication
from arntp.tasks.turing import Machine
from arntp.text.grammar import check, sample_stories
from arntp.text.reading import read_stories, visible_stories
from reliability.corruption import files_of
from reliability.kinds import KINDS, Kind
from reliability.work import row, scratch

MACHINES = ["1RB1LB_1LA1RZ", "1RB2LB1RZ_2LA2RB1LB", "1RB---_0LA1RB", "1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA"]
VALUES = ["7", "-1_000", "1E3", "true", "null", "nan", "(1, 2)", "[0.5, 3]", "{'a': 1}", "data", "((1,), [2])"]
TYPES = ["int", "float", "bool", "str", "int | None", "float | str", "tuple[int, ...]", "list[float]", "dict"]
CELLS = [
    "seed: int = 1\npath: str | None = None  # of the text",
    "widths: tuple[int, ...] = (32, 64)\nsize = 'smoke'",
    "x = 1.5",
]
TEXTS = ["A car.\n<|endoftext|>\nA \ufeffcat\u200b.\r\n<|endoftext|> end", "<|endoftext|><|endoftext|>", "\u3000 \0 a"]
LETTERS = "01 9AaZR_L-,.()[]{}<|>'\"\\\n\t\0=:é≥\u200b\ud800"
FORMATS = ("paper", "compact", "schoolbook", "direct")
CHAINS, FILES = 200_000, 4_000


@dataclass(frozen=True)
class Parser:
    """Inputs at full count, examples of an input, what is done with one, and the errors that it documents."""

    name: str
    count: int
    examples: list[str]
    parse: Callable[[str], Any]
    errors: tuple[type[Exception], ...] = (ValueError,)


def parsers() -> Iterator[Parser]:
    """The parsers of texts."""
    yield Parser("machines", 450_000, MACHINES, Machine.parse)
    values = [Parameter("p", parameters_of(f"p: {kind} = 0")["p"].kind, "0") for kind in TYPES]
    yield Parser("values on the command line", 250_000, VALUES, lambda text: values[len(text) % len(values)].read(text))
    yield Parser("parameters cells", 20_000, CELLS, parameters_of, (ValueError, SyntaxError))
    yield Parser("texts with stories in them", 100_000, TEXTS, lambda text: list(visible_stories([text])))
    yield Parser("stories before the checker", 20_000, sample_stories(40, 0), check, ())


def fuzz(share: float) -> Iterator[dict]:
    """Mutated examples, of which only documented errors may come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of odd literals, such as 1if
        for parser in parsers():
            yield fuzzed(parser, max(20, round(parser.count * share)))
    yield fuzzed_chains(max(100, round(CHAINS * share)))
    for kind in KINDS:
        if kind.damaged:
            with scratch() as folder:
                yield fuzzed_files(kind, Path(folder), max(10, round(FILES * share)))
    with scratch() as folder:
        yield fuzzed_stories(Path(folder) / "train.txt", max(10, round(FILES * share)))


def mutated(text: str | bytes, letters: str | bytes, rng: random.Random) -> str | bytes:
    """A text with one to three changes: a letter set, put in, taken out, or a piece of it copied elsewhere."""
    for _ in range(1 + int(3 * rng.random())):
        place, letter = int(rng.random() * (len(text) + 1)), int(rng.random() * len(letters))
        new, how = letters[letter : letter + 1], rng.random()
        if how < 0.7:
            text = text[:place] + (new if how < 0.5 else text[:0]) + text[place + (how > 0.2) :]
        else:
            begin = int(rng.random() * (len(text) + 1))
            text = text[:place] + text[begin : begin + 8] + text[place + (how > 0.85) * 8 :]
    return text


def fuzzed(parser: Parser, count: int) -> dict:
    """Mutations of the examples of a parser."""
    rng, right, remark = random.Random(0), 0, ""
    for number in range(count):
        text = mutated(parser.examples[number % len(parser.examples)], LETTERS, rng)
        wrong = undocumented(lambda: parser.parse(text), parser.errors)
        right += wrong is None
        remark = remark or wrong and f"{text!r}: {wrong}" or ""
    return row(f"garbled {parser.name}", count, right, remark)


def undocumented(work: Callable[[], Any], errors: tuple[type[Exception], ...]) -> str | None:
    """The error that a call raises, unless it is one of `errors`."""
    try:
        work()
    except errors:
        return None
    except Exception as error:
        return repr(error)
    return None


def fuzzed_files(kind: Kind, folder: Path, count: int) -> dict:
    """Mutations of the files of a kind."""
    kind.make(folder, 0)
    files, rng, right, remark = files_of(kind, folder), random.Random(0), 0, ""
    for number in range(count):
        path = files[number % len(files)]
        data = path.read_bytes()
        path.write_bytes(mutated(data, bytes(range(256)), rng))
        wrong = undocumented(lambda: kind.read(folder), (ValueError, FileNotFoundError))
        path.write_bytes(data)
        right += wrong is None
        remark = remark or wrong or ""
    return row(f"garbled files of a {kind.name}", count, right, remark)


def fuzzed_stories(path: Path, count: int) -> dict:
    """Mutations of a file with stories."""
    rng, right, remark = random.Random(0), 0, ""
    for number in range(count):
        path.write_bytes(mutated(TEXTS[number % 2].encode(), bytes(range(256)), rng))
        wrong = undocumented(lambda: read_stories(path), (ValueError,))
        right += wrong is None
        remark = remark or wrong or ""
    return row("garbled files with stories", count, right, remark)


def fuzzed_chains(count: int) -> dict:
    """Random multiplication chains: their products are those of their digits, or None where a token is no digit."""
    rng, right = np.random.default_rng(0), 0
    tasks = [Multiplication(digits, chain) for digits in (1, 4) for chain in FORMATS]
    for task in tasks:
        chains = rng.integers(-1, 13, (count // len(tasks), task.chain_length))
        answers = chains[:, task.answer][:, :: 1 if task.format.most_significant_first else -1].tolist()
        wanted = [int("".join(map(str, row))) if set(row) <= set(range(10)) else None for row in answers]
        right += sum(one == other for one, other in zip(task.product(chains), wanted, strict=True))
    return row("garbled chains of multiplication", count // len(tasks) * len(tasks), right)
