"""Files are written whole or not at all."""

import errno

import pytest

from arntp.files import replacing


def test_replacing_keeps_the_old_file_when_the_disk_is_full(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(OSError, match="No space"), replacing(path) as file:
        file.write(b"half of the n")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_replacing_shows_nothing_before_the_end(tmp_path):
    with replacing(tmp_path / "new" / "file") as file:
        file.write(b"new")
        assert not (tmp_path / "new" / "file").exists()
    assert (tmp_path / "new" / "file").read_bytes() == b"new"
