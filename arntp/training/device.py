"""Where a predictor computes."""

import torch

from arntp import arguments


def choose_device(requested: str | None = None) -> tuple[torch.device, str]:
    """The device to compute on, and the reason in words: what is asked for, else the GPU if there is one.

    Devices are "cpu", "cuda", and "cuda:0", "cuda:1" … where there are several. Raises TypeError for what is no string,
    ValueError for another device and for a GPU that torch does not find.
    """
    if requested is not None:
        arguments.choice("device", arguments.text("device", requested), devices())
        return torch.device(requested), f"{requested}: asked for"
    if torch.cuda.is_available():
        return torch.device("cuda"), f"cuda: {torch.cuda.get_device_name()} found"
    return torch.device("cpu"), f"cpu: no CUDA device found; {torch.get_num_threads()} threads"


def devices() -> list[str]:
    """The names of all devices that torch finds here."""
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return ["cpu", *["cuda"][:gpus], *(f"cuda:{index}" for index in range(gpus))]
