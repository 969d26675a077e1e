"""Where the interpreter stops, the compiled decoder stops, at the same place and with the same words; and nowhere else.

Over all small machines with undefined transitions, and over all prompts of the cell alphabet.
"""

from functools import cache
from itertools import product

import numpy as np
import pytest
import torch

from arntp.compile import compile_circuit, compile_multiplication, compile_parity, compile_turing
from arntp.compile.recentring import StartCells, compile_recentring
from arntp.compile.turing import StartRow, tokens_of
from arntp.rollout import naive_rollout, rollout
from arntp.tasks.circuits.library import parity
from arntp.tasks.multiplication import Multiplication
from arntp.tasks.parity import Counting
from arntp.tasks.turing import HALT, Machine, recentring

STEPS = 4
PATHS = [rollout, naive_rollout, lambda *given: rollout(*given, temperature=1e-3, top_k=2)]
PATH_NAMES = ["greedy", "naive", "sampled"]


def outcome(run, *given) -> list | str:
    """What a run gives, or what its error says."""
    try:
        return run(*given)
    except ValueError as error:
        return str(error)


def machines(states: int) -> list[Machine]:
    """All machines of two symbols with some transition undefined."""
    entries = [None, *product((0, 1), (-1, 1), (*range(states), HALT))]
    tables = product(product(entries, repeat=2), repeat=states)
    return [Machine(table) for table in tables if any(None in row for row in table)]


def prompts(kinds: int, cells: int) -> np.ndarray:
    """All rows of so many cells."""
    return np.stack(np.unravel_index(np.arange(kinds**cells), [kinds] * cells), axis=1)


def start_rows(machine: Machine, cells: int) -> list[list[int]]:
    """All prompts that are rows."""
    wall = [machine.boundary]
    return [wall + row + wall for row in one_head(machine.symbols, machine.boundary, cells - 2)]


def start_cells(machine: Machine, level: int) -> list[list[int]]:
    """All prompts of the re-centring with one head, in the middle third."""
    rows = one_head(machine.symbols, machine.boundary, 3 * 2**level)
    return [row for row in rows if any(cell >= machine.symbols for cell in row[2**level : 2 * 2**level])]


@cache
def one_head(symbols: int, boundary: int, cells: int) -> list[list[int]]:
    """All rows of so many cells without boundaries and with one head."""
    every = prompts(boundary, cells)
    return every[(every >= symbols).sum(1) == 1].tolist()


def check_cells(machine: Machine, rows: list[list[int]]) -> None:
    """The cell construction against `Machine.trace` on each row: the same chain or the same message."""
    cells = len(rows[0])
    decoder, length = compile_turing(machine, cells), (STEPS + 1) * cells
    expected = [outcome(lambda row: tokens_of(machine, machine.trace(row, STEPS)), row) for row in rows]
    fine = [i for i, chain in enumerate(expected) if isinstance(chain, list)]
    if fine:
        assert rollout(decoder, torch.tensor([rows[i] for i in fine]), length).tolist() == [expected[i] for i in fine]
    for row, message in zip(rows, expected):
        if isinstance(message, str):
            assert outcome(rollout, decoder, torch.tensor([row]), length) == message, f"{machine} on {row}"


def check_recentred(machine: Machine, level: int, rows: list[list[int]]) -> None:
    """The re-centring against `recentring.trace` on each row, likewise."""
    decoder, ids = compile_recentring(machine, level), {t: i for i, t in enumerate(recentring.alphabet(machine))}

    def chain(row: list[int]) -> list[int]:
        return [ids[token] for token in recentring.trace(machine, row, level)]

    expected = [outcome(chain, row) for row in rows]
    fine = [i for i, chain in enumerate(expected) if isinstance(chain, list)]
    if fine:
        chains = rollout(decoder, torch.tensor([rows[i] for i in fine]), decoder.chain_length)
        assert chains.tolist() == [expected[i] for i in fine]
    for row, message in zip(rows, expected):
        if isinstance(message, str):
            said = outcome(rollout, decoder, torch.tensor([row]), decoder.chain_length)
            assert said == message, f"{machine} on {row}"


ONE_STATE, TWO_STATES = machines(1), machines(2)


def test_as_many_machines_as_there_are():
    assert len(ONE_STATE) == 9**2 - 8**2 and len(TWO_STATES) == 13**4 - 12**4


@pytest.mark.parametrize("cells", [3, 4, 5])
def test_every_undefined_machine_of_one_state_on_every_row(cells):
    for machine in ONE_STATE:
        check_cells(machine, start_rows(machine, cells))


@pytest.mark.parametrize("part", range(16))
def test_every_undefined_machine_of_two_states(part):
    """On rows of four and five cells that take turns, so that every row is tried with some hundred machines or more."""
    for i, machine in enumerate(TWO_STATES[part::16]):
        check_cells(machine, start_rows(machine, 4)[i % 6 :: 6])
        check_cells(machine, start_rows(machine, 5)[i % 36 :: 36])


@pytest.mark.parametrize("level", [0, 1])
def test_every_undefined_machine_of_one_state_recentred(level):
    for machine in ONE_STATE:
        check_recentred(machine, level, start_cells(machine, level))


@pytest.mark.parametrize("level", [0, 1, 2])
def test_undefined_machines_of_two_states_recentred(level):
    machines = TWO_STATES[:: (40, 160, 640)[level]]
    for machine in machines:
        rows = start_cells(machine, min(level, 1))
        if level == 2:
            rows = [[0] * 3 + row + [1] * 3 for row in rows]
        check_recentred(machine, level, rows[:: (1, 16, 16)[level]])


@pytest.mark.parametrize("text", ["---", "0RA", "1RB1LB_1LA1RZ"])
@pytest.mark.parametrize("cells", [3, 4, 5])
def test_every_prompt_of_the_cell_alphabet_is_a_row_or_refused_as_the_interpreter_does(text, cells):
    machine = Machine.parse(text)
    form, rows = StartRow(machine, cells), prompts(machine.cells, cells)
    said = [outcome(machine.head, row) for row in rows.tolist()]
    fine = np.array([isinstance(answer, int) for answer in said])
    assert sorted(rows[fine].tolist()) == sorted(start_rows(machine, cells))
    form.check(rows[fine])
    refused = [message for message in said if isinstance(message, str)]
    assert [outcome(form.check, row[None]) for row in rows[~fine]] == refused


@pytest.mark.parametrize("text", ["---", "0RA", "1RB1LB_1LA1RZ"])
@pytest.mark.parametrize("level", [0, 1])
def test_every_prompt_of_the_recentrings_alphabet_likewise(text, level):
    machine = Machine.parse(text)
    rows = prompts(machine.boundary, 3 * 2**level)
    rows = rows[:: max(1, len(rows) // 20_000)]
    form = StartCells(machine, level)
    said = [outcome(recentring.head_of, machine, row, level) for row in rows.tolist()]
    fine = np.array([isinstance(answer, int) for answer in said])
    form.check(rows[fine])
    refused = [message for message in said if isinstance(message, str)]
    assert [outcome(form.check, row[None]) for row in rows[~fine]] == refused


BB2 = Machine.parse("1RB1LB_1LA1RZ")
DECODERS = {
    "circuit": (compile_circuit(parity(3)), 2),
    "parity": (compile_parity(Counting(4, (0, 1, 3), 3)), 2),
    "compact": (compile_multiplication(1, "compact"), 10),
    "schoolbook": (compile_multiplication(1, "schoolbook"), 10),
}


@pytest.mark.parametrize("path", PATHS, ids=PATH_NAMES)
@pytest.mark.parametrize("name", DECODERS)
def test_every_prompt_token_that_the_program_does_not_take_is_refused(name, path):
    decoder, allowed = DECODERS[name]
    for place, token in product(range(decoder.prompt_length), range(decoder.vocab)):
        prompt = torch.zeros(1, decoder.prompt_length, dtype=torch.int64)
        prompt[0, place] = token
        said = outcome(path, decoder, prompt, 1)
        if token < allowed:
            assert isinstance(said, torch.Tensor)
        else:
            assert said == f"prompt[0, {place}] = {token}: token ids are in 0 … {allowed - 1}"


@pytest.mark.parametrize("path", PATHS, ids=PATH_NAMES)
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([6, 0, 0, 0, 6], "heads at []"),
        ([6, 2, 0, 3, 6], "heads at [1, 3]"),
        ([6, 2, 0, 6, 0], "boundaries at [0, 3]"),
        ([6, 2, 6, 0, 6], "boundaries at [0, 2, 4]"),
        ([0, 2, 0, 0, 0], "boundaries at []"),
        ([6, 2, 9, 0, 6], "prompt[0, 2] = 9"),
        ([6, 2, 0, 6], "a prompt of 4 tokens"),
    ],
)
def test_what_is_no_row_is_refused_on_every_path(row, words, path):
    row = [{6: BB2.boundary, 9: BB2.cells + 3}.get(cell, cell) for cell in row]
    assert words.replace("9", str(BB2.cells + 3)) in outcome(path, compile_turing(BB2, 5), torch.tensor([row]), 5)


@pytest.mark.parametrize("path", PATHS, ids=PATH_NAMES)
def test_every_path_says_where_a_run_ends(path):
    cells = compile_turing(Machine.parse("1RA1RA"), 4), torch.tensor([[8 - 2, 0, 2, 8 - 2]]), 8
    assert outcome(path, *cells) == "step 1: the head moves onto the boundary, cell 3 of 4"
    undefined = compile_recentring(Machine.parse("---"), 0), torch.tensor([[0, 1, 0]]), 4
    assert outcome(path, *undefined) == "step 1: state A reads 0: undefined (---), cell 1"


def test_no_sum_is_read_from_a_missing_number():
    """Each step of small decoders, given tokens of which one is outside what its place may hold, decides nothing."""
    for decoder, _ in (*DECODERS.values(), (compile_multiplication(2, "schoolbook"), 10)):
        possible = [range(decoder.form.tokens)] * decoder.prompt_length + [rule.candidates for rule, _ in decoder.steps]
        for rule, reads in decoder.steps:
            right = [np.array([possible[read][0]]) for read in reads]
            for slot, read in enumerate(reads):
                for wrong in sorted(set(range(decoder.vocab + 1)) - set(map(int, possible[read]))):
                    emitted = rule.emit([*right[:slot], np.array([wrong]), *right[slot + 1 :]])
                    assert emitted == decoder.vocab, f"{decoder.names[read]} = {wrong}"


def test_every_row_starts_with_the_one_window_of_its_boundary():
    """The slot that may lie before the start is proved: the boundary and its neighbour single the window out."""
    for machine in (Machine.parse("---"), BB2, Machine.parse("1RB2LA1RA1RA_1LB1LA3RB1RZ")):
        decoder = compile_turing(machine, 3)
        for neighbour in range(machine.boundary):
            read = [np.array([token]) for token in (decoder.vocab, machine.boundary, neighbour)]
            name = f"▮ ▮ {machine.cell_name(neighbour)}"
            assert decoder.vocabulary.decode(decoder.rule.emit(read).tolist()) == [name]
            scores = np.sort(decoder.rule.scores(read)[0])
            assert scores[-1] == 2 > scores[-2]


def test_a_sampled_token_that_the_chain_never_has_ends_the_run():
    decoder = compile_multiplication(2, "compact")
    prompts, generator = torch.zeros(64, 4, dtype=torch.int64), torch.Generator().manual_seed(1)
    said = outcome(lambda: rollout(decoder, prompts, 12, temperature=50.0, generator=generator))
    assert "holds" in said and said.endswith("which the chain never has there")


def test_right_chains_pass_the_check_of_what_is_given():
    task = Multiplication(2, "schoolbook")
    sequence = task.encode(np.array([[3, 4]]), np.array([[7, 9]]))[0].tolist()
    decoder = compile_multiplication(2, "schoolbook")
    for given in range(task.prompt_length, task.length):
        assert rollout(decoder, torch.tensor([sequence[:given]]), 1).tolist() == [[sequence[given]]]
