"""Reading stories: every border separates, what shows nothing is dropped, and what is no text is no text."""

import gzip
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.text import reading
from arntp.text.reading import iterate_stories, read_stories, visible_stories
from arntp.tokens import END_OF_TEXT

INVISIBLE = "\u200b\u200d\u00a0\ufeff\u3000\u2028\x01\x1f\u2060\u00ad\u115f\u2800\ufe0f \t"
BORDERS = st.text(st.sampled_from(INVISIBLE + "\n"), max_size=4)


def plain(story):
    """A story as it is read: lines ended by a line feed, nothing around it."""
    story = story.replace("\r\n", "\n").replace("\r", "\n")
    while story != (less := story.strip().strip("\ufeff")):
        story = less
    return story


SHOWN = st.builds(
    lambda before, letter, after: plain(before + letter + after),
    st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    st.sampled_from("aé猫☃"),
    st.text(st.characters(exclude_characters="\0", codec="utf-8")),
).filter(lambda story: END_OF_TEXT not in story)


def file(folder, content, name="a.txt"):
    """A file with the given text or bytes."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Markers


@given(
    stories=st.lists(SHOWN, min_size=1, max_size=5),
    data=st.data(),
    start=st.sampled_from(["", "\ufeff", END_OF_TEXT, f"\ufeff\r\n{END_OF_TEXT}\n"]),
    line=st.sampled_from(["\n", "\r\n", "\r", " ", "", "\n\n\n", "\t\u00a0"]),
)
def test_reading_inverts_writing_with_any_border(tmp_path_factory, stories, data, start, line):
    text = start
    for story in stories:
        lines = story.replace("\n", data.draw(st.sampled_from(["\n", "\r\n", "\r"])))
        blanks = data.draw(st.lists(BORDERS, max_size=2))
        text += line + lines + line + END_OF_TEXT + "".join(blank + END_OF_TEXT for blank in blanks)
    text = data.draw(st.sampled_from([text, text.removesuffix(END_OF_TEXT), f"{text}\n"]))
    assert read_stories(file(tmp_path_factory.mktemp("read"), text)) == stories


@given(st.text(st.characters(codec="utf-8")).map(lambda text: text.replace("\0", "")), st.integers(1, 9))
def test_no_text_lets_a_marker_through(tmp_path_factory, text, size):
    path = file(tmp_path_factory.mktemp("any"), (text[:5] + END_OF_TEXT + text[5:]).replace("", END_OF_TEXT, size))
    assert not any(END_OF_TEXT in story for story in iterate_stories(path))


@pytest.mark.parametrize(
    "text, stories",
    [
        ("one\ntwo", ["one\ntwo"]),
        (f"one\n{END_OF_TEXT}\ntwo", ["one", "two"]),
        (f"one\r\n{END_OF_TEXT}\r\ntwo\r\nthree\r\n", ["one", "two\nthree"]),
        (f"one\r{END_OF_TEXT}\rtwo\rthree", ["one", "two\nthree"]),
        (f"{END_OF_TEXT}\n\n{END_OF_TEXT}\none\n{END_OF_TEXT}", ["one"]),
        (f"one {END_OF_TEXT} two", ["one", "two"]),
        (f"end.{END_OF_TEXT}Next", ["end.", "Next"]),
        (f"one{END_OF_TEXT}{END_OF_TEXT}two{END_OF_TEXT}", ["one", "two"]),
        (f"  {END_OF_TEXT}  \none\n\t{END_OF_TEXT}\u00a0\ntwo", ["one", "two"]),
        (f"\ufeffone\n{END_OF_TEXT}\n\ufefftwo", ["one", "two"]),
        (f"\ufeff{END_OF_TEXT}\ufeff\n\ufeffone", ["one"]),
        (f"one{END_OF_TEXT}\u200b{END_OF_TEXT}\u00a0\x07{END_OF_TEXT}\ufe0f{END_OF_TEXT}two", ["one", "two"]),
        ("a\u200bb\u00adc", ["a\u200bb\u00adc"]),
        (f"☃{END_OF_TEXT}\u0301{END_OF_TEXT}\ue000", ["☃", "\u0301", "\ue000"]),
        ("<|endoftext|", ["<|endoftext|"]),
        ("<|ENDOFTEXT|>", ["<|ENDOFTEXT|>"]),
    ],
)
def test_borders(tmp_path, text, stories):
    assert read_stories(file(tmp_path, text)) == stories


@pytest.mark.parametrize("size", range(1, 30))
def test_a_border_at_the_edge_of_a_block(tmp_path, monkeypatch, size):
    monkeypatch.setattr(reading, "_BLOCK_BYTES", size)
    assert read_stories(file(tmp_path, f"é one{END_OF_TEXT}zwei 猫\n{END_OF_TEXT}☃")) == ["é one", "zwei 猫", "☃"]


def test_a_text_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_BLOCK_BYTES", 16)
    stories = iterate_stories(file(tmp_path, f"one{END_OF_TEXT}".encode() * 9 + b"\xff"))
    assert [next(stories) for _ in range(8)] == ["one"] * 8
    with pytest.raises(ValueError, match="not UTF-8"):
        list(stories)


@pytest.mark.parametrize("text", ["", " \n\n", END_OF_TEXT, f"{END_OF_TEXT}\n \n{END_OF_TEXT}\n", "\ufeff", INVISIBLE])
def test_empty_text_raises(tmp_path, text):
    with pytest.raises(ValueError, match=r"a\.txt has no text"):
        read_stories(file(tmp_path, text))


def test_stories_from_elsewhere_are_cut_alike():
    assert list(visible_stories([f"a{END_OF_TEXT} b", "\u200b", "c\r\n"])) == ["a", "b", "c"]


# What is no text


@pytest.mark.parametrize(
    "content, said",
    [
        (b"abc\xff", "not UTF-8 text .* at byte 3"),
        (f"é{END_OF_TEXT}".encode() + b"a\xc3", "not UTF-8 text .* at byte 16"),
        ("été".encode("latin-1"), "not UTF-8 text .* at byte 0"),
        ("one".encode("utf-16"), "not UTF-8 text .* at byte 0.*save it as UTF-8"),
        ("one".encode("utf-16-le"), "a null character at byte 1"),
        (f"é{END_OF_TEXT}ab\0".encode(), "a null character at byte 17"),
        (b"\x7fELF\2\1\1\0", "null character"),
        (gzip.compress(b"one", mtime=0), r"compressed \(.gz\); unpack it \(gunzip\)"),
        (b"\x28\xb5\x2f\xfd\x04", r"compressed \(.zst\)"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", "git lfs pull"),
    ],
)
def test_what_is_no_text_raises(tmp_path, content, said):
    with pytest.raises(ValueError, match=r"a\.txt .*" + said):
        read_stories(file(tmp_path, content))


def test_a_zip_is_refused_whatever_its_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.txt", "w") as packed:
        packed.writestr("stories.txt", "one")
    with pytest.raises(ValueError, match="unzip"):
        read_stories(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.txt.gz", "a.zip", "a.ZST", "a.csv.gz", "a.tar"])
def test_a_name_of_a_compressed_file_is_refused_whatever_it_holds(tmp_path, name):
    with pytest.raises(ValueError, match="is compressed"):
        read_stories(file(tmp_path, "one", name))


def test_unreadable_text_raises(tmp_path):
    with pytest.raises(FileNotFoundError, match="none.txt"):
        read_stories(tmp_path / "none.txt")
    with pytest.raises(OSError, match=tmp_path.name):
        read_stories(tmp_path)


def test_a_path_below_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    file(tmp_path, "one")
    assert read_stories("~/a.txt") == ["one"]


# Tables

ROWS = [{"text": 'Once upon\na time, "x"', "source": "GPT"}, {"text": f"two{END_OF_TEXT}three", "source": ""}]
STORIES = ['Once upon\na time, "x"', "two", "three"]
CSV = 'text,source\n"Once upon\na time, ""x""",GPT\ntwo<|endoftext|>three,\n'
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
TABLES = {"csv": CSV, "tsv": CSV.replace('",GPT', '"\tGPT').replace("three,", "three\t").replace("text,", "text\t"),
          "jsonl": LINES, "json": json.dumps(ROWS, indent=1)}  # fmt: skip


@pytest.mark.parametrize("end", ["own", "txt", "dat"])
@pytest.mark.parametrize("kind", TABLES)
def test_tables_give_their_column_of_stories(tmp_path, kind, end):
    assert read_stories(file(tmp_path, TABLES[kind], f"a[1]*?.{kind if end == 'own' else end}")) == STORIES


@pytest.mark.parametrize("name", ["a.parquet", "a.txt"])
def test_parquet(tmp_path, name):
    pandas = pytest.importorskip("pandas")
    pandas.DataFrame(ROWS).to_parquet(tmp_path / name)
    assert read_stories(tmp_path / name) == STORIES


@pytest.mark.parametrize(
    "name, content, stories",
    [
        ("a.json", '[{"story": "one", "summary": "two"}]', ["one"]),
        ("a.jsonl", '{"text": "one", "story": "two"}\n{"text": null}\n{"text": "three"}\n', ["one", "three"]),
        ("a.csv", "text\nNA\nNone\n\nnull\n", ["NA", "None", "null"]),
        ("a.txt", '\ufeff["one", "two"]', ["one", "two"]),
        ("a.txt", '"id","text"\n1,one\n', ["one"]),
        ("a.tsv", "text\none, two\n", ["one, two"]),
        ("a.txt", "the text\nof a story, of story", ["the text\nof a story, of story"]),
        ("a.txt", "text and story", ["text and story"]),
    ],
)
def test_columns(tmp_path, name, content, stories):
    assert read_stories(file(tmp_path, content, name)) == stories


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("a.csv", "title,content\n1,2\n", "no column 'text' or 'story', but 'title' .*'content'"),
        ("a.json", '{"text": "x"', "cannot be read as JSON"),
        ("a.txt", '{"text": "x"', "cannot be read as JSON"),
        ("a.jsonl", '{"text": ["x"]}\n', r"row 1: \['x'\] \(list\) is no story"),
        ("a.csv", "text\n1\n2\n", r"row 1: 1 \(int\) is no story"),
        ("a.parquet", "PAR1 and no more", "cannot be read as PARQUET"),
        ("a.parquet", "", "has no text"),
        ("a.csv", "", "has no text"),
        ("a.csv", "text\n", "has no text"),
        ("a.csv", b"text\n\xff\xfe\n", "cannot be read as CSV .*utf-8"),
        ("a.json", "Once upon a time", "cannot be read as JSON"),
    ],
)
def test_broken_tables_raise(tmp_path, name, content, said):
    with pytest.raises(ValueError, match=name.replace(".", r"\.") + ".*" + said):
        read_stories(file(tmp_path, content, name))


def test_tables_leave_no_cache(tmp_path):
    import datasets

    before = sorted(datasets.config.HF_DATASETS_CACHE.rglob("*"))
    path = file(tmp_path, CSV, "a.csv")
    assert read_stories(path) == STORIES
    assert sorted(datasets.config.HF_DATASETS_CACHE.rglob("*")) == before
    assert list(tmp_path.iterdir()) == [path]
