"""Is it copying? The longest run of a sample's tokens that stands verbatim in the training text."""

from bisect import bisect_left
from collections.abc import Sequence
from os.path import commonprefix

import numpy as np

from arntp import arguments

TOKEN = np.dtype(">u4")  # most significant byte first, so that bytes compare as the tokens do


class OverlapIndex:
    """The training tokens (N,), indexed once by their suffix array; queries are exact and take milliseconds.

    Give the stories one after another, with their end-of-text tokens between them. Building sorts all
    suffixes (seconds for a few million tokens); 12 bytes a token are kept. Raises ValueError for another
    shape, no token, one past 32 bits, or a negative one (padding); TypeError for what is no token.
    """

    def __init__(self, training_tokens: Sequence[int]):
        tokens = checked(training_tokens)
        if len(tokens) == 0:
            raise ValueError("there is no training token to look samples up in")
        self.text = tokens.astype(TOKEN).tobytes()
        self.suffixes = suffix_array(tokens)

    def longest_overlap(self, sample_tokens: Sequence[int]) -> int:
        """How many tokens the longest run has that occurs both in the sample and in the training tokens."""
        sample = checked(sample_tokens).astype(TOKEN).tobytes()
        starts = range(0, len(sample), TOKEN.itemsize)
        return max((self._longest_prefix(sample[start:]) for start in starts), default=0)

    def _longest_prefix(self, run: bytes) -> int:
        """Tokens in the longest prefix of `run` that occurs; one of its neighbours in the order begins with it."""
        size = len(run)
        place = bisect_left(self.suffixes, run, key=lambda suffix: self._text_at(suffix, size))
        neighbours = [self._text_at(suffix, size) for suffix in self.suffixes[max(place - 1, 0) : place + 1]]
        return max(len(commonprefix([run, text])) // TOKEN.itemsize for text in neighbours)

    def _text_at(self, suffix: int, size: int) -> bytes:
        start = int(suffix) * TOKEN.itemsize
        return self.text[start : start + size]


def longest_overlap(sample_tokens: Sequence[int], training_tokens: Sequence[int]) -> int:
    """Length of the longest run of the sample's tokens that occurs verbatim in the training tokens.

    For more than one sample build an `OverlapIndex` once.
    """
    return OverlapIndex(training_tokens).longest_overlap(sample_tokens)


def checked(tokens: Sequence[int]) -> np.ndarray:
    """Tokens as an array (N,); TypeError or ValueError for others than 0 … 2^32 − 1."""
    return arguments.rows("tokens", tokens, 2**32, dims=1).astype(np.int64)


def suffix_array(tokens: np.ndarray) -> np.ndarray:
    """Starts of all suffixes of tokens (N,) in lexicographic order (prefix doubling, Manber & Myers 1993).

    `rank` orders the suffixes by their first `length` tokens; a pair of ranks orders them by twice as many.
    """
    count, length = len(tokens), 1
    rank = np.unique(tokens, return_inverse=True)[1]
    while True:
        pair = rank * (count + 1)
        pair[:-length] += rank[length:] + 1  # a suffix that ends there comes first
        order = np.argsort(pair)
        rank[order] = np.cumsum(np.diff(pair[order], prepend=pair[order[0]]) > 0)
        if rank[order[-1]] == count - 1:
            return order
        length *= 2
