"""What the committed runs say: each function reads one experiment's records and gives a number with its interval.

A function returns None where there is no record, and raises KeyError where a record does not hold what it looks for;
both count as "not run". Records of the paper's size are taken where there are any, else those of size laptop.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from arntp.evaluation import bootstrap, mean_of_means
from arntp.experiments import ar_learning, architectures, base, multiplication, parity
from arntp.experiments.claims.claim import Measured
from arntp.experiments.explained import TREATMENTS, study
from arntp.experiments.paper.records import fits as fits_on_devices
from arntp.experiments.reading import outcomes
from arntp.runs import Record, committed, over_seeds, project

LIKELY = "by likelihood"
SOURCES = {"chain": "first", "class": "second", "both together": "interaction"}

Fits = dict[str, list[dict]]


def runs(chapter: str, names: Iterable[str]) -> tuple[str, Fits]:
    """The size of an experiment's committed runs and {name: results, one a seed}; KeyError for a name without any."""
    names = list(names)
    size = next((size for size in ("paper", "laptop") if over_seeds(committed(chapter, size), names)), "laptop")
    found = over_seeds(committed(chapter, size), names)
    return size, {name: found[name] for name in names}


def spread(found: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """The mean of the outcomes, an array a seed, and its interval over seeds and items."""
    value = mean_of_means(list(found))
    low, high = bootstrap(found, repeats=1000)
    return value, min(low, value), max(high, value)


def percent(value: float, low: float, high: float) -> str:
    """A share with its interval."""
    return f"{value:.2%} [{low:.2%}, {high:.2%}]"


def products(cls: str, chain: str, digits: int = 2) -> Measured:
    """Share of held-out products that a class has right after its chain."""
    name = f"{cls}, {chain}, n = {digits}"
    size, found = runs("multiplication", [name])
    value = spread([outcomes(fit) for fit in found[name]])
    told = f"{percent(*value)} of the products, {digits} digits, {len(found[name])} seeds, size {size}"
    return Measured(*value, told)


def papers_product() -> Measured:
    """The paper's MLP on its own chain: at four digits on a GPU where it was run, else at the size that was."""
    ends = on_gpu("multiplication", ["MLP, paper's chain"], "product")
    if ends is None:
        return products("MLP", "paper")
    told = f"{ends[0]:.2%} of the products, 4 digits, one seed, some minutes of a GPU"
    return Measured(*3 * ends, told, at_papers_size=True)


def same_chain() -> Measured:
    """By how much the shares of the MLP and of a transformer differ, given the same chain, pairs and search."""
    names = [f"{cls}, paper, n = 2" for cls in ("MLP", "transformer")]
    size, found = runs("multiplication", names)
    shares = [spread([outcomes(fit) for fit in found[name]]) for name in names]
    (mlp, *own), (other, *its) = shares
    value = abs(other - mlp)
    low, high = max(0.0, its[0] - own[1], own[0] - its[1]), max(its[1] - own[0], own[1] - its[0])
    told = f"MLP {percent(*shares[0])}, transformer {percent(*shares[1])}, size {size}"
    return Measured(value, min(low, value), max(high, value), told)


def guaranteed_samples(name: str = "product") -> Measured:
    """Sequences until the mean chain error is ε over those that are guaranteed, at the worst length."""
    size, found = runs("ar_learning", [name])
    results, setup = found[name], ar_learning.SIZES[size]
    needed, exponents = ar_learning.bootstrap(results, setup.epsilon)
    lengths = results[0]["lengths"]
    bounds = [ar_learning.guaranteed(name, length, setup.bits) / setup.epsilon - 1 for length in lengths]
    ratios = (needed / bounds).max(1)
    (ratio, slope), lows, highs = (f([ratios, exponents]) for f in (first, low_ends, high_ends))
    told = f"sequences grow like T to the {slope:.2f} [{lows[1]:.2f}, {highs[1]:.2f}], T = {lengths[0]} … {lengths[-1]}"
    told += f"; at most {ratio:.2f} [{lows[0]:.2f}, {highs[0]:.2f}] of what is guaranteed"
    return Measured(ratio, min(lows[0], ratio), max(highs[0], ratio), told)


def first(draws: Sequence[np.ndarray]) -> list[float]:
    """What was measured, which stands before what was drawn again."""
    return [float(each[0]) for each in draws]


def low_ends(draws: Sequence[np.ndarray]) -> list[float]:
    """Lower ends of the 95 % intervals."""
    return [float(np.quantile(each[1:], 0.025)) for each in draws]


def high_ends(draws: Sequence[np.ndarray]) -> list[float]:
    """Upper ends of the 95 % intervals."""
    return [float(np.quantile(each[1:], 0.975)) for each in draws]


def learned_machines(cls: str = "time-invariant linear") -> Measured:
    """Share of unseen runs that a class continues without an error, over machines drawn at random."""
    name = f"machines, {cls}"
    size, found = runs("turing_machines", [name])
    shares = [
        np.array([base.outcomes(machine["right"]["1"]).mean() for machine in fit["machines"]]) for fit in found[name]
    ]
    value, machines = spread(shares), len(shares[0])
    exactly = sum(int((each == 1).sum()) for each in shares)
    told = (
        f"{percent(*value)} of the runs of {machines} machines, {len(shares)} seeds; all runs right for {exactly} of "
    )
    return Measured(*value, f"{told}{machines * len(shares)}, size {size}")


def secret_parity(names: Sequence[str], bits: int = 64) -> Measured:
    """Share of right answers on the parity of a secret half of the bits, over all fits of some learners."""
    size, found = runs("length_complexity", [parity.fit_name(name, bits) for name in names])
    fits = [fit for each in found.values() for fit in each]
    value = spread([parity.outcomes(fit) for fit in fits])
    told = f"{', '.join(names)}: {percent(*value)} of the answers on {bits} bits; "
    return Measured(*value, f"{told}{parity.successes(fits)} of {len(fits)} fits learn it, size {size}")


def text_gap() -> Measured:
    """By how much the linear predictor's held-out perplexity is above the transformer's; of a GPU's runs if any."""
    names = ("causal linear", "transformer")
    if ends := on_gpu("tinystories", names, "perplexity"):
        ours, theirs = ends
        told = f"linear {ours:.1f}, transformer {theirs:.1f}, one seed each, equal minutes of a GPU"
        return Measured(*3 * (ours - theirs,), told, at_papers_size=True)
    size, found = runs("tinystories", names)
    ours, theirs = (np.array([fit["scores"]["held out"]["perplexity"] for fit in found[name]]) for name in names)
    shared = min(len(ours), len(theirs))
    gap, low, high = spread([np.array([each]) for each in ours[:shared] - theirs[:shared]])
    told = f"linear {ours.mean():.1f}, transformer {theirs.mean():.1f}; difference {gap:.1f} [{low:.1f}, {high:.1f}]"
    return Measured(gap, low, high, f"{told}, {shared} seeds, size {size}", at_papers_size=size == "paper")


def on_gpu(experiment: str, names: Sequence[str], key: str) -> list[float] | None:
    """How the time-boxed runs of the paper's size were judged last, one a name, on one GPU, or None."""
    rows = [row for row in fits_on_devices(experiment) if row["device"] != "cpu" and key in row]
    for device in dict.fromkeys(row["device"] for row in rows):
        ends = {row["predictor"]: row[key] for row in rows if row["device"] == device}
        if set(names) <= set(ends):
            return [float(ends[name]) for name in names]
    return None


def coherence(name: str = "causal linear", beside: str = "transformer") -> Measured | None:
    """Share of a predictor's samples, learned from the story grammar, that its checker finds coherent."""
    folders = sorted((project.results() / "tinystories").glob("laptop-s*-data=grammar*"))
    found = {each: [fit for folder in folders if (fit := Record(folder).read(each))] for each in (name, beside)}
    if not all(found.values()):
        return None
    shares = {each: spread([coherent(fit["samples"]) for fit in fits]) for each, fits in found.items()}
    told = "; ".join(f"{each} {percent(*share)}" for each, share in shares.items())
    return Measured(*shares[name], f"coherent samples: {told}; {len(found[name])} seed(s), story grammar")


def coherent(samples: dict) -> np.ndarray:
    """Whether each sample is coherent, in any order: what an interval is resampled from."""
    count = len(samples["texts"])
    return np.arange(count) < round(samples["checker"]["coherent"] * count)


def shortest_parities() -> Measured | None:
    """The atlas's exact length complexities of parities against ⌊log₂ n⌋ + 1; None where the atlas has none."""
    found = Record(project.results() / "atlas").read("functions")
    rows = [row for row in found["rows"] if row["name"].startswith("parity")] if found else []
    if not rows:
        return None
    wrong = sum(not row["lower"] == row["upper"] == row["inputs"].bit_length() for row in rows)
    told = f"least lengths of the parity of {rows[0]['inputs']} … {rows[-1]['inputs']} bits, found by exhaustion"
    return Measured(wrong, wrong, wrong, f"{told}: {wrong} mismatches with ⌊log₂ n⌋ + 1")


def factorials() -> dict[str, dict[tuple[str, str], list[dict]]]:
    """Each task of the architectures chapter with its cells, {(chain, class): fits}; KeyError where one is missing."""
    parities = [name for bits in (16, 32) for name in architectures.parities(bits)]
    products = [
        name
        for name, cell in multiplication.SIZES["laptop"].cells.items()
        if cell.problem.digits == architectures.DIGITS and cell.problem.chain in architectures.CHAINS["multiplication"]
    ]
    fits = runs("architectures", parities)[1] | runs("multiplication", products)[1]
    return architectures.by_task(fits)


def variance(source: str) -> Measured | None:
    """The share of the variance of log(examples) that a source explains, one of `Study.explained`, at its least task.

    The value treats what was not reached by likelihood; the interval reaches over that and both extremes.
    """
    found = {}
    for task, cells in factorials().items():
        if (needs := study(cells)) is None:
            return None
        shares = {treatment: needs.explained(treatment, draws=300) for treatment in TREATMENTS}
        lows, highs = zip(*(each[source][1:] for each in shares.values()))
        told = " ".join(f"{what} {shares[LIKELY][key][0]:.0%}" for what, key in SOURCES.items())
        value = shares[LIKELY][source][0]
        found[task] = value, min(*lows, value), max(*highs, value), f"{task}: {told}"
    value, low, high, _ = min(found.values())
    told = "; ".join(each[-1] for each in found.values())
    what = {"difference": "chain less class", "second": "class"}[source]
    return Measured(value, low, high, f"variance explained: {told}; the least {what}: {percent(value, low, high)}")
