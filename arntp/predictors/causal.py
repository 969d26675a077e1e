"""The causal linear layer: one d×d weight block for each pair of positions s ≤ t, and no other."""

import torch
from torch import Tensor, nn

from arntp import arguments
from arntp.predictors.functions import cast, differentiable_once
from arntp.predictors.triangle import Rectangle, halve, on_gpu


class CausalProduct(torch.autograd.Function):
    """y_t = Σ_{s ≤ t} W_{t,s} x_s as one dense product per rectangle.

    The gradient is written by hand: autograd would gather it from one zero-filled copy of all weights per
    rectangle. It has no gradient of its own: a second derivative raises RuntimeError.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, pieces: list, width: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.pieces, ctx.width = pieces, width
        y = torch.zeros_like(x)
        for (rows, columns), matrix in walk(weight, pieces, width, x.shape[1]):
            y[:, rows].addmm_(x[:, columns], matrix.T)
        return y

    @staticmethod
    @differentiable_once
    def backward(ctx, dy: Tensor):
        x, weight = ctx.saved_tensors
        dy = dy.contiguous()
        complete = x.shape[1] == ctx.pieces[-1].bottom * ctx.width  # every weight gets a gradient
        dx, dweight = torch.zeros_like(x), torch.empty_like(weight) if complete else torch.zeros_like(weight)
        matrices = walk(weight, ctx.pieces, ctx.width, x.shape[1])
        gradients = walk(dweight, ctx.pieces, ctx.width, x.shape[1])
        for ((rows, columns), matrix), (_, gradient) in zip(matrices, gradients):
            dx[:, columns].addmm_(dy[:, rows], matrix)
            torch.mm(dy[:, rows].T, x[:, columns], out=gradient)
        return dx, dweight, None, None


def walk(weight: Tensor, pieces: list, width: int, size: int):
    """Yield ((rows, columns), matrix) for each rectangle whose outputs begin before `size` = length · width.

    `matrix` is a view of the stored weights, cut to the outputs that exist; its rows are outputs.
    """
    for rectangle, chunk in zip(pieces, weight.split([r.blocks * width**2 for r in pieces])):
        rows = slice(rectangle.top * width, min(rectangle.bottom * width, size))
        if rows.start < size:
            columns = slice(rectangle.left * width, min(rectangle.right * width, size))
            matrix = chunk.view(-1, (rectangle.right - rectangle.left) * width)
            matrix = matrix[: rows.stop - rows.start, : columns.stop - columns.start]
            yield (rows, columns), matrix


def row_places(pieces: list[Rectangle], context: int, width: int) -> list[list[tuple[slice, int, int]]]:
    """For each output position: (columns, begin, end) of its weights in every rectangle that it crosses."""
    places: list[list[tuple[slice, int, int]]] = [[] for _ in range(context)]
    start = 0
    for r in pieces:
        size = (r.right - r.left) * width**2
        for t in range(r.top, r.bottom):
            begin = start + (t - r.top) * size
            places[t].append((slice(r.left * width, r.right * width), begin, begin + size))
        start += r.blocks * width**2
    return places


class CausalLayer(nn.Module):
    """y_t = Σ_{s ≤ t} W_{t,s} x_s with W_{t,s} ∈ ℝ^{d×d}: (B, l, d) → (B, l, d) for any l ≤ L.

    All blocks lie in one flat parameter of L(L+1)/2 · d² numbers, rectangle after rectangle, so stored and
    active weights are the same. At first each position reads its own token alone: W_{t,t} is N(0, 1/d), the other
    blocks are zero (trials with all blocks random learned slower; the log chapter has the figures).
    """

    def __init__(self, context: int, width: int):
        super().__init__()
        self.context = arguments.whole("context", context, 1)
        self.width = arguments.whole("width", width, 1)
        self.pieces = halve(0, context)
        self.rows = row_places(self.pieces, context, width)
        self.weight = nn.Parameter(torch.empty(sum(r.blocks for r in self.pieces) * width**2))
        self.reset_parameters()

    @torch.no_grad()
    def reset_parameters(self, all_blocks: bool = False) -> None:
        """Draw new weights: of the blocks W_{t,t} alone, or N(0, 1/(d(t+1))) of all blocks."""
        arguments.flag("all_blocks", all_blocks)
        self.weight.zero_()
        for (rows, columns), matrix in self.matrices():
            if all_blocks:
                position = torch.arange(rows.start, rows.stop, device=matrix.device) // self.width
                matrix.normal_().mul_(((position + 1) * self.width).rsqrt()[:, None])
            elif rows == columns:  # a block W_{t,t}
                matrix.normal_(std=self.width**-0.5)

    def matrices(self):
        """((rows, columns), matrix) of every rectangle, in coordinates of the dense (L·d)×(L·d) matrix."""
        return walk(self.weight, self.pieces, self.width, self.context * self.width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, l, d) → (B, l, d), l ≤ L."""
        self.check_shape(x)
        weight, pieces = on_gpu(self.weight, self.context, self.width) if x.is_cuda else (self.weight, self.pieces)
        return CausalProduct.apply(*cast(x.flatten(1), weight), pieces, self.width).view(x.shape)

    def last(self, x: Tensor) -> Tensor:
        """The last output alone: (B, l, d) → (B, d), reading only the blocks of its row."""
        self.check_shape(x)
        flat, position = x.flatten(1), x.shape[1] - 1
        y = x.new_zeros(len(x), self.width)
        for columns, matrix in self.row(position):
            y.addmm_(flat[:, columns], matrix.T)
        return y

    def check_shape(self, x: Tensor) -> None:
        """Raise ValueError unless x is (B, l, d) with 1 ≤ l ≤ L."""
        if x.ndim != 3 or not 1 <= x.shape[1] <= self.context or x.shape[2] != self.width:
            raise ValueError(f"x has shape {tuple(x.shape)}: (B, l, {self.width}), l = 1 to {self.context}, is needed")

    def row(self, position: int):
        """Yield (columns, matrix (d, c·d)) of the blocks W_{t,s}, s ≤ t, that output `position` = t reads."""
        for columns, begin, end in self.rows[position]:
            yield columns, self.weight[begin:end].view(self.width, -1)

    @torch.no_grad()
    def block_norms(self) -> Tensor:
        """(L, L) Frobenius norms of the blocks W_{t,s}, zero above the diagonal."""
        norms = self.weight.new_zeros(self.context, self.context)
        for t in range(self.context):
            for columns, matrix in self.row(t):
                blocks = matrix.view(self.width, -1, self.width)
                norms[t, columns.start // self.width : columns.stop // self.width] = blocks.norm(dim=(0, 2))
        return norms
