"""Rollout against the full pass for every token, for every class."""

import pytest
import torch
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

from arntp.predictors import NGram, TimeInvariantLinear, Transformer
from arntp.rollout import choose, naive_rollout, rollout

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


def test_ties():
    scores = torch.zeros(500, 5)
    assert not choose(scores, 0.0, None, None).any(), "greedy takes the smallest of equal tokens"
    assert len(choose(scores, 1.0, 2, seeded()).unique()) == 2, "top-k keeps k tokens, also of equal ones"


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


@pytest.mark.parametrize(
    ("prompt", "options", "message"),
    [
        (torch.tensor([1, 2]), {}, r"shape \(B, n\) with n ≥ 1, not \(2,\)"),
        (torch.zeros(3, 0, dtype=torch.int64), {}, r"not \(3, 0\)"),
        (torch.tensor([[0, VOCAB]]), {}, "0 … 6"),
        (torch.tensor([[0, -1]]), {}, "0 … 6"),
        (torch.tensor([[0]]), {"length": -1}, "length -1"),
        (torch.tensor([[0]]), {"temperature": -0.5}, "temperature -0.5"),
        (torch.tensor([[0]]), {"temperature": 1.0, "top_k": 0}, "top_k 0"),
    ],
)
@pytest.mark.parametrize("generate", [rollout, naive_rollout])
def test_bad_arguments_are_refused(generate, prompt, options, message):
    with pytest.raises(ValueError, match=message):
        generate(new(TimeInvariantLinear), prompt, **{"length": 2, **options})
