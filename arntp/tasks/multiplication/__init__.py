"""Multiplication: the task with its split, and the chains that its products are written in."""

from arntp.tasks.multiplication.task import Multiplication, digits_of, numbers_of

__all__ = ["Multiplication", "digits_of", "numbers_of"]
