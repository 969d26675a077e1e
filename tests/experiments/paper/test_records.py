"""Records of the paper's sizes: where they lie, and what a chapter reads of them."""

import time

import pytest

from arntp.experiments.paper import records
from arntp.experiments.paper.records import Slot, command_line, fits, folder_name, kept

FIT = {
    "name": "MLP",
    "parameters": 12,
    "step (ms)": 3.5,
    "recipe": {"batch": 8},
    "ended": "cut off",
    "history": [
        {"step": 5, "loss": 2.0, "lr": 0.1, "norm": 1.0, "tokens": 40, "seconds": 1.0, "product": 0.25},
        {"step": 9, "loss": 1.0, "lr": 0.1, "norm": 1.0, "tokens": 72, "seconds": 2.0},
    ],
}


@pytest.mark.parametrize(
    ("device", "folder"), [("NVIDIA H100 80GB HBM3", "paper-nvidia-h100-80gb-hbm3"), ("cpu", "paper-cpu")]
)
def test_a_folder_has_the_devices_name(device, folder):
    assert folder_name(device) == folder


def test_what_is_kept_is_read_back(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "device_name", lambda: "NVIDIA H200")
    keep = Slot(until=time.time(), results=tmp_path).keeper("multiplication", "MLP")
    keep({"history": []})
    keep(FIT)
    record = kept("multiplication", tmp_path)["nvidia-h200"]
    assert record.folder == tmp_path / "multiplication" / "paper-nvidia-h200" and record.read("MLP") == FIT


def test_a_chapters_own_run_at_size_paper_is_no_devices(tmp_path):
    for name in ("paper-s1", "paper-s12", "paper-s1-digits=3", "paper-cpu", "paper-s1000-card", "laptop-s1"):
        (tmp_path / "multiplication" / name).mkdir(parents=True)
    assert list(kept("multiplication", tmp_path)) == ["cpu"]
    assert kept("tinystories", tmp_path) == {}


def test_a_row_tells_how_far_a_fit_was_when_last_judged(tmp_path):
    Slot(until=time.time(), results=tmp_path).keeper("multiplication", "MLP")(FIT)
    Slot(until=time.time(), results=tmp_path).keeper("multiplication", "one step")({"peak": 1})
    (row,) = fits("multiplication", tmp_path)
    assert row == {
        "device": "cpu",
        "predictor": "MLP",
        "active weights": 12,
        "step (ms)": 3.5,
        "steps": 5,
        "sequences": 40,
        "seconds": 1.0,
        "product": 0.25,
        "ended": "cut off",
    }


def test_a_part_ends_when_it_is_told_and_a_toy_soon():
    slot, options = command_line("", ["--until", str(time.time() + 100), "--x", "3"], x={"type": int})
    assert options.x == 3 and not slot.toy and 95 < slot.seconds <= 100
    slot, _ = command_line("", ["--until", str(time.time() + 100), "--toy"])
    assert slot.seconds == records.TOY_SECONDS
    assert Slot(until=time.time() - 5).seconds > 0
