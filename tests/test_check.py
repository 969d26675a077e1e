"""`python -m arntp.check` tells what is there, and what to do about what is not."""

import sys
from collections import namedtuple

import pytest

from arntp import check
from arntp.text.download import MANIFEST, download_tinystories


def fails(error):
    def need():
        raise error

    return need


def test_found_need_is_ok():
    assert check.report("disk", lambda: "5 GB") == ("OK       disk       5 GB", True)


def test_missing_need_says_what_to_do():
    line, fine = check.report("python", fails(check.Missing("use Python 3.11")))
    assert not fine and line.startswith("MISSING") and line.endswith("use Python 3.11")


def test_optional_need_is_no_failure():
    line, fine = check.report("data", fails(check.Note("set ARNTP_TINYSTORIES")))
    assert fine and line.startswith("note")


def test_missing_package_names_the_install():
    line, fine = check.report("torch", fails(ImportError("No module named 'torch'")))
    assert not fine and "make install" in line


def test_data_that_is_not_there_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("ARNTP_TINYSTORIES", str(tmp_path / "nowhere"))
    with pytest.raises(check.Missing, match="nowhere"):
        check.data()


def test_no_data_is_only_noted(monkeypatch):
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)
    with pytest.raises(check.Note, match="ARNTP_TINYSTORIES"):
        check.data()


@pytest.fixture
def shards(tmp_path, monkeypatch):
    """A downloaded folder of two shards, named by the variable."""
    monkeypatch.setattr("arntp.text.download._stream", lambda split: iter(["Tim ran.", "Sue sat."]))
    monkeypatch.setenv("ARNTP_TINYSTORIES", str(tmp_path))
    return download_tinystories(tmp_path, shard=1)


def data_line():
    return check.report("data", check.data)


def test_whole_data_is_ok(shards):
    line, fine = data_line()
    assert fine and line.startswith("OK") and str(shards) in line


def test_missing_shards_are_all_named(shards):
    gone = ["train-00001.txt", "validation-00000.txt"]
    for name in gone:
        (shards / name).unlink()
    line, fine = data_line()
    assert not fine and all(name in line for name in [*gone, "download again"])


CORRUPT = {
    "flipped": lambda folder: (folder / "train-00000.txt").write_text("Tom ran.", encoding="utf-8"),
    "cut": lambda folder: (folder / MANIFEST).write_text('{"shards": {"tr', encoding="utf-8"),
    "other kind": lambda folder: (folder / MANIFEST).write_text("[3]", encoding="utf-8"),
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "binary name": lambda folder: (folder / MANIFEST).write_bytes(b'{"shards": {"train": {"\\u0000": ""}}}'),
    "a folder": lambda folder: [(folder / "train-00000.txt").unlink(), (folder / "train-00000.txt").mkdir()],
}


@pytest.mark.parametrize("how", CORRUPT)
def test_corrupt_folder_is_one_line(shards, how):
    CORRUPT[how](shards)
    line, fine = data_line()
    assert not fine and line.startswith("MISSING  data") and "\n" not in line and str(shards) in line


def test_file_without_permission_is_one_line(shards, monkeypatch):
    monkeypatch.setattr("arntp.text.reading.iterate_stories", lambda file: fails(PermissionError(13, "denied", "x"))())
    line, fine = data_line()
    assert not fine and "denied" in line and "unset ARNTP_TINYSTORIES" in line


def test_anything_else_that_breaks_is_one_line():
    line, fine = check.report("tokenizer", fails(RuntimeError("broken\nlibrary")))
    assert not fine and line.endswith("RuntimeError: broken library; reinstall with `make install`")


Version = namedtuple("Version", "major minor micro")


def test_old_python_is_missing(monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 10, 1))
    with pytest.raises(check.Missing, match="too old"):
        check.python()


def test_newer_python_is_only_noted(monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 15, 0))
    with pytest.raises(check.Note, match="newer"):
        check.python()


def test_help_says_what_it_does(capsys):
    with pytest.raises(SystemExit, match="0"):
        check.main(["--help"])
    assert "one line for each need" in capsys.readouterr().out


def test_unknown_arguments_are_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        check.main(["data"])
    assert "unrecognized arguments: data" in capsys.readouterr().err


def test_full_disk_is_missing(monkeypatch):
    monkeypatch.setattr(check.shutil, "disk_usage", lambda path: check.shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(check.Missing, match="0.0 GB"):
        check.disk()


def test_whole_report(capsys, monkeypatch):
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)
    status = check.main([])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [need.__name__ for need in check.NEEDS]
    assert status == any(line.startswith("MISSING") for line in lines)


def test_exit_status_is_one_if_anything_is_missing(capsys, monkeypatch):
    monkeypatch.setattr(check, "NEEDS", (fails(check.Missing("no")),))
    assert check.main([]) == 1
