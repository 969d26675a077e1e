"""How the triangle {s ≤ t} of position pairs is cut into dense products: finely as stored, coarsely on a GPU.

A GPU reaches its rate in products of a thousand rows and columns, and every call costs it microseconds. There, small
triangles stay whole: each becomes a square with zeros above the diagonal. The copy of the weights into that layout
is the cast to the training precision, which is needed anyway, so it costs the squares' zeros and nothing else.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import torch
from torch import Tensor

from arntp.predictors.functions import cast, differentiable_once

WHOLE = 2048  # outputs of the largest triangle that a GPU multiplies as a square


@dataclass(frozen=True)
class Rectangle:
    """Outputs [top, bottom) read inputs [left, right), all of them: a dense piece of the triangle s ≤ t."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def blocks(self) -> int:
        """Number of d×d blocks in the rectangle."""
        return (self.bottom - self.top) * (self.right - self.left)


def halve(start: int, stop: int, whole: int = 1) -> list[Rectangle]:
    """Cut the triangle {s ≤ t} of positions [start, stop) into rectangles.

    The lower-left quarter is one rectangle; the two smaller triangles on the diagonal are cut alike, down to `whole`
    positions, which become a square. With `whole` = 1 a triangle of n positions gives 2n − 1 rectangles with
    n(n+1)/2 blocks in all, none of them above the diagonal.
    """
    if stop - start <= whole:
        return [Rectangle(start, stop, start, stop)]
    middle = (start + stop) // 2
    return [*halve(start, middle, whole), Rectangle(middle, stop, start, middle), *halve(middle, stop, whole)]


@dataclass(frozen=True)
class Coarse:
    """Where every stored weight goes in the coarse layout, in segments of d numbers.

    pieces : the rectangles below the diagonal, then the squares on it, in the order of the coarse layout
    runs : (first stored segment, first coarse segment, segments) of each rectangle
    stored, placed : the squares' segments, (n,) int64: where they are stored, and where they go
    rectangles, segments : segments of all rectangles, and of everything
    """

    pieces: list[Rectangle]
    runs: list[tuple[int, int, int]]
    stored: Tensor
    placed: Tensor
    rectangles: int
    segments: int


@lru_cache(maxsize=16)
def coarse(context: int, width: int, whole: int, device: torch.device) -> Coarse:
    """The coarse layout of L positions of width d whose triangles of at most `whole` positions stay whole."""
    cut = halve(0, context, whole)
    pieces = [r for r in cut if r.left < r.top] + [r for r in cut if r.left == r.top]
    begins = dict(zip(pieces, starts(pieces, width)))
    runs, stored, placed = [], [], []
    fine = halve(0, context)
    for r, begin in zip(fine, starts(fine, width)):
        if r in begins and r.left < r.top:
            runs.append((begin, begins[r], r.blocks * width))
            continue
        square = next(s for s in pieces if s.left == s.top <= r.left and r.bottom <= s.bottom)
        row = torch.arange((r.top - square.top) * width, (r.bottom - square.top) * width, device=device)
        column = torch.arange(r.left - square.left, r.right - square.left, device=device)
        placed.append((begins[square] + row[:, None] * (square.right - square.left) + column).flatten())
        stored.append(torch.arange(begin, begin + r.blocks * width, device=device))
    rectangles = sum(count for _, _, count in runs)
    segments = sum(r.blocks for r in pieces) * width
    return Coarse(pieces, runs, torch.cat(stored), torch.cat(placed), rectangles, segments)


def starts(pieces: list[Rectangle], width: int) -> list[int]:
    """The first segment of each piece when they lie one after another."""
    return [0, *accumulate(r.blocks * width for r in pieces)][:-1]


class Coarsened(torch.autograd.Function):
    """Stored weights (flat) → the coarse layout (flat) in another precision; the zeros have no gradient."""

    @staticmethod
    def forward(ctx, weight: Tensor, layout: Coarse, width: int, dtype: torch.dtype) -> Tensor:
        ctx.layout, ctx.shape, ctx.dtype = layout, (weight.numel() // width, width), weight.dtype
        fine, whole = weight.view(-1, width), weight.new_empty(layout.segments, width, dtype=dtype)
        for source, target, count in layout.runs:
            whole[target : target + count].copy_(fine[source : source + count])
        whole[layout.rectangles :].zero_()
        whole.index_copy_(0, layout.placed, fine.index_select(0, layout.stored).to(dtype))
        return whole.flatten()

    @staticmethod
    @differentiable_once
    def backward(ctx, gradient: Tensor):
        layout, whole = ctx.layout, gradient.view(-1, ctx.shape[1])
        fine = whole.new_empty(ctx.shape, dtype=ctx.dtype)
        for source, target, count in layout.runs:
            fine[source : source + count].copy_(whole[target : target + count])
        fine.index_copy_(0, layout.stored, whole.index_select(0, layout.placed).to(ctx.dtype))
        return fine.flatten(), None, None, None


def on_gpu(weight: Tensor, context: int, width: int) -> tuple[Tensor, list[Rectangle]]:
    """Stored weights in the layout and precision that a GPU computes in, and the pieces of that layout."""
    layout = coarse(context, width, max(1, WHOLE // width), weight.device)
    dtype = cast(weight[:0])[0].dtype
    return Coarsened.apply(weight, layout, width, dtype), layout.pieces
