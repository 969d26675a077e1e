"""Vocabularies and the text tokenizer: round trips, files, and what must raise."""

import base64
import hashlib
import json

import numpy as np
import pytest
import tiktoken
import torch
from hypothesis import given
from hypothesis import strategies as st

from arntp import tokens
from arntp.tokens import (
    END_OF_TEXT,
    Vocabulary,
    fingerprint,
    gpt2_encoding,
    load_encoding,
    save_encoding,
    train_bpe,
)

TEXTS = ["Once upon a time, there was a small boy named Tim.", "Tim's toy car was red. Tim was happy!\n\nThe end."] * 3
ENCODING = train_bpe(TEXTS, 300)


# Vocabulary


@given(st.lists(st.text(), min_size=1, unique=True))
def test_vocabulary_round_trip(names):
    vocabulary = Vocabulary(names)
    assert vocabulary.encode(names) == list(range(len(names)))
    assert vocabulary.decode(range(len(vocabulary))) == names == list(vocabulary.tokens)


def test_unknown_token_is_named():
    with pytest.raises(ValueError, match="'2x4'"):
        Vocabulary(["0", "1"]).encode(["0", "2x4"])


@pytest.mark.parametrize("i", [-1, 2])
def test_id_outside_the_vocabulary_raises(i):
    with pytest.raises(ValueError, match=str(i)):
        Vocabulary(["0", "1"]).decode([0, i])


@pytest.mark.parametrize("names, said", [(["a", "b", "a"], "'a' occurs twice"), ([], "at least one")])
def test_vocabulary_needs_distinct_tokens(names, said):
    with pytest.raises(ValueError, match=said):
        Vocabulary(names)


def test_vocabularies_compare_by_their_tokens():
    assert Vocabulary(("a", "b")) == Vocabulary(["a", "b"]) != Vocabulary(["b", "a"])
    assert hash(Vocabulary(("a", "b"))) == hash(Vocabulary(["a", "b"]))


# Byte-pair encoding


@given(st.text())
def test_decode_inverts_encode(text):
    ids = ENCODING.encode_ordinary(text)
    assert ENCODING.decode(ids) == text
    assert ENCODING.eot_token not in ids


def test_end_of_text_is_the_last_id():
    assert ENCODING.n_vocab == 300
    assert ENCODING.eot_token == 299 == ENCODING.encode(END_OF_TEXT, allowed_special="all")[0]
    assert END_OF_TEXT in ENCODING.decode([299])


def test_names_from_arrays():
    assert Vocabulary(["0", "1"]).decode(np.array([0, 1], np.uint8)) == ["0", "1"]
    assert Vocabulary(["0", "1"]).decode(torch.tensor([1])) == Vocabulary(["0", "1"]).decode(iter([1])) == ["1"]


def test_first_merge_is_the_most_frequent_pair():
    encoding = train_bpe(["xyxyxy xy ab"], 258)
    assert encoding.encode_ordinary("xy") == [256]


def test_same_ids_as_the_library_that_trained_it():
    from tokenizers import Tokenizer, models, pre_tokenizers

    ranks = ENCODING._mergeable_ranks
    printable = dict(zip(tokens._as_bytes({c: ord(c) for c in pre_tokenizers.ByteLevel.alphabet()}),
                         sorted(pre_tokenizers.ByteLevel.alphabet()), strict=True))  # fmt: skip
    written = {"".join(printable[bytes([b])] for b in token): rank for token, rank in ranks.items()}
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda pair: pair[1])[256:]:
        halves = [(token[:i], token[i:]) for i in range(1, len(token))]
        known = [(a, b) for a, b in halves if max(ranks.get(a, rank), ranks.get(b, rank)) < rank]
        merges += [tuple("".join(printable[bytes([c])] for c in half) for half in pair) for pair in known[:1]]
    oracle = Tokenizer(models.BPE(vocab=written, merges=merges))
    oracle.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    for text in TEXTS[:2]:
        assert oracle.encode(text).ids == ENCODING.encode_ordinary(text)


def test_training_is_deterministic_and_order_does_not_matter():
    assert fingerprint(train_bpe(TEXTS, 300)) == fingerprint(train_bpe(reversed(TEXTS), 300)) == fingerprint(ENCODING)


@pytest.mark.parametrize("texts", [["a"], ["", "a"], ["\x00"], [" "]])
def test_tiny_texts_give_the_bytes(texts):
    assert train_bpe(texts, 2048).n_vocab == 257


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_empty_texts_raise(texts):
    with pytest.raises(ValueError, match="empty"):
        train_bpe(texts, 300)


def test_vocabulary_below_the_bytes_raises():
    with pytest.raises(ValueError, match="vocab_size = 256: 257 to"):
        train_bpe(TEXTS, 256)


def test_fingerprint_tells_encodings_apart():
    assert fingerprint(ENCODING) != fingerprint(train_bpe(TEXTS, 299))
    other = tiktoken.Encoding("x", pat_str=r"\S+|\s+", mergeable_ranks=ENCODING._mergeable_ranks,
                              special_tokens={END_OF_TEXT: 299})  # fmt: skip
    assert fingerprint(ENCODING) != fingerprint(other)


# Files


def test_saved_encoding_loads_as_the_same(tmp_path):
    save_encoding(ENCODING, tmp_path / "bpe.json")
    loaded = load_encoding(tmp_path / "bpe.json")
    assert fingerprint(loaded) == fingerprint(ENCODING)
    assert loaded.eot_token == ENCODING.eot_token
    assert [loaded.encode_ordinary(t) for t in TEXTS] == [ENCODING.encode_ordinary(t) for t in TEXTS]


def test_files_below_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    save_encoding(ENCODING, "~/bpe.json")
    assert fingerprint(load_encoding("~/bpe.json")) == fingerprint(load_encoding(tmp_path / "bpe.json"))


def swap_two_tokens(content):
    content["tokens"][256:258] = content["tokens"][257:255:-1]


@pytest.mark.parametrize(
    "damage",
    [
        swap_two_tokens,
        lambda content: content.pop("tokens"),
        lambda content: content.update(pattern="."),
        lambda content: content.update(format="another"),
        lambda content: content.update(tokens=[1, 2]),
        lambda content: content["tokens"].pop(),
    ],
)
def test_altered_encoding_raises(tmp_path, damage):
    path = tmp_path / "bpe.json"
    save_encoding(ENCODING, path)
    content = json.loads(path.read_text(encoding="utf-8"))
    damage(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="bpe.json"):
        load_encoding(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff\xfe", b'{"format"', b"[" * 99999])
def test_no_encoding_raises(tmp_path, content):
    (tmp_path / "bpe.json").write_bytes(content)
    with pytest.raises(ValueError, match="bpe.json"):
        load_encoding(tmp_path / "bpe.json")


def test_missing_encoding_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_encoding(tmp_path / "none.json")


# GPT-2


def ranks_file(path):
    """Write the trained ranks in tiktoken's format, which GPT-2's are published in."""
    ranks = ENCODING._mergeable_ranks
    path.write_bytes(b"".join(base64.b64encode(token) + b" %d\n" % rank for token, rank in ranks.items()))
    return path


def test_local_ranks_are_read(tmp_path, monkeypatch):
    path = ranks_file(tmp_path / "r50k_base.tiktoken")
    monkeypatch.setattr(tokens, "GPT2_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    loaded = gpt2_encoding(path)
    assert loaded.name == "gpt2"
    assert fingerprint(loaded) == fingerprint(ENCODING)


def test_ranks_that_are_not_gpt2_raise(tmp_path):
    with pytest.raises(ValueError, match="r50k_base.tiktoken has SHA-256"):
        gpt2_encoding(ranks_file(tmp_path / "r50k_base.tiktoken"))


def test_pattern_and_hash_are_those_of_tiktoken():
    import inspect

    from tiktoken_ext import openai_public

    assert tokens.GPT2_SHA256 in inspect.getsource(openai_public)


@given(st.text(st.sampled_from("a1 '!s\n\t\u00a0é²,t"), max_size=30))
def test_pattern_splits_as_gpt2_does(text):
    from tiktoken_ext import openai_public

    ranks, special = ENCODING._mergeable_ranks, {END_OF_TEXT: 299}
    oracle = tiktoken.Encoding("x", pat_str=openai_public.r50k_pat_str, mergeable_ranks=ranks, special_tokens=special)
    assert oracle.encode_ordinary(text) == ENCODING.encode_ordinary(text)


def test_no_network_says_what_to_do(monkeypatch):
    def offline(name):
        raise OSError("no route to host")

    monkeypatch.setattr(tiktoken, "get_encoding", offline)
    with pytest.raises(ConnectionError, match="TIKTOKEN_CACHE_DIR"):
        gpt2_encoding()
