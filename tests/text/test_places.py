"""Where a text is found: the argument, the variable, the names of the official files, and helpful errors."""

from pathlib import Path

import pytest

from arntp.text.places import FAMILIES, find_tinystories, text_files


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)


def folder_of(path, *names):
    """A folder with files of the given names."""
    path.mkdir(exist_ok=True)
    for name in names:
        (path / name).write_text("a story", encoding="utf-8")
    return path


def names(path):
    """The names of the training and of the validation files."""
    return tuple([file.name for file in files] for files in text_files(path))


def test_place_from_argument_variable_or_nowhere(tmp_path, monkeypatch):
    folder = folder_of(tmp_path / "text", "train.txt")
    assert find_tinystories() is None
    assert find_tinystories(folder) == find_tinystories(str(folder)) == folder
    monkeypatch.setenv("ARNTP_TINYSTORIES", str(folder / "train.txt"))
    assert find_tinystories() == folder / "train.txt"
    assert find_tinystories(folder) == folder
    monkeypatch.setenv("ARNTP_TINYSTORIES", "")
    assert find_tinystories() is None


def test_places_below_home_and_below_the_callers_folder(tmp_path, monkeypatch):
    folder_of(tmp_path / "text", "train.txt")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_tinystories("~/text") == tmp_path / "text"
    assert find_tinystories("text") == Path("text")
    monkeypatch.setenv("ARNTP_TINYSTORIES", "~/text/train.txt")
    assert find_tinystories() == tmp_path / "text" / "train.txt"


@pytest.mark.parametrize("place", ["argument", "variable"])
def test_a_named_place_without_stories_raises(tmp_path, monkeypatch, place):
    def find(path):
        if place == "argument":
            return find_tinystories(path)
        monkeypatch.setenv("ARNTP_TINYSTORIES", str(path))
        return find_tinystories()

    with pytest.raises(FileNotFoundError, match="nowhere: there is no such file or folder"):
        find(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match=r"~nobody-of-that-name/text: there is no"):
        find("~nobody-of-that-name/text")
    with pytest.raises(FileNotFoundError, match=r"expected train.txt, .*TinyStoriesV2-GPT4-train.txt .* holds nothing"):
        find(tmp_path)
    folder_of(tmp_path, "valid.txt", "train.txt.gz")
    with pytest.raises(FileNotFoundError, match=r"expected train.txt.* it holds train.txt.gz, valid.txt; a single"):
        find(tmp_path)


@pytest.mark.parametrize("end", [".txt", ".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("train, valid", FAMILIES.items())
def test_each_family_is_found_whole(tmp_path, train, valid, end):
    folder = folder_of(tmp_path, train + end, valid + end, "README.md", "more.txt", "valid_stories.txt")
    assert names(folder) == ([train + end], [valid + end])
    assert names(folder / (train + end)) == ([train + end], [])


def test_training_text_alone(tmp_path):
    assert names(folder_of(tmp_path, "TinyStories-train.txt", "valid.txt")) == (["TinyStories-train.txt"], [])


def test_of_several_families_the_first_counts(tmp_path):
    every = [f"{name}.txt" for pair in FAMILIES.items() for name in pair]
    folder_of(tmp_path, *every)
    for train, valid in zip(every[::2], every[1::2], strict=True):
        assert names(tmp_path) == ([train], [valid])
        (tmp_path / train).unlink()


def test_a_text_that_is_there_twice_raises(tmp_path):
    with pytest.raises(ValueError, match=r"holds both train.txt and train.csv; keep one"):
        find_tinystories(folder_of(tmp_path, "train.txt", "train.csv"))


def test_other_texts_beside_are_not_picked_up(tmp_path):
    folder = folder_of(tmp_path, "train.txt", "valid.txt", "more.txt", "valid_stories.txt", "train2.txt")
    assert names(folder) == (["train.txt"], ["valid.txt"])
