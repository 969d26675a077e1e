"""Theory, executed: each function tries a statement on everything small, or counts, and says what came out.

Constructions are compared with plain interpreters, bounds with exhaustive search, identities through two separate
paths. What several rows ask for is computed once; all together take a few seconds.
"""

from collections.abc import Iterable
from functools import cache
from itertools import combinations, product
from math import log2

import numpy as np
import torch

from arntp.compile import compile_circuit, compile_multiplication, compile_parity, compile_turing
from arntp.compile.turing import tokens_of
from arntp.evaluation import bootstrap, rolled_out, teacher_forced
from arntp.experiments import search
from arntp.experiments.claims.claim import Measured
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, CausalMLP, Predictor
from arntp.rollout import rollout
from arntp.tasks.circuits import Circuit, Gate, library
from arntp.tasks.multiplication import Multiplication
from arntp.tasks.parity import Counting, Parity
from arntp.tasks.turing.library import PROGRAMS
from arntp.training import TrainConfig, train

SEED = 0


def exact(value: float, text: str) -> Measured:
    """A value without an interval."""
    return Measured(value, value, value, text)


def tried(mismatches: int, what: str) -> Measured:
    """What a comparison of everything with an interpreter says."""
    return exact(mismatches, f"{what}: {mismatches} mismatches")


def all_bits(n: int) -> list[list[int]]:
    """All prompts of n bits."""
    return [list(bits) for bits in product((0, 1), repeat=n)]


@cache
def circuits(most: int = 6, random: int = 100) -> Measured:
    """Chains of compiled circuits against the gates' plain evaluation, on all inputs: the library's and random ones."""
    rng = np.random.default_rng(SEED)
    makers = (library.parity, library.majority, library.sorter, library.adder, library.multiplier, library.multiplexer)
    found = [circuit for make in makers for n in range(1, 5) if len((circuit := make(n)).inputs) <= most]
    found += [library.random_circuit(rng, int(rng.integers(1, most)), 12, 5, 20) for _ in range(random)]
    tokens = sum(circuit.size * 2 ** len(circuit.inputs) for circuit in found)
    wrong = sum(map(wrong_gates, found))
    return tried(wrong, f"{len(found)} circuits, all their inputs, {tokens:,} tokens")


def wrong_gates(circuit: Circuit) -> int:
    """Tokens of a compiled circuit that are not what the gates say, over all inputs."""
    prompts = all_bits(len(circuit.inputs))
    chains = rollout(compile_circuit(circuit), torch.tensor(prompts), circuit.size)
    return int((chains.numpy() != np.array([circuit.trace(prompt) for prompt in prompts])).sum())


@cache
def every_small_predictor(length: int = 3) -> tuple[int, int, int]:
    """All binary predictors of chains of `length` tokens, on all true chains, and what comes out of the pairs.

    How many there are, those where only one of rollout and true prefix is wrong, and those where some step errs on the
    true prefix and the rollout still ends with the right token.
    """
    prefixes = [prefix for t in range(length) for prefix in product((0, 1), repeat=t)]
    pairs = broken = cancelled = 0
    for choices in product((0, 1), repeat=len(prefixes)):
        h, written = dict(zip(prefixes, choices)), ()
        for _ in range(length):
            written += (h[written],)
        for true in product((0, 1), repeat=length):
            errs = any(h[true[:t]] != true[t] for t in range(length))
            pairs, broken = pairs + 1, broken + (errs != (written != true))
            cancelled += errs and written[-1] == true[-1]
    return pairs, broken, cancelled


@cache
def identity(stages: Iterable[int] = (1, 40, 120), count: int = 300) -> Measured:
    """Theorem 3.6 on all small predictors, and on learned and compiled ones that multiply two-digit numbers."""
    task = Multiplication(2, "schoolbook")
    tokens = task.encode(*task.held_out(count, SEED))
    learned = [briefly_trained(task, steps) for steps in stages]
    cases = [disagreements(h, tokens, task.prompt_length) for h in (*learned, compile_multiplication(2, "schoolbook"))]
    pairs, broken, _ = every_small_predictor()
    wrong = sum(wrong for wrong, _ in cases)
    told = (
        f"{pairs:,} pairs of all small predictors and chains, and {count * len(cases):,} of learned and compiled ones"
    )
    return tried(broken + sum(d for _, d in cases), f"{told}, {wrong:,} of them rolled out wrong")


def briefly_trained(task: Multiplication, steps: int) -> Predictor:
    """A linear predictor after a few training steps."""
    config = TrainConfig(steps, batch=32, lr=3e-2, first=task.prompt_length, log_every=0)
    predictor = Contender(CausalLinear, {"width": 16}, config).build(len(task.vocabulary), task.length - 1, SEED)
    train(predictor, task.source(SEED), config, progress=False)
    return predictor


def disagreements(predictor: Predictor, tokens: np.ndarray, n: int) -> tuple[int, int]:
    """Of sequences (M, n + T): those rolled out wrong, and those where only one of rollout and true prefix is wrong."""
    free, forced = ((way(predictor, tokens, n) != tokens[:, n:]).any(1) for way in (rolled_out, teacher_forced))
    return int(free.sum()), int((free != forced).sum())


def cancelled() -> Measured:
    """How often a wrong chain ends with the right answer, among all small predictors and chains."""
    pairs, _, found = every_small_predictor()
    return exact(found, f"{found:,} of {pairs:,} pairs of all small predictors and chains err and end right")


@cache
def counted_parity(most: int = 5) -> Measured:
    """Compiled parities of all sets of bits, on all inputs: answers, and lengths against ⌊log₂ m⌋ + 1."""
    wrong = tokens = 0
    for n in range(1, most + 1):
        prompts = torch.tensor(all_bits(n))
        for places in (p for m in range(1, n + 1) for p in combinations(range(n), m)):
            decoder = compile_parity(Counting(n, places))
            answers = rollout(decoder, prompts, decoder.chain_length)[:, -1]
            wrong += int((answers != prompts[:, list(places)].sum(1) % 2).sum())
            wrong += decoder.chain_length != int(log2(len(places))) + 1 or decoder.margin < 1
            tokens += len(prompts) * decoder.chain_length
    return tried(wrong, f"all sets of up to {most} bits, all inputs, {tokens:,} tokens, lengths and margins")


def padded_parity(n: int = 4, longer: int = 3) -> Measured:
    """How many lengths are enough for the parity of n bits: its circuit, and the same after unread tokens."""
    enough, shortest = [], library.parity(n)
    for unread in range(longer + 1):
        circuit = padded(shortest, unread)
        prompts = all_bits(n)
        answers = rollout(compile_circuit(circuit), torch.tensor(prompts), circuit.size)[:, -1]
        if answers.tolist() == [sum(prompt) % 2 for prompt in prompts]:
            enough.append(circuit.size)
    told = ", ".join(map(str, enough))
    return exact(len(enough), f"lengths that are enough for the parity of {n} bits: {told} tokens, and any greater one")


def padded(circuit: Circuit, unread: int) -> Circuit:
    """The same circuit with gates before its last that nothing reads."""
    *before, last = circuit.gates
    idle = [Gate(f"idle {i}", (), (), 0) for i in range(unread)]
    return Circuit(circuit.inputs, (*before, *idle, last), (len(circuit.inputs) + circuit.size + unread - 1,))


def shortest_chains(most: int = 5) -> Measured:
    """Least chains of steps of at most k bits, by trying all, against ⌈(n − 1)/(k − 1)⌉."""
    cases = [(n, k) for n in range(2, most + 1) for k in range(2, most + 1)]
    wrong = sum(search.shortest_chain(n, k) != -(-(n - 1) // (k - 1)) for n, k in cases)
    return tried(wrong, f"shortest of all chains for {len(cases)} pairs n, k up to {most}")


def step_samples(
    shapes: Iterable[tuple[int, int]] = ((12, 2), (16, 3), (24, 2), (24, 4)), targets: int = 40
) -> Measured:
    """Samples until a step of k bits is the only candidate left, over the bound k log₂ n + 2; the worst pair n, k."""
    found = []
    for n, k in shapes:
        needed = np.array(search.samples_needed(n, k, targets, SEED)) / (k * log2(n) + 2)
        found.append((needed.mean(), *bootstrap([needed], repeats=300), n, k))
    ratio, low, high, n, k = max(found)
    told = f"{ratio:.2f} [{low:.2f}, {high:.2f}] of the bound at n = {n}, k = {k}, the worst of {len(found)} pairs"
    return Measured(float(ratio), low, high, told)


@cache
def cheaper_steps(n: int = 14) -> Measured:
    """Candidates that a search visits for the parity of n bits: one step of all, over a chain of steps of two."""
    one, chain = (search.chain_cost(n, k, SEED) for k in (n, 2))
    right = min(one["right"], chain["right"])
    told = f"{one['work']:,} candidates for one step of {n} bits, {chain['work']:,} for {chain['tokens']} steps of two"
    return exact(one["work"] / chain["work"] if right == 1 else 0.0, f"{told}; both learned")


def elimination(n: int = 64, samples: int = 96, targets: int = 20) -> Measured:
    """Secret parities of half of n bits that Gaussian elimination finds from noiseless samples."""
    rng = np.random.default_rng(SEED)
    found = 0
    for _ in range(targets):
        secret = search.random_target(rng, n, n // 2)
        bits = rng.integers(0, 2, (samples, n))
        found += search.eliminate(bits, Parity(n, secret).sequences(bits)[:, n]) == secret
    told = f"{found} of {targets} secret halves of {n} bits found from {samples} samples"
    return exact(found / targets, f"{told}, among {search.candidates(n, n // 2):.1e} candidates of a search")


@cache
def machines(names: Iterable[str] = ("BB(2)", "BB(3)", "BB(4)", "BB(2,3)", "palindrome"), most: int = 120) -> Measured:
    """Runs of Turing machines by one compiled linear map each, against the interpreter, token by token."""
    wrong = tokens = runs = 0
    for program in (PROGRAMS[name] for name in names):
        for value in program.inputs:
            machine, start = program.machine, program.encode(value)
            steps = min(machine.extent(*start)[2], most)
            row = machine.fitted_row(*start, steps)
            decoder = compile_turing(machine, len(row))
            expected = tokens_of(machine, machine.trace(row, steps))
            written = rollout(decoder, torch.tensor([row]), len(expected))[0].tolist()
            wrong += sum(a != b for a, b in zip(written, expected, strict=True))
            tokens, runs = tokens + len(expected), runs + 1
    return tried(wrong, f"{runs} runs of {len(tuple(names))} machines, {tokens:,} tokens, one a cell and step")


def active_weights(cls: type[Predictor], vocab: int, context: int, width: int) -> Measured:
    """Active weights of a predictor, counted without allocating them, in millions."""
    with torch.device("meta"):
        count = cls(vocab, context, width).active_parameters()
    return exact(count / 1e6, f"{count / 1e6:.2f} million, counted on the network itself")


def paper_linear() -> Measured:
    """The active weights of the paper's linear language model."""
    return active_weights(CausalLinear, 50_257, 64, 256)


def paper_mlp() -> Measured:
    """The active weights of the paper's MLP for multiplication."""
    return active_weights(CausalMLP, 117, 307, 128)


def paper_sequence() -> Measured:
    """Tokens of a sequence of the paper's chain for four digits, as the task writes it."""
    task = Multiplication(4, "paper")
    length = task.encode(*task.held_out(1, SEED)).shape[1]
    return exact(length, f"{length} tokens, of which {task.chain_length} after the prompt")
