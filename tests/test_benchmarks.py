"""The benchmarks compare like with like, count exactly, and keep what they measured."""

import json

import numpy as np
import pytest
import torch
from small_benches import TINY, small_bench

from arntp.experiments.tinystories import LAPTOP
from arntp.predictors import CausalLinear
from arntp.predictors.causal import walk
from arntp.training.loss import NextTokenLoss
from benchmarks import __main__ as command
from benchmarks import ratios, timing
from benchmarks.actions import training_step
from benchmarks.dense import DenseLoss, DenseMasked, copy_weights
from benchmarks.settings import MOST_MEMORY, NARROW, TARGETS, WIDE, Bench, Setting

SHAPES = [Setting(1, 3, 2, 1), Setting(5, 4, 11, 3), Setting(8, 2, 7, 2), Setting(13, 3, 20, 4)]
CPU = torch.device("cpu")


@pytest.fixture
def bench():
    return small_bench(CPU)


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.fixture(params=SHAPES, ids=str)
def setting(request):
    return request.param


def filled_pair(setting):
    """Both predictors with the same weights, none of them zero."""
    ours = CausalLinear(setting.vocab, setting.context, setting.width)
    with torch.no_grad():
        ours.causal.weight.normal_(std=setting.width**-0.5)
    dense = DenseMasked(setting.vocab, setting.context, setting.width)
    copy_weights(ours, dense)
    return ours, dense


def as_dense(layer, weights):
    """Numbers that belong to a causal layer's weights, at their places in the full matrix."""
    size = layer.context * layer.width
    full = torch.zeros(size, size)
    for (rows, columns), matrix in walk(weights, layer.pieces, layer.width, size):
        full[rows, columns] = matrix
    return full


def test_reference_gives_equal_scores(setting):
    ours, dense = filled_pair(setting)
    for length in range(1, setting.context + 1):
        tokens = setting.tokens()[:, :length]
        torch.testing.assert_close(dense(tokens), ours(tokens))


def test_reference_gives_equal_loss_and_gradients(setting):
    ours, dense = filled_pair(setting)
    tokens = setting.tokens()
    losses = NextTokenLoss(ours)(tokens), DenseLoss(dense)(tokens)
    torch.testing.assert_close(*losses)
    for loss in losses:
        loss.backward()
    torch.testing.assert_close(ours.embed.weight.grad, dense.embed.weight.grad)
    torch.testing.assert_close(ours.output.weight.grad, dense.output.weight.grad)
    torch.testing.assert_close(as_dense(ours.causal, ours.causal.weight.grad), dense.causal.weight.grad)


def test_reference_is_causal_though_its_matrix_is_full():
    _, dense = filled_pair(TINY)
    assert (dense.causal.weight != 0).all()
    tokens = TINY.tokens()[:, :-1]
    changed = torch.cat([tokens[:, :-1], (tokens[:, -1:] + 1) % TINY.vocab], dim=1)
    before, after = dense(tokens), dense(changed)
    assert torch.equal(before[:, :-1], after[:, :-1])
    assert not torch.equal(before[:, -1], after[:, -1])


def test_training_steps_do_the_same_to_both(setting):
    ours, dense = filled_pair(setting)
    for loss in (NextTokenLoss(ours), DenseLoss(dense)):
        act = training_step(loss, setting.tokens())
        for _ in range(3):
            act()
    kept = as_dense(ours.causal, torch.ones_like(ours.causal.weight)).bool()
    now = as_dense(ours.causal, ours.causal.weight.detach())
    torch.testing.assert_close(now[kept], dense.causal.weight.detach()[kept], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours.output.weight, dense.output.weight, atol=1e-4, rtol=1e-4)


def test_training_bytes_are_four_copies_of_the_weights():
    weights = 2 * TINY.vocab * TINY.width + TINY.context * (TINY.context + 1) // 2 * TINY.width**2
    counters = 3 * 4  # the optimizer's step count, one for each of three tensors
    assert ratios.training_bytes(CausalLinear, TINY, CPU) == 4 * 4 * weights + counters
    masked = TINY.context * (TINY.context - 1) // 2 * TINY.width**2
    assert ratios.training_bytes(DenseMasked, TINY, CPU) == 4 * 4 * (weights + masked) + counters


@pytest.mark.parametrize("wanted", [NARROW, WIDE], ids=str)
def test_memory_target_is_met_by_counting(wanted):
    with torch.device("meta"):
        pair = [cls(wanted.vocab, wanted.context, wanted.width) for cls in (CausalLinear, DenseMasked)]
    ours, dense = (sum(p.numel() for p in predictor.parameters()) for predictor in pair)
    assert ours <= MOST_MEMORY * dense


def test_layer_flops_are_those_of_the_predictor():
    predictor = CausalLinear(TINY.vocab, TINY.context, TINY.width)
    assert TINY.layer_flops == TINY.batch * predictor.feature_flops(TINY.context)


def test_actions_take_turns():
    calls = []
    times = timing.interleaved("", [lambda: calls.append("A"), lambda: calls.append("B")], CPU, seconds=0, least=3)
    assert times.shape == (3, 2)
    assert calls == ["A", "B"] * 4  # one round to warm up


def test_rounds_fill_the_seconds(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    times = timing.interleaved("", [lambda: None], CPU, seconds=30, least=2)
    assert len(times) == 10 and (times == 1).all()  # a round looks at the clock three times


def test_comparison_is_by_pairs(bench, monkeypatch):
    pairs = np.array([[1.0, 3.0], [2.0, 4.0], [1.0, 5.0]])
    monkeypatch.setattr(ratios, "interleaved", lambda *_: pairs)
    row = ratios.compare(bench, "training step", WIDE, None, None)
    assert (row["ratio"], row["lowest"], row["highest"], row["rounds"]) == (3, 2, 5, 3)
    assert (row["ours (ms)"], row["dense (ms)"]) == (1000, 4000)
    assert (row["target"], row["met"]) == (f"≥ {TARGETS['training step', WIDE]}", True)
    per_token = ratios.compare(bench, "rollout, per token", WIDE, None, None, parts=2)
    assert (per_token["ratio"], per_token["ours (ms)"], per_token["met"]) == (6, 500, False)
    assert ratios.compare(bench, "layer forward", WIDE, None, None)["met"] is None


def test_every_target_belongs_to_a_row(bench):
    names = {row["what"] for name in ("layer", "step", "rollout") for row in command.BENCHMARKS[name](bench)}
    assert {what for what, _ in TARGETS} <= names


def test_contenders_are_all_measured(bench):
    rows = list(command.BENCHMARKS["steps"](bench))
    assert [row["predictor"] for row in rows] == list(LAPTOP.contenders)
    assert all(row["step (ms)"] > 0 and row["rollout (tokens/s)"] > 0 for row in rows)
    assert [row["predictor"] for row in rows if row["steps in 300 s"] is None] == ["n-gram"]


def test_record_keeps_what_an_earlier_run_measured(bench, tmp_path, capsys):
    path = tmp_path / "benchmarks" / "cpu.json"
    command.run(list(command.BENCHMARKS), bench, {"commit": "first"}, path)
    first = json.loads(path.read_text(encoding="utf-8"))
    command.run(["memory"], bench, {"commit": "second"}, path)
    second = json.loads(path.read_text(encoding="utf-8"))
    assert list(first) == list(second) == list(command.BENCHMARKS)
    assert second.pop("memory")["environment"] == {"commit": "second"}
    first.pop("memory")
    assert first == second
    printed = capsys.readouterr().out
    assert all(f"{name} ({i} of 7)" in printed for i, name in enumerate(command.BENCHMARKS, 1))
    assert "weights + gradients + moments" in printed


def test_unknown_benchmark_lists_what_exists(capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(["layer", "speed"])
    assert stop.value.code == 2
    assert (
        "no benchmark is called speed; there are layer, step, memory, rollout, steps, flops, emulation"
        in capsys.readouterr().err
    )


def test_command_runs_what_it_is_asked_for(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(command, "run", lambda *arguments: asked.append(arguments))
    command.main(["step", "--device", "cpu", "--seconds", "2"])
    ((names, bench, here, path),) = asked
    assert names == ["step"] and bench == Bench(CPU, seconds=2)
    assert here["device"].startswith("cpu") and here["threads"] == torch.get_num_threads()
    assert path.parts[-3:] == ("results", "benchmarks", "cpu.json")


def test_emulation_targets_stand_at_their_rows(bench):
    rows = {row["what"]: row for row in command.BENCHMARKS["emulation"](bench)}
    assert [row["target"] for row in rows.values()] == [1e6, None, None, 0.1]
    assert all((row["met"] is None) == (row["target"] is None) and row["median"] > 0 for row in rows.values())
