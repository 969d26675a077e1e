"""The emulation experiment: can a linear predictor learn a Turing machine from its runs alone?

The machine is a binary counter that never halts: it walks to the right end of its digits, adds one on the way back, and
begins again. Each row has S cells: the boundaries, a blank at each end, and the digits between. Predictors are trained
on runs of a few steps from some of the start rows, and judged by whole runs from the others, up to four times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import torch

from arntp.compile.compiled import CompiledLinear
from arntp.compile.turing import compile_turing
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, Predictor, TimeInvariantLinear
from arntp.rollout import rollout
from arntp.runs import Record
from arntp.tasks.turing import Machine
from arntp.training import TrainConfig, choose_device, train

COUNTER = Machine.parse("0LB1RA2RA_0RA2RA1LB")  # digits 1 and 2 (for 0 and 1) between blanks; A walks, B carries
LONGER = (1, 2, 4)


@dataclass(frozen=True)
class Size:
    """One size: the counter's digits, steps of a training run, unseen starts that are judged, and the contenders."""

    digits: int
    steps: int
    tests: int
    contenders: dict[str, Contender]

    @property
    def cells(self) -> int:
        """S: digits, two blanks, two boundaries."""
        return self.digits + 4

    def chain_length(self, times: int = 1) -> int:
        """Tokens of a run of times · steps steps."""
        return (times * self.steps + 1) * self.cells


@dataclass(frozen=True)
class Experiment:
    """One run: a size, a seed, and the record that keeps what was measured."""

    size: Size
    seed: int
    record: Record
    progress: bool = True

    @cached_property
    def decoder(self) -> CompiledLinear:
        """The exact emulation, which writes the runs to learn from and to judge by."""
        return compile_turing(COUNTER, self.size.cells)

    @cached_property
    def starts(self) -> tuple[np.ndarray, np.ndarray]:
        """Start rows (N, S) for training, three quarters of all, and for judging; split at random by the seed."""
        rows = np.array(start_rows(self.size.digits))
        rows = rows[np.random.default_rng(self.seed).permutation(len(rows))]
        first = len(rows) * 3 // 4
        return rows[:first], rows[first:][: self.size.tests]

    def runs(self, rows: np.ndarray, times: int = 1) -> np.ndarray:
        """Start rows and their chains, (N, S + chain length) int64."""
        prompts = torch.from_numpy(rows)
        return torch.cat([prompts, rollout(self.decoder, prompts, self.size.chain_length(times))], dim=1).numpy()

    def windows_seen(self) -> tuple[int, int]:
        """How many kinds of tokens the longest judged runs need, and how many of them the training runs hold."""
        needed = set(np.unique(self.runs(self.starts[1], max(LONGER))))
        return len(needed), len(needed & set(np.unique(self.runs(self.starts[0]))))

    def fit(self, name: str) -> dict:
        """Train and judge one contender, or read back what the record has of it.

        The result holds name, device, parameters, config, history, the tokens needed and seen, and for each of LONGER
        the share of unseen starts whose whole run is right, None where the predictor has no weights so far out.
        """
        return self.record.once(name, lambda: self.measure(name, self.size.contenders[name]))

    def measure(self, name: str, chosen: Contender) -> dict:
        """One training run and its measurements."""
        context = self.size.cells + 1 if chosen.cls.slides else self.size.cells + self.size.chain_length() - 1
        predictor = chosen.build(self.decoder.vocab, context, self.seed)
        sequences = self.runs(self.starts[0])
        history = train(
            predictor,
            lambda step, size: sequences[np.random.default_rng((self.seed, step)).integers(0, len(sequences), size)],
            chosen.config,
            evaluate=lambda trained: {"exact": self.exact(trained, 1, self.starts[1][:100])},
            folder=self.record.checkpoints(name),
            about=chosen.about(machine=str(COUNTER), cells=self.size.cells),
            progress=self.progress,
        )
        needed, seen = self.windows_seen()
        return {
            "name": name,
            "device": choose_device()[1],
            "parameters": predictor.active_parameters(),
            "config": chosen.described(),
            "history": history,
            "tokens needed": needed,
            "tokens seen": seen,
            "unseen": len(self.starts[1]),
            "exact": {str(times): self.exact(predictor, times, self.starts[1]) for times in LONGER},
        }

    def exact(self, predictor: Predictor, times: int, rows: np.ndarray) -> float | None:
        """Share of start rows whose whole chain is right."""
        length = self.size.chain_length(times)
        if not predictor.slides and self.size.cells + length - 1 > predictor.context:
            return None
        device = choose_device()[0]
        right = [
            (rollout(predictor, torch.from_numpy(some[:, : self.size.cells]).to(device), length).cpu().numpy()
             == some[:, self.size.cells :]).all(1)
            for some in np.array_split(self.runs(rows, times), 1 + len(rows) // 256)
        ]
        return float(np.concatenate(right).mean())


def start_rows(digits: int) -> list[Sequence[int]]:
    """All rows of the counter: every number, the head on every digit, in either state."""
    rows = []
    for number in product((1, 2), repeat=digits):
        for place, state in product(range(digits), (0, 1)):
            cells = list(number)
            cells[place] = COUNTER.cell(cells[place], state)
            rows.append([COUNTER.boundary, 0, *cells, 0, COUNTER.boundary])
    return rows


def contender(cls: type[Predictor], width: int, steps: int, lr: float, cells: int) -> Contender:
    """A linear class, scored on the chain alone."""
    config = TrainConfig(steps=steps, batch=64, lr=lr, warmup=20, weight_decay=0.0, first=cells, evaluate_every=steps // 10)
    return Contender(cls, {"width": width}, config)


SMOKE = Size(
    digits=5,
    steps=8,
    tests=80,
    contenders={
        "time-invariant linear": contender(TimeInvariantLinear, 48, 200, 2e-2, 9),
        "causal linear": contender(CausalLinear, 24, 100, 1e-2, 9),
    },
)
LAPTOP = Size(
    digits=9,
    steps=12,
    tests=2000,
    contenders={
        "time-invariant linear": contender(TimeInvariantLinear, 64, 1500, 2e-2, 13),
        "causal linear": contender(CausalLinear, 32, 500, 1e-2, 13),
    },
)
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
