"""What functions with hand-written gradients share: the precision of torch's own, and a first derivative only."""

from collections.abc import Callable
from functools import wraps

import torch
from torch import Tensor


def cast(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensors as torch's matrix products take them: under autocast in its precision, but float64 as it is."""
    kind = tensors[0].device.type
    if kind == "meta" or not torch.is_autocast_enabled(kind):
        return tensors
    dtype = torch.get_autocast_dtype(kind)
    return tuple(t if t.dtype == torch.float64 else t.to(dtype) for t in tensors)


def differentiable_once(backward: Callable) -> Callable:
    """A function's `backward` that raises RuntimeError where its own derivative would be needed.

    torch's `once_differentiable` refuses only where the incoming gradient has a history. Ours also depends on the
    inputs, which would be taken for constants. (Compiled graphs have no second derivatives anyway.)
    """

    @wraps(backward)
    def refusing(ctx, *gradients):
        if torch.is_grad_enabled() and not torch.compiler.is_compiling():
            name = backward.__qualname__.partition(".")[0]
            raise RuntimeError(f"{name} has no second derivative: differentiate without create_graph=True")
        return backward(ctx, *gradients)

    return refusing
