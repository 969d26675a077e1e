"""Token files: exact round trips, and every kind of damage is noticed."""

import errno

import numpy as np
import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.text.token_file import TokenFile, flatten, token_type
from arntp.tokens import train_bpe

TEXTS = ["the cat sat on the mat", "a dog", "the end of the dog and the cat"]
ENCODING = train_bpe(TEXTS, 270)
LISTS = [ENCODING.encode_ordinary(text) for text in TEXTS]


@pytest.fixture
def written(tmp_path):
    TokenFile.write(tmp_path / "a.tokens", LISTS, ENCODING)
    return tmp_path / "a.tokens"


@settings(deadline=None)  # it writes files
@given(st.lists(st.lists(st.integers(0, 268), max_size=5), min_size=1, max_size=5))
def test_round_trip(tmp_path_factory, lists):
    path = tmp_path_factory.mktemp("tokens") / "a.tokens"
    file = TokenFile.write(path, iter(lists), ENCODING)
    again = TokenFile.open(path, ENCODING)
    assert again == file
    assert again.tokens.tolist() == [t for tokens in lists for t in [*tokens, 269]] == flatten(lists, ENCODING).tolist()
    assert again.count == len(again.tokens)


def test_tokens_are_mapped_and_read_only(written):
    tokens = TokenFile.open(written, ENCODING).tokens
    assert isinstance(tokens, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        tokens[0] = 1


def test_ids_take_two_bytes_where_the_vocabulary_fits(written):
    class Sized:
        def __init__(self, n_vocab):
            self.n_vocab = n_vocab

    assert token_type(Sized(2**16)).itemsize == 2
    assert token_type(Sized(2**16 + 1)).itemsize == 4
    assert written.stat().st_size == 512 + 2 * sum(len(tokens) + 1 for tokens in LISTS)


def flip(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def header(content, old, new):
    changed = content[:512].replace(old, new)
    assert changed != content[:512]
    return changed.ljust(512, b"\0")[:512] + content[512:]


COUNT = b'"count": %d,' % sum(len(tokens) + 1 for tokens in LISTS)

DAMAGE = {
    "empty": lambda c: b"",
    "magic": lambda c: flip(c, 0),
    "header cut": lambda c: c[:100],
    "data cut": lambda c: c[:-2],
    "half a token": lambda c: c[:-1],
    "longer": lambda c: c + b"\0\0",
    "count": lambda c: header(c, COUNT, b'"count": 3,'),
    "count as text": lambda c: header(c, COUNT, b'"count": "3",'),
    "no count": lambda c: header(c, b'"count"', b'"tokens"'),
    "first token": lambda c: flip(c, 512),
    "last token": lambda c: flip(c, len(c) - 2),
    "no JSON": lambda c: header(c, b"{", b"["),
    "nested": lambda c: header(c, b'{"count"', b"[" * 400),
    "count as a float": lambda c: header(c, COUNT, COUNT[:-1] + b".0,"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_raises(written, damage):
    written.write_bytes(damage(written.read_bytes()))
    with pytest.raises(ValueError, match=r"a\.tokens"):
        TokenFile.open(written, ENCODING)


def test_another_tokenizer_raises(written):
    with pytest.raises(ValueError, match="was written with tokenizer"):
        TokenFile.open(written, train_bpe(TEXTS, 269))


def test_an_encoding_whose_last_id_is_another_raises(written):
    other = tiktoken.Encoding("x", pat_str=ENCODING._pat_str, mergeable_ranks=ENCODING._mergeable_ranks,
                              special_tokens={"<|endoftext|>": 300})  # fmt: skip
    for use in (TokenFile.open, lambda path, encoding: TokenFile.write(path, LISTS, encoding)):
        with pytest.raises(ValueError, match=r"'<\|endoftext\|>': 269\} is needed"):
            use(written, other)


def test_a_path_below_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert TokenFile.write("~/a.tokens", LISTS, ENCODING).path == tmp_path / "a.tokens"


def test_missing_file_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        TokenFile.open(tmp_path / "none.tokens", ENCODING)


def test_no_stories_raise_and_leave_nothing(tmp_path):
    with pytest.raises(ValueError, match="no stories"):
        TokenFile.write(tmp_path / "a.tokens", [], ENCODING)
    assert not list(tmp_path.iterdir())


def test_full_disk_leaves_the_old_file(written):
    def lists():
        yield LISTS[0]
        raise OSError(errno.ENOSPC, "No space left on device")

    before = written.read_bytes()
    with pytest.raises(OSError, match="No space"):
        TokenFile.write(written, lists(), ENCODING)
    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]


@pytest.mark.parametrize("token", [-1, 2**16])
def test_a_token_that_does_not_fit_raises(tmp_path, token):
    with pytest.raises(ValueError, match=rf"token_lists\[0\]\[0\] = {token}: token ids are in 0 … 269"):
        TokenFile.write(tmp_path / "a.tokens", [[token]], ENCODING)
    assert not list(tmp_path.iterdir())
