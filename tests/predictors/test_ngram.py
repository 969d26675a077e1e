"""The n-gram predictor against a plain-Python model that counts with dictionaries."""

import math
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.predictors.ngram import NGram, discounts
from arntp.rollout import naive_rollout, rollout


class Oracle:
    """Interpolated modified Kneser–Ney by the book: sets, dictionaries and a recursion."""

    def __init__(self, rows: list[list[int]], vocab: int, order: int):
        self.vocab, self.order = vocab, order
        plain, starts, followed = Counter(), Counter(), {}
        for row in rows:
            for end in range(2, len(row) + 1):
                for k in range(1, min(order, end) + 1):
                    gram = tuple(row[end - k : end])
                    plain[gram] += 1
                    if end > k:
                        followed.setdefault(gram, set()).add(row[end - k - 1])
                    else:
                        starts[gram] += 1
        self.counts = {
            gram: count if len(gram) == order else len(followed.get(gram, ())) + starts[gram]
            for gram, count in plain.items()
        }
        self.after = {}
        for gram, count in self.counts.items():
            self.after.setdefault(gram[:-1], {})[gram[-1]] = count
        self.taken = {k: self.discounts(k) for k in range(1, order + 1)}

    def discounts(self, k: int) -> list[float]:
        n = Counter(count for gram, count in self.counts.items() if len(gram) == k)
        if n[1] == 0 or n[2] == 0:
            return [0, 0.5, 0.5, 0.5]
        y = n[1] / (n[1] + 2 * n[2])
        if n[3] and n[4]:
            d = [1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3]]
            if all(x > 0 for x in d):
                return [0, *d]
        return [0, y, y, y]

    def probability(self, word: int, history: tuple) -> float:
        lower = self.probability(word, history[1:]) if history else 1 / self.vocab
        counts = self.after.get(history)
        if not counts:
            return lower
        taken = self.taken[len(history) + 1]
        kept = counts[word] - taken[min(counts[word], 3)] if word in counts else 0
        lost = sum(taken[min(c, 3)] for c in counts.values())
        return (kept + lost * lower) / sum(counts.values())

    def scores(self, row: list[int]) -> np.ndarray:
        contexts = [tuple(row[max(0, t + 2 - self.order) : t + 1]) for t in range(len(row))]
        return np.log([[self.probability(w, h) for w in range(self.vocab)] for h in contexts])


@st.composite
def corpora(draw):
    """(rows (M, N) padded by −1, vocabulary, order)."""
    vocab, order = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    row = st.lists(st.integers(0, vocab - 1), min_size=1, max_size=9)
    rows = draw(st.lists(row, max_size=12)) + [draw(st.lists(st.integers(0, vocab - 1), min_size=2, max_size=9))]
    padded = np.full((len(rows), max(map(len, rows))), -1)
    for i, tokens in enumerate(rows):
        padded[i, : len(tokens)] = tokens
    return padded, vocab, order


def skewed(generator: np.random.Generator, shape: tuple, vocab: int) -> np.ndarray:
    """Rows whose token frequencies fall off steeply, so that all counts of counts occur."""
    return np.minimum(generator.geometric(0.35, shape) - 1, vocab - 1)


@settings(max_examples=150, deadline=None)
@given(corpora(), st.integers(0, 2**32))
def test_scores_equal_the_oracle(corpus, seed):
    rows, vocab, order = corpus
    oracle = Oracle([[t for t in row if t >= 0] for row in rows.tolist()], vocab, order)
    tokens = np.random.default_rng(seed).integers(vocab, size=(3, 7))
    scores = NGram(vocab, order).fit(rows)(torch.from_numpy(tokens)).numpy()
    np.testing.assert_allclose(scores, [oracle.scores(row) for row in tokens.tolist()], atol=2e-5)


@pytest.mark.parametrize(("order", "vocab"), [(2, 12), (3, 7), (4, 5)])
def test_every_context_equals_the_oracle_with_modified_discounts(order, vocab):
    rows = skewed(np.random.default_rng(1), (40, 12), vocab)
    oracle = Oracle(rows.tolist(), vocab, order)
    assert len(set(oracle.taken[order])) == 4, "this corpus must exercise all three discounts"
    every = torch.cartesian_prod(*[torch.arange(vocab)] * order).view(-1, order)
    scores = NGram(vocab, order).fit(rows)(every)
    np.testing.assert_allclose(scores, [oracle.scores(row) for row in every.tolist()], atol=2e-5)
    torch.testing.assert_close(scores.exp().sum(-1), torch.ones(len(every), order))
    torch.testing.assert_close(scores.log_softmax(-1), scores, atol=1e-5, rtol=0)


def test_discounts_by_hand():
    # n₁, …, n₄ = 4, 3, 2, 1: Y = 4/10
    counts = np.repeat([1, 2, 3, 4], [4, 3, 2, 1])
    np.testing.assert_allclose(discounts(counts), [0, 1 - 0.8 * 3 / 4, 2 - 1.2 * 2 / 3, 3 - 1.6 / 2])
    np.testing.assert_allclose(discounts(np.array([1, 1, 2])), [0, 0.5, 0.5, 0.5])
    np.testing.assert_allclose(discounts(np.array([7, 7])), [0, 0.5, 0.5, 0.5])
    np.testing.assert_allclose(discounts(np.array([1, 1, 1, 2])), [0, 0.6, 0.6, 0.6])


def test_unseen_contexts_back_off():
    predictor = NGram(5, 3).fit(np.array([[0, 1, 2, 0, 1, 3], [2, 0, 1, 2, 2, 2]]))
    seen, unseen = predictor(torch.tensor([[0, 1], [3, 1]]))[:, -1]
    shorter = predictor(torch.tensor([[1]]))[0, -1]
    torch.testing.assert_close(unseen, shorter)
    assert not torch.allclose(seen, shorter, atol=0.01)
    after_unknown = predictor(torch.tensor([[4]]))[0, -1]
    torch.testing.assert_close(after_unknown, predictor.unigram.log())


def test_a_certain_text_is_predicted_with_certainty_and_finite_scores():
    """Eleven back-off weights near 1e-5 multiply to less than float32 can hold."""
    predictor = NGram(2, 12).fit(np.zeros((20_000, 15), np.int64))
    scores = predictor(torch.zeros(1, 12, dtype=torch.int64))[0]
    assert scores.isfinite().all() and (scores[:, 0] > -1e-4).all() and scores[-1, 1] < -60


def test_scores_are_causal_and_read_the_context_alone():
    generator = np.random.default_rng(2)
    predictor = NGram(7, 4).fit(skewed(generator, (30, 20), 7))
    tokens = torch.from_numpy(skewed(generator, (8, 12), 7))
    scores, changed = predictor(tokens), tokens.clone()
    changed[:, 5] = (changed[:, 5] + 1) % 7
    after = predictor(changed)
    same = (scores == after).all(-1)
    assert same[:, :5].all() and same[:, 5 + predictor.context :].all()
    assert not same[:, 5].any()


def test_rollout_past_the_context_equals_full_passes():
    generator = np.random.default_rng(3)
    predictor = NGram(7, 4).fit(skewed(generator, (30, 20), 7))
    prompt = torch.from_numpy(skewed(generator, (8, 2), 7))
    options = [{"temperature": 1.0, "generator": torch.Generator().manual_seed(4)} for _ in range(2)]
    sampled = rollout(predictor, prompt, 20, **options[0])
    assert torch.equal(sampled, naive_rollout(predictor, prompt, 20, **options[1]))
    assert len(set(sampled.flatten().tolist())) > 2


def test_before_fit_all_tokens_are_equally_likely():
    scores = NGram(8, 3)(torch.tensor([[0, 1, 2, 3]]))
    torch.testing.assert_close(scores, torch.full((1, 4, 8), -math.log(8)))


def test_stored_counts_are_the_distinct_ngrams():
    rows = np.array([[0, 1, 0, 1, 2], [0, 1, 2, -1, -1]])
    grams = {tuple(r[i : i + k]) for r in ([0, 1, 0, 1, 2], [0, 1, 2]) for k in (2, 3) for i in range(len(r) - k + 1)}
    predictor = NGram(3, 3).fit(rows)
    assert predictor.stored_counts == predictor.active_parameters() == 3 + len(grams)


def test_state_moves_to_a_fresh_predictor_and_fit_forgets():
    rows = skewed(np.random.default_rng(5), (20, 10), 6)
    tokens = torch.from_numpy(rows[:4])
    fitted = NGram(6, 4).fit(rows)
    loaded = NGram(6, 4).fit(rows[:3])
    loaded.load_state_dict(fitted.state_dict())
    assert torch.equal(loaded(tokens), fitted(tokens))
    assert torch.equal(fitted.fit(rows[:3])(tokens), NGram(6, 4).fit(rows[:3])(tokens))
    assert torch.equal(loaded(tokens), NGram(6, 4).fit(rows)(tokens)), "loading must copy"


@pytest.mark.parametrize("other", [NGram(7, 4), NGram(6, 3), NGram(6, 5)])
def test_state_of_another_size_is_refused(other):
    with pytest.raises(RuntimeError, match="unigram|_4|_5"):
        other.load_state_dict(NGram(6, 4).fit(np.array([[0, 1]])).state_dict())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (np.array([0, 1, 2]), r"shape \(3,\)"),
        (np.array([[0, 1], [1, 4]]), r"rows\[1, 1\] = 4: token ids are in -1 … 3"),
        (np.array([[0, 1], [-2, 1]]), r"rows\[1, 0\] = -2"),
        (np.array([[0, 1, 2], [0, -1, 2]]), r"rows\[1, 1\] = -1: padding stands before a token"),
        (np.array([[0], [1]]), "no token to predict"),
        (np.array([[0, -1]]), "no token to predict"),
        (np.zeros((0, 5), np.int64), "no token to predict"),
    ],
)
def test_bad_rows_are_refused_and_leave_the_counts_alone(rows, message):
    predictor = NGram(4, 3).fit(np.array([[0, 1, 2]]))
    before = predictor(torch.tensor([[0, 1]]))
    with pytest.raises(ValueError, match=message):
        predictor.fit(rows)
    assert torch.equal(predictor(torch.tensor([[0, 1]])), before)


def test_bad_arguments_are_refused():
    with pytest.raises(TypeError, match="rows holds token ids, whole numbers, not float64"):
        NGram(4).fit(np.array([[0.0, 1.0]]))
    with pytest.raises(ValueError, match="order = 1: at least 2 is needed"):
        NGram(4, 1)
    with pytest.raises(ValueError, match=r"tokens\[0, 1\] = 4: token ids are in 0 … 3"):
        NGram(4)(torch.tensor([[0, 4]]))
    with pytest.raises(ValueError, match=r"tokens\[0, 0\] = -1"):
        NGram(4)(torch.tensor([[-1, 0]]))
