"""The cache of a tokenised text: made once, read back exactly, and any damage to it is named."""

import errno
import json
import shutil
import subprocess
import sys
from threading import Thread

import pytest

from arntp.text.cache import INDEX, through_cache
from arntp.text.token_file import flatten
from arntp.tokens import fingerprint, train_bpe

TEXTS = ["the cat sat on the mat", "a dog", "the end of the dog and the cat"]
ENCODING = train_bpe(TEXTS, 270)
PARTS = {"train": TEXTS[:2], "held_out": TEXTS[2:]}
NAMES = [INDEX, "held_out.tokens", "tokenizer.json", "train.tokens"]


def made():
    """What fills a cache."""
    return ENCODING, {part: map(ENCODING.encode_ordinary, texts) for part, texts in PARTS.items()}, 3


def never():
    """What must not be called."""
    raise AssertionError("the cache is filled again")


@pytest.fixture
def cache(tmp_path):
    through_cache(tmp_path / "cache", made)
    return tmp_path / "cache"


def test_a_cache_is_filled_once_and_read_back(tmp_path):
    for make in (made, never):
        found = through_cache(tmp_path / "cache", make)
        assert fingerprint(found.encoding) == fingerprint(ENCODING)
        assert found.left_out == 3
        assert {part: tokens.tolist() for part, tokens in found.parts.items()} == {
            part: flatten(map(ENCODING.encode_ordinary, texts), ENCODING).tolist() for part, texts in PARTS.items()
        }
    assert sorted(file.name for file in (tmp_path / "cache").iterdir() if file.name != ".lock") == sorted(NAMES)


def test_a_cache_without_its_index_is_filled_again(cache):
    (cache / INDEX).unlink()
    (cache / "train.tokens").write_bytes(b"half")
    assert through_cache(cache, made).left_out == 3


@pytest.mark.parametrize("name", NAMES)
def test_every_flipped_byte_is_noticed(cache, name):
    content = (cache / name).read_bytes()
    for place in range(0, len(content), 1 + len(content) // 40):
        (cache / name).write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(ValueError, match=name):
            through_cache(cache, never)
    for length in range(0, len(content), 1 + len(content) // 20):
        (cache / name).write_bytes(content[:length])
        with pytest.raises(ValueError, match=name):
            through_cache(cache, never)


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_missing_file_is_named(cache, name):
    (cache / name).unlink()
    with pytest.raises(ValueError, match=f"{name} is missing from the cache; delete the folder"):
        through_cache(cache, never)


def test_parts_that_are_swapped_are_noticed(cache):
    shutil.copy(cache / "train.tokens", cache / "held_out.tokens")
    with pytest.raises(ValueError, match="held_out.tokens holds other tokens"):
        through_cache(cache, never)


def test_a_tokenizer_of_another_cache_is_noticed(cache, tmp_path):
    other = train_bpe(TEXTS, 269)
    texts = {part: map(other.encode_ordinary, texts) for part, texts in PARTS.items()}
    through_cache(tmp_path / "other", lambda: (other, texts, 3))
    shutil.copy(tmp_path / "other" / "tokenizer.json", cache)
    with pytest.raises(ValueError, match="was written with tokenizer"):
        through_cache(cache, never)
    for part in PARTS:
        shutil.copy(tmp_path / "other" / f"{part}.tokens", cache)
    with pytest.raises(ValueError, match=f"tokenizer.json is not the tokenizer that .*{INDEX}"):
        through_cache(cache, never)


@pytest.mark.parametrize("content", ["", "[]", "null", "3", '"a"', "{}", "[" * 9999, '{"sha256": 1}', '{"parts": {}}'])
def test_no_index_is_named(cache, content):
    (cache / INDEX).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=f"{INDEX} is corrupt .*; delete the folder to tokenise again"):
        through_cache(cache, never)


def test_an_altered_count_is_noticed(cache):
    content = json.loads((cache / INDEX).read_text(encoding="utf-8"))
    (cache / INDEX).write_text(json.dumps(content | {"left_out": 0}), encoding="utf-8")
    with pytest.raises(ValueError, match=f"{INDEX} is corrupt .its content is not what its sha256 says.; delete"):
        through_cache(cache, never)


def test_a_cache_that_cannot_be_written_to_is_read(cache, tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr("arntp.files.make_folder", refuse)
    assert through_cache(cache, never).left_out == 3
    with pytest.raises(PermissionError, match="none"):
        through_cache(tmp_path / "none", made)


def test_a_second_writer_waits_and_finds_the_work_done(tmp_path):
    found = []
    second = Thread(target=lambda: found.append(through_cache(tmp_path, never)))

    def slowly():
        second.start()
        second.join(0.3)
        assert second.is_alive(), "it did not wait"
        return made()

    through_cache(tmp_path, slowly)
    second.join()
    assert found[0].left_out == 3


FILL = """
import sys
from arntp.text.stories import load_corpus
print(ascii(load_corpus("grammar", 300, 8, stories=300, cache=sys.argv[1]).protocol))
"""


def test_two_processes_at_once_fill_one_cache(tmp_path):
    pair = [
        subprocess.Popen([sys.executable, "-c", FILL, tmp_path / "cache"], stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    assert said[0] == said[1] and "story grammar" in said[0]
