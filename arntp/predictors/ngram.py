"""The n-gram predictor: interpolated modified Kneser–Ney smoothing; it counts, and follows no gradient."""

import numpy as np
import torch
from torch import Tensor

from arntp import arguments
from arntp.predictors.base import Predictor

UNKNOWN_DISCOUNT = 0.5  # where the counts do not determine one
SMALLEST_SCALE = 1e-30  # keeps scale / V representable in float32, so that no logarithm is infinite


class NGram(Predictor):
    """Log-probabilities of the next token given the last `order` − 1 tokens (Chen & Goodman 1999).

    With h a context of k − 1 tokens and h' the same context without its first token,

        p_k(w | h) = (c_k(hw) − D_k(c_k(hw))) / c_k(h·) + γ_k(h) p_{k−1}(w | h'),    p_0 = 1/V,

    where γ_k(h) is the mass that the discounts D_k took away (1 where h was never counted). Counts c_k
    of the highest order are plain. Those of a lower order say how many different tokens a k-gram was
    seen to follow (Kneser & Ney 1995); an occurrence at a row's start follows nothing and counts for
    itself. Within the first `order` − 1 tokens of a row the context is what there is. Before `fit`, p
    is uniform.

    Each order k ≥ 2 keeps its k-grams sorted: `keys_k` (n_k,) is V · (number of the context among the
    (k−1)-grams) + last token, `mass_k` (n_k,) the first term above, and `backoff_k` (n_{k−1} + 1,)
    γ_k by context, with a last 1 for contexts never counted, whose number is −1.

    Parameters
    ----------
    vocab : int
        V, the number of tokens.
    order : int
        Length of the longest n-grams, at least 2; the predictor's context is one less.
    """

    slides = True

    def __init__(self, vocab: int, order: int = 5):
        super().__init__(vocab, arguments.whole("order", order, 2) - 1)
        self.order = order
        self.register_buffer("unigram", torch.full((vocab,), 1 / vocab))
        for k in self.orders:
            self.register_buffer(f"keys_{k}", torch.zeros(0, dtype=torch.int64))
            self.register_buffer(f"mass_{k}", torch.zeros(0))
            self.register_buffer(f"backoff_{k}", torch.ones(vocab + 1 if k == 2 else 1))

    @property
    def orders(self) -> range:
        """The orders that have k-grams: 2, …, `order`."""
        return range(2, self.order + 1)

    @property
    def stored_counts(self) -> int:
        """How many different n-grams, of all orders, have a count; those of order 1 are V."""
        return self.vocab + sum(len(self.level(k)[0]) for k in self.orders)

    def active_parameters(self) -> int:
        """The stored counts, which are all that the scores are made from."""
        return self.stored_counts

    def flops(self, length: int) -> int:
        """Multiplications and additions that mix order 1 into `length` positions; higher orders look up."""
        return 2 * arguments.whole("length", length, 1) * self.vocab

    def level(self, k: int) -> tuple[Tensor, Tensor, Tensor]:
        """Keys, masses and back-off weights of order k ≥ 2."""
        return getattr(self, f"keys_{k}"), getattr(self, f"mass_{k}"), getattr(self, f"backoff_{k}")

    def fit(self, rows: np.ndarray) -> "NGram":
        """Count training rows (M, N) int64, forgetting earlier ones; −1 at a row's end is padding.

        As in training, a row's first token is read and never predicted. Raises TypeError for what are no whole
        numbers; ValueError for another shape, a token outside the vocabulary, padding before a token, or nothing to
        predict.
        """
        rows = checked(rows, self.vocab)
        unigrams, *levels = counted(rows, self.vocab, self.order)
        mass, backoff = discounted(unigrams, np.zeros(self.vocab, np.int64), 1)
        self._store("unigram", mass + backoff[0] / self.vocab)
        contexts = self.vocab
        for k, (keys, counts) in zip(self.orders, levels, strict=True):
            mass, backoff = discounted(counts, keys // self.vocab, contexts)
            self._store(f"keys_{k}", keys)
            self._store(f"mass_{k}", mass)
            self._store(f"backoff_{k}", backoff)
            contexts = len(keys)
        return self

    def _store(self, name: str, values: np.ndarray) -> None:
        buffer = getattr(self, name)
        setattr(self, name, torch.from_numpy(values).to(buffer))

    @torch.no_grad()
    def forward(self, tokens: Tensor) -> Tensor:
        """Log-probabilities (B, L, V) of the token after each of tokens (B, L); L may be any length.

        Raises TypeError for what is no tensor of whole numbers, ValueError for another shape or a token outside the
        vocabulary.
        """
        self.check_tokens(arguments.tokens("tokens", tokens, self.vocab))
        probability = torch.zeros(tokens.numel(), self.vocab, device=tokens.device)
        scale = torch.ones(tokens.numel(), device=tokens.device)
        for k, context in reversed(list(zip(self.orders, self.contexts(tokens), strict=True))):
            keys, mass, backoff = self.level(k)
            position, entry = followers(keys, context, self.vocab)
            cell = position * self.vocab + keys[entry] % self.vocab
            probability.view(-1)[cell] += scale[position] * mass[entry]  # no cell twice in one order
            scale = scale * backoff[context]
        probability.addr_(scale.clamp(min=SMALLEST_SCALE), self.unigram)
        return probability.log_().view(*tokens.shape, self.vocab)

    def contexts(self, tokens: Tensor) -> list[Tensor]:
        """For k = 2, …, `order`: the number (B · L,) of each position's last k − 1 tokens, or −1."""
        number = tokens
        numbers = [number.reshape(-1)]
        for k in range(2, self.order):
            keys = self.level(k)[0]
            key = number[:, :-1] * self.vocab + tokens[:, 1:]
            first, stop = torch.searchsorted(keys, key), torch.searchsorted(keys, key, right=True)
            found = torch.where(first < stop, first, -1)
            number = torch.nn.functional.pad(found, (1, 0), value=-1)
            numbers.append(number.reshape(-1))
        return numbers

    def _load_from_state_dict(self, state_dict: dict, prefix: str, *args) -> None:
        """Take the number of k-grams from what is loaded; V and the order must be the predictor's own."""
        for k in self.orders:
            for name in (f"keys_{k}", f"mass_{k}", f"backoff_{k}"):
                if prefix + name in state_dict:
                    size = state_dict[prefix + name].shape
                    setattr(self, name, getattr(self, name).new_empty(size))
        super()._load_from_state_dict(state_dict, prefix, *args)


def checked(rows: np.ndarray, vocab: int) -> np.ndarray:
    """Training rows as an int64 array, or an error saying what is wrong with them."""
    rows = arguments.padded("rows", rows, vocab)
    if not (rows[:, 1:] >= 0).any():
        raise ValueError(f"rows of shape {rows.shape} hold no token to predict: two a row are the least")
    return rows


def counted(rows: np.ndarray, vocab: int, order: int) -> list:
    """Counts (V,) of order 1, then (keys, counts) of orders 2 … `order`, as `NGram` defines them."""
    number, size = rows, vocab  # of the k-gram that ends at each position; −1 is padding
    keys, starts = None, np.zeros(vocab, np.int64)
    levels = []
    for k in range(2, order + 1):
        key = np.where(rows[:, k - 1 :] < 0, -1, number[:, :-1] * vocab + rows[:, k - 1 :])
        longer, first, index, plain = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        padding = int((longer[:1] < 0).sum())
        suffix = number[:, 1:].reshape(-1)[first[padding:]]
        counts = np.bincount(suffix, minlength=size) + starts
        levels.append(counts if k == 2 else (keys, counts))
        keys, plain = longer[padding:], plain[padding:]
        number, size = index.reshape(key.shape) - padding, len(keys)
        starts = occurrences(number[:, :1], size)
    return [*levels, (keys, plain)]


def occurrences(numbers: np.ndarray, size: int) -> np.ndarray:
    """How often each of 0 … size − 1 occurs; −1 is left out."""
    return np.bincount(numbers[numbers >= 0], minlength=size)


def discounted(counts: np.ndarray, contexts: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Masses (n,) that k-grams keep within their contexts (n,), and back-off weights (size + 1,)."""
    taken = discounts(counts)[np.minimum(counts, 3)]
    total = np.bincount(contexts, counts, size)
    lost = np.bincount(contexts, taken, size)
    backoff = np.ones(size + 1)
    np.divide(lost, total, out=backoff[:-1], where=total > 0)
    return (counts - taken) / total[contexts], backoff


def discounts(counts: np.ndarray) -> np.ndarray:
    """What counts of 0, 1, 2 and more lose: D_c = c − (c+1) Y n_{c+1} / n_c with Y = n₁ / (n₁ + 2n₂).

    n_c is how many k-grams have count c. Where some n_c is missing or a D_c is not positive, all
    counts lose Y (absolute discounting), and where even n₁ or n₂ is missing, they lose one half.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6)
    if not n[1:3].all():
        return np.array([0, *[UNKNOWN_DISCOUNT] * 3])
    y = n[1] / (n[1] + 2 * n[2])
    if n[3:5].all():
        modified = [c - (c + 1) * y * n[c + 1] / n[c] for c in (1, 2, 3)]
        if min(modified) > 0:
            return np.array([0, *modified])
    return np.array([0, y, y, y])


def followers(keys: Tensor, contexts: Tensor, vocab: int) -> tuple[Tensor, Tensor]:
    """All pairs (position, entry) such that the k-gram keys[entry] continues contexts[position]."""
    start = torch.searchsorted(keys, contexts * vocab)
    length = torch.searchsorted(keys, (contexts + 1) * vocab) - start
    position = torch.repeat_interleave(length)
    before = length.cumsum(0) - length
    entry = torch.arange(len(position), device=keys.device) + (start - before)[position]
    return position, entry
