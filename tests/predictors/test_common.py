"""What holds for the predictors of every class."""

import pytest
import torch
from small_predictors import (
    CONTEXT,
    VOCAB,
    all_classes,
    fixed_length_classes,
    new,
    random_tokens,
    scattered,
    trained_classes,
)
from torch.testing import assert_close

from arntp.predictors import CausalLinear, NGram, Predictor, TimeInvariantLinear, active_parameters


@all_classes
def test_every_position_gets_a_score_for_every_token(cls):
    predictor = new(cls)
    for length in range(1, CONTEXT + 1):
        scores = predictor(random_tokens(3, length))
        assert scores.shape == (3, length, VOCAB) and scores.dtype == torch.float32
        assert scores.isfinite().all()


def with_another_token(tokens, place):
    """The same rows with another token at `place`."""
    changed = tokens.clone()
    changed[:, place] = (changed[:, place] + 3) % VOCAB
    return changed


@all_classes
def test_scores_do_not_depend_on_later_tokens(cls):
    """Bitwise, but for the FFT, whose rounding errors spread over all positions."""
    predictor, tokens = scattered(cls).double(), random_tokens(5, CONTEXT)
    tolerance = 1e-12 if cls is TimeInvariantLinear else 0
    for place in range(CONTEXT):
        before, after = predictor(tokens), predictor(with_another_token(tokens, place))
        assert_close(after[:, :place], before[:, :place], atol=tolerance, rtol=0)


@all_classes
def test_scores_depend_on_every_token_so_far(cls):
    predictor, tokens = scattered(cls), random_tokens(12, CONTEXT)
    before = predictor(tokens)
    for place in range(CONTEXT):
        differs = (predictor(with_another_token(tokens, place)) - before).abs().amax((0, 2)) > 1e-4
        assert differs[place : place + predictor.context].all()


@all_classes
def test_scores_of_a_prefix_are_the_first_scores_of_the_whole(cls):
    predictor, tokens = scattered(cls), random_tokens(3, CONTEXT)
    for length in range(1, CONTEXT + 1):
        assert_close(predictor(tokens[:, :length]), predictor(tokens)[:, :length], atol=1e-5, rtol=1e-5)


@all_classes
def test_next_scores_are_the_last_scores(cls):
    predictor, tokens = scattered(cls), random_tokens(3, CONTEXT)
    whole, cache = predictor(tokens), {}
    for length in range(1, CONTEXT + 1):
        for past in (cache, {}):
            assert_close(predictor.next_scores(tokens[:, :length], past), whole[:, length - 1], atol=1e-5, rtol=1e-5)


@all_classes
def test_a_batch_may_be_empty(cls):
    predictor, tokens = new(cls), random_tokens(0, 5)
    assert predictor(tokens).shape == (0, 5, VOCAB)
    assert predictor.next_scores(tokens, {}).shape == (0, VOCAB)
    if cls is not NGram:
        assert predictor.features(tokens).shape == (0, 5, predictor.width)


@all_classes
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_sequence_may_be_one_token(cls, dtype):
    predictor, tokens = scattered(cls), torch.arange(VOCAB)[:, None]
    with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
        scores = predictor(tokens)[:, 0]
    assert_close(
        scores.float(), predictor.next_scores(tokens, {}), atol=1e-5 if dtype == torch.float32 else 0.2, rtol=0.05
    )


@trained_classes
def test_every_active_parameter_influences_a_score(cls):
    influential = {}
    for seed in range(4):  # a ReLU may silence some weights for one choice of the others
        predictor, generator = scattered(cls, seed), torch.Generator().manual_seed(seed)
        scores = predictor(random_tokens(64, CONTEXT))
        (scores * torch.randn(scores.shape, generator=generator)).sum().backward()
        for name, parameter in predictor.named_parameters():
            influential[name] = influential.get(name, False) | (parameter.grad != 0)
    assert sum(int(some.sum()) for some in influential.values()) == active_parameters(predictor)
    assert active_parameters(predictor) == sum(parameter.numel() for parameter in predictor.parameters())


@all_classes
def test_counting_allocates_nothing_on_the_meta_device(cls):
    with torch.device("meta"):
        predictor = cls(VOCAB, 3) if cls is NGram else new(cls)
    assert all(tensor.is_meta for tensor in predictor.state_dict().values())
    assert active_parameters(predictor) == active_parameters(NGram(VOCAB, 3) if cls is NGram else new(cls))


@fixed_length_classes
def test_more_tokens_than_the_context_are_refused(cls):
    predictor, tokens = new(cls), random_tokens(2, CONTEXT + 1)
    message = f"10 tokens, but this {cls.__name__} reads at most 9: shorten the sequence or build"
    for read in (predictor, predictor.features, lambda t: predictor.next_scores(t, {})):
        with pytest.raises(ValueError, match=message):
            read(tokens)


@trained_classes
def test_the_readout_maps_features_to_scores(cls):
    predictor, tokens = scattered(cls), random_tokens(2, CONTEXT)
    features = predictor.features(tokens)
    assert features.shape == (2, CONTEXT, predictor.width)
    assert_close(predictor(tokens), features @ predictor.output_weight.T)


@pytest.mark.parametrize(("vocab", "context"), [(0, 3), (3, 0), (-1, -1)])
def test_sizes_below_one_are_refused(vocab, context):
    with pytest.raises(ValueError, match="(vocab|context) = (0|-1): at least 1 is needed"):
        CausalLinear(vocab, context, 4)


def test_a_class_without_features_says_what_it_lacks():
    class Mute(Predictor):
        pass

    with pytest.raises(TypeError, match="Mute has no features: a predictor defines them, or forward"):
        Mute(3, 3)(torch.tensor([[0]]))
