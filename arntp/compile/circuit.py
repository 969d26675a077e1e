"""Theorem 3.8: a threshold circuit with T gates as a linear decoder of T tokens, one token a gate."""

from arntp import arguments
from arntp.compile.compiled import Assembly, ByPosition
from arntp.compile.rules import gate
from arntp.tasks.circuits import Circuit
from arntp.tokens import Vocabulary

BITS = Vocabulary(["0", "1"])


def compile_circuit(circuit: Circuit) -> ByPosition:
    """The decoder whose rollout on the input bits (B, n) writes the value of every gate, in order.

    Token t is the gate 1[Σ w v + b ≥ 0] of inputs and earlier tokens: score(1) − score(0) = 2 (Σ w v + b) + 1, an
    odd integer, so the margin is at least 1. Vocabulary {0, 1}. Source: paper, Theorem 3.8 (as reported).
    """
    assembly = Assembly(BITS, arguments.instance("circuit", circuit, Circuit).inputs)
    for g in circuit.gates:
        values = [{0: 0, 1: weight} for weight in g.weights]
        if not values:  # a constant reads some input, with weight 0
            values = [{0: 0, 1: 0}]
        assembly.add(g.name, gate(len(BITS), values, g.bias), g.wires or (0,))
    return assembly.predictor()
