"""Predictors that answer at once read the prompt alone."""

import pytest
import torch
from torch.testing import assert_close

from arntp.predictors import AtOnceMLP, AtOnceTransformer, CausalMLP, Transformer
from arntp.rollout import rollout

PROMPT = 4
SHAPES = {AtOnceMLP: {"width": 8}, AtOnceTransformer: {"width": 8, "layers": 2, "heads": 2}}
both = pytest.mark.parametrize("cls", SHAPES, ids=lambda cls: cls.__name__)


def new(cls, **shape):
    torch.manual_seed(0)
    predictor = cls(6, 9, **SHAPES[cls] | shape)
    with torch.no_grad():
        for parameter in predictor.parameters():
            parameter.normal_(std=0.7)
    return predictor


def tokens(count=8):
    return torch.randint(6, (count, 9), generator=torch.Generator().manual_seed(1))


@both
def test_scores_do_not_depend_on_chain_tokens(cls):
    predictor, rows = new(cls, prompt=PROMPT), tokens()
    changed = rows.clone()
    changed[:, PROMPT:] = 5 - changed[:, PROMPT:]
    assert torch.equal(predictor(rows), predictor(changed))


@both
def test_scores_depend_on_every_token_of_the_prompt_and_on_the_place(cls):
    predictor, rows = new(cls, prompt=PROMPT), tokens()
    before = predictor(rows)
    for place in range(PROMPT):
        changed = rows.clone()
        changed[:, place] = 5 - changed[:, place]
        assert ((predictor(changed) - before)[:, PROMPT - 1 :].abs().amax((0, 2)) > 1e-4).all()
    assert (before[:, PROMPT:].diff(dim=1).abs().amax((0, 2)) > 1e-4).all(), "other places have other scores"


@both
def test_a_rollout_writes_what_one_pass_says(cls):
    predictor, rows = new(cls, prompt=PROMPT), tokens()
    written = rollout(predictor, rows[:, :PROMPT], 5)
    assert torch.equal(written, predictor(rows[:, :-1]).argmax(-1)[:, PROMPT - 1 :])


@pytest.mark.parametrize("cls, plain", [(AtOnceMLP, CausalMLP), (AtOnceTransformer, Transformer)])
def test_with_nothing_blank_it_is_the_plain_class(cls, plain):
    predictor, rows = new(cls, prompt=9), tokens()
    same = plain(6, 9, **SHAPES[cls])
    same.load_state_dict({k: v for k, v in predictor.state_dict().items() if k != "blank"})
    assert_close(predictor(rows), same(rows))
    assert predictor.active_parameters() == same.active_parameters() + 8
    assert predictor.flops(9) == same.flops(9)
