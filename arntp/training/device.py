"""Where a predictor computes."""

import torch


def choose_device(requested: str | None = None) -> tuple[torch.device, str]:
    """The device to compute on, and the reason in words."""
    if requested is not None:
        return torch.device(requested), f"{requested}: asked for"
    if torch.cuda.is_available():
        return torch.device("cuda"), f"cuda: {torch.cuda.get_device_name()} found"
    return torch.device("cpu"), f"cpu: no CUDA device found; {torch.get_num_threads()} threads"
