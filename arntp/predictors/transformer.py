"""A plain, good transformer: the baseline that the linear predictors are compared with."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arntp import arguments
from arntp.predictors.base import Predictor


class Transformer(Predictor):
    """A decoder-only transformer: pre-norm blocks, rotary positions, GELU, output tied to the embedding.

    Vaswani et al. 2017; pre-norm as in GPT-2; rotary positions of Su et al. 2021.
    """

    def __init__(self, vocab: int, context: int, width: int, layers: int = 4, heads: int = 4):
        super().__init__(vocab, context)
        self.width = arguments.whole("width", width, 1)
        arguments.whole("layers", layers, 1)
        if width % (2 * arguments.whole("heads", heads, 1)):
            raise ValueError(f"width = {width}: a multiple of 2 · heads = {2 * heads} is needed")
        self.embed = nn.Embedding(vocab, width)
        self.blocks = nn.ModuleList(Block(width, heads, layers) for _ in range(layers))
        self.norm = nn.RMSNorm(width)
        nn.init.normal_(self.embed.weight, std=width**-0.5)
        self.register_buffer("rotation", rotations(context, width // heads), persistent=False)

    def features(self, tokens: Tensor) -> Tensor:
        """(B, l) → (B, l, d), l ≤ L."""
        return self.trunk(tokens, [None] * len(self.blocks))

    def trunk(self, tokens: Tensor, pasts: list, start: int = 0) -> Tensor:
        """Features of tokens that stand at positions start, start + 1, …, after the cached pasts."""
        x = F.rms_norm(self.embedded(tokens), (self.width,))
        rotation = self.rotation[start : start + tokens.shape[1]]
        for block, past in zip(self.blocks, pasts):
            x = block(x, rotation, past)
        return self.norm(x)

    @property
    def output_weight(self) -> Tensor:
        """The embedding itself."""
        return self.embed.weight

    def feature_flops(self, length: int) -> int:
        """Two for each weight and token, and the attention's two products over the causal half."""
        weights = sum(p.numel() for p in self.blocks.parameters() if p.ndim == 2)
        return 2 * length * weights + len(self.blocks) * 2 * length * (length + 1) * self.width

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        self.check_tokens(tokens)
        pasts = cache.setdefault("pasts", [Past() for _ in self.blocks])
        start = pasts[0].length
        return self.readout(self.trunk(tokens[:, start:], pasts, start)[:, -1])


class Block(nn.Module):
    """x + attention(norm x), then x + mlp(norm x)."""

    def __init__(self, width: int, heads: int, layers: int):
        super().__init__()
        self.heads = heads
        self.attention_norm, self.mlp_norm = nn.RMSNorm(width), nn.RMSNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.mix = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        for inner in (self.qkv, self.up):
            nn.init.normal_(inner.weight, std=width**-0.5)
        for outer in (self.mix, self.down):  # the residual stream adds up 2 · layers such terms
            nn.init.normal_(outer.weight, std=(2 * layers * outer.in_features) ** -0.5)

    def forward(self, x: Tensor, rotation: Tensor, past) -> Tensor:
        x = x + self.mix(self.attend(self.attention_norm(x), rotation, past))
        return x + self.down(F.gelu(self.up(self.mlp_norm(x)), approximate="tanh"))

    def attend(self, x: Tensor, rotation: Tensor, past) -> Tensor:
        """Causal attention of x (B, l, d) over the past and itself."""
        heads = self.qkv(x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)  # (3, B, H, l, d/H)
        q, k, v = rotate(heads[0], rotation), rotate(heads[1], rotation), heads[2]
        fresh = past is None or past.length == 0
        if past is not None:
            k, v = past.extend(k, v)
        if fresh or q.shape[2] == 1:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=fresh)
        else:
            mask = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=q.device)
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.tril(k.shape[2] - q.shape[2]))
        return y.transpose(1, 2).flatten(2)


class Past:
    """Keys and values (B, H, t, d/H) of the tokens that a rollout has already read."""

    def __init__(self):
        self.length, self.keys, self.values = 0, None, None

    def extend(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Append new keys and values; return all of them."""
        if self.length:
            keys, values = torch.cat([self.keys, keys], 2), torch.cat([self.values, values], 2)
        self.length, self.keys, self.values = keys.shape[2], keys, values
        return keys, values


def rotations(context: int, size: int, base: float = 10000.0) -> Tensor:
    """cos and sin of position · frequency: (context, 2, size/2)."""
    frequency = base ** (-torch.arange(size // 2) * 2 / size)
    angle = torch.arange(context)[:, None] * frequency
    return torch.stack([angle.cos(), angle.sin()], dim=1)


def rotate(x: Tensor, rotation: Tensor) -> Tensor:
    """Turn each pair (x_i, x_{i+size/2}) of x (B, H, l, size) by its position's angle."""
    cos, sin = rotation[:, 0].to(x.dtype), rotation[:, 1].to(x.dtype)
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], dim=-1)
