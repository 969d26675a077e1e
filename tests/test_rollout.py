"""Rollout against the full pass for every token, for every class."""

import pytest
import torch
from cases import CASES
from hypothesis import given, settings
from hypothesis import strategies as st
from small_predictors import (
    CONTEXT,
    VOCAB,
    all_classes,
    each,
    fixed_length_classes,
    new,
    random_tokens,
    scattered,
    trained_classes,
)
from torch import Tensor

from arntp.compile import compile_multiplication
from arntp.predictors import NGram, TimeInvariantLinear, Transformer
from arntp.rollout import COLDEST, HOTTEST, among_best, choose, distance, naive_rollout, rollout

CHOICES = [{}, {"temperature": 1.0}, {"temperature": 0.5, "top_k": 3}, {"temperature": 2.0, "top_k": 1}, {"top_k": 2}]
sliding_classes = each(TimeInvariantLinear, NGram)


def seeded(seed=5):
    return torch.Generator().manual_seed(seed)


@all_classes
@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("start", [1, 4, CONTEXT])
def test_rollout_equals_full_passes(cls, choice, start):
    predictor, prompt = scattered(cls), random_tokens(6, start)
    length = CONTEXT + 1 - start  # the last token is chosen, but never read
    chain = rollout(predictor, prompt, length, generator=seeded(), **choice)
    assert chain.shape == (6, length) and chain.dtype == torch.int64
    assert torch.equal(chain, naive_rollout(predictor, prompt, length, generator=seeded(), **choice))


@all_classes
def test_greedy_rollout_feeds_each_best_token_back(cls):
    predictor, prompt = scattered(cls), random_tokens(4, 3)
    chain = rollout(predictor, prompt, 6)
    scores = predictor(torch.cat([prompt, chain], 1)[:, :-1])[:, 2:]
    assert torch.equal(chain, scores.argmax(-1))
    assert len(chain.unique()) > 1


@all_classes
def test_rows_of_a_batch_do_not_mix(cls):
    predictor, prompt = scattered(cls), random_tokens(5, 2)
    alone = [rollout(predictor, row[None], 7) for row in prompt]
    assert torch.equal(rollout(predictor, prompt, 7), torch.cat(alone))


@all_classes
def test_sampling_follows_its_generator(cls):
    predictor, prompt = scattered(cls), random_tokens(8, 2)
    first, again, other = (rollout(predictor, prompt, 6, temperature=1.5, generator=seeded(s)) for s in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_sampling_frequencies_are_the_softmax():
    scores = torch.tensor([0.0, 1.0, 2.0, 1.5]).expand(40_000, 4)
    for top_k, kept in [(None, [1, 1, 1, 1]), (2, [0, 0, 1, 1]), (9, [1, 1, 1, 1])]:
        drawn = choose(scores, 0.7, top_k, seeded()).bincount(minlength=4) / len(scores)
        weights = (scores[0] / 0.7).exp() * torch.tensor(kept)
        torch.testing.assert_close(drawn, weights / weights.sum(), atol=0.01, rtol=0)


TEMPERATURES = [1e-30, 0.3, 1.0, 7.5, 1e30]


@all_classes
@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_the_best_token_alone_is_greedy(cls, temperature):
    predictor, prompt = scattered(cls), random_tokens(6, 3)
    greedy = rollout(predictor, prompt, 6)
    assert torch.equal(rollout(predictor, prompt, 6, temperature=temperature, top_k=1), greedy)
    assert torch.equal(naive_rollout(predictor, prompt, 6, temperature=temperature, top_k=1), greedy)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_best_token_alone_is_greedy_for_exact_decoders(case):
    predictor, prompts = case.build(), torch.tensor(list(case.prompts()))[:3]
    length = min(12, len(case.chain(prompts[0].tolist())))
    expected = [case.chain(prompt)[:length] for prompt in prompts.tolist()]
    for temperature in (1.0, 1e6):
        assert rollout(predictor, prompts, length, temperature=temperature, top_k=1).tolist() == expected
    assert naive_rollout(predictor, prompts, min(3, length), temperature=1.0, top_k=1).tolist() == [
        chain[:3] for chain in expected
    ]


def test_exact_sums_are_chosen_where_float32_would_round_them():
    """48 digits: the scores of the column sums are near 2^24 and past it."""
    decoder, prompt = compile_multiplication(48, "compact"), torch.full((1, 96), 9)
    greedy = rollout(decoder, prompt, decoder.chain_length)
    assert torch.equal(rollout(decoder, prompt, decoder.chain_length, temperature=1.0, top_k=1), greedy)
    given = torch.cat([prompt, greedy[:, : 48**2 + 47]], 1)  # up to the largest column sum
    scores = decoder.next_scores(given, {})
    assert scores.float().argmax() != scores.argmax() == greedy[0, 48**2 + 47]
    for seed in range(5):
        cold = rollout(decoder, given, 1, temperature=0.01, top_k=5, generator=seeded(seed))
        assert cold == greedy[0, 48**2 + 47], "its lead of 1 is e^100 at temperature 0.01"


DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int32, torch.int64]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_ties(dtype):
    scores = torch.tensor([1, 3, 3, 0, 3]).to(dtype).expand(500, 5)
    assert (choose(scores, 0.0, None, None) == 1).all(), "greedy takes the smallest of equal tokens"
    assert (choose(scores, 1.0, 1, None) == 1).all()
    for k, kept in [(2, {1, 2}), (3, {1, 2, 4}), (4, {0, 1, 2, 4}), (5, {0, 1, 2, 3, 4}), (9, {0, 1, 2, 3, 4})]:
        assert set(choose(scores, 5.0, k, seeded()).tolist()) == kept, "exactly k, the smallest of equal tokens"


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(1, 12))
def test_the_best_k_are_those_of_a_stable_sort(values, k):
    k = min(k, len(values))
    kept = among_best(torch.tensor([values]), k)[0].nonzero()[:, 0].tolist()
    assert kept == sorted(sorted(range(len(values)), key=lambda token: -values[token])[:k])


def shares(scores: Tensor, temperature: float, top_k: int | None) -> Tensor:
    return choose(scores.expand(40_000, -1), temperature, top_k, seeded()).bincount(minlength=len(scores)) / 40_000


@pytest.mark.parametrize("base", [0, 2**40, -(2**40), 2**63 - 9, -(2**63)])
@pytest.mark.parametrize("top_k", [None, 3])
def test_sampling_keeps_the_differences_of_large_integers(base, top_k):
    scores = torch.tensor([base, base + 2, base + 1, base + 3])
    exact = torch.tensor([0.0 if top_k else 1.0, *torch.tensor([2.0, 1.0, 3.0]).exp()])
    torch.testing.assert_close(shares(scores, 1.0, top_k), exact / exact.sum(), atol=0.01, rtol=0)


def test_differences_past_64_bits_do_not_wrap():
    scores = torch.tensor([-(2**63), 2**63 - 1, 2**63 - 2])
    assert distance(scores[None]).tolist() == [[-(2.0**64), 0.0, -1.0]]
    assert shares(scores, 1.0, None)[0] == 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_sampled_in_float32(dtype):
    scores = torch.tensor([100.0, 101.0, 99.0]).to(dtype)
    exact = (scores.double() - 100).exp()
    torch.testing.assert_close(shares(scores, 1.0, None).double(), exact / exact.sum(), atol=0.01, rtol=0)
    assert torch.isfinite(distance(torch.tensor([[6e4, -6e4]], dtype=torch.float16))).all()


def test_impossible_tokens_are_never_drawn():
    scores = torch.tensor([0.0, -torch.inf, 1.0])
    assert shares(scores, HOTTEST, None)[1] == 0 == shares(scores, COLDEST, None)[1]


@all_classes
@pytest.mark.parametrize("options", [{}, {"temperature": 1.0}, {"temperature": 1.0, "top_k": 2}], ids=str)
@pytest.mark.parametrize("generate", [rollout, naive_rollout])
def test_scores_that_are_no_numbers_are_refused(cls, options, generate, monkeypatch):
    predictor = new(cls)
    scores = torch.tensor([1.0, torch.nan, *[0.0] * (VOCAB - 2)])
    monkeypatch.setattr(predictor, "next_scores", lambda tokens, cache: scores.expand(len(tokens), -1))
    monkeypatch.setattr(predictor, "forward", lambda tokens: scores.expand(*tokens.shape, -1))
    with pytest.raises(FloatingPointError, match=r"not numbers \(NaN\)"):
        generate(predictor, random_tokens(2, 3), 3, **options)


def test_an_infinite_score_can_be_best_but_not_be_sampled():
    scores = torch.tensor([[0.0, torch.inf, 1.0]])
    assert choose(scores, 0.0, None, None).tolist() == [1]
    with pytest.raises(FloatingPointError):
        choose(scores, 1.0, None, None)


@trained_classes
def test_each_token_costs_one_position(cls, monkeypatch):
    """No full pass, one readout a token, and the transformer reads only what its cache lacks."""
    predictor, read, out = new(cls), [], []
    monkeypatch.setattr(predictor, "features", None)
    predictor.embed.register_forward_hook(lambda module, tokens, result: read.append(tokens[0].shape[1]))
    readout = predictor.readout
    monkeypatch.setattr(predictor, "readout", lambda features: out.append(features.shape) or readout(features))
    rollout(predictor, random_tokens(2, 3), 5)
    assert out == [(2, predictor.width)] * 5
    assert read == ([3, 1, 1, 1, 1] if cls is Transformer else [3, 4, 5, 6, 7])


@sliding_classes
def test_sliding_predictors_read_their_last_tokens(cls):
    predictor, prompt = scattered(cls), random_tokens(4, 3)
    length = 3 * CONTEXT
    chain = rollout(predictor, prompt, length, temperature=1.0, generator=seeded())
    assert torch.equal(chain, naive_rollout(predictor, prompt, length, temperature=1.0, generator=seeded()))
    tokens, generator = prompt, seeded()
    for _ in range(length):
        scores = predictor(tokens[:, -predictor.context :])[:, -1]
        tokens = torch.cat([tokens, choose(scores, 1.0, None, generator)[:, None]], 1)
    assert torch.equal(chain, tokens[:, 3:])


@sliding_classes
def test_sliding_predictors_cost_no_more_further_on(cls, monkeypatch):
    predictor, widths = new(cls), []
    inner = predictor.contexts if cls is NGram else predictor.embed.forward
    place = (predictor, "contexts") if cls is NGram else (predictor.embed, "forward")
    monkeypatch.setattr(*place, lambda tokens: widths.append(tokens.shape[1]) or inner(tokens))
    rollout(predictor, random_tokens(1, 1), 20)
    assert max(widths) == predictor.context


@fixed_length_classes
@pytest.mark.parametrize("generate", [rollout, naive_rollout])
def test_chains_past_the_context_are_refused(cls, generate):
    predictor = new(cls)
    for start, length in [(1, CONTEXT + 1), (CONTEXT, 2), (CONTEXT + 1, 1)]:
        with pytest.raises(ValueError, match=f"10 tokens, but this {cls.__name__} reads at most 9.*larger context"):
            generate(predictor, random_tokens(2, start), length)


@all_classes
def test_nothing_to_generate(cls):
    assert rollout(new(cls), random_tokens(3, 2), 0).shape == (3, 0)
    assert rollout(new(cls), random_tokens(0, 2), 4).shape == (0, 4)


def test_the_prompt_stays_as_it_was_and_no_gradient_is_kept():
    predictor, prompt = scattered(Transformer), random_tokens(3, 2)
    before = prompt.clone()
    chain = rollout(predictor, prompt, 4)
    assert torch.equal(prompt, before) and not chain.requires_grad
    assert torch.is_grad_enabled()


@all_classes
def test_prompts_of_any_whole_numbers_give_the_same_chains(cls):
    predictor, prompt = scattered(cls), random_tokens(2, 3)
    for dtype in (torch.int32, torch.uint8):
        chain = rollout(predictor, prompt.to(dtype), 4)
        assert chain.dtype == torch.int64 and torch.equal(chain, rollout(predictor, prompt, 4))


@pytest.mark.parametrize(
    ("prompt", "options", "message"),
    [
        (torch.tensor([1, 2]), {}, r"shape \(2,\)"),
        (torch.zeros(3, 0, dtype=torch.int64), {}, r"\(3, 0\).*n ≥ 1"),
        (torch.tensor([[0, VOCAB]]), {}, "0 … 6"),
        (torch.tensor([[0, -1]]), {}, "0 … 6"),
        (torch.tensor([[0]]), {"length": -1}, "length = -1"),
        (torch.tensor([[0]]), {"temperature": -0.5}, "temperature = -0.5"),
        (torch.tensor([[0]]), {"temperature": 1e-40}, "temperature = 1e-40"),
        (torch.tensor([[0]]), {"temperature": 1.0, "top_k": 0}, "top_k = 0"),
    ],
)
@pytest.mark.parametrize("generate", [rollout, naive_rollout])
def test_bad_arguments_are_refused(generate, prompt, options, message):
    with pytest.raises(ValueError, match=message):
        generate(new(TimeInvariantLinear), prompt, **{"length": 2, **options})
