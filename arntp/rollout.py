"""Rollout: generate a chain by feeding each chosen token back."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from arntp.predictors.base import Predictor


@torch.no_grad()
def rollout(
    predictor: Predictor,
    prompt: Tensor,
    length: int,
    *,
    temperature: float = 0.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Generate `length` tokens after each prompt (B, n); returns the chains alone, (B, length) int64.

    Each step chooses argmax h(x, z_<t) at temperature 0, ties to the smallest token; otherwise it samples from
    softmax(h / temperature) over the `top_k` best tokens (over all when None). Each token costs one position, or
    less where a predictor decides several at once (`greedy`).

    Raises ValueError when the sequence would outgrow the predictor's context (predictors that slide read their
    last L tokens instead). Source: the paper's auto-regressive rollout, Section 2.
    """
    tokens = start(predictor, prompt, length, temperature, top_k)
    if temperature > 0:
        return generate(partial(predictor.next_scores, cache={}), tokens, length, temperature, top_k, generator)
    predictor.greedy(tokens, length)
    return tokens[:, prompt.shape[1] :]


def naive_rollout(
    predictor: Predictor,
    prompt: Tensor,
    length: int,
    *,
    temperature: float = 0.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """The same as `rollout` by one full forward pass per token: slow, and the oracle of its tests."""
    tokens = start(predictor, prompt, length, temperature, top_k)
    return generate(partial(full_pass, predictor), tokens, length, temperature, top_k, generator)


def full_pass(predictor: Predictor, tokens: Tensor) -> Tensor:
    """Scores (B, V) of the token after tokens (B, t), from the scores of all positions."""
    return predictor(tokens)[:, -1]


@torch.no_grad()
def generate(
    next_scores: Callable[[Tensor], Tensor],
    tokens: Tensor,
    length: int,
    temperature: float = 0.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Fill the last `length` of tokens (B, n + length), one after the other, and return them."""
    for end in range(tokens.shape[1] - length, tokens.shape[1]):
        tokens[:, end] = choose(next_scores(tokens[:, :end]), temperature, top_k, generator)
    return tokens[:, tokens.shape[1] - length :]


def start(predictor: Predictor, prompt: Tensor, length: int, temperature: float, top_k: int | None) -> Tensor:
    """Check the arguments; return tokens (B, n + length) that begin with the prompt."""
    if prompt.ndim != 2 or prompt.shape[1] == 0:
        raise ValueError(f"a prompt has shape (B, n) with n ≥ 1, not {tuple(prompt.shape)}")
    if length < 0 or temperature < 0 or (top_k is not None and top_k < 1):
        raise ValueError(f"length {length} and temperature {temperature} must be ≥ 0, top_k {top_k} ≥ 1")
    if prompt.numel() and not 0 <= int(prompt.min()) <= int(prompt.max()) < predictor.vocab:
        raise ValueError(f"prompt tokens must lie in 0 … {predictor.vocab - 1}")
    predictor.check_length(prompt.shape[1] + length - 1)  # the last token is chosen, never read
    return torch.cat([prompt, prompt.new_zeros(len(prompt), length)], dim=1)


def choose(scores: Tensor, temperature: float, top_k: int | None, generator: torch.Generator | None) -> Tensor:
    """The next token (B,) from scores (B, V)."""
    if temperature == 0:
        return scores.argmax(-1)
    scores = scores.float() / temperature
    if top_k is None:
        return torch.multinomial(scores.softmax(-1), 1, generator=generator)[:, 0]
    best, tokens = scores.topk(min(top_k, scores.shape[-1]))  # exactly top_k, also where scores tie
    return tokens.gather(1, torch.multinomial(best.softmax(-1), 1, generator=generator))[:, 0]
