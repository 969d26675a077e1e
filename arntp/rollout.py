"""Rollout: generate a chain by feeding each chosen token back."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from arntp import arguments
from arntp.predictors.base import Predictor

COLDEST, HOTTEST = torch.finfo(torch.float32).tiny, torch.finfo(torch.float32).max


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

    Each step chooses argmax h(x, z_<t) at temperature 0 or `top_k` 1, ties to the smallest token; otherwise it samples
    from softmax(h / temperature) over the `top_k` best tokens (over all when None). Each token costs one position, or
    less where a predictor decides several at once (`greedy`).

    Raises TypeError and ValueError for wrong arguments, among them a prompt that the predictor was not made for
    (`check_prompt`) and a temperature that float32 cannot divide by; ValueError when the sequence would outgrow the
    predictor's context (predictors that slide read their last L tokens instead); FloatingPointError when scores are
    not numbers. Source: the paper's auto-regressive rollout, as reported.
    """
    tokens = start(predictor, prompt, length, temperature, top_k, generator)
    if temperature > 0 and top_k != 1:
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
    tokens = start(predictor, prompt, length, temperature, top_k, generator)
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


def start(
    predictor: Predictor,
    prompt: Tensor,
    length: int,
    temperature: float,
    top_k: int | None,
    generator: torch.Generator | None,
) -> Tensor:
    """Check the arguments; return tokens (B, n + length) int64 that begin with the prompt."""
    arguments.instance("predictor", predictor, Predictor)
    arguments.whole("length", length, 0)
    if arguments.real("temperature", temperature, 0) and not COLDEST <= temperature <= HOTTEST:
        raise ValueError(f"temperature = {temperature}: 0 (greedy), or {COLDEST:.3g} to {HOTTEST:.3g} is needed")
    if top_k is not None:
        arguments.whole("top_k", top_k, 1)
    check_generator(generator, prompt)
    arguments.tokens("prompt", prompt, predictor.vocab, dims=2)
    if prompt.shape[1] == 0:
        raise ValueError(f"prompt has shape {tuple(prompt.shape)}: (B, n) with n ≥ 1 is needed")
    predictor.check_length(prompt.shape[1] + length - 1)  # the last token is chosen, never read
    predictor.check_prompt(prompt)
    return torch.cat([prompt.long(), prompt.new_zeros(len(prompt), length, dtype=torch.int64)], dim=1)


def check_generator(generator: torch.Generator | None, prompt: Tensor) -> None:
    """Raise an error unless the generator, if there is one, draws where the prompt is."""
    if generator is not None:
        made = arguments.instance("generator", generator, torch.Generator).device.type
        if made != arguments.instance("prompt", prompt, Tensor).device.type:
            raise ValueError(f"generator draws on {made}, the prompt is on {prompt.device.type}: they need one device")


def choose(scores: Tensor, temperature: float, top_k: int | None, generator: torch.Generator | None) -> Tensor:
    """The next token (B,) from scores (B, V). Nothing is rounded before it is ranked.

    Raises FloatingPointError where scores are not numbers, or the best to sample from is infinite.
    """
    greedy = temperature == 0 or top_k == 1
    logits = scores if greedy else distance(scores) / temperature
    if logits.isnan().any():
        raise FloatingPointError("the predictor's scores are not numbers (NaN): there is no best token to choose")
    if greedy:
        return scores.argmax(-1)
    if top_k is not None and top_k < scores.shape[-1]:
        logits = logits.masked_fill(~among_best(scores, top_k), -torch.inf)
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]


def among_best(scores: Tensor, k: int) -> Tensor:
    """Which scores (B, V) are the k best of their row: exactly k, of equal ones those of the smallest tokens."""
    least = scores.topk(k).values[:, -1:]
    better, equal = scores > least, scores == least
    return better | equal & (equal.cumsum(-1) <= k - better.sum(-1, keepdim=True))


def distance(scores: Tensor) -> Tensor:
    """How far scores (B, V) lie above the best of their row, 0 or less, in float32 at least.

    Integers are subtracted exactly and rounded once, to float64: by halves of 32 bits, as their difference may not fit
    into 64.
    """
    if scores.is_floating_point():
        scores = scores.to(torch.promote_types(scores.dtype, torch.float32))
        return scores - scores.amax(-1, keepdim=True)
    scores = scores.long()
    best = scores.amax(-1, keepdim=True)
    high, low = (scores >> 32) - (best >> 32), (scores & 0xFFFFFFFF) - (best & 0xFFFFFFFF)
    return high.double() * 2**32 + low.double()
