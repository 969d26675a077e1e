"""Part 4: the paper's linear predictor on text, and two others at its vocabulary, context and batch."""

from dataclasses import asdict, replace
from pathlib import Path

import tiktoken

from arntp.evaluation import text_scores
from arntp.experiments.paper.fit import SEED, Fit
from arntp.experiments.paper.records import Slot, command_line
from arntp.experiments.tinystories import OPENINGS, PAPER, SMOKE, Experiment, Size
from arntp.predictors import Predictor
from arntp.runs.record import Record
from arntp.text.stories import Corpus, find_tinystories, load_corpus
from arntp.tokens import gpt2_encoding

CONTENDERS = ("causal linear", "time-invariant linear", "transformer")
GPT2_FILE = "r50k_base.tiktoken"
OWN_TOKENS, TOY_TOKENS = 8192, 400
TOY = replace(SMOKE, vocab=450, stories=200, curve_rows=16)


def main(given: list[str] | None = None) -> None:
    """One predictor on the text at the paper's shapes, trained until the time is over."""
    contender = {"choices": CONTENDERS, "default": CONTENDERS[0], "help": "which predictor (%(default)s)"}
    slot, options = command_line(main.__doc__, given, contender=contender)
    fit(options.contender, slot).run(slot)


def fit(name: str, slot: Slot) -> Fit:
    """A contender of the experiment's paper size (toy size for a trial) on the text that there is."""
    size = replace(TOY if slot.toy else PAPER, samples=len(OPENINGS))
    corpus, tokenizer = read(size, slot)
    experiment = Experiment(size, SEED, Record(), progress=False, corpus=corpus)
    contender = size.contenders[name]

    def finish(predictor: Predictor) -> dict:
        scores = text_scores(predictor, corpus.held_out.rows, corpus.held_out.bytes)
        return {"scores": {"held out": asdict(scores)}, "samples": samples(experiment, predictor)}

    return Fit(
        "tinystories",
        name,
        replace(contender, config=replace(contender.config, accumulate=1)),  # a GPU of 80 GB takes the batch whole
        max(size.vocab, corpus.encoding.n_vocab),
        size.context,
        corpus.source(SEED),
        experiment.curve_point,
        finish,
        {"data": corpus.protocol, "tokenizer": tokenizer},
        1.0 if slot.toy else 30.0,
    )


def read(size: Size, slot: Slot) -> tuple[Corpus, str]:
    """The text, or the story grammar where there is none, and the tokenizer in words."""
    given = None if slot.toy else gpt2_file()
    encoding = given and gpt2_encoding(given)
    own, stories = (TOY_TOKENS, size.stories) if slot.toy else (OWN_TOKENS, None)
    corpus = load_corpus("auto", own, size.context, cache=slot.tokens, stories=stories, encoding=encoding)
    return corpus, described(corpus.encoding, encoding is not None, size.vocab)


def gpt2_file() -> Path | None:
    """GPT-2's tokenizer file beside the text, or None; it is never downloaded."""
    text = find_tinystories()
    beside = text and (text if text.is_dir() else text.parent) / GPT2_FILE
    return beside if beside and beside.is_file() else None


def described(encoding: tiktoken.Encoding, gpt2: bool, vocab: int) -> str:
    """Which tokenizer, and how many of the outputs it leaves unused."""
    if gpt2:
        return f"GPT-2's, {encoding.n_vocab:,} tokens"
    unused = max(0, vocab - encoding.n_vocab)
    return f"the text's own BPE, {encoding.n_vocab:,} tokens; {unused:,} more outputs pad it to {vocab:,}"


def samples(experiment: Experiment, predictor: Predictor) -> list[str]:
    """A continuation of each opening; outputs that no token stands for are left out."""
    encoding = experiment.corpus.encoding
    drawn = [(opening, experiment.continuations(predictor, opening)[0]) for opening in OPENINGS]
    return [opening + encoding.decode([t for t in tokens if t < encoding.n_vocab]) for opening, tokens in drawn]


if __name__ == "__main__":
    main()
