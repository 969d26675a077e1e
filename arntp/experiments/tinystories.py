"""The TinyStories experiment: five predictor classes on the same text, with the same seconds of training.

A *contender* is one class at one size. All contenders of a size see the same corpus, context and evaluation; the
number of steps makes each train equally long on the reference machine (two CPU cores). At size `laptop` the learning
rate is the best of a small grid of short runs, judged on held-out text, as are the results. The time-invariant class
had further trials besides (of its initial blocks, factors and schedule), which the others had not.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

import numpy as np
import torch

from arntp import arguments
from arntp.evaluation import OverlapIndex, checker_rates, distinct_n, repetition, text_scores
from arntp.experiments import base
from arntp.experiments.contender import Contender, tune, tuned
from arntp.predictors import CausalLinear, CausalMLP, NGram, Predictor, TimeInvariantLinear, Transformer
from arntp.rollout import rollout
from arntp.runs import Record, project
from arntp.text.grammar import check
from arntp.text.stories import Corpus, load_corpus
from arntp.tokens import gpt2_encoding
from arntp.training import TrainConfig, choose_device, train

OPENINGS = ("Once upon a time", "One day, a little girl", "Tom", "The sun")


@dataclass(frozen=True)
class Size:
    """One size of the experiment.

    data : "tinystories", "grammar", or "auto" (TinyStories where it is found)
    vocab, context : V and L;  gpt2 : whether the tokenizer is GPT-2's instead of one trained on the text
    stories : how many at most, of the text's or the grammar's; None for all of the text
    seconds : training time per contender that the steps were chosen for, on the reference machine
    curve_rows : about how many held-out rows, evenly spread, the curves are measured on (the final scores use all)
    samples, sample_length : continuations drawn from each predictor, and tokens in each

    Raises TypeError or ValueError for counts below 1, fewer samples than openings, seconds or a temperature that are
    not positive, and what is no contender; what the corpus does not take is refused by `load_corpus`.
    """

    data: str
    vocab: int
    context: int
    stories: int | None
    seconds: float
    contenders: dict[str, Contender] = field(repr=False)
    gpt2: bool = False
    curve_rows: int = 256
    samples: int = 32
    sample_length: int = 60
    temperature: float = 0.5

    def __post_init__(self):
        for name, least in {"curve_rows": 1, "samples": len(OPENINGS), "sample_length": 1}.items():
            arguments.whole(name, getattr(self, name), least)
        arguments.real("seconds", self.seconds, above=0)
        arguments.real("temperature", self.temperature, above=0)
        arguments.flag("gpt2", self.gpt2)
        base.all_of_kind("contenders", self.contenders, Contender)

    def scaled(self, share: float) -> "Size":
        """The same size with `share` of its training steps; ValueError unless share > 0."""
        contenders = {name: c.scaled(share) for name, c in self.contenders.items()}
        return replace(self, seconds=share * self.seconds, contenders=contenders)

    def committed_grid(self) -> dict[str, dict[float, float]]:
        """{contender: {learning rate: perplexity}} of the committed grid runs; what was not run is missing."""
        record = Record(project.results() / "tinystories" / "laptop-grid")
        grids = {name: tuned(name, c, record) for name, c in self.contenders.items()}
        return {
            name: {lr: run.get("perplexity", float("inf")) for lr, run in grid.items()}
            for name, grid in grids.items()
            if grid
        }

    def corpus(self, path: str | None = None, cache: str | None = None) -> Corpus:
        """The size's data, tokenised and cut; `path` and `cache` as `load_corpus` takes them."""
        encoding = gpt2_encoding() if self.gpt2 else None
        return load_corpus(
            self.data, self.vocab, self.context, path=path, cache=cache, stories=self.stories, encoding=encoding
        )


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the TinyStories experiment, on a corpus."""

    size: Size
    corpus: Corpus = field(kw_only=True)

    def __post_init__(self):
        super().__post_init__()
        base.of_kind("corpus", self.corpus, Corpus)

    @property
    def names(self) -> Iterable[str]:
        return self.size.contenders

    @cached_property
    def overlap(self) -> OverlapIndex:
        """The training tokens, searchable."""
        return OverlapIndex(self.corpus.train)

    def measure(self, name: str) -> dict:
        """Train and measure one contender.

        The result holds what the figures need: name, device, parameters (active), flops (per token, forward),
        config, history, scores (held out, validation), samples with their rates, weights (norms by position or
        by offset).
        """
        chosen = self.size.contenders[name]
        predictor = self.new_predictor(chosen)
        history = self.trained(name, predictor, chosen)
        parts = {"held out": self.corpus.held_out} | ({"valid": self.corpus.valid} if self.corpus.valid else {})
        return {
            "name": name,
            "device": choose_device()[1],
            "parameters": predictor.active_parameters(),
            "flops": predictor.flops(self.size.context) // self.size.context if chosen.config else 0,
            "config": chosen.described(),
            "history": history,
            "scores": {part: asdict(text_scores(predictor, s.rows, s.bytes)) for part, s in parts.items()},
            "samples": self.samples(predictor),
            "weights": weight_norms(predictor),
        }

    def new_predictor(self, chosen: Contender) -> Predictor:
        """The contender, untrained, with the seed's initial weights."""
        return chosen.build(self.corpus.encoding.n_vocab, self.size.context, self.seed)

    def trained(self, name: str, predictor: Predictor, chosen: Contender) -> list[dict]:
        """Train (or count) in place; return the history."""
        if chosen.config is None:
            return [{"step": 0, "seconds": 0.0, "tokens": 0} | self.curve_point(predictor.fit(self.corpus.rows))]
        return train(
            predictor,
            self.corpus.source(self.seed),
            chosen.config,
            evaluate=self.curve_point,
            folder=self.record.checkpoints(name),
            about=chosen.about(data=self.corpus.sha256, context=self.size.context),
            progress=self.progress,
        )

    def curve_point(self, predictor: Predictor) -> dict:
        """Held-out perplexity on the curve's rows."""
        every = max(1, len(self.corpus.held_out.rows) // self.size.curve_rows)
        rows = self.corpus.held_out.rows[::every]
        return {"perplexity": text_scores(predictor, rows, bytes=1).perplexity}

    def samples(self, predictor: Predictor) -> dict:
        """Sampled continuations of the openings, with what can be measured of them."""
        encoding = self.corpus.encoding
        drawn = [(opening, tokens) for opening in OPENINGS for tokens in self.continuations(predictor, opening)]
        texts = [opening + encoding.decode(tokens) for opening, tokens in drawn]
        return {
            "texts": texts,
            "distinct 2": distinct_n([tokens for _, tokens in drawn], 2),
            "repetition 3": float(np.mean([repetition(tokens, 3) for _, tokens in drawn])),
            "longest overlap": float(np.mean([self.overlap.longest_overlap(tokens) for _, tokens in drawn])),
            "checker": checker_rates(texts, check),
        }

    def continuations(self, predictor: Predictor, opening: str) -> list[list[int]]:
        """Sampled tokens after an opening, each up to its end of text."""
        encoding, size = self.corpus.encoding, self.size
        device, _ = choose_device()
        prompt = [encoding.eot_token, *encoding.encode_ordinary(opening)]
        chains = rollout(
            predictor,
            torch.tensor([prompt] * (size.samples // len(OPENINGS)), device=device),
            size.sample_length - len(prompt),
            temperature=size.temperature,
            generator=torch.Generator(device).manual_seed(self.seed),
        )
        return [until_end(chain, encoding.eot_token) for chain in chains.tolist()]

    def tune(self, name: str, share: float = 0.15) -> dict[float, dict]:
        """Short runs of one contender over its grid, each `share` of the steps: {learning rate: last row}.

        Raises ValueError for a name that the size does not have, and unless share > 0.
        """
        self.checked(name)
        return tune(name, self.size.contenders[name].scaled(share), self.record, self.short_run)

    def short_run(self, chosen: Contender) -> dict:
        """One run of the grid: the last row of its history."""
        predictor, source = self.new_predictor(chosen), self.corpus.source(self.seed)
        return train(predictor, source, chosen.config, evaluate=self.curve_point, progress=self.progress)[-1]


def until_end(chain: list[int], end: int) -> list[int]:
    """The tokens before the first end of text."""
    return chain[: chain.index(end)] if end in chain else chain


def weight_norms(predictor: Predictor) -> list:
    """Block norms of a linear layer: (L, L) by positions, or (L,) by offset; empty for other predictors."""
    if isinstance(predictor, CausalLinear | CausalMLP):
        return predictor.causal.block_norms().tolist()
    if isinstance(predictor, TimeInvariantLinear):
        return predictor.blocks.detach().norm(dim=(1, 2)).tolist()
    return []


def linear_recipe(steps: int, lr: float, **settings) -> TrainConfig:
    """What the linear classes and the MLP share."""
    return TrainConfig(steps=steps, batch=64, lr=lr, warmup=20, **settings)


SMOKE = Size(
    data="auto",
    vocab=1024,
    context=64,
    stories=1500,
    seconds=6.0,
    contenders={
        "causal linear": Contender(CausalLinear, {"width": 48}, linear_recipe(80, 1e-2, evaluate_every=10)),
        "time-invariant linear": Contender(
            TimeInvariantLinear, {"width": 48}, linear_recipe(160, 2e-2, evaluate_every=20)
        ),
        "causal MLP": Contender(CausalMLP, {"width": 48}, linear_recipe(80, 1e-2, evaluate_every=10)),
        "transformer": Contender(
            Transformer,
            {"width": 48, "layers": 2, "heads": 2},
            TrainConfig(steps=120, batch=16, lr=6e-3, warmup=20, evaluate_every=20),
        ),
        "n-gram": Contender(NGram, {"order": 4}),
    },
    curve_rows=64,
    samples=16,
    sample_length=64,
)

# Steps that fit into 300 s on two CPU cores: `python -m benchmarks steps` measures them.
LAPTOP = Size(
    data="tinystories",
    vocab=2048,
    context=64,
    stories=None,
    seconds=300.0,
    contenders={
        "causal linear": Contender(
            CausalLinear,
            {"width": 128},
            linear_recipe(1180, 8e-3, evaluate_every=118, checkpoint_every=295),
            grid=(4e-3, 8e-3, 1.6e-2),
        ),
        "time-invariant linear": Contender(
            TimeInvariantLinear,
            {"width": 128},
            linear_recipe(2800, 4e-2, evaluate_every=280, checkpoint_every=700),
            grid=(1e-2, 2e-2, 4e-2, 8e-2),
        ),
        "causal MLP": Contender(
            CausalMLP,
            {"width": 128},
            linear_recipe(1160, 3.2e-2, evaluate_every=116, checkpoint_every=290),
            grid=(8e-3, 1.6e-2, 3.2e-2, 6.4e-2),
        ),
        "transformer": Contender(
            Transformer,
            {"width": 128, "layers": 4, "heads": 4},
            TrainConfig(steps=3700, batch=16, lr=6e-3, warmup=100, evaluate_every=370, checkpoint_every=925),
            grid=(3e-3, 6e-3, 1.2e-2),
        ),
        "n-gram": Contender(NGram, {"order": 5}),
    },
)

# The paper's linear model with the recipe of its author's released code: 128 sequences × 8 accumulated, rate 5e-4.
PAPER = Size(
    data="tinystories",
    vocab=50257,
    context=64,
    stories=None,
    seconds=5.5 * 3600,
    contenders={
        name: Contender(
            cls,
            shape,
            TrainConfig(
                steps=7000, batch=1024, accumulate=8, lr=lr, warmup=warmup, evaluate_every=250, checkpoint_every=250
            ),
        )
        for name, cls, shape, lr, warmup in (
            ("causal linear", CausalLinear, {"width": 256}, 5e-4, 1),
            ("time-invariant linear", TimeInvariantLinear, {"width": 256}, 2e-3, 100),
            ("causal MLP", CausalMLP, {"width": 256}, 5e-4, 100),
            ("transformer", Transformer, {"width": 512, "layers": 8, "heads": 8}, 1e-3, 200),
        )
    }
    | {"n-gram": Contender(NGram, {"order": 5})},
    gpt2=True,
)

SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": PAPER}
