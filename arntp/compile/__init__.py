"""Exact weights from a program, no training: every construction of the book as a linear predictor."""

from arntp.compile.circuit import compile_circuit
from arntp.compile.compiled import Assembly, ByOffset, ByPosition, CompiledLinear
from arntp.compile.multiplication import compile_multiplication
from arntp.compile.parity import compile_parity
from arntp.compile.turing import compile_turing

__all__ = [
    "Assembly",
    "ByOffset",
    "ByPosition",
    "CompiledLinear",
    "compile_circuit",
    "compile_multiplication",
    "compile_parity",
    "compile_turing",
]
