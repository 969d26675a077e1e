"""Every benchmark runs on a GPU."""

import pytest
from small_benches import small_bench

from arntp.training import choose_device
from benchmarks import paper
from benchmarks.__main__ import BENCHMARKS

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.filterwarnings("ignore:Attempting to run cuBLAS"),  # the backward thread makes its context
]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_benchmark_runs(name):
    assert list(BENCHMARKS[name](small_bench(choose_device("cuda")[0])))


def test_the_papers_tables_are_complete():
    kept = []
    found = paper.measure(paper.TOY, choose_device("cuda")[0], 0.5, kept.append)
    assert len(found["rates"]) == 6 and len(found["ratios"]) == 6 and not found["out of memory"]
    assert kept[-1]["complete"]
