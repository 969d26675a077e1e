"""Wrong calls of the compilers, of the rules that they are made of, and of the decoders that they make."""

import numpy as np
import torch

from arntp.compile import Assembly, compile_circuit, compile_multiplication, compile_parity, compile_turing
from arntp.compile.recentring import compile_recentring
from arntp.compile.rules import Line, Match, Wanted, function, gate, quotient, total
from arntp.rollout import rollout
from arntp.tasks.circuits import Builder, library
from arntp.tasks.parity import Parity
from arntp.tasks.turing import Machine
from arntp.tokens import Vocabulary

BITS = Vocabulary(["0", "1"])
BB2 = Machine.parse("1RB1LB_1LA1RZ")
RIGHT = Machine.parse("1RA1RA")
XOR = compile_circuit(library.parity(2))
CELLS = compile_turing(BB2, 5)
PRODUCT = compile_multiplication(1, "compact")
UNDEFINED = compile_turing(Machine.parse("---1RA"), 4)
BLANK = compile_recentring(Machine.parse("---"), 0)
NESTED = compile_recentring(BB2, 0)
BIT = {0: 0, 1: 1}


def row(*cells: int) -> torch.Tensor:
    return torch.tensor([cells])


def huge():
    """A circuit of one gate whose weight passes 64 bits."""
    c = Builder("a")
    return c.build(c.gate({0: 2**70}, 0))


ROWS = [
    ("compile_circuit('xor')", TypeError, "circuit is a Circuit", "'xor'"),
    ("compile_circuit(huge())", ValueError, "64 bits"),
    ("compile_parity(Parity(3, (0,)))", TypeError, "task is a Counting", "(Parity)"),
    ("compile_parity(3)", TypeError, "task is a Counting", "3"),
    ("compile_multiplication(0)", ValueError, "digits = 0", "at least 1"),
    ("compile_multiplication(2.5)", TypeError, "digits", "2.5"),
    ("compile_multiplication(2, 'paper')", ValueError, "chain = 'paper'", "'compact', 'schoolbook'"),
    ("compile_multiplication(2, ['compact'])", ValueError, "chain = ['compact']", "'compact', 'schoolbook'"),
    ("compile_turing('1RB1LB_1LA1RZ', 5)", TypeError, "machine is a Machine", "'1RB1LB_1LA1RZ'"),
    ("compile_turing(BB2, 2)", ValueError, "rows of 2 cells", "need 3"),
    ("compile_turing(BB2, 5.0)", TypeError, "cells", "5.0"),
    ("compile_recentring(None, 1)", TypeError, "machine is a Machine", "None"),
    ("compile_recentring(BB2, -1)", ValueError, "level = -1", "at least 0"),
    ("compile_recentring(BB2, 1.5)", TypeError, "level", "1.5"),
    # prompts
    ("rollout(XOR, row(0, 2), 1)", ValueError, "prompt[0, 1] = 2", "0 … 1"),
    ("rollout(XOR, row(0), 1)", ValueError, "a prompt of 1 tokens", "has 2"),
    ("rollout(XOR, row(0, 1), 3)", ValueError, "chain has positions 2 … 3"),
    ("rollout(PRODUCT, row(3, 44), 1)", ValueError, "prompt[0, 1] = 44", "0 … 9"),
    ("rollout(PRODUCT, row(3, 4, 4), 1)", ValueError, "position 2 (digits 1, 1: pair)", "'4'", "never"),
    ("rollout(CELLS, row(8, 0, 0, 0, 8), 5)", ValueError, "heads at []", "one head"),
    ("rollout(CELLS, row(8, 2, 2, 0, 8), 5)", ValueError, "heads at [1, 2]", "one head"),
    ("rollout(CELLS, row(8, 2, 0, 0, 0), 5)", ValueError, "boundaries at [0]", "at each end"),
    ("rollout(CELLS, row(8, 2, 0, 9, 8), 5)", ValueError, "prompt[0, 3] = 9", "0 … 8"),
    ("rollout(CELLS, row(8, 2, 0, 8), 5)", ValueError, "a prompt of 4 tokens", "has 5"),
    ("rollout(CELLS, torch.tensor([[8, 0, 2, 0, 8], [8, 0, 0, 0, 8]]), 5)", ValueError, "prompt 1", "heads at []"),
    ("rollout(compile_turing(RIGHT, 4), row(6, 0, 2, 6), 8)", ValueError, "step 1", "boundary, cell 3 of 4"),
    ("rollout(UNDEFINED, row(6, 2, 0, 6), 8)", ValueError, "step 1: state A reads 0: undefined (---), cell 1 of 4"),
    ("rollout(NESTED, row(2, 0, 0), 4)", ValueError, "heads at [0]", "middle third"),
    ("rollout(NESTED, row(0, 2, 8), 4)", ValueError, "prompt[0, 2] = 8", "0 … 7"),
    ("rollout(BLANK, row(0, 1, 0), 4)", ValueError, "step 1: state A reads 0: undefined (---), cell 1"),
    # decoders
    ("XOR.step(1)", ValueError, "position 1", "2 … 3"),
    ("XOR.step(2.5)", TypeError, "position", "2.5"),
    ("XOR.weights(4)", ValueError, "position 4", "2 … 3"),
    ("XOR.position_name(4)", ValueError, "position = 4", "0 to 3"),
    ("XOR.position_name(-1)", ValueError, "position = -1", "0 to 3"),
    ("CELLS.step(4)", ValueError, "position 4", "from 5 on"),
    ("CELLS.position_name('5')", TypeError, "position", "'5'"),
    ("XOR.next_scores(row(0, 2), {})", ValueError, "tokens[0, 1] = 2", "0 … 1"),
    ("XOR.next_scores(row(0, -1), {})", ValueError, "tokens[0, 1] = -1", "0 … 1"),
    ("XOR.next_scores(row(0, 1).float(), {})", TypeError, "tokens holds token ids", "float32"),
    ("XOR(torch.tensor([0, 1]))", ValueError, "tokens", "2 dimensions"),
    ("XOR([[0, 1]])", TypeError, "tokens is a tensor", "list"),
    # assemblies and rules
    ("Assembly(['0', '1'], ['x'])", TypeError, "vocabulary is a Vocabulary", "list"),
    ("Assembly(BITS, 'xy')", TypeError, "prompt is a list of strings", "'xy'"),
    ("Assembly(BITS, ['x']).add('late', function(2, BIT), [1])", ValueError, "'late' at position 1", "1 earlier"),
    ("Assembly(BITS, ['x']).add('two', function(2, BIT), [0, 0])", ValueError, "reads [0, 0]", "1 earlier"),
    ("Assembly(BITS, ['x']).add('float', function(2, BIT), [0.0])", TypeError, "reads[0]", "0.0"),
    ("Assembly(BITS, ['x']).add('wide', function(3, BIT), [0])", ValueError, "a rule of 3 tokens", "2"),
    ("Assembly(BITS, ['x']).add('none', None, [0])", TypeError, "rule is a Rule", "None"),
    ("gate(2, [], 0)", ValueError, "values", "at least 1 slot"),
    ("gate(2, [{}], 0)", ValueError, "values", "at least 1 token"),
    ("gate(2, [{0: 0, 1: 0.5}], 0)", TypeError, "numbers holds whole numbers", "float64"),
    ("gate(2, [{0: 0, 2: 1}], 0)", ValueError, "tokens of a slot[1] = 2", "0 … 1"),
    ("gate(2, [{0: 0, -1: 1}], 0)", ValueError, "tokens of a slot[1] = -1", "0 … 1"),
    ("gate(2, [BIT], 0.5)", TypeError, "bias", "0.5"),
    ("gate(2, [{0: 0, 1: 2**62}], 0)", ValueError, "64 bits"),
    ("gate(2, [BIT], 0, (0, 2))", ValueError, "candidates[1] = 2", "0 … 1"),
    ("total(2, [{0: 0, 1: 5}], (0, 1))", ValueError, "sums reach from 0 to 5", "0 … 1"),
    ("total(2, [{0: 2**40}], (1,), 2**40)", ValueError, "64 bits"),
    ("quotient(2, [BIT], 0, (0, 1))", ValueError, "divisor = 0", "at least 1"),
    ("quotient(2, [BIT], 0.5, (0, 1))", TypeError, "divisor", "0.5"),
    ("quotient(2, [BIT], 2**40, (0, 1))", ValueError, "divisor = 1099511627776", "64 bits"),
    ("Line(2, [BIT], (0, 1), (2, 2), (0, 1))", ValueError, "increasing slopes"),
    ("Line(2, [BIT], (0, 1), (0, 2), (0, -2))", ValueError, "score alike"),
    ("Line(2, [BIT], (0, 1), (0, 2), (0,))", ValueError, "2 candidates, 2 slopes, 1 biases"),
    ("function(2, {})", ValueError, "wanted", "at least 1 candidate"),
    ("function(2, {0: 1, 2: 0})", ValueError, "tokens[1] = 2", "0 … 1"),
    ("function(2, {0: 0.5})", TypeError, "image", "float64"),
    ("Wanted.of({0: (1, 2), 1: (1, 2)})", ValueError, "2 candidates want the same"),
    ("Wanted.of({0: (1, 2), 1: (1,)})", ValueError, "parts", "one length"),
    ("Wanted.of({0: (-1, 2)})", ValueError, "least part = -1"),
    ("Wanted.of({0: (1, 2)}, before=2)", ValueError, "before = 2", "0 to 1"),
    ("Match([np.array([0.5, 1])], Wanted.of({0: (1,)}))", TypeError, "parts holds whole numbers", "float64"),
    ("Match([np.array([0, 1])], Wanted.of({0: (1, 0)}))", ValueError, "1 slots", "2"),
]
