"""The page's own decoder against Python's: same tokens, same weights, same runs; and the stepper's controls."""

import numpy as np
import pytest
import torch
from browsing import HTML, listen

from arntp.compile import compile_turing
from arntp.rollout import rollout
from arntp.tasks.turing import Machine

PAGE = HTML / "book" / "turing_machines.html"
DECODER = """([text, cells]) => {
  const decoder = new arntpTuring.Decoder(text, cells);
  const weights = [0, 1, 2].map(slot => decoder.tokens.flatMap((_, v) => decoder.weights(slot, v).map(c => [v, c])));
  return { names: decoder.tokens.map((_, token) => decoder.name(token)), weights, offsets: decoder.offsets };
}"""
RUN = """([text, cells, sequence, count]) => {
  const decoder = new arntpTuring.Decoder(text, cells);
  for (let i = 0; i < count && sequence; i++) sequence = decoder.next(sequence);
  return sequence;
}"""
MESSAGE = "text => { try { arntpTuring.parse(text); return null; } catch (error) { return error.message; } }"
EXTRA = {"BB(2,4)": "1RB2LA1RA1RA_1LB1LA3RB1RZ", "undefined": "1RB1LB_---1RZ", "one state": "1RZ0LA"}
FAULTY = [
    "",
    "1RB",
    "1RB1LB_1LA",
    "1RB1LB_1LA1RZ_",
    "1rB1LB_1LA1RZ",
    "1RB1LB_1LA2RZ",
    "1RB1LB_1LA1R",
    "1RB1LB_1LA1R0",
    "ARB1LB_1LA1RZ",
    "1RB" * 11,
]


@pytest.fixture
def stepper(page):
    """The chapter's page, and what went wrong on it."""
    if not PAGE.exists():
        pytest.fail(f"{PAGE.name} is not built: run `make book`")
    wrong = []
    listen(page, wrong)
    page.goto(PAGE.as_uri(), wait_until="load")
    yield page
    assert not wrong


def listed(page):
    """{name: (text, tape, head, cells)} of the page's list, by choosing each."""
    found = {}
    for name in page.locator("#stepper select option").all_text_contents():
        page.locator("#stepper select").select_option(name)
        found[name] = [page.locator("#stepper input").nth(i).input_value() for i in range(4)]
    return found


def test_every_listed_machine_has_pythons_weights_and_run(stepper):
    machines = listed(stepper)
    assert len(machines) >= 6
    for name, (text, tape, head, cells) in machines.items():
        machine, cells = Machine.parse(text), int(cells)
        decoder = compile_turing(machine, cells)
        check_weights(stepper, text, cells, decoder)
        row = machine.row([int(symbol) for symbol in tape], int(head), cells)
        count = (min(machine.extent([int(s) for s in tape], int(head))[2], 60) + 1) * cells
        expected = row + rollout(decoder, torch.tensor([row]), count)[0].tolist()
        assert stepper.evaluate(RUN, [text, cells, row, count]) == expected, name


@pytest.mark.parametrize("name", EXTRA)
def test_other_machines_have_pythons_weights(stepper, name):
    check_weights(stepper, EXTRA[name], 9, compile_turing(Machine.parse(EXTRA[name]), 9))


def check_weights(page, text, cells, decoder):
    """Names, offsets and every weight that is not zero."""
    found = page.evaluate(DECODER, [text, cells])
    assert found["names"] == list(decoder.vocabulary.tokens) and found["offsets"] == decoder.offsets
    for slot, pairs in enumerate(found["weights"]):
        weights = decoder.rule.weights(slot)
        assert set(np.unique(weights)) <= {0, 1}
        assert sorted(pairs) == np.argwhere(weights).tolist()


@pytest.mark.parametrize("text", FAULTY)
def test_bad_text_is_refused_at_pythons_position(stepper, text):
    with pytest.raises(ValueError, match="position") as error:
        Machine.parse(text)
    position = str(error.value).split(",")[0]
    assert stepper.evaluate(MESSAGE, text).startswith(position + ",")


def test_reader_types_a_machine_and_steps_it(stepper):
    box = stepper.locator("#stepper")
    box.locator("input.machine").fill("1RB1LB_1rA1RZ")
    box.locator("input.machine").blur()
    assert "position 8" in box.locator(".message").text_content()
    assert box.locator(".row").count() == 0
    box.locator("input.machine").fill("1RB1LB_1LA1RZ")
    box.locator("input.machine").blur()
    assert box.locator(".message").text_content() == ""
    box.get_by_role("button", name="token").click()
    assert "row 0, cell 1" in box.locator(".reads").text_content()
    assert box.locator(".candidates tr").count() >= 2
    box.get_by_role("button", name="row").click()
    box.get_by_role("button", name="row").click()
    assert box.locator(".row").count() == 2
    box.get_by_role("button", name="reset").click()
    assert box.locator(".row").count() == 1


def test_play_runs_to_the_halt(stepper):
    box = stepper.locator("#stepper")
    box.locator("select").select_option("BB(2)")
    box.get_by_role("button", name="play").click()
    box.locator(".head.halted").first.wait_for(timeout=10_000)
    box.get_by_role("button", name="play").wait_for(timeout=10_000)
    assert box.locator(".row").count() == 7, "six steps, and the start"


def test_a_run_that_leaves_the_row_says_so(stepper):
    box = stepper.locator("#stepper")
    box.locator("input.machine").fill("1RA1RA")
    box.locator("input.machine").blur()
    for _ in range(30):
        box.get_by_role("button", name="row").click()
    assert "head would leave the row" in box.locator(".message").text_content()
