"""Files are written whole or not at all; a folder has one writer."""

import errno
import os
import subprocess
import sys

import pytest

from arntp import files
from arntp.files import LOCK, alone, make_folder, read_text, replacing, sha256, write_text


def fail_with(number):
    """A function that fails as the system would, without naming a file."""

    def fail(*args, **options):
        raise OSError(number, os.strerror(number))

    return fail


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replacing_shows_nothing_before_the_end(tmp_path):
    with replacing(tmp_path / "new" / "file") as file:
        file.write(b"new")
        assert not (tmp_path / "new" / "file").exists()
    assert (tmp_path / "new" / "file").read_bytes() == b"new"
    assert names(tmp_path / "new") == ["file"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), MemoryError(), KeyboardInterrupt()])
def test_replacing_keeps_the_old_file_when_its_block_fails(error, tmp_path):
    write_text(tmp_path / "file", "old")
    with pytest.raises(type(error)), replacing(tmp_path / "file") as file:
        file.write(b"half of the n")
        raise error
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old" and names(tmp_path) == ["file"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_replacing_names_the_file_that_the_system_refuses(call, number, tmp_path):
    write_text(tmp_path / "file", "old")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="file'") as caught:
        patch.setattr(os, call, fail_with(number))
        write_text(tmp_path / "file", "new")
    assert caught.value.errno == number and caught.value.filename == str(tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old" and names(tmp_path) == ["file"]


def test_errors_of_other_files_keep_their_names(tmp_path):
    with pytest.raises(FileNotFoundError) as caught, replacing(tmp_path / "file"):
        open(tmp_path / "source", encoding="utf-8")
    assert caught.value.filename == str(tmp_path / "source") and not names(tmp_path)


def test_files_and_folders_are_on_disk_before_they_count(tmp_path, monkeypatch):
    synced, calls = [], {"fsync": os.fsync, "replace": os.replace}

    def fsync(descriptor):
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        calls["fsync"](descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", lambda *paths: (synced.append("replaced"), calls["replace"](*paths)))
    write_text(tmp_path / "a" / "b" / "file", "text")
    places = [place.removeprefix(str(tmp_path)) for place in synced]
    assert places[:2] == ["/a", ""], "the folders that were made"
    assert places[2].startswith("/a/b/.file.") and places[3:] == ["replaced", "/a/b"]


KILLED = """
import os, sys
from arntp.files import replacing
with replacing(sys.argv[1]) as file:
    file.write(b"x")
    os._exit(9)
"""


def test_the_next_writer_removes_what_killed_ones_left(tmp_path):
    assert subprocess.run([sys.executable, "-c", KILLED, tmp_path / "file"]).returncode == 9
    assert len(names(tmp_path)) == 1 and not (tmp_path / "file").exists()
    with replacing(tmp_path / "slow") as slow:
        slow.write(b"slow")
        write_text(tmp_path / "quick", "quick")
        assert len(names(tmp_path)) == 2, "the killed writer's file is gone, the living one's is there"
    assert names(tmp_path) == ["quick", "slow"]


def test_another_writer_between_the_last_byte_and_the_new_name_removes_nothing(tmp_path, monkeypatch):
    replace = os.replace

    def replace_late(*names):
        files.remove_leftovers(tmp_path)
        replace(*names)

    monkeypatch.setattr(os, "replace", replace_late)
    write_text(tmp_path / "file", "whole")
    assert read_text(tmp_path / "file") == "whole" and names(tmp_path) == ["file"]


def test_a_file_that_is_removed_before_it_is_marked_is_made_anew(tmp_path, monkeypatch):
    mark, lost = files._mark, []

    def lose_the_first(file, wait):
        if not lost:
            lost.append(file.name)
            os.unlink(file.name)
        return mark(file, wait)

    monkeypatch.setattr(files, "_mark", lose_the_first)
    write_text(tmp_path / "file", "text")
    assert lost and names(tmp_path) == ["file"]


def test_what_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "latin").write_bytes("grün".encode("latin-1"))
    with pytest.raises(ValueError, match="latin is not UTF-8 text .* at byte 2"):
        read_text(tmp_path / "latin")
    monkeypatch.setattr(files.Path, "read_bytes", fail_with(errno.EIO))
    monkeypatch.setattr(files.hashlib, "file_digest", fail_with(errno.EIO))
    for read in (read_text, sha256):
        with pytest.raises(OSError, match="not read .Input/output error.*latin"):
            read(tmp_path / "latin")


def test_text_is_utf_8_whatever_the_locale(tmp_path):
    code = f"from arntp.files import write_text; write_text({str(tmp_path / 'text')!r}, '\\u2265 \\u010d')"
    surroundings = os.environ | {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], env=surroundings, check=True)
    assert (tmp_path / "text").read_bytes().decode() == "≥ č"


HOLDER = """import sys
from arntp.files import alone
with alone(sys.argv[1], wait=bool(sys.argv[2])): print("held", flush=True); sys.stdin.read()
"""


def holder(folder, wait=""):
    """Another process that holds a folder until its input ends."""
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    return subprocess.Popen([sys.executable, "-c", HOLDER, folder, wait], **pipes)


def test_a_folder_has_one_writer(tmp_path):
    with holder(tmp_path) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(BlockingIOError, match="another process writes there.*choose another folder") as caught,
            alone(tmp_path),
        ):
            pass
        assert caught.value.filename == str(tmp_path)
        other.kill()
    with alone(tmp_path) as refusal:
        assert refusal is None, "a killed process holds nothing"
    assert names(tmp_path) == [LOCK]


def test_who_waits_says_so_and_goes_on(tmp_path):
    with alone(tmp_path):
        other = holder(tmp_path, "wait")
        assert "waiting for another process" in other.stderr.readline()
    with other:
        assert other.stdout.readline() == "held\n"
        other.communicate("")
    assert other.returncode == 0


def test_a_block_in_a_block_goes_on(tmp_path):
    with alone(tmp_path), alone(str(tmp_path)) as refusal:
        assert refusal is None
    with holder(tmp_path) as other:
        assert other.stdout.readline() == "held\n"
        other.communicate("")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_cannot_be_written_to_is_not_held(number, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_acquire", fail_with(number))
    with alone(tmp_path) as refusal:
        assert refusal.errno == number


def test_a_file_is_no_folder(tmp_path):
    write_text(tmp_path / "file", "")
    with pytest.raises(OSError, match="file"), alone(tmp_path / "file"):
        pass


def test_folders_are_made_once(tmp_path):
    for _ in range(2):
        make_folder(tmp_path / "a" / "b")
    assert names(tmp_path) == ["a"] and names(tmp_path / "a") == ["b"]
