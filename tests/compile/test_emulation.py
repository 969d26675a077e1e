"""The central test: what a compiled decoder rolls out is what its program's interpreter writes, token by token."""

from itertools import islice

import numpy as np
import pytest
import torch
from cases import CASES, Case, recentring_ids
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.compile import compile_circuit, compile_turing
from arntp.compile.recentring import compile_recentring
from arntp.compile.turing import tokens_of
from arntp.rollout import naive_rollout, rollout
from arntp.tasks.circuits.library import random_circuit
from arntp.tasks.turing import Machine, all_two_state_machines, recentring

DENSE = 2_000_000  # scores held at once


def chains_of(case: Case, prompts) -> torch.Tensor:
    return torch.tensor([case.chain(prompt) for prompt in prompts])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rollout_writes_the_interpreters_chain(case):
    predictor, prompts = case.build(), list(case.prompts())
    expected = chains_of(case, prompts)
    assert torch.equal(rollout(predictor, torch.tensor(prompts), expected.shape[1]), expected)
    assert predictor.margin >= 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_dense_scores_choose_the_same_tokens_by_the_margin_stated(case):
    """Given the true prefix at each step, which by Theorem 3.6 is the same as a rollout; the start of long chains."""
    predictor, prompts = case.build(), list(case.prompts())
    length = max(20, min(len(case.chain(prompts[0])), DENSE // predictor.vocab))
    prompts = prompts[: max(1, DENSE // (length * predictor.vocab))]
    expected = chains_of(case, prompts)[:, :length]
    sequences = torch.cat([torch.tensor(prompts), expected], dim=1)
    scores = predictor(sequences[:, :-1])[:, predictor.prompt_length - 1 :]
    right = scores.gather(2, expected[..., None])
    others = scores.scatter(2, expected[..., None], torch.iinfo(torch.int64).min).amax(-1, keepdim=True)
    assert scores.dtype == torch.int64
    assert int((right - others).min()) >= predictor.margin


SHORT = [case for case in CASES if len(case.prompts()) <= 256 and len(case.chain(case.prompts()[0])) <= 40]


@pytest.mark.parametrize("case", SHORT, ids=str)
def test_naive_rollout_agrees(case):
    predictor, prompts = case.build(), torch.tensor(list(case.prompts()))
    expected = chains_of(case, prompts.tolist())
    assert torch.equal(naive_rollout(predictor, prompts, expected.shape[1]), expected)


PART = 1728  # machines of one test: all that share the first transition


@pytest.mark.parametrize("part", range(12))
def test_every_machine_of_two_states_and_two_symbols(part):
    """All 12⁴ = 20,736, from the blank tape and from a tape of their own, past the steps of BB(2)."""
    steps, cells, rng = 7, 2 * 7 + 3, np.random.default_rng(part)
    for machine in islice(all_two_state_machines(), PART * part, PART * (part + 1)):
        rows = [
            machine.row(tape, steps, cells, 0) for tape in ([0] * (cells - 2), rng.integers(0, 2, cells - 2).tolist())
        ]
        expected = [tokens_of(machine, machine.trace(row, steps)) for row in rows]
        chains = rollout(compile_turing(machine, cells), torch.tensor(rows), (steps + 1) * cells)
        assert chains.tolist() == expected, str(machine)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 25), st.integers(1, 9), st.integers(1, 40))
def test_random_circuits(seed, inputs, gates, fan_in, weight):
    rng = np.random.default_rng(seed)
    circuit = random_circuit(rng, inputs, gates, fan_in, weight)
    prompts = rng.integers(0, 2, (8, inputs))
    chains = rollout(compile_circuit(circuit), torch.from_numpy(prompts), circuit.size)
    assert chains.tolist() == [circuit.trace(prompt) for prompt in prompts.tolist()]


@st.composite
def machines(draw) -> Machine:
    """A machine of up to 4 states and 4 symbols, nothing undefined."""
    states, symbols = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    entry = st.tuples(st.integers(0, symbols - 1), st.sampled_from((-1, 1)), st.integers(-1, states - 1))
    table = draw(st.lists(st.lists(entry, min_size=symbols, max_size=symbols), min_size=states, max_size=states))
    return Machine(tuple(tuple(row) for row in table))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(machines(), st.integers(0, 12), st.data())
def test_random_machines_on_random_tapes(machine, steps, data):
    tape = data.draw(st.lists(st.integers(0, machine.symbols - 1), max_size=8))
    row = machine.fitted_row(tape, data.draw(st.integers(0, max(0, len(tape) - 1))), steps)
    expected = tokens_of(machine, machine.trace(row, steps))
    chains = rollout(compile_turing(machine, len(row)), torch.tensor([row]), len(expected))
    assert chains[0].tolist() == expected


@settings(deadline=None, max_examples=150, derandomize=True)
@given(machines(), st.integers(0, 4), st.data())
def test_random_machines_recentred(machine, level, data):
    cells = 3 * 2**level
    tape = data.draw(st.lists(st.integers(0, machine.symbols - 1), min_size=cells, max_size=cells))
    row = recentring.start(machine, tape, cells // 2, level)
    expected = recentring.trace(machine, row, level)
    chains = rollout(compile_recentring(machine, level), torch.tensor([row]), len(expected))
    assert chains[0].tolist() == [recentring_ids(machine)[token] for token in expected]
    assert expected[-cells:] == machine.rows([machine.boundary, *row, machine.boundary], 2**level)[-1][1:-1]
