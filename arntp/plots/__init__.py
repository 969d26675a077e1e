"""Every figure of the book, in one look."""

from arntp.plots.ar_learning import answers_below_chains, chain_errors, noise_curves, sample_sizes, token_grids
from arntp.plots.atlas import function_tiles, karnaugh_maps, length_by_boundary
from arntp.plots.drawings import chain_with_reads, machine_and_tape, window_reads
from arntp.plots.experiments import (
    accuracy_by_position,
    block_norms,
    by_carries,
    exact_curves,
    learning_curves,
    step_seconds,
    tuning,
)
from arntp.plots.length_complexity import counting_steps, learned_parities, search_price, step_trade_off
from arntp.plots.long_multiplication import on_paper, token_steps, token_strip
from arntp.plots.style import (
    COLOURS,
    FAINT,
    INK,
    SHOW,
    STYLE,
    WIDEST,
    band,
    colour,
    layers,
    legend_below,
    marker,
    panels,
    set_style,
    shades,
)
from arntp.plots.theory import lengths, weight_map, xor_points
from arntp.plots.turing_machines import cell_weights, held_out_runs, offset_norms, offset_weights, space_time

__all__ = [
    "COLOURS",
    "FAINT",
    "INK",
    "SHOW",
    "STYLE",
    "WIDEST",
    "accuracy_by_position",
    "answers_below_chains",
    "band",
    "block_norms",
    "by_carries",
    "cell_weights",
    "chain_errors",
    "chain_with_reads",
    "colour",
    "counting_steps",
    "exact_curves",
    "function_tiles",
    "held_out_runs",
    "karnaugh_maps",
    "layers",
    "learned_parities",
    "learning_curves",
    "legend_below",
    "length_by_boundary",
    "lengths",
    "machine_and_tape",
    "marker",
    "noise_curves",
    "offset_norms",
    "offset_weights",
    "on_paper",
    "panels",
    "sample_sizes",
    "search_price",
    "set_style",
    "shades",
    "space_time",
    "step_seconds",
    "step_trade_off",
    "token_grids",
    "token_steps",
    "token_strip",
    "tuning",
    "weight_map",
    "window_reads",
    "xor_points",
]
