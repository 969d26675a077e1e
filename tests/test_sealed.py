"""Sealed files: what is written is read back, and one other character is noticed."""

import json
import random

import pytest

from arntp.runs import RESULTS
from arntp.sealed import SEAL, read_json, read_sealed, sealed_text, write_json, write_sealed

CONTENT = {"values": [0.1, 2, None, "ž", float("inf")], "more": {"true": True}}


def test_a_sealed_file_is_json_that_ends_with_its_seal(tmp_path):
    write_sealed(tmp_path / "a.json", CONTENT)
    assert read_sealed(tmp_path / "a.json") == CONTENT
    assert list(read_json(tmp_path / "a.json")) == [*CONTENT, SEAL]
    assert (tmp_path / "a.json").read_bytes().startswith(b'{\n "values": [\n  0.1,\n')


def test_every_other_byte_is_noticed(tmp_path):
    path, rng = tmp_path / "a.json", random.Random(0)
    write_sealed(path, CONTENT)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="a.json is corrupt"):
            read_sealed(path)
    for other in (whole + b"\n", whole.replace(b"\n ", b"\n"), json.dumps(json.loads(whole)).encode()):
        path.write_bytes(other)
        with pytest.raises(ValueError, match="its content is not what its sha256 says"):
            read_sealed(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", '{"a": 1}', '{"sha256": 1}', "[" * 10**5, "\ud800"])
def test_what_is_no_sealed_file_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(ValueError, match="a.json is corrupt"):
        read_sealed(tmp_path / "a.json")


def test_a_missing_file_and_an_entry_of_the_seal_s_name_are_refused(tmp_path):
    for read in (read_json, read_sealed):
        with pytest.raises(FileNotFoundError, match="a.json is missing"):
            read(tmp_path / "a.json")
    with pytest.raises(ValueError, match="content has an entry 'sha256'"):
        write_sealed(tmp_path / "a.json", {SEAL: 1})
    assert not list(tmp_path.iterdir())


def test_what_json_does_not_know_leaves_no_file(tmp_path):
    for write in (write_json, write_sealed):
        with pytest.raises(TypeError):
            write(tmp_path / "a.json", {"a": {1, 2}})
    assert not list(tmp_path.iterdir())


def test_committed_results_would_be_written_as_they_are():
    sealed = [path for path in sorted(RESULTS.rglob("*.json")) if SEAL in json.loads(path.read_bytes())]
    assert len(sealed) > 200
    assert all(sealed_text(read_sealed(path)).encode() == path.read_bytes() for path in sealed)
