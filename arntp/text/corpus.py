"""A corpus: tokenised stories as rows, to be trained on and scored.

A *flat* array holds the stories' tokens one after another, each story closed by the end-of-text
token; `chunk` and `cut` turn stories into rows of one context length.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import tiktoken

from arntp import arguments
from arntp.text.token_file import closed
from arntp.tokens import with_end


@dataclass(frozen=True)
class Scored:
    """Rows to be scored, and the text they stand for.

    Attributes:
        rows: (M, context + 1) int64; -1 pads the end of a row and is never scored.
        bytes: UTF-8 bytes of the scored text (end-of-text tokens have none).

    Raises TypeError or ValueError for rows that are no (M, context + 1) token ids, and for a negative count of bytes.
    """

    rows: np.ndarray
    bytes: int

    def __post_init__(self):
        arguments.rows("rows", self.rows, least=-1, dims=2)
        arguments.whole("bytes", self.bytes, 0)

    @property
    def tokens(self) -> int:
        """The number of scored tokens: everything after a row's first token but the padding."""
        return int((self.rows[:, 1:] >= 0).sum())


def chunk(token_lists: Iterable[Sequence[int]], context: int, end: int) -> np.ndarray:
    """Cut stories into rows from each story's start.

    A story's tokens and `end` are cut into pieces of `context` tokens. Each piece becomes a row
    that begins with `end`, from which the piece's first token is predicted; a shorter last
    piece is padded with -1.

    Args:
        token_lists: one sequence of token ids per story.
        context: tokens in a piece, at least 1.
        end: id of the end-of-text token, which occurs in no story.

    Returns:
        (M, context + 1) int64.

    Raises:
        TypeError: the ids, `context` or `end` are no whole numbers.
        ValueError: an id is negative, `context` is below 1, or `end` stands within a story.
    """
    end = arguments.whole("end", end, 0)
    return cut(np.concatenate([np.empty(0, np.int64), *closed(token_lists, end)]), context, end)


def cut(flat: np.ndarray, context: int, end: int) -> np.ndarray:
    """Cut a flat array of stories, each closed by `end`, into rows as `chunk` does.

    Args:
        flat: (N,) token ids whose last one is `end`.
        context: tokens in a piece, at least 1.
        end: id of the end-of-text token.

    Returns:
        (M, context + 1) int64.

    Raises:
        TypeError: the ids, `context` or `end` are no whole numbers.
        ValueError: an id is negative, `context` is below 1, or the last story is not closed by `end`.
    """
    flat = arguments.rows("flat", flat, dims=1)
    context, end = arguments.whole("context", context, 1), arguments.whole("end", end, 0)
    if len(flat) and flat[-1] != end:
        raise ValueError(f"the last story is not closed: token {flat[-1]} stands where {end}, end-of-text, should")
    return windows(flat, *pieces(flat, context, end), context, end)


def pieces(flat: np.ndarray, context: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where each piece starts in `flat`, and where its story stops."""
    stops = np.flatnonzero(flat == end) + 1
    firsts = np.concatenate([[0], stops[:-1]]).astype(np.int64)[: len(stops)]
    counts = -(-(stops - firsts) // context)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(firsts, counts) + within * context, np.repeat(stops, counts)


def windows(flat: np.ndarray, starts: np.ndarray, stops: np.ndarray, context: int, end: int) -> np.ndarray:
    """Return rows (M, context + 1) int64: `end`, then the tokens from each start, padded with -1 from its stop."""
    places = starts[:, None] + np.arange(context)
    rows = np.full((len(starts), context + 1), end, dtype=np.int64)
    inside = places < stops[:, None]
    rows[:, 1:] = np.where(inside, flat[np.minimum(places, len(flat) - 1)].astype(np.int64), -1)
    return rows


def text_bytes(flat: np.ndarray, encoding: tiktoken.Encoding) -> int:
    """Return the UTF-8 bytes that the tokens of `flat` (N,) stand for; end-of-text has none.

    Raises TypeError or ValueError for what is no token id of the encoding.
    """
    lengths = np.zeros(with_end("encoding", encoding).n_vocab, dtype=np.int64)
    flat = arguments.rows("flat", flat, encoding.n_vocab, dims=1)
    for token in range(encoding.eot_token):
        lengths[token] = len(encoding.decode_single_token_bytes(token))
    return int(np.bincount(flat.astype(np.int64), minlength=len(lengths)) @ lengths)


@dataclass(frozen=True)
class Corpus:
    """Tokenised stories, ready for training and scoring.

    Attributes:
        name: which data this is.
        encoding: the tokenizer, trained on the training part.
        train: (N,) tokens of the training stories, each closed by end-of-text.
        context: tokens in a row, L.
        held_out: the stories held out by hash, remainders included.
        valid: another source's validation text, or None where there is none.
        protocol: what was done, with counts and the data's hash, in one paragraph.
        sha256: hex digest of the text.
        left_out: stories of the training text that are in no part, because scored ones say the same.

    Raises TypeError or ValueError where the training tokens are no flat array of closed stories.
    """

    name: str
    encoding: tiktoken.Encoding
    train: np.ndarray
    context: int
    held_out: Scored
    valid: Scored | None
    protocol: str
    sha256: str
    left_out: int = 0

    def __post_init__(self):
        arguments.whole("context", self.context, 1)
        end = with_end("encoding", self.encoding).eot_token
        train = arguments.rows("train", self.train, end + 1, dims=1)
        if not len(train) or train[-1] != end:
            raise ValueError(f"train holds {len(train)} tokens, not whole stories that each end in {end}, end-of-text")

    @property
    def rows(self) -> np.ndarray:
        """The training stories as (M, context + 1) int64 rows, cut as the scored ones are."""
        return cut(self.train, self.context, self.encoding.eot_token)

    def source(self, seed: int) -> Callable[[int, int], np.ndarray]:
        """Return a training source: `source(step, size)` gives (size, context + 1) int64 rows.

        Epochs follow one another, each a fresh permutation of all pieces. In the first one pieces stand where
        they are cut; in later ones each starts up to a context further on in its story, so that a predictor with
        weights of its own for each position meets the text in ever new places. A batch depends on (seed, step,
        size) and nothing else.

        Raises TypeError or ValueError for a seed, step or size that is no whole number, negative, or a size of 0.
        """
        arguments.whole("seed", seed, 0)
        end = self.encoding.eot_token
        starts, stops = pieces(self.train, self.context, end)

        @lru_cache(maxsize=2)  # a batch may straddle two epochs
        def order(epoch: int) -> tuple[np.ndarray, np.ndarray]:
            rng = np.random.default_rng([seed, epoch])
            shifts = rng.integers(self.context, size=len(starts)) * (epoch > 0)
            return rng.permutation(len(starts)), np.minimum(starts + shifts, stops - 1)

        def batch(step: int, size: int) -> np.ndarray:
            arguments.whole("step", step, 0)
            arguments.whole("size", size, 1)
            epochs, places = np.divmod(np.arange(step * size, (step + 1) * size), len(starts))
            chosen = [
                windows(self.train, moved[picked], stops[picked], self.context, end)
                for epoch in np.unique(epochs)
                for permutation, moved in [order(int(epoch))]
                for picked in [permutation[places[epochs == epoch]]]
            ]
            return np.concatenate(chosen)

        return batch
