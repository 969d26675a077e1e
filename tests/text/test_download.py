"""The hub's TinyStories, with the hub replaced by a few examples."""

import datasets
import pytest

from arntp.text.download import MANIFEST, download_tinystories, verify_shards
from arntp.text.stories import load_corpus, read_stories

EXAMPLES = {
    "train": [f"Tom had {n} red balls.\n\nHe gave one to Sue, and {n - 1} were left. " for n in range(2, 60)],
    "validation": [f"Sue saw {n} birds." for n in range(2, 9)],
}


@pytest.fixture
def hub(monkeypatch):
    def load_dataset(name, split, streaming):
        assert (name, streaming) == ("roneneldan/TinyStories", True)
        return datasets.IterableDataset.from_generator(lambda: ({"text": text} for text in EXAMPLES[split]))

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)


def test_shards_hold_the_stories_in_order(hub, tmp_path):
    folder = download_tinystories(tmp_path / "hub", shard=25)
    names = sorted(file.name for file in folder.iterdir())
    assert names == [MANIFEST, *(f"train-0000{i}.txt" for i in range(3)), "validation-00000.txt"]
    stories = [story for name in names[1:4] for story in read_stories(folder / name)]
    assert stories == [text.strip() for text in EXAMPLES["train"]]


def test_the_first_stories_of_each_split(hub, tmp_path):
    folder = download_tinystories(tmp_path, stories=3)
    assert len(read_stories(folder / "train-00000.txt")) == 3
    assert len(read_stories(folder / "validation-00000.txt")) == 3


def test_corpus_from_the_download(hub, tmp_path):
    folder = download_tinystories(tmp_path / "hub", shard=25)
    corpus = load_corpus("tinystories", 300, 8, path=folder, cache=tmp_path / "cache")
    assert corpus.valid.bytes == sum(len(text.encode()) for text in EXAMPLES["validation"])
    assert corpus.name == "TinyStories"


def test_an_altered_shard_raises(hub, tmp_path):
    folder = download_tinystories(tmp_path)
    shard = folder / "train-00000.txt"
    shard.write_text(shard.read_text(encoding="utf-8").replace("Tom", "Tim", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="train-00000.txt"):
        load_corpus("tinystories", 300, 8, path=folder)


def test_a_missing_shard_raises(hub, tmp_path):
    folder = download_tinystories(tmp_path)
    (folder / "train-00000.txt").unlink()
    with pytest.raises(FileNotFoundError, match="train-00000.txt"):
        verify_shards(folder)


NO_LISTS = ['{"shards": {"train": []}}', '{"shards": {"train": {}, "validation": {}}}']
CORRUPT = ["", "[]", "{}", "[" * 9999, "\xff", *NO_LISTS]


@pytest.mark.parametrize("content", CORRUPT)
def test_a_corrupt_manifest_raises(tmp_path, content):
    (tmp_path / MANIFEST).write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match=MANIFEST):
        load_corpus("tinystories", path=tmp_path)


def test_an_interrupted_download_is_no_corpus(hub, tmp_path, monkeypatch):
    good = EXAMPLES["validation"]
    monkeypatch.setitem(EXAMPLES, "validation", [*good[:3], None])
    with pytest.raises(AttributeError):
        download_tinystories(tmp_path)
    with pytest.raises(FileNotFoundError, match="no stories at"):
        load_corpus("tinystories", path=tmp_path)


def test_no_network_says_what_to_do(tmp_path, monkeypatch):
    def offline(*args, **options):
        raise ConnectionError("offline")

    monkeypatch.setattr(datasets, "load_dataset", offline)
    with pytest.raises(ConnectionError, match="use a local copy"):
        download_tinystories(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_connection_that_breaks_off_says_what_to_do(tmp_path, monkeypatch):
    def examples(*args, **options):
        yield from ({"text": text} for text in EXAMPLES["train"][:7])
        raise TimeoutError("the hub is silent")

    monkeypatch.setattr(datasets, "load_dataset", examples)
    with pytest.raises(ConnectionError, match="the hub is silent.*use a local copy"):
        download_tinystories(tmp_path, shard=3)
    with pytest.raises(FileNotFoundError, match="no stories at"):
        load_corpus("tinystories", path=tmp_path)


def test_a_marker_within_a_story_of_the_hub_separates(hub, tmp_path, monkeypatch):
    monkeypatch.setitem(EXAMPLES, "validation", ["One.<|endoftext|>Two.", "\ufeffThree."])
    folder = download_tinystories(tmp_path)
    assert read_stories(folder / "validation-00000.txt") == ["One.", "Two.", "Three."]


def test_a_folder_below_home(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert download_tinystories("~/hub", stories=2) == tmp_path / "hub"
    verify_shards("~/hub")
