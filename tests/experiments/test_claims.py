"""Claims: verdicts follow from what was measured by the rule, and what was measured from records and checks alone."""

import ast
import csv
import io
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from made_up_records import GPU_FITS, RECORDS, write_gpu, write_records

from arntp.experiments.claims import SECTIONS, VERDICTS, Asked, Claim, Measured, as_csv, executed, recorded, table
from arntp.experiments.claims import claim as claim_module
from arntp.experiments.claims.claim import CONDITION, SMALLER
from arntp.experiments.multiplication import SIZES as PRODUCTS
from arntp.runs import project

BOOK = project.book()
EVERY = [claim for claims in SECTIONS.values() for claim in claims]
EXPERIMENTAL = [c for c in EVERY if getattr(c.measure, "func", c.measure).__module__ == recorded.__name__]
MEASURED = re.compile(r"\d+(?:[.,]\d+)?\s*%|\d+\.\d+")


def one(measured, **changes):
    """The row of a claim that measures this."""
    asked = Claim("it is so", "{doc}`here`", lambda: measured, Asked(0.9, 1.0), "of them")
    return replace(asked, **changes).row()


def measured(low, high, **more):
    return Measured((low + high) / 2, low, high, f"{low} to {high}", **more)


@pytest.fixture
def results(tmp_path, monkeypatch):
    """An empty folder of results in place of the project's."""
    for module in (project, recorded.project):
        monkeypatch.setattr(module, "results", lambda: tmp_path)
    monkeypatch.setattr("arntp.experiments.paper.records.results", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "found, changes, verdict",
    [
        (measured(0.91, 0.99), {}, "holds"),
        (measured(0.9, 1.0), {}, "holds"),
        (measured(0.91, 0.99), {"condition": "on Mondays"}, "holds with a condition"),
        (measured(0.1, 0.89), {"condition": "on Mondays"}, "not reproduced"),
        (measured(1.01, 1.02), {}, "not reproduced"),
        (measured(0.85, 0.95), {}, "not settled"),
        (measured(0.91, 1.02), {}, "not settled"),
        (None, {}, "not run"),
        (None, {"of_papers_size": True}, "not run"),
        (measured(0.1, 0.2), {"of_papers_size": True}, "not run at the paper's size"),
        (measured(0.1, 0.2, at_papers_size=True), {"of_papers_size": True}, "not reproduced"),
        (measured(0.91, 0.92, at_papers_size=True), {"of_papers_size": True}, "holds"),
    ],
)
def test_verdict_follows_from_interval_range_and_size(found, changes, verdict):
    row = one(found, **changes)
    assert row.verdict == verdict and verdict in VERDICTS
    assert row.cells()[2] == (found.text if found else "not run")
    assert ("on Mondays" in row.cells()[-1]) == (verdict == "holds with a condition")


def test_a_record_without_what_is_looked_for_is_not_run():
    def lacking():
        return {}["right"]

    assert replace(EVERY[0], measure=lacking).row().verdict == "not run"


def test_without_records_every_experimental_row_says_not_run(results):
    assert len(EXPERIMENTAL) >= 10
    for claim in EXPERIMENTAL:
        row = claim.row()
        assert row.measured is None and row.verdict == "not run", claim.statement


def test_records_fill_their_rows_and_verdicts_flip_with_them(results):
    write_records(results)
    good = {claim.statement: claim.row() for claim in EXPERIMENTAL}
    assert all(row.measured for row in good.values())
    refuted = [row.claim.measure.args for row in good.values() if row.verdict not in ("holds", CONDITION, SMALLER)]
    assert refuted == [("second",)], "where the chain explains all, the class does not matter"
    for file in results.rglob("*.json"):
        file.unlink()
    write_records(results, good=False)
    same = {claim.statement for claim in EXPERIMENTAL if claim.row().verdict == good[claim.statement].verdict}
    assert same == {claim.statement for claim in EXPERIMENTAL if claim.of_papers_size}


def test_a_gpu_s_run_is_of_the_paper_s_size(results):
    write_records(results)
    write_gpu(results)
    rows = [claim.row() for claim in EXPERIMENTAL if claim.of_papers_size]
    assert len(rows) == 3 and all(row.measured.at_papers_size for row in rows)
    assert {row.verdict for row in rows} <= {"holds", "not reproduced"}
    assert recorded.papers_product().value == GPU_FITS["multiplication"]["MLP, paper's chain"]["product"]


def test_a_factorial_with_a_missing_cell_is_not_run(results, monkeypatch):
    lacking = {name: cell for name, cell in RECORDS["multiplication"].items() if name != "linear, compact, n = 2"}
    monkeypatch.setitem(RECORDS, "multiplication", lacking)
    write_records(results)
    rows = [replace(EVERY[0], measure=partial(recorded.variance, source)).row() for source in ("second", "difference")]
    assert {row.verdict for row in rows} == {"not run"}
    assert recorded.products("MLP", "schoolbook").value == 1


def test_every_executed_check_agrees_with_the_theory():
    rows = [claim.row() for claim in EVERY if claim not in EXPERIMENTAL]
    assert len(rows) > 15 and {row.verdict for row in rows} <= {"holds", "holds with a condition"}


def test_checks_see_a_fault(monkeypatch):
    """Each comparison counts a fault that is put into one of its sides."""
    for check in (executed.circuits, executed.counted_parity, executed.machines, executed.identity):
        check.cache_clear()
    real, forced = executed.rollout, executed.teacher_forced
    monkeypatch.setattr(executed, "rollout", lambda *given: 1 - real(*given))
    assert all(check().value > 0 for check in (executed.circuits, executed.counted_parity, executed.machines))
    monkeypatch.setattr(executed, "teacher_forced", lambda *given: np.roll(forced(*given), 1, axis=1))
    assert executed.identity(stages=(60,), count=50).value > 0
    monkeypatch.setattr(executed.search, "shortest_chain", lambda n, k: n)
    assert executed.shortest_chains().value > 0
    for check in (executed.circuits, executed.counted_parity, executed.machines, executed.identity):
        check.cache_clear()


def test_unread_gates_do_not_change_a_circuit_s_answer():
    found = executed.padded_parity(3, longer=2)
    assert found.value == 3 and "2, 3, 4 tokens" in found.text


def test_small_predictors_are_all_there():
    pairs, broken, cancelled = executed.every_small_predictor(2)
    assert (pairs, broken) == (2**3 * 2**2, 0) and 0 < cancelled < pairs


def test_ranges_are_told_and_judged():
    assert str(Asked(least=0.95, form=".0%")) == "at least 95%" and str(Asked(most=1)) == "at most 1"
    assert str(Asked(307, 307)) == "307" and str(Asked(-1.2, 1.2)) == "-1.2 to 1.2"
    assert Asked(0, 1).holds(0, 1) is True and Asked(0, 1).holds(2, 3) is False and Asked(0, 1).holds(1, 2) is None


def test_every_claim_leads_to_places_that_exist():
    pages = {path.stem: path.read_text(encoding="utf-8") for path in BOOK.glob("*.md")}
    for claim in EVERY:
        roles = re.findall(r"\{(prf:ref|numref|doc)\}`([^`]+)`", claim.place)
        assert roles, claim.place
        for role, target in roles:
            mark = {"prf:ref": f":label: {target}\n", "numref": f"name: {target}\n"}.get(role)
            assert target in pages if role == "doc" else any(mark in text for text in pages.values()), target


def test_statements_are_told_apart_and_fit_a_table():
    assert len({claim.statement for claim in EVERY}) == len(EVERY)
    rows = [one(measured(0.91, 0.95)), one(None)]
    lines = table(rows).split("\n")
    assert len(lines) == 4 and {line.count(" | ") for line in lines} == {4}
    assert not any("|" in text for claim in EVERY for text in (claim.statement, claim.place, claim.paper, claim.of))


def test_file_has_the_numbers_and_plain_labels():
    rows = list(csv.DictReader(io.StringIO(as_csv({"all": [one(measured(0.5, 1.5)), one(None)]}))))
    assert [row["verdict"] for row in rows] == ["not settled", "not run"] and rows[0]["section"] == "all"
    assert (rows[0]["value"], rows[0]["low"], rows[0]["high"], rows[1]["value"]) == ("1.0", "0.5", "1.5", "")
    assert rows[0]["place"] == "here"


def test_page_and_modules_type_no_measured_value():
    """Prose of the page has no percentages or decimals; texts of what was measured have none but in their formats."""
    page = re.sub(r"```.*?```", "", (BOOK / "claims.md").read_text(encoding="utf-8").split("---\n", 2)[2], flags=re.S)
    assert [found for found in MEASURED.findall(page) if found != "95 %"] == []
    for module in (executed, recorded, claim_module):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        told = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        documented = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if hasattr(node, "body")
            and isinstance(node.body, list)
            and isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        }
        formats = {
            part.value
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and node.format_spec
            for part in node.format_spec.values
            if isinstance(part, ast.Constant)
        }
        assert [
            text for text in told if MEASURED.search(text) and text not in documented | formats | set(VERDICTS.values())
        ] == []


def test_the_page_shows_every_section():
    page = (BOOK / "claims.md").read_text(encoding="utf-8")
    assert all(f'rows["{name}"]' in page and f"## {name}\n" in page for name in SECTIONS)


def test_fabricated_records_have_the_names_that_experiments_give():
    assert set(RECORDS["multiplication"]) == {name for name in PRODUCTS["laptop"].cells if name.endswith("n = 2")}
