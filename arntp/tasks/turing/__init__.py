"""Turing machines: a machine and its runs, the text format, a library, and two other ways to write a run."""

from arntp.tasks.turing.machine import MAX_STEPS, Machine, Result, Window, all_two_state_machines
from arntp.tasks.turing.text import HALT

__all__ = ["HALT", "MAX_STEPS", "Machine", "Result", "Window", "all_two_state_machines"]
