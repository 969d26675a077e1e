"""Threshold circuits: gates and circuits, a builder, and a library of well-known ones."""

from arntp.tasks.circuits.circuit import Builder, Circuit, Gate

__all__ = ["Builder", "Circuit", "Gate"]
