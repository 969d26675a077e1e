"""What generated samples are like: how varied, how repetitive, how correct."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from arntp import arguments

RATES = ("grammatical", "coherent", "complete", "good")


def ngrams(tokens: Sequence[int], n: int) -> list[tuple[int, ...]]:
    """All n-grams of a sequence, in order; none if it is shorter than n. TypeError for what is no token, ValueError for
    n < 1.
    """
    arguments.whole("n", n, 1)
    tokens = arguments.integers("tokens", arguments.several("tokens", tokens, "tokens"), dims=1).tolist()
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def distinct_n(token_lists: Iterable[Sequence[int]], n: int) -> float:
    """Different n-grams / all n-grams, over all samples together (Li et al. 2016); 0 if there are none.

    It falls as samples get longer or more: compare equal numbers of equally long samples.
    """
    token_lists = arguments.several("token_lists", token_lists, "token lists")
    arguments.whole("n", n, 1)
    found = [gram for tokens in token_lists for gram in ngrams(tokens, n)]
    return len(set(found)) / max(len(found), 1)


def repetition(tokens: Sequence[int], n: int) -> float:
    """Share of the n-grams of one sample that occurred earlier in it; 0 if it has none."""
    found = ngrams(tokens, n)
    return (len(found) - len(set(found))) / max(len(found), 1)


def checker_rates(texts: Iterable[str], check: Callable) -> dict[str, float]:
    """Shares of the texts that a checker finds grammatical, coherent, complete, and good (all three at once).

    `check` maps a text to a verdict with these four fields, as the story grammar's does. Raises ValueError
    when there is no text, TypeError for a single text in place of a list.
    """
    arguments.function("check", check)
    verdicts = [check(text) for text in arguments.words("texts", texts)]
    if not verdicts:
        raise ValueError("there is no text to check")
    return {rate: float(np.mean([getattr(verdict, rate) for verdict in verdicts])) for rate in RATES}
