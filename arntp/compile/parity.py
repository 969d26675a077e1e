"""Parity by counting: the number of ones is linear in the bits, and its last digit is the answer (Theorem 3.11)."""

from arntp import arguments
from arntp.compile.compiled import Assembly, ByPosition, Form
from arntp.compile.rules import gate, quotient
from arntp.tasks.parity import Counting
from arntp.tokens import Vocabulary


def compile_parity(task: Counting) -> ByPosition:
    """The decoder whose rollout on the n bits writes the chain of `task`.

    With Σ the ones among the places, the digit of weight β^d of ⌊Σ/2⌋ is the quotient
    ⌊(Σ − 2 Σ_{e > d} β^e digit_e) / (2 β^d)⌋, and the last token is the gate Σ − 2 ⌊Σ/2⌋ − 1 ≥ 0: each token is a
    function of one weighted sum of earlier tokens. Vocabulary: the β digits. Margin at least 1.
    The prompt's tokens are bits in every base. Source: paper, Theorem 3.11 (as reported), the richer vocabulary is this
    book's.
    """
    digits = range(arguments.instance("task", task, Counting).base)
    bits = [f"bit {i}" for i in range(task.n)]
    assembly = Assembly(Vocabulary([str(digit) for digit in digits]), bits, Form(tokens=2))
    bit, written, reads = {0: 0, 1: 1}, [], list(task.places)
    for d in reversed(range(task.digits)):
        values = [bit] * len(task.places) + written
        reads.append(assembly.add(f"digit {d}", quotient(task.base, values, 2 * task.base**d, digits), reads))
        written.append({digit: -2 * task.base**d * digit for digit in digits})
    assembly.add("parity", gate(task.base, [bit] * len(task.places) + written, -1), reads)
    return assembly.predictor()
