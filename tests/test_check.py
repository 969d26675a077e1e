"""`python -m arntp.check` tells what is there, and what to do about what is not."""

import pytest

from arntp import check


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
    assert fine and line.startswith("optional")


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


def test_full_disk_is_missing(monkeypatch):
    monkeypatch.setattr(check.shutil, "disk_usage", lambda path: check.shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(check.Missing, match="0.0 GB"):
        check.disk()


def test_whole_report(capsys, monkeypatch):
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)
    assert check.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [need.__name__ for need in check.NEEDS]


def test_exit_status_is_one_if_anything_is_missing(capsys, monkeypatch):
    monkeypatch.setattr(check, "NEEDS", (fails(check.Missing("no")),))
    assert check.main() == 1
