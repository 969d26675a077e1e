"""Every figure of the book, in one look."""

from arntp.plots.ar_learning import answers_below_chains, chain_errors, noise_curves, sample_sizes, token_grids
from arntp.plots.atlas import function_tiles, length_by_boundary
from arntp.plots.experiments import (
    accuracy_by_position,
    block_norms,
    by_carries,
    exact_curves,
    learning_curves,
    step_seconds,
    tuning,
)
from arntp.plots.length_complexity import counting_leads, learned_parities, search_price, step_trade_off
from arntp.plots.style import (
    COLOURS,
    FAINT,
    INK,
    STYLE,
    WIDEST,
    band,
    colour,
    legend_below,
    marker,
    panels,
    set_style,
    shades,
)
from arntp.plots.theory import lengths, offset_weights, space_time, weight_map

__all__ = [
    "COLOURS",
    "FAINT",
    "INK",
    "STYLE",
    "WIDEST",
    "accuracy_by_position",
    "answers_below_chains",
    "band",
    "block_norms",
    "by_carries",
    "chain_errors",
    "colour",
    "counting_leads",
    "exact_curves",
    "function_tiles",
    "learned_parities",
    "learning_curves",
    "legend_below",
    "length_by_boundary",
    "lengths",
    "marker",
    "noise_curves",
    "offset_weights",
    "panels",
    "sample_sizes",
    "search_price",
    "set_style",
    "shades",
    "space_time",
    "step_seconds",
    "step_trade_off",
    "token_grids",
    "tuning",
    "weight_map",
]
