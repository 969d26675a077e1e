"""Compiled predictors: exact integer weights from a program, no training, rolled out like any other predictor."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from arntp import arguments
from arntp.compile.rules import Rule
from arntp.predictors.base import Predictor
from arntp.tokens import Vocabulary


class Block(NamedTuple):
    """Consecutive chain positions start … start + count − 1 that share a rule and do not read one another.

    reads : for each slot an index (slice or array) of the positions read, counted from `reach` before the start
    """

    start: int
    count: int
    rule: Rule
    reads: tuple[slice | np.ndarray, ...]


class Form:
    """Which prompts a program takes, and why its run may end. Here: tokens 0 … `tokens` − 1, and no run ends."""

    def __init__(self, tokens: int):
        self.tokens = tokens

    def check(self, prompts: np.ndarray) -> None:
        """Raise ValueError, naming row and place, for prompts (B, n) of another form."""
        arguments.rows("prompt", prompts, self.tokens)

    def explain(self, sequence: np.ndarray) -> str:
        """Why the interpreter stops at the token after a sequence (t,): its own message; "" where it does not."""
        return ""


class CompiledLinear(Predictor):
    """A linear decoder with int64 weights: at each position a rule that reads a few fixed earlier positions.

    Scores are exact integers, so the emulation has no tolerance. Two kinds exist: `ByPosition` (own weights for each
    position, the paper's class) and `ByOffset` (the same weights at every position, chains of any length).

    Attributes
    ----------
    vocabulary : Vocabulary
        The names of the tokens.
    prompt_length : int
        n; scores are defined from position n on.
    form : Form
        The prompts that the program takes.
    reach : int
        How many positions before the start a step may read; they add nothing to any score.
    """

    reach = 0

    def __init__(self, vocabulary: Vocabulary, prompt_length: int, context: int, form: Form):
        super().__init__(len(vocabulary), context)
        self.vocabulary = vocabulary
        self.prompt_length = prompt_length
        self.form = form

    @property
    def margin(self) -> int:
        """Best minus second-best score, the least over all steps and all inputs that can arise; at least 1."""
        return min(rule.margin for rule in self.rules())

    def rules(self) -> list[Rule]:
        """The distinct rules."""
        raise TypeError(f"{type(self).__name__} must define rules, step, blocks and position_name")

    def step(self, position: int) -> tuple[Rule, list[int]]:
        """The rule of a chain position and the positions that it reads, one per slot; some may be negative."""
        raise TypeError(f"{type(self).__name__} must define rules, step, blocks and position_name")

    def blocks(self, begin: int, end: int) -> Iterator[Block]:
        """The chain positions begin … end − 1, in blocks that can each be decided at once."""
        raise TypeError(f"{type(self).__name__} must define rules, step, blocks and position_name")

    def position_name(self, position: int) -> str:
        """What the token at a position, of prompt or chain, stands for."""
        raise TypeError(f"{type(self).__name__} must define rules, step, blocks and position_name")

    def weights(self, position: int) -> dict[int, np.ndarray]:
        """{read position: (V, V) int64}: entry [v, c] is what token v there adds to the score of c at `position`."""
        rule, reads = self.step(position)
        found: dict[int, np.ndarray] = {}
        for slot, read in enumerate(reads):
            found[read] = found.get(read, 0) + rule.weights(slot)
        return found

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        """Scores (B, V) int64 of the token after tokens (B, t); ValueError where these do not decide it (`refuse`)."""
        arguments.tokens("tokens", tokens, self.vocab, dims=2)
        rule, reads = self.step(tokens.shape[1])
        known = tokens.cpu().numpy()
        before = np.full(len(known), self.vocab)
        read = [known[:, place] if place >= 0 else before for place in reads]
        self.refuse(known, rule.emit(read) == self.vocab)
        return torch.from_numpy(rule.scores(read)).to(tokens.device)

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores (B, l, V) int64; zero where the next token still belongs to the prompt. Errors as in a rollout."""
        arguments.tokens("tokens", tokens, self.vocab, dims=2)
        self.check_length(tokens.shape[1])
        scores = torch.zeros((*tokens.shape, self.vocab), dtype=torch.int64, device=tokens.device)
        if tokens.shape[1] >= self.prompt_length:
            self.check_prompt(tokens)
        for t in range(self.prompt_length - 1, tokens.shape[1]):
            scores[:, t] = self.next_scores(tokens[:, : t + 1], {})
        return scores

    def greedy(self, tokens: Tensor, length: int) -> None:
        """Fill the last `length` of tokens (B, N) in place, a block of positions at once: each rule knows its argmax.

        Raises ValueError at the first position that what it reads does not decide (`refuse`).
        """
        given, end = tokens.shape[1] - length, tokens.shape[1]
        known = np.full((len(tokens), self.reach + end), self.vocab)
        known[:, self.reach : self.reach + given] = tokens[:, :given].cpu()
        for block in self.blocks(given, end):
            first = self.reach + block.start
            known[:, first : first + block.count] = block.rule.emit([known[:, read] for read in block.reads])
        written = known[:, self.reach :]
        if (undecided := written == self.vocab).any():
            place = int(undecided.any(0).argmax())
            self.refuse(written[:, :place], undecided[:, place])
        tokens.copy_(torch.from_numpy(written))

    def refuse(self, known: np.ndarray, undecided: np.ndarray) -> None:
        """Raise ValueError where tokens (B, t) leave the next one undecided (B,), as its interpreter says."""
        if undecided.any():
            row, place = int(undecided.argmax()), known.shape[1]
            which = numbered(row, len(known))
            self.check_chain(known[row : row + 1], which)
            raise ValueError(
                which
                + (
                    self.form.explain(known[row])
                    or f"no single best token at position {place} ({self.position_name(place)}): "
                    "what it reads is not of the form that this program was compiled for"
                )
            )

    def check_prompt(self, prompt: Tensor) -> None:
        """Raise ValueError unless prompts (B, n + t) are of the program's form, with t tokens as its chains have."""
        known, n = prompt.cpu().numpy(), self.prompt_length
        if known.shape[1] < n:
            raise ValueError(f"a prompt of {known.shape[1]} tokens: this program's prompt has {n}")
        self.form.check(known[:, :n])
        self.check_chain(known)

    def check_chain(self, known: np.ndarray, which: str | None = None) -> None:
        """Raise ValueError for a token after the prompt that no chain has there; `which` begins the message."""
        for block in self.blocks(self.prompt_length, known.shape[1]):
            given = known[:, block.start : block.start + block.count]
            if not (possible := np.isin(given, block.rule.candidates)).all():
                row, place = (int(i) for i in np.argwhere(~possible)[0])
                which = numbered(row, len(known)) if which is None else which
                where = f"position {block.start + place} ({self.position_name(block.start + place)})"
                name = self.vocabulary.decode([int(given[row, place])])[0]
                raise ValueError(f"{which}{where} holds {name!r}, which the chain never has there")


def numbered(row: int, count: int) -> str:
    """How a message about one prompt of a batch begins; with nothing where it is the only one."""
    return f"prompt {row}: " if count > 1 else ""


class ByPosition(CompiledLinear):
    """A program with a rule of its own for each chain position; `Assembly` writes them."""

    def __init__(self, vocabulary: Vocabulary, names: list[str], steps: list[tuple[Rule, list[int]]], form: Form):
        super().__init__(vocabulary, len(names) - len(steps), len(names), form)
        self.names = names
        self.steps = steps
        self.chain_length = len(steps)

    def rules(self) -> list[Rule]:
        return list({id(rule): rule for rule, _ in self.steps}.values())

    def step(self, position: int) -> tuple[Rule, list[int]]:
        if not self.prompt_length <= arguments.whole("position", position) < self.context:
            raise ValueError(f"position {position}: the chain has positions {self.prompt_length} … {self.context - 1}")
        return self.steps[position - self.prompt_length]

    def blocks(self, begin: int, end: int) -> Iterator[Block]:
        n = self.prompt_length
        if begin < end:
            self.step(end - 1)
        while begin < end:
            rule, stop = self.steps[begin - n][0], begin + 1
            while stop < end and self.steps[stop - n][0] is rule and max(self.steps[stop - n][1]) < begin:
                stop += 1
            columns = np.array([reads for _, reads in self.steps[begin - n : stop - n]]).T
            yield Block(begin, stop - begin, rule, tuple(columns))
            begin = stop

    def position_name(self, position: int) -> str:
        return self.names[arguments.whole("position", position, 0, self.context - 1)]

    def active_parameters(self) -> int:
        return sum(rule.nonzeros() for rule, _ in self.steps)


class Assembly:
    """Writes a `ByPosition` step by step: `position = assembly.add(name, rule, reads)`.

    prompt : a name for each of its positions;  form : what may stand there, any tokens by default
    """

    def __init__(self, vocabulary: Vocabulary, prompt: Sequence[str], form: Form | None = None):
        self.vocabulary = arguments.instance("vocabulary", vocabulary, Vocabulary)
        self.names = arguments.words("prompt", prompt)
        self.form = form or Form(len(vocabulary))
        self.steps: list[tuple[Rule, list[int]]] = []

    def add(self, name: str, rule: Rule, reads: Sequence[int]) -> int:
        """Append a position that reads earlier ones; returns it."""
        position, reads = len(self.names), arguments.wholes("reads", reads)
        arguments.instance("rule", rule, Rule)
        if rule.vocab != len(self.vocabulary):
            size = len(self.vocabulary)
            raise ValueError(f"{name!r} at position {position}: a rule of {rule.vocab} tokens, but there are {size}")
        if len(reads) != rule.slots or not all(0 <= read < position for read in reads):
            raise ValueError(f"{name!r} at position {position} reads {reads}: {rule.slots} earlier ones are needed")
        self.names.append(arguments.text("name", name))
        self.steps.append((rule, reads))
        return position

    def predictor(self) -> ByPosition:
        """The program as a predictor."""
        return ByPosition(self.vocabulary, self.names, self.steps, self.form)


class ByOffset(CompiledLinear):
    """One rule at every position, reading fixed distances back: time-invariant, so it runs for any number of steps.

    offsets : the distance of each slot, at least 1;  row : positions per row, of which the prompt is the first
    """

    slides = True

    def __init__(self, vocabulary: Vocabulary, rule: Rule, offsets: Sequence[int], row: int, form: Form):
        super().__init__(vocabulary, row, max(offsets), form)
        self.rule, self.offsets, self.row = rule, list(offsets), row
        self.reach = max(offsets)

    def rules(self) -> list[Rule]:
        return [self.rule]

    def step(self, position: int) -> tuple[Rule, list[int]]:
        if arguments.whole("position", position) < self.prompt_length:
            raise ValueError(f"position {position}: the chain has positions from {self.prompt_length} on")
        return self.rule, [position - offset for offset in self.offsets]

    def blocks(self, begin: int, end: int) -> Iterator[Block]:
        stride = min(self.offsets)
        lags = [self.reach - offset for offset in self.offsets]
        for start in range(begin, end, stride):
            count = min(stride, end - start)
            yield Block(start, count, self.rule, tuple(slice(start + lag, start + lag + count) for lag in lags))

    def position_name(self, position: int) -> str:
        row, cell = divmod(arguments.whole("position", position, 0), self.row)
        return f"row {row - 1}, cell {cell}" if row else f"prompt, cell {cell}"

    def active_parameters(self) -> int:
        return self.rule.nonzeros()
