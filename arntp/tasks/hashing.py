"""Which split an example is in, by a hash of the example alone: for training, for tuning, or for the report."""

import numpy as np

SPLITS = ("train", "tuning", "report")
OF_TOP_BITS = np.array(["tuning", "report", *6 * ["train"]])


def mix(h: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014), uint64 → uint64, one-to-one."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


def split_of(hashes: np.ndarray) -> np.ndarray:
    """The split of each example, by the three top bits of its mixed hash (B,) uint64: 000 tuning, 001 report.

    So six eighths are for training, and what was tried or reported was never trained on. The arithmetic is fixed here:
    the split depends on no seed and no version of NumPy.
    """
    return OF_TOP_BITS[(hashes >> np.uint64(61)).astype(np.int64)]
