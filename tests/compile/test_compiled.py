"""What compiled predictors share: names, weights, blocks, and the errors of wrong programs and prompts."""

import numpy as np
import pytest
import torch

from arntp.compile import Assembly, compile_circuit, compile_multiplication, compile_parity, compile_turing
from arntp.compile.recentring import compile_recentring
from arntp.compile.rules import function, gate
from arntp.compile.turing import tokens_of
from arntp.predictors import Predictor, active_parameters
from arntp.rollout import rollout
from arntp.tasks.circuits import Builder
from arntp.tasks.circuits.library import adder, parity
from arntp.tasks.parity import Counting
from arntp.tasks.turing import Machine, recentring
from arntp.tokens import Vocabulary

BB2 = Machine.parse("1RB1LB_1LA1RZ")
BITS = Vocabulary(["0", "1"])


def chain(predictor, prompt, length):
    return rollout(predictor, torch.tensor([prompt]), length)[0].tolist()


def test_compiled_decoders_are_predictors_with_readable_positions():
    decoder = compile_circuit(adder(2))
    assert isinstance(decoder, Predictor) and decoder.prompt_length == 4 and decoder.chain_length == 3
    assert [decoder.position_name(i) for i in range(7)] == ["a0", "a1", "b0", "b1", "sum1.2", "sum1.1", "sum1.0"]
    cells = compile_turing(BB2, 6)
    assert [cells.position_name(i) for i in (0, 5, 6, 13)] == [
        "prompt, cell 0",
        "prompt, cell 5",
        "row 0, cell 0",
        "row 1, cell 1",
    ]
    assert cells.vocabulary.decode([0, 2, 8]) == ["0", "A0", "▮"]
    product = compile_multiplication(2, "compact")
    assert product.position_name(1) == "first factor, digit 2" and product.position_name(4) == "digits 1, 1: pair"


@pytest.mark.parametrize(
    "decoder",
    [compile_circuit(adder(3)), compile_parity(Counting(5, (0, 2, 3, 4), 3)), compile_multiplication(2, "schoolbook")],
    ids=["circuit", "parity", "multiplication"],
)
def test_scores_are_sums_of_the_weights_at_every_position(decoder):
    rng = np.random.default_rng(0)
    prompts = torch.from_numpy(rng.integers(0, 2, (3, decoder.prompt_length)))
    tokens = torch.cat([prompts, rollout(decoder, prompts, decoder.chain_length)], dim=1)
    scores = decoder(tokens[:, :-1])
    assert (scores[:, : decoder.prompt_length - 1] == 0).all()
    count = 0
    for position in range(decoder.prompt_length, decoder.context):
        weights = decoder.weights(position)
        summed = decoder.step(position)[0].bias + sum(matrix[tokens[:, read]] for read, matrix in weights.items())
        assert (scores[:, position - 1].numpy() == summed).all()
        count += sum(int((matrix != 0).sum()) for matrix in weights.values())
    assert count == active_parameters(decoder)


def test_time_invariant_weights_are_the_same_at_every_position():
    decoder = compile_turing(BB2, 7)
    first = decoder.weights(7)
    for position in (8, 20, 701):
        moved = {read - position + 7: matrix for read, matrix in decoder.weights(position).items()}
        assert sorted(moved) == sorted(first) == [-1, 0, 1]
        assert all((moved[read] == first[read]).all() for read in moved)
    assert active_parameters(decoder) == sum(int((matrix != 0).sum()) for matrix in first.values())


def test_a_rule_that_reads_one_position_twice_adds_its_weights():
    assembly = Assembly(BITS, ["x"])
    assembly.add("both", gate(2, [{0: 0, 1: 2}, {0: 0, 1: -1}], -1), [0, 0])
    decoder = assembly.predictor()
    assert decoder.weights(1)[0].tolist() == [[0, 0], [0, 2]]
    assert [chain(decoder, [bit], 1) for bit in (0, 1)] == [[0], [1]]


def test_rollout_continues_a_chain_that_is_given_in_part():
    circuit = parity(7)
    decoder, bits = compile_circuit(circuit), [1, 0, 1, 1, 0, 1, 1]
    trace = circuit.trace(bits)
    assert chain(decoder, bits + trace[:1], 2) == trace[1:]
    assert chain(decoder, bits, 2) == trace[:2]


def test_constants_are_gates_too():
    c = Builder("x")
    circuit = c.build(c.gate({}, 0), c.gate({}, -1))
    assert chain(compile_circuit(circuit), [0], 2) == [1, 0]


def test_blocks_hold_positions_that_do_not_read_one_another():
    decoder = compile_multiplication(4, "compact")
    blocks = list(decoder.blocks(decoder.prompt_length, decoder.context))
    assert blocks[0].count == 16, "all pairs at once"
    assert sum(block.count for block in blocks) == decoder.chain_length
    for block in blocks:
        assert all((np.asarray(read) < block.start).all() for read in block.reads)


def test_a_run_that_leaves_the_row_is_refused_at_its_place():
    right = Machine.parse("1RA1RA")
    decoder = compile_turing(right, 6)
    row = right.row((), 1, 6, 0)
    assert chain(decoder, row, 27 - 6) == tokens_of(right, right.trace(row, 2)) + chain(decoder, row, 21)[18:]
    for run in (lambda: chain(decoder, row, 27 - 6 + 1), lambda: chain(decoder, row, 36), lambda: right.trace(row, 4)):
        with pytest.raises(ValueError, match="^step 3: the head moves onto the boundary, cell 5 of 6$"):
            run()


def test_an_undefined_transition_is_refused():
    machine = Machine.parse("1RB1LB_---1RZ")
    row = machine.row((), 1, 6, 0)
    for run in (lambda: chain(compile_turing(machine, 6), row, 36), lambda: machine.rows(row, 5)):
        with pytest.raises(ValueError, match=r"^step 2: state B reads 0: undefined \(---\), cell 3 of 6$"):
            run()
    cells = [0] * 5 + [machine.cell(0, 0)] + [0] * 6
    decoder = compile_recentring(machine, 2)
    for run in (lambda: chain(decoder, cells, decoder.chain_length), lambda: recentring.trace(machine, cells, 2)):
        with pytest.raises(ValueError, match=r"^step 2: state B reads 0: undefined \(---\), cell 6$"):
            run()


def test_a_machine_of_one_undefined_transition_does_not_run():
    machine = Machine.parse("---")
    cells = recentring.start(machine, (), 0, 0)
    for length in (2, 3, 4):
        with pytest.raises(ValueError, match=r"^step 1: state A reads 0: undefined \(---\), cell 1$"):
            chain(compile_recentring(machine, 0), cells, length)


def test_the_prompt_at_fault_is_named_in_a_batch():
    right, prompts = Machine.parse("1RA1RA"), [[0, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 2]]
    rows = torch.tensor([[6, *prompt, 6] for prompt in prompts])
    with pytest.raises(ValueError, match="^prompt 2: step 1: the head moves onto the boundary, cell 5 of 6$"):
        rollout(compile_turing(right, 6), rows, 24)
    rows[1, 1] = 2
    with pytest.raises(ValueError, match=r"^prompt 1: row of 6 cells with .* heads at \[1, 2\]"):
        rollout(compile_turing(right, 6), rows, 24)


def test_a_given_part_of_a_chain_holds_what_a_chain_may_hold():
    decoder, (x, y, pair) = compile_multiplication(1, "compact"), (3, 4, 10 + 34)
    assert chain(decoder, [x, y, pair], 1) == [110 + 12]
    with pytest.raises(ValueError, match=r"^position 2 \(digits 1, 1: pair\) holds '4', which the chain never has"):
        chain(decoder, [x, y, 4], 1)
    with pytest.raises(ValueError, match=r"^prompt 1: position 2 .* holds '4'"):
        rollout(decoder, torch.tensor([[x, y, pair], [x, y, 4]]), 1)
    cells, row = compile_turing(BB2, 5), BB2.row((), 1, 5, 0)
    with pytest.raises(ValueError, match=r"^position 6 \(row 0, cell 1\) holds '0', which the chain never has"):
        chain(cells, [*row, *chain(cells, row, 1), 0], 1)
    mixed = [*row, *chain(cells, row, 5)]
    mixed[6] = mixed[8]  # two cells of which the head would be in the next row
    with pytest.raises(ValueError, match=r"no single best token at position 12 \(row 1, cell 2\)"):
        chain(cells, mixed, 5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: chain(compile_circuit(parity(3)), [0, 1], 2), "a prompt of 2 tokens: this program's prompt has 3"),
        (lambda: chain(compile_circuit(parity(3)), [0, 1, 1], 3), "the chain has positions 3 … 4"),
        (lambda: chain(compile_circuit(parity(3)), [0, 1, 1], 4), "at most 5"),
        (lambda: chain(compile_circuit(parity(3)), [0, 1, 2], 1), "0 … 1"),
        (lambda: compile_circuit(parity(3)).step(2), "the chain has positions 3 … 4"),
        (lambda: compile_turing(BB2, 2), "two boundaries and a cell need 3"),
        (lambda: compile_multiplication(2, "paper"), "chain = 'paper'.*there are 'compact', 'schoolbook'"),
        (lambda: Assembly(BITS, ["x"]).add("late", function(2, {0: 0, 1: 1}), [1]), "'late' at position 1 reads"),
        (lambda: Assembly(BITS, ["x"]).add("two", function(2, {0: 0, 1: 1}), [0, 0]), "1 earlier ones are needed"),
    ],
)
def test_wrong_use_is_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_weights_that_pass_64_bits_are_refused():
    c = Builder("x")
    with pytest.raises(ValueError, match="64 bits"):
        compile_circuit(c.build(c.gate({0: 2**70}, 0)))
