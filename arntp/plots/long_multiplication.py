"""A product worked out digit by digit: as on paper, as a table of its tokens, and as a strip of them.

All three are read off the schoolbook chain that the task writes, so they show what a predictor is trained on.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from arntp import arguments
from arntp.plots.style import FAINT, INK, panels, shades
from arntp.tasks.multiplication import Multiplication, digits_of

VIOLET = shades(range(3))[1]
# the page's style sheet has rules for tables; a drawing on "paper" has its own look, on light and dark pages alike
CELL = "width:2.5rem;min-width:2.5rem;padding:0.1rem 0.45rem;border:0;text-align:right;font-size:1.5rem;line-height:1.2"
RULE = ";border-top:2px solid currentColor"
LABEL = "padding:0.1rem 0 0.1rem 1rem;border:0;text-align:left;font-weight:normal;font-size:0.875rem"
CARRY = (
    f"background:{VIOLET};color:#fff;border-radius:0.4rem;padding:0 0.3rem;margin-right:0.15rem;font-size:0.75rem"
    ";vertical-align:super"
)

Digits = list[tuple[int, int]]  # (digit, carry that went into it), units first


def numbers(a: int, b: int, digits: int = 2) -> dict[str, int]:
    """The schoolbook chain of a × b as {position: number}: the two digits of a pair xy, else the token's value.

    Raises ValueError and TypeError as `digits_of` does, for factors that have more digits.
    """
    task = Multiplication(digits, "schoolbook")
    tokens = task.encode(digits_of([a], digits), digits_of([b], digits))[0, task.prompt_length :]
    written = task.vocabulary.decode(tokens.tolist())
    return {name: int(token.replace("x", "").lstrip("=+")) for name, token in zip(task.names, written)}


def paper_rows(a: int, b: int) -> list[tuple[str, int, Digits]]:
    """The two partial products and the sum of a × b, two digits each: (label, places to the left, digits)."""
    found = numbers(a, b)
    rows = []
    for j, y in enumerate(digits_of([b], 2)[0].tolist()):
        low, high = (found[f"row {j + 1}, digit {i}: product"] for i in (1, 2))
        rows.append((f"{a} × {y * 10**j}", j, [(low % 10, 0), (high % 10, low // 10), (high // 10, 0)]))
    sums = [found[f"row 2, digit {i}: sum"] for i in (1, 2, 3)]
    carries = [0, 0, *(total // 10 for total in sums[:2])]
    return [*rows, ("their sum", 0, list(zip((found[f"product, digit {k}"] for k in (1, 2, 3, 4)), carries)))]


def on_paper(a: int, b: int) -> str:
    """HTML of a × b for two-digit factors: in one go, and beside it written out, carries in violet.

    Raises ValueError for factors with more digits.
    """
    *partial, total = paper_rows(a, b)
    answer = ("all digits in one go", 0, [(digit, 0) for digit, _ in total[2]])
    without = paper_table(a, b, "Without a chain", [answer]) + token_line(a, b, "direct")
    within = paper_table(a, b, "With a chain", [*partial, total]) + token_line(a, b, "schoolbook")
    without, within = (f"<div>{half}</div>" for half in (without, within))
    return f'<div style="display:flex;flex-wrap:wrap;gap:1rem 4rem;align-items:flex-start">{without}{within}</div>'


def token_line(a: int, b: int, chain: str) -> str:
    """What a predictor reads and writes for a × b, two-digit factors, as a paragraph of HTML."""
    task = Multiplication(2, chain)
    tokens = task.encode(digits_of([a], 2), digits_of([b], 2))[0]
    prompt, written = (escape(task.describe(part)) for part in np.split(tokens, [task.prompt_length]))
    style = "max-width:24rem;margin:0.5rem 0;font-size:0.875rem"
    return f'<p style="{style}"><code>{prompt}</code> → {task.chain_length} tokens: <code>{written}</code></p>'


def paper_table(a: int, b: int, title: str, rows: Sequence[tuple[str, int, Digits]]) -> str:
    """One multiplication on paper as an HTML table, a cell a digit; a rule above the first row and the last."""
    factors = [("", 0, [(digit, 0) for digit in digits_of([n], 2)[0].tolist()]) for n in (a, b)]
    lines = [html_row(*factor, sign=sign) for factor, sign in zip(factors, ("", "×"))]
    lines += [html_row(*row, ruled=place in (0, len(rows) - 1)) for place, row in enumerate(rows)]
    caption = f'<caption style="caption-side:top;text-align:left"><strong>{title}</strong></caption>'
    return f'<table style="border-collapse:collapse">{caption}<tbody>{"".join(lines)}</tbody></table>'


def html_row(label: str, shift: int, digits: Digits, sign: str = "", ruled: bool = False) -> str:
    """A line of digits, most significant first, in five columns: a sign and four places."""
    places = [""] * shift + [html_digit(*one) for one in digits]
    places += [""] * (4 - len(places)) + [sign]
    style = CELL + RULE * ruled
    cells = "".join(f'<td style="{style}">{cell}</td>' for cell in reversed(places))
    head = f'<th scope="row" style="{LABEL}">{escape(label)}</th>' if label else ""
    return f"<tr>{cells}{head}</tr>"


def html_digit(digit: int, carry: int) -> str:
    """A digit, after the carry that went into it."""
    mark = f'<small role="img" aria-label="carry {carry}" style="{CARRY}">{carry}</small>' if carry else ""
    return f"{mark}{digit}"


def token_steps(a: int, b: int, digits: int = 2) -> Iterator[dict[str, str]]:
    """A row for each pair of digits of the schoolbook chain: its tokens, and the sums that they stand for.

    Raises ValueError and TypeError as `numbers` does.
    """
    found = numbers(a, b, digits)
    for j in range(1, digits + 1):
        carry = overflow = 0
        for i in range(1, digits + 1):
            where = f"row {j}, digit {i}"
            x, y = divmod(found[f"{where}: pair"], 10)
            product = found[f"{where}: product"]
            row = {"row, digit": f"{j}, {i}", "pair": f"{x}x{y}", "product + carry": f"{x} · {y} + {carry} = {product}"}
            row |= {"token": f"={product}", "digit above + digit + carry": "", "sum token": ""}
            carry, digit = divmod(product, 10)
            if j > 1:
                total = found[f"{where}: sum"]
                row["digit above + digit + carry"] = f"{total - digit - overflow} + {digit} + {overflow} = {total}"
                row["sum token"], overflow = f"+{total}", total // 10
            yield row
        if j > 1:
            total = found[f"row {j}, digit {digits + 1}: sum"]
            closing = {"row, digit": f"{j}, {digits + 1}", "pair": "", "product + carry": "", "token": ""}
            yield closing | {"digit above + digit + carry": f"{carry} + {overflow} = {total}", "sum token": f"+{total}"}


def token_strip(tokens: Sequence[str], groups: Mapping[str, int], reads: Mapping[int, Sequence[int]]) -> Figure:
    """A sequence as a line of boxes, one a token, named in groups below; arcs lead to a token from those that it reads.

    tokens : what stands in the boxes
    groups : {name: number of tokens}, from left to right, together all of them
    reads : {position: the positions that it reads}

    Raises ValueError where groups and tokens do not fit, or a token would read itself or a later one.
    """
    if sum(groups.values()) != len(arguments.words("tokens", tokens)):
        raise ValueError(f"groups of {list(groups.values())} tokens are not the {len(tokens)} that there are")
    figure, (ax,) = panels(1, width=9.8, height=2.2)
    for place, token in enumerate(tokens):
        edge = {"edgecolor": VIOLET, "linewidth": 2.0} if place in reads else {"edgecolor": FAINT, "linewidth": 1.0}
        shape = "round,pad=0,rounding_size=0.1"
        ax.add_patch(FancyBboxPatch((place - 0.4, -0.35), 0.8, 0.7, shape, facecolor="none", **edge))
        ax.text(place, 0, token, ha="center", va="center")
    for place, sources in reads.items():
        for source in sources:
            if not 0 <= source < place:
                raise ValueError(f"token {place} reads token {source}: only earlier ones can be read")
            arc = {"connectionstyle": "arc3,rad=-0.4", "arrowstyle": "-|>", "mutation_scale": 10, "color": VIOLET}
            ax.add_patch(FancyArrowPatch((source, 0.4), (place, 0.4), **arc))
    begin = 0
    for name, count in groups.items():
        ax.plot([begin - 0.4, begin + count - 0.6], [-0.6, -0.6], color=INK, linewidth=1.0)
        ax.text(begin + (count - 1) / 2, -0.75, name, ha="center", va="top", fontsize=9)
        begin += count
    ax.set(xlim=(-0.6, len(tokens) - 0.4), ylim=(-1.2, 1.7))
    ax.set_axis_off()
    return figure
