"""The corpus that stories become: its parts, its protocol, its cache, and which data it is."""

import gzip
import json

import numpy as np
import pytest

from arntp.text.stories import load_corpus, split_by_hash
from arntp.tokens import END_OF_TEXT, fingerprint, train_bpe

STORIES = [f"Tom had {n} red balls. He gave one to Sue, and {n - 1} balls were left.\nThe end." for n in range(2, 150)]
VALID = "Sue saw two birds. They sang.\nOne day, the birds were gone."


def joined(stories):
    return "".join(f"{story}\n{END_OF_TEXT}\n" for story in stories)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "train.txt").write_text(joined(STORIES), encoding="utf-8")
    (tmp_path / "text" / "valid.txt").write_text(VALID, encoding="utf-8")
    return tmp_path / "text"


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)


# The corpus


def text_of(corpus, rows):
    return corpus.encoding.decode([t for t in rows[:, 1:].ravel() if t >= 0])


@pytest.mark.parametrize("cached", [False, True])
def test_parts_are_the_split_stories(folder, tmp_path, cached):
    cache = tmp_path / "cache" if cached else None
    train, held = split_by_hash(STORIES)
    for _ in range(1 + cached):
        corpus = load_corpus("tinystories", 400, 8, path=folder, cache=cache)
        assert text_of(corpus, corpus.held_out.rows) == "".join(story + END_OF_TEXT for story in held)
        assert corpus.held_out.bytes == sum(len(story.encode()) for story in held)
        assert text_of(corpus, corpus.valid.rows) == VALID + END_OF_TEXT
        assert corpus.valid.bytes == len(VALID.encode())
        assert text_of(corpus, corpus.rows) == "".join(story + END_OF_TEXT for story in train)
        assert corpus.rows.shape[1] == corpus.context + 1 == 9


BORDERS = {
    "beside a word": END_OF_TEXT,
    "blanks": f" \t{END_OF_TEXT} \n",
    "byte-order marks": f"\r\n{END_OF_TEXT}\r\n\ufeff",
    "nothing to see": f"{END_OF_TEXT}\u200b{END_OF_TEXT}\u00a0\ufeff{END_OF_TEXT}",
}


@pytest.mark.parametrize("border", BORDERS.values(), ids=BORDERS)
def test_no_marker_and_no_mark_is_trained_on(tmp_path, border):
    (tmp_path / "a.txt").write_bytes(f"\ufeff{border.join(STORIES[:20])}".encode())
    corpus = load_corpus("tinystories", 300, 8, path=tmp_path / "a.txt", held_out=0.3)
    train, held = text_of(corpus, corpus.rows), text_of(corpus, corpus.held_out.rows)
    stories = (train + held).split(END_OF_TEXT)[:-1]
    assert sorted(stories) == sorted(STORIES[:20])


def test_the_tokenizer_sees_the_training_part_only(folder):
    corpus = load_corpus("tinystories", 400, 8, path=folder)
    assert fingerprint(corpus.encoding) == fingerprint(train_bpe(split_by_hash(STORIES)[0], 400))


def test_the_cache_is_read_and_verified(folder, tmp_path, monkeypatch):
    first = load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    monkeypatch.setattr("arntp.text.stories.train_bpe", None)
    again = load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    assert np.array_equal(first.train, again.train)
    assert first.protocol == again.protocol
    (path,) = (tmp_path / "cache").rglob("train.tokens")
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ValueError, match="train.tokens"):
        load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")


@pytest.mark.parametrize("change", ["text", "vocabulary", "share"])
def test_the_cache_is_not_used_for_another_corpus(folder, tmp_path, change):
    load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    if change == "text":
        (folder / "valid.txt").write_text("Another text.", encoding="utf-8")
    options = {"vocab_size": 401 if change == "vocabulary" else 400, "held_out": 0.1 if change == "share" else 0.05}
    fresh = load_corpus("tinystories", context=8, path=folder, **options)
    cached = load_corpus("tinystories", context=8, path=folder, cache=tmp_path / "cache", **options)
    assert np.array_equal(fresh.held_out.rows, cached.held_out.rows)
    assert np.array_equal(fresh.valid.rows, cached.valid.rows)
    assert fresh.encoding.n_vocab == cached.encoding.n_vocab


def test_one_file_with_both_texts_is_another_corpus(folder, tmp_path):
    both = tmp_path / "both.txt"
    both.write_bytes((folder / "train.txt").read_bytes() + (folder / "valid.txt").read_bytes())
    load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    cached = load_corpus("tinystories", 400, 8, path=both, cache=tmp_path / "cache")
    assert np.array_equal(cached.train, load_corpus("tinystories", 400, 8, path=both).train)


def test_an_interrupted_cache_is_filled_again(folder, tmp_path, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr("arntp.text.cache.save_encoding", full)
        load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    corpus = load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache")
    assert np.array_equal(corpus.train, load_corpus("tinystories", 400, 8, path=folder).train)


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("blank", [" ", "\n\n"])
def test_validation_stories_are_counted_and_kept_out(folder, tmp_path, blank, cached):
    train, held = split_by_hash(STORIES)
    equal = [blank.join(story.split()) for story in (*train[:4], *held[:1])]
    (folder / "valid.txt").write_text(joined([*equal, "A story of its own."]), encoding="utf-8")
    cache = tmp_path / "cache" if cached else None
    for _ in range(1 + cached):
        corpus = load_corpus("tinystories", 400, 8, path=folder, cache=cache)
        assert text_of(corpus, corpus.rows) == "".join(story + END_OF_TEXT for story in train[4:])
        assert text_of(corpus, corpus.held_out.rows) == "".join(story + END_OF_TEXT for story in held[1:])
        assert corpus.left_out == 5
        assert "left out because scored ones say the same: 5." in corpus.protocol


def test_a_validation_text_without_markers_counts_too(folder):
    train, _ = split_by_hash(STORIES)
    (folder / "valid.txt").write_text("\n".join(train[2:4]), encoding="utf-8")
    corpus = load_corpus("tinystories", 400, 8, path=folder)
    assert corpus.left_out == 2
    assert text_of(corpus, corpus.rows) == "".join(story + END_OF_TEXT for story in train[:2] + train[4:])


def test_the_same_text_twice_raises(folder):
    (folder / "valid.txt").write_bytes((folder / "train.txt").read_bytes())
    with pytest.raises(ValueError, match="each of the 148 training stories is a validation story"):
        load_corpus("tinystories", 400, 8, path=folder)


def test_shares_that_print_alike_are_other_corpora(folder, tmp_path):
    shares = (0.3, 0.3000000001)
    for share in shares:
        load_corpus("tinystories", 400, 8, path=folder, cache=tmp_path / "cache", held_out=share)
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_text_without_borders_holds_out_its_tail(tmp_path):
    text = "Anna saw a bird. The bird sang. " * 100
    (tmp_path / "running.txt").write_text(text, encoding="utf-8")
    corpus = load_corpus("tinystories", 300, 8, path=tmp_path / "running.txt", held_out=0.1)
    held = text_of(corpus, corpus.held_out.rows).removesuffix(END_OF_TEXT)
    assert text.strip().endswith(" " + held)
    assert 0.09 < len(held) / len(text) < 0.12
    assert text_of(corpus, corpus.rows).removesuffix(END_OF_TEXT) in text
    assert corpus.valid is None
    assert "its end" in corpus.protocol
    assert corpus.name == "local text running.txt"


@pytest.mark.parametrize("text", ["a", "word", joined(["one story", "and another"])])
def test_text_too_short_to_split_raises(tmp_path, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="too short"):
        load_corpus("tinystories", 300, 8, path=tmp_path / "a.txt")


def test_protocol_says_what_was_done(folder):
    corpus = load_corpus("tinystories", 400, 8, path=folder)
    train, held = split_by_hash(STORIES)
    for said in ("TinyStories", corpus.sha256[:16], f"{len(train)} stories",
                 f"{len(corpus.train):,} tokens, in rows of 8",
                 f"held out {len(held)} stories, {corpus.held_out.tokens:,} tokens, {corpus.held_out.bytes:,} bytes",
                 "valid one text", "5.0% of the stories by hash"):  # fmt: skip
        assert said in corpus.protocol
    assert "\n" not in corpus.protocol
    assert str(folder) not in corpus.protocol


# Choosing the data


def test_the_first_stories(folder):
    corpus = load_corpus("tinystories", 400, 8, path=folder, stories=100)
    train, held = split_by_hash(STORIES[:100])
    assert text_of(corpus, corpus.rows) == "".join(story + END_OF_TEXT for story in train)
    assert corpus.name == "TinyStories (first 100 stories)"
    assert corpus.sha256 != load_corpus("tinystories", 400, 8, path=folder).sha256


@pytest.mark.parametrize("train, valid", [("TinyStories-train", "TinyStories-valid"),
                                          ("TinyStoriesV2-GPT4-train", "TinyStoriesV2-GPT4-valid")])  # fmt: skip
def test_official_files_are_the_same_corpus_by_another_name(folder, train, valid):
    expected = load_corpus("tinystories", 400, 8, path=folder)
    (folder / "train.txt").rename(folder / f"{train}.txt")
    (folder / "valid.txt").rename(folder / f"{valid}.txt")
    corpus = load_corpus("tinystories", 400, 8, path=folder)
    assert corpus.name == f"TinyStories ({train}.txt)"
    assert np.array_equal(corpus.train, expected.train) and corpus.sha256 == expected.sha256


def test_a_table_is_the_same_corpus_as_its_text(folder):
    expected = load_corpus("tinystories", 400, 8, path=folder)
    (folder / "train.txt").unlink()
    lines = "".join(json.dumps({"text": story}) + "\n" for story in STORIES)
    (folder / "train.jsonl").write_text(lines, encoding="utf-8")
    corpus = load_corpus("tinystories", 400, 8, path=folder)
    assert np.array_equal(corpus.train, expected.train) and corpus.name == "TinyStories (train.jsonl)"


def test_a_compressed_text_is_never_trained_on(folder):
    (folder / "train.txt").write_bytes(gzip.compress(joined(STORIES).encode()))
    with pytest.raises(ValueError, match=r"train.txt is compressed"):
        load_corpus("tinystories", 400, 8, path=folder)


def test_a_file_of_blanks_raises(folder):
    (folder / "valid.txt").write_text("\u200b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"valid.txt: no stories, only blanks"):
        load_corpus("tinystories", 400, 8, path=folder)


def test_paths_below_home(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ARNTP_TINYSTORIES", "~/text")
    monkeypatch.chdir(tmp_path)
    first = load_corpus("tinystories", 300, 8, cache="~/cache")
    assert (tmp_path / "cache").is_dir() and sorted(p.name for p in tmp_path.iterdir()) == ["cache", "text"]
    assert first.sha256 == load_corpus("tinystories", 300, 8, path="text").sha256


def test_unknown_data_raises():
    with pytest.raises(ValueError, match="'shakespeare'"):
        load_corpus("shakespeare")


@pytest.mark.parametrize("share", [0, 1, -0.1, 5])
def test_share_outside_the_unit_interval_raises(share):
    with pytest.raises(ValueError, match="held_out = "):
        load_corpus("grammar", held_out=share)


def test_tinystories_that_are_not_there_raise():
    with pytest.raises(FileNotFoundError, match="ARNTP_TINYSTORIES"):
        load_corpus("tinystories")


def test_grammar_with_a_path_raises(folder):
    with pytest.raises(ValueError, match="reads no file"):
        load_corpus("grammar", path=folder)


@pytest.fixture
def birds(monkeypatch):
    """A grammar of one plot."""

    def sample_stories(count, seed):
        numbers = np.random.default_rng(seed).permutation(9000)[:count]
        return [f"Tom saw {n} birds. They were red, and they sang a song for Tom." for n in numbers]

    monkeypatch.setattr("arntp.text.stories.sample_stories", sample_stories)


def test_auto_takes_tinystories_where_they_are(birds, folder, monkeypatch):
    assert load_corpus("auto", 300, 8, stories=200).name.startswith("story grammar")
    monkeypatch.setenv("ARNTP_TINYSTORIES", str(folder))
    assert load_corpus("auto", 300, 8).name == "TinyStories"
    assert load_corpus("auto", 300, 8, stories=60).name == "TinyStories (first 60 stories)"


def test_no_grammar_story_is_on_both_sides(birds):
    corpus = load_corpus("grammar", 300, 4, stories=100, held_out=0.3)
    held = text_of(corpus, corpus.held_out.rows).split(END_OF_TEXT)[:-1]
    trained = text_of(corpus, corpus.rows)
    assert corpus.name == "story grammar (100 distinct stories, seed 0)"
    assert len(set(held)) == len(held) > 10
    assert not any(story.split(" birds")[0] + " birds" in trained for story in held)


def test_grammar_is_seeded(birds):
    corpus, again, other = (load_corpus("grammar", 300, 8, stories=50, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(corpus.train, again.train)
    assert corpus.sha256 == again.sha256 != other.sha256
    assert corpus.valid is None


def test_the_grammar_of_the_book():
    corpus = load_corpus("grammar", 512, 32, stories=300)
    assert len(corpus.train) > 100
    assert corpus.held_out.bytes > 1000
