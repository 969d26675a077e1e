"""A lesson: one random machine with the runs that it is learned from, tuned by and judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arntp import arguments
from arntp.compile.turing import windows
from arntp.experiments.machines.drawn import chains, random_machine, random_rows, runs, visited
from arntp.experiments.machines.orbits import orbits, split
from arntp.tasks.turing import Machine

LONGER = (1, 2, 4)
SHARES = (0.15, 0.15)  # of the runs, for the report and for tuning


@dataclass(frozen=True)
class Rule:
    """How machines and rows are drawn, and which are kept.

    draws : random rows, equal ones counted once
    steps : a training run's; runs that do not last so long are left out, and judged ones last max(LONGER) times that
    judged : most runs of a report; half as many are for tuning
    lasting : least share of the drawn rows whose runs last max(LONGER) · steps
    visited : in at least half of those runs the head visits so many cells
    least : runs that a split needs

    Raises TypeError or ValueError for counts below 1 and a share outside 0 to 1.
    """

    draws: int
    steps: int
    judged: int
    lasting: float = 0.2
    visited: int = 3
    least: int = 20

    def __post_init__(self):
        for name in ("draws", "steps", "judged", "visited", "least"):
            arguments.whole(name, getattr(self, name), 1)
        arguments.real("lasting", self.lasting, 0, 1)


@dataclass(frozen=True)
class Lesson:
    """A machine and its runs; no row of a run in one split occurs in a run of another.

    rejected : machines that the rule turned down before this one
    orbits : how many, over all runs
    training : prompts and chains, (N, S + (steps + 1)·S) tokens
    tuning, report : rows of runs, (N, max(LONGER) · steps + 1, S)
    """

    machine: Machine
    steps: int
    rejected: int
    orbits: int
    training: np.ndarray
    tuning: np.ndarray
    report: np.ndarray

    @property
    def cells(self) -> int:
        """S."""
        return self.report.shape[2]

    @property
    def vocab(self) -> int:
        """Cells and windows."""
        return self.machine.cells + len(windows(self.machine.symbols, self.machine.states))

    @property
    def training_rows(self) -> np.ndarray:
        """Rows of the training runs, (N, steps + 1, S) uint8, as their tokens tell them."""
        middle = np.array([middle for _, middle, _ in windows(self.machine.symbols, self.machine.states)], np.uint8)
        chains = self.training[:, self.cells :] - self.machine.cells
        return middle[chains].reshape(len(chains), -1, self.cells)

    def sequences(self, rows: np.ndarray, times: int = 1) -> np.ndarray:
        """Prompts and chains of runs of times · steps steps, (N, S + (times · steps + 1)·S) tokens."""
        return sequences(self.machine, rows[:, : times * self.steps + 1])

    def covered(self, times: int, by_position: bool) -> np.ndarray:
        """Which runs of the report hold only tokens that occur in training, at the same position where asked for."""
        judged = self.sequences(self.report, times)
        if not by_position:
            return np.isin(judged, np.unique(self.training)).all(1)
        places, seen = np.arange(judged.shape[1]), np.zeros((judged.shape[1], self.vocab), bool)
        seen[places, self.training] = True
        return seen[places, judged].all(1)

    def about(self) -> dict:
        """What the record says of it: counts of runs, of windows needed and seen, and of rows met by each length."""
        needed = np.unique(self.sequences(self.report, max(LONGER))[:, self.cells :])
        return {
            "machine": str(self.machine),
            "states": self.machine.states,
            "cells": self.cells,
            "rejected": self.rejected,
            "orbits": self.orbits,
            "runs": {"training": len(self.training), "tuning": len(self.tuning), "report": len(self.report)},
            "windows needed": len(needed),
            "windows seen": int(np.isin(needed, self.training[:, self.cells :]).sum()),
            "cells visited": float(np.median(visited(self.machine, self.report))),
            "rows": {str(times): self.distinct_rows(times) for times in LONGER},
        }

    def distinct_rows(self, times: int) -> int:
        """Different rows in the report's runs of times · steps steps."""
        return len(np.unique(self.report[:, : times * self.steps + 1].reshape(-1, self.cells), axis=0))


def sequences(machine: Machine, rows: np.ndarray) -> np.ndarray:
    """Prompts and chains of runs (N, rows, S) as tokens."""
    return np.concatenate([rows[:, 0], chains(machine, rows)], axis=1)


def draw_lesson(states: int, cells: int, rule: Rule, seed: Sequence[int], most: int = 2000) -> Lesson:
    """The first random machine that the rule keeps; ValueError where it keeps none of `most`."""
    rng = np.random.default_rng(seed)
    for rejected in range(arguments.whole("most", most, 1)):
        machine = random_machine(states, rng)
        if lesson := kept(machine, cells, rule, rejected, rng):
            return lesson
    raise ValueError(f"none of {most} machines with {states} states is kept on rows of {cells} cells: relax {rule}")


def kept(machine: Machine, cells: int, rule: Rule, rejected: int, rng: np.random.Generator) -> Lesson | None:
    """The lesson of a machine, or None where the rule rejects it."""
    length = max(LONGER) * rule.steps
    found, lasts = runs(machine, random_rows(machine, cells, rule.draws, rng), length)
    whole = lasts == length
    if whole.mean() < rule.lasting or np.median(visited(machine, found[whole])) < rule.visited:
        return None
    found, whole = found[lasts >= rule.steps], whole[lasts >= rule.steps]
    numbers = orbits(found)
    room = [min(int(share * len(found)), 2 * most) for share, most in zip(SHARES, (rule.judged, rule.judged // 2))]
    report, tuning, training = split(numbers, room, rng)
    report, tuning = report[whole[report]][: rule.judged], tuning[whole[tuning]][: rule.judged // 2]
    if min(len(report), len(tuning), len(training)) < rule.least:
        return None
    learned = sequences(machine, found[training][:, : rule.steps + 1])
    return Lesson(
        machine, rule.steps, rejected, len(np.unique(numbers)), learned, found[tuning].copy(), found[report].copy()
    )
