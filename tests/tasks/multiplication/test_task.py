"""Multiplication chains against plain-Python writers that work from the integers, one example at a time."""

import pickle
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.tasks.multiplication import Multiplication, digits_of, numbers_of

CHAINS = ["paper", "compact", "schoolbook", "direct"]

# The example of the paper's format, 12 × 34, token by token as the author's released program writes it.
TWELVE_BY_THIRTY_FOUR = (
    "[BOS] 1 2 x 3 4 = ( 2 x 1 + 1 x 1 0 ) x ( 4 x 1 + 3 x 1 0 ) = 2x4 x 1 x 1 + 2x3 x 1 x 1 0 + 1x4 x 1 0 x 1 "
    "+ 1x3 x 1 0 x 1 0 = 0 8 + 0 6 0 + 0 4 0 + 0 3 0 0 = 0 4 0 8"
)


# --- oracles: token texts from Python ints, by closed formulas or string work rather than by the chain's recursion


def digit(number: int, place: int) -> int:
    return number // 10**place % 10


def least_first(number: int, width: int) -> list[str]:
    return list(str(number).zfill(width)[::-1])


def pair(a: int, b: int, i: int, j: int) -> str:
    return f"{digit(a, i)}x{digit(b, j)}"


def oracle_direct(a: int, b: int, n: int) -> list[str]:
    return least_first(a, n) + least_first(b, n) + least_first(a * b, 2 * n)


def oracle_compact(a: int, b: int, n: int) -> list[str]:
    pairs = [pair(a, b, i, j) for j in range(n) for i in range(n)]
    terms = {(i, j): digit(a, i) * digit(b, j) * 10 ** (i + j) for i in range(n) for j in range(n)}
    columns = [sum(t for (i, j), t in terms.items() if i + j <= k) // 10**k for k in range(2 * n)]
    return [*least_first(a, n), *least_first(b, n), *pairs, *(f"+{s}" for s in columns), *least_first(a * b, 2 * n)]


def oracle_schoolbook(a: int, b: int, n: int) -> list[str]:
    tokens = least_first(a, n) + least_first(b, n)
    for j in range(n):
        before, row = a * (b % 10**j), a * digit(b, j) * 10**j
        for i in range(n + 1):
            if i < n:
                tokens.append(pair(a, b, i, j))
                tokens.append(f"={a % 10 ** (i + 1) * digit(b, j) // 10**i}")
            if j > 0:
                below = 10 ** (i + j + 1)
                tokens.append(f"+{(before % below + row % below) // 10 ** (i + j)}")
    return tokens + least_first(a * b, 2 * n)


def oracle_paper(a: int, b: int, n: int) -> list[str]:
    def spaced(number: int, width: int = 1) -> str:
        return " ".join(str(number).zfill(width))

    def expansion(number: int) -> str:
        return "( " + " + ".join(f"{d} x {spaced(10**i)}" for i, d in enumerate(str(number)[::-1])) + " )"

    places = [(i, j) for i in range(n) for j in range(n)]
    pairs = (f"{pair(a, b, i, j)} x {spaced(10**i)} x {spaced(10**j)}" for i, j in places)
    partial = (spaced(digit(a, i) * digit(b, j) * 10 ** (i + j), i + j + 2) for i, j in places)
    return (
        f"[BOS] {spaced(a)} x {spaced(b)} = {expansion(a)} x {expansion(b)} = {' + '.join(pairs)} = "
        f"{' + '.join(partial)} = {spaced(a * b, 2 * n)}"
    ).split()


ORACLES = {
    "paper": oracle_paper,
    "compact": oracle_compact,
    "schoolbook": oracle_schoolbook,
    "direct": oracle_direct,
}


def smallest(n: int, chain: str) -> int:
    return int("1" * n) if chain == "paper" else 0


def assert_written_as_by_oracle(n: int, chain: str, numbers_a: list[int], numbers_b: list[int]) -> None:
    task = Multiplication(n, chain)
    sequences = task.encode(digits_of(numbers_a, n), digits_of(numbers_b, n))
    assert sequences.dtype == np.int64 and sequences.shape == (len(numbers_a), task.length)
    for a, b, sequence in zip(numbers_a, numbers_b, sequences.tolist(), strict=True):
        assert task.vocabulary.decode(sequence) == ORACLES[chain](a, b, n), f"{a} x {b}"
    assert task.product(sequences[:, task.prompt_length :]) == [a * b for a, b in zip(numbers_a, numbers_b)]


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("n", [1, 2])
def test_every_pair_of_small_factors(n, chain):
    numbers = range(smallest(n, chain), 10**n)
    pairs = [(a, b) for a in numbers for b in numbers]
    assert_written_as_by_oracle(n, chain, *map(list, zip(*pairs)))


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("n", [*range(3, 13), 64])
def test_random_and_extreme_factors(n, chain):
    rng, least, most = random.Random(n), smallest(n, chain), 10**n - 1
    size = 2 if n == 64 else 20
    a, b = ([least, most, least, most, *(rng.randint(least, most) for _ in range(size))] for _ in "ab")
    b[0], b[1] = most, least
    if n == 64 and chain == "paper":  # half a million tokens each
        a, b = a[-1:], b[-1:]
    assert_written_as_by_oracle(n, chain, a, b)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(CHAINS), st.integers(1, 9))
def test_product_is_read_back(data, chain, n):
    factor = st.integers(smallest(n, chain), 10**n - 1)
    a, b = data.draw(st.lists(factor, min_size=1, max_size=4)), data.draw(factor)
    task = Multiplication(n, chain)
    sequences = task.encode(digits_of(a, n), digits_of([b] * len(a), n))
    assert task.product(sequences[:, task.prompt_length :]) == [b * x for x in a]
    assert 0 <= sequences.min() and sequences.max() < len(task.vocabulary)


def test_schoolbook_tokens_follow_their_documented_recursion():
    """Each token from earlier *tokens* of the same sequence only, as the docstring says, for the compiler's sake."""
    n = 4
    task = Multiplication(n, "schoolbook")
    sequences = task.source(seed=5)(0, 300)
    token = dict(zip(task.names, sequences[:, task.prompt_length :].T))
    a, b = sequences[:, :n].T, sequences[:, n : 2 * n].T

    def value(name):
        return token[name] - 110

    def total(name):
        return token[name] - 200

    for j in range(n):
        for i in range(n):
            here, left, above = f"row {j + 1}, digit {i + 1}", f"row {j + 1}, digit {i}", f"row {j}, digit {i + 2}"
            x, y = np.divmod(token[f"{here}: pair"] - 10, 10)
            assert (x == a[i]).all() and (y == b[j]).all()
            assert (value(f"{here}: product") == x * y + (value(f"{left}: product") // 10 if i else 0)).all()
            if j == 0:
                continue
            if j > 1:
                running = total(f"{above}: sum") % 10
            elif i < n - 1:
                running = value(f"{above}: product") % 10
            else:
                running = value(f"row 1, digit {n}: product") // 10
            overflow = total(f"{left}: sum") // 10 if i else 0
            assert (total(f"{here}: sum") == running + value(f"{here}: product") % 10 + overflow).all()
        if j:
            last = f"row {j + 1}, digit {n}"
            closing = value(f"{last}: product") // 10 + total(f"{last}: sum") // 10
            assert (total(f"row {j + 1}, digit {n + 1}: sum") == closing).all()
    for k in range(2 * n):
        source = f"row {min(k, n - 1) + 1}, digit {max(k - n + 1, 0) + 1}"
        expected = total(f"{source}: sum") if k else value(f"{source}: product")
        assert (token[f"product, digit {k + 1}"] == expected % 10).all()


# --- formats


def test_the_papers_example_to_the_token():
    task = Multiplication(2, "paper")
    (sequence,) = task.encode(np.array([[2, 1]]), np.array([[4, 3]]))
    assert task.describe(sequence) == TWELVE_BY_THIRTY_FOUR
    assert task.describe(sequence[: task.prompt_length]) == "[BOS] 1 2 x 3 4 ="
    assert task.describe(sequence[task.prompt_length :][task.answer]) == "0 4 0 8"


@pytest.mark.parametrize(
    ("chain", "n", "prompt", "length", "vocabulary"),
    [
        ("paper", 2, 7, 70, 117),
        ("paper", 4, 11, 296, 117),
        ("compact", 1, 2, 5, 192),
        ("compact", 4, 8, 32, 461),
        ("schoolbook", 1, 2, 4, 220),
        ("schoolbook", 4, 8, 55, 220),
        ("schoolbook", 64, 128, 12415, 220),
        ("direct", 4, 8, 8, 10),
    ],
)
def test_lengths_and_vocabularies(chain, n, prompt, length, vocabulary):
    task = Multiplication(n, chain)
    assert (task.prompt_length, task.chain_length, task.length) == (prompt, length, prompt + length)
    assert len(task.vocabulary) == vocabulary
    assert task.answer == slice(length - 2 * n, length)


@pytest.mark.parametrize("n", range(1, 9))
def test_lengths_follow_their_formulas(n):
    formulas = {
        "paper": 2 * n**3 + 8 * n**2 + 9 * n + 4,
        "compact": n**2 + 4 * n,
        "schoolbook": 3 * n**2 + 2 * n - 1,
        "direct": 2 * n,
    }
    assert {chain: Multiplication(n, chain).chain_length for chain in CHAINS} == formulas


def test_paper_vocabulary_is_ten_digits_hundred_pairs_and_seven_symbols():
    tokens = Multiplication(4, "paper").vocabulary.tokens
    assert set(tokens[:10]) == set("0123456789")
    assert set(tokens[10:110]) == {f"{x}x{y}" for x in range(10) for y in range(10)}
    assert set(tokens[110:]) == {"x", "+", "=", "(", ")", "[BOS]", "[UNK]"}


@pytest.mark.parametrize("chain", ["compact", "schoolbook", "direct"])
def test_largest_token_is_needed(chain):
    """The vocabulary ends where the values end: at n = 3 some pair of factors reaches its last token."""
    numbers = digits_of(range(900, 1000), 3)
    task = Multiplication(3, chain)
    sequences = task.encode(np.repeat(numbers, 100, axis=0), np.tile(numbers, (100, 1)))
    assert sequences.max() == len(task.vocabulary) - 1
    if chain == "schoolbook":
        assert "=89" in task.describe(np.unique(sequences)).split()


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_names_are_unique_and_end_with_the_product(chain, n):
    task = Multiplication(n, chain)
    assert len(set(task.names)) == len(task.names) == task.chain_length
    places = [f"product, digit {k + 1}" for k in range(2 * n)]
    assert list(task.names[task.answer]) == (places[::-1] if chain == "paper" else places)


def test_names_say_what_stands_there():
    task = Multiplication(4, "schoolbook")
    (sequence,) = task.encode(digits_of([1203], 4), digits_of([4056], 4))
    chain = task.vocabulary.decode(sequence[task.prompt_length :].tolist())
    assert chain[task.names.index("row 2, digit 3: pair")] == "2x5"
    assert chain[task.names.index("row 1, digit 1: product")] == "=18"


# --- digits and reading back


def test_digits_and_numbers_are_inverse():
    numbers = [0, 7, 10**64 - 1, 123456789 * 10**40]
    digits = digits_of(numbers, 64)
    assert digits.dtype == np.int64 and digits.shape == (4, 64)
    assert digits[1].tolist() == [7] + [0] * 63
    assert numbers_of(digits) == numbers
    assert digits_of([], 3).shape == (0, 3)


@pytest.mark.parametrize("number", [-1, 1000])
def test_numbers_that_do_not_fit(number):
    with pytest.raises(ValueError, match=f"number {number} at place 1"):
        digits_of([5, number], 3)


@pytest.mark.parametrize("chain", CHAINS)
def test_an_answer_that_is_no_number_reads_as_none(chain):
    task = Multiplication(2, chain)
    chains = task.source(1)(0, 3)[:, task.prompt_length :]
    expected = task.product(chains)
    chains[1, -1] = 10
    assert task.product(chains) == [expected[0], None, expected[2]]


def test_a_wrong_answer_reads_as_the_number_it_shows():
    task = Multiplication(2, "direct")
    assert task.product(np.array([[1, 2, 3, 4]])) == [4321]
    assert Multiplication(2, "paper").product(np.array([[0] * 66 + [1, 2, 3, 4]])) == [1234]


# --- the split


def reference_split(a: int, b: int, n: int) -> str:
    """The docstring's hash in Python ints."""
    modulus, multiplier = 2**64, 0x9E3779B97F4A7C15

    def finalise(h: int) -> int:
        h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 % modulus
        h = (h ^ h >> 27) * 0x94D049BB133111EB % modulus
        return h ^ h >> 31

    def of(number: int) -> int:
        return finalise(sum(digit(number, i) * multiplier ** (i + 1) for i in range(n)) % modulus)

    return ["tuning", "report", *6 * ["train"]][finalise((of(a) + of(b)) % modulus) * 8 // modulus]


@pytest.mark.parametrize("n", [1, 2, 4, 30])
def test_split_is_the_documented_hash(n):
    rng = random.Random(n)
    a, b = ([rng.randrange(10**n) for _ in range(200)] for _ in "ab")
    expected = [reference_split(x, y, n) for x, y in zip(a, b)]
    assert Multiplication(n, "direct").split(digits_of(a, n), digits_of(b, n)).tolist() == expected


def test_split_never_moves():
    a, b = digits_of(range(0, 10000, 617), 4), digits_of(range(9999, 0, -600), 4)
    task = Multiplication(4, "direct")
    assert "".join(np.where(task.is_training(a, b), "T", "-")) == "-TT-TTT--T--TTT-T"
    assert task.split(a, b).tolist().count("report") == 3


def test_split_is_symmetric_and_three_quarters_everywhere():
    a, b = np.random.default_rng(0).integers(0, 10, size=(2, 200_000, 4))
    task = Multiplication(4, "schoolbook")
    training = task.is_training(a, b)
    assert (training == task.is_training(b, a)).all()
    assert training.mean() == pytest.approx(0.75, abs=0.005)
    for column in (*a.T, *b.T):
        for d in range(10):
            assert training[column == d].mean() == pytest.approx(0.75, abs=0.02)
    assert task.is_training(a, a).mean() == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("n", [1, 2, 4])
def test_sources_keep_to_their_split(chain, n):
    task = Multiplication(n, chain)
    for split in ("train", "tuning", "report")[: 3 if n > 1 else 1]:
        a, b = factors_in(task, task.source(3, split)(7, 500))
        assert (task.split(a, b) == split).all()
        assert (task.is_training(a, b) == (split == "train")).all()


def factors_in(task: Multiplication, sequences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = task.digits
    if task.chain == "paper":
        return sequences[:, n:0:-1], sequences[:, 2 * n + 1 : n + 1 : -1]
    return sequences[:, :n], sequences[:, n : 2 * n]


def test_training_reaches_every_training_pair_and_no_other():
    """Two digits, exhaustively: what the source can show and what is held out make up all pairs."""
    task = Multiplication(2, "direct")
    numbers = digits_of(range(100), 2)
    training = task.is_training(np.repeat(numbers, 100, axis=0), np.tile(numbers, (100, 1))).reshape(100, 100)
    a, b = map(numbers_of, factors_in(task, task.source(0)(0, 200_000)))
    assert {(x, y) for x, y in zip(a, b)} == {(x, y) for x in range(100) for y in range(100) if training[x, y]}
    for split in ("tuning", "report"):
        every = sum(reference_split(x, y, 2) == split for x in range(100) for y in range(x + 1))
        held_a, held_b = map(numbers_of, task.held_out(every, seed=0, split=split))
        assert not any(training[x, y] for x, y in zip(held_a, held_b))
        assert len({frozenset(p) for p in zip(held_a, held_b)}) == every


@pytest.mark.parametrize("chain", ["paper", "schoolbook"])
def test_factors_are_uniform_over_their_range(chain):
    task = Multiplication(2, chain)
    for factors in factors_in(task, task.source(0)(0, 100_000)):
        counts = np.bincount(numbers_of(factors), minlength=100)[smallest(2, chain) :]
        assert counts.min() > 0.7 * counts.mean() and counts.max() < 1.3 * counts.mean()


def test_source_is_pure_and_follows_its_seed():
    task = Multiplication(4, "schoolbook")
    source = task.source(11)
    first = source(3, 64)
    source(4, 10)
    assert (source(3, 64) == first).all()
    assert (pickle.loads(pickle.dumps(source))(3, 64) == first).all()
    assert first.shape == (64, task.length) and first.dtype == np.int64
    assert not (source(4, 64) == first).all(axis=1).any()
    assert not (task.source(12)(3, 64) == first).all(axis=1).any()


@pytest.mark.parametrize(("n", "count"), [(1, 2), (1, 3), (2, 300), (2, 450), (3, 20_000), (4, 20_000), (40, 1000)])
@pytest.mark.parametrize("chain", ["paper", "schoolbook"])
@pytest.mark.parametrize("split", ["tuning", "report"])
def test_held_out_pairs_are_distinct_and_held_out(n, count, chain, split):
    task = Multiplication(n, chain)
    a, b = task.held_out(count, seed=2, split=split)
    assert a.shape == b.shape == (count, n) and a.dtype == b.dtype == np.int64
    assert (task.split(a, b) == split).all()
    numbers = list(zip(numbers_of(a), numbers_of(b)))
    assert len({frozenset(pair) for pair in numbers}) == count
    assert min(map(min, numbers)) >= smallest(n, chain)
    again = task.held_out(count, seed=2, split=split)
    assert (a == again[0]).all() and (b == again[1]).all()
    if n > 1:
        others = zip(*map(numbers_of, task.held_out(count, seed=3)))
        assert {frozenset(pair) for pair in others} != {frozenset(pair) for pair in numbers}
        assert 0.4 < np.mean([x < y for x, y in numbers if x != y]) < 0.6


@pytest.mark.parametrize("chain", ["paper", "direct"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_more_held_out_pairs_than_exist(n, chain):
    task = Multiplication(n, chain)
    numbers = range(smallest(n, chain), 10**n)
    with pytest.raises(ValueError, match="report pairs") as error:
        task.held_out(10**6, seed=0)
    existing = int(str(error.value).split("only ")[1].split()[0])
    assert len(task.held_out(existing, seed=0)[0]) == existing
    if n < 3:
        assert existing == sum(reference_split(a, b, n) == "report" for a in numbers for b in numbers if a <= b)


# --- what must fail


@pytest.mark.parametrize("digits", [0, -3])
def test_factors_need_a_digit(digits):
    with pytest.raises(ValueError, match=f"digits = {digits}"):
        Multiplication(digits, "direct")


def test_unknown_chain_and_split_list_what_exists():
    with pytest.raises(ValueError, match="'scholbook'.*'paper', 'compact', 'schoolbook', 'direct'"):
        Multiplication(4, "scholbook")
    with pytest.raises(ValueError, match="'test'.*'train', 'tuning', 'report'"):
        Multiplication(4, "paper").source(0, "test")


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([[1, 2, 3]], [[1, 2]], r"first factors have shape \(1, 3\), not \(B, 2\)"),
        ([[1, 2]], [1, 2], r"second factors have shape \(2,\), not \(B, 2\)"),
        ([[1, 2]], [[1.0, 2.0]], "second factors holds whole numbers, not float64"),
        ([[1, 2]], [[1, 2], [3, 4]], "1 first factors and 2 second"),
        ([[1, 2], [3, 10]], [[1, 2], [3, 4]], "first factor, row 1, place 1: 10 is not a digit"),
        ([[1, 2]], [[-1, 2]], "second factor, row 0, place 0: -1 is not a digit"),
    ],
)
def test_factors_that_are_no_digit_arrays(a, b, message):
    for act in (Multiplication(2, "schoolbook").encode, Multiplication(2, "direct").is_training):
        with pytest.raises((TypeError, ValueError), match=message):
            act(np.array(a), np.array(b))


@pytest.mark.parametrize("number", [0, 999, 1000, 1101, 1110])
def test_paper_takes_no_factor_below_its_range(number):
    task, fine = Multiplication(4, "paper"), digits_of([1111, 1200, 9999], 4)
    task.encode(fine, fine)
    with pytest.raises(ValueError, match=f"second factor {number} in row 1: the smallest is 1111"):
        task.encode(fine[:2], digits_of([2000, number], 4))


def test_product_wants_chains_without_prompt():
    task = Multiplication(2, "direct")
    with pytest.raises(ValueError, match=r"\(3, 8\), not \(B, 4\)"):
        task.product(task.source(0)(0, 3))


@pytest.mark.parametrize("count", [0, -1])
def test_held_out_wants_a_positive_count(count):
    with pytest.raises(ValueError, match=f"count = {count}"):
        Multiplication(4, "direct").held_out(count, seed=0)


# --- speed


def test_a_hundred_thousand_schoolbook_chains_a_second():
    source = Multiplication(4, "schoolbook").source(0)

    def seconds(step: int) -> float:
        start = time.process_time()  # of this process alone, so that a busy machine does not fail the test
        source(step, 20_000)
        return time.process_time() - start

    assert 20_000 / min(map(seconds, range(5))) >= 100_000
