"""Records as the experiments leave them, with made-up numbers: good ones, for which all claims hold, and bad ones."""

import json

import numpy as np

from arntp.experiments.ar_learning import SIZES as CHAINS
from arntp.experiments.architectures import SIZES as ARCHITECTURES
from arntp.experiments.multiplication import SIZES as PRODUCTS
from arntp.experiments.parity import fit_name
from arntp.runs import Record
from arntp.runs.summary import summarise
from arntp.sealed import write_sealed

SEEDS = (1, 2, 3)
TEXTS = {"causal linear": (14.0, 30.0), "transformer": (13.5, 12.0)}
GPU_FITS = {
    "multiplication": {"MLP, paper's chain": {"product": 0.97}},
    "tinystories": {"causal linear": {"perplexity": 30.0}, "transformer": {"perplexity": 28.9}},
}


def share(right, items=200):
    """Marks with this share of ones."""
    return "".join("01"[i < right * items] for i in range(items))


POOR = {"linear": 1000, "time-invariant linear": 2000, "MLP": 300_000, "transformer": 500_000}
EASY = {"schoolbook": 1000, "compact": 8000, "counting": 1000, "running": 4000, "pairs": 16_000}


def cell(name, good):
    """A cell of a grid: what it needs is up to its chain where it is good, else up to its class alone."""
    cls, chain = name.split(", ")[:2]
    needed = EASY.get(chain, 100_000) if good else POOR.get(cls, 1000)
    right = 0.3 if not good or (cls, chain) == ("transformer", "paper") else 1.0
    history = [{"step": step, "product": float(64 * step >= needed)} for step in (10, 20, 50, 100, 200, 400, 5000)]
    task = {"digits": 2} if name.endswith("n = 2") else {"bits": 16}
    return {"task": task, "right": share(right), "history": history, "config": {"batch": 64}, "flops": 100}


def chains(good):
    """Errors that fall like T/m where they are good; else so slowly that more is needed than guaranteed."""
    size = CHAINS["laptop"]
    lengths, grid = np.array(size.lengths), (1 if good else 5) * np.array(size.product)
    needed = size.epsilon * (80 if good else 400) * lengths  # sequences until the error is ε, times ε
    errors = np.minimum(1, needed / grid[:, None])
    return {"grid": grid.tolist(), "lengths": lengths.tolist(), "errors": [errors.tolist()] * 3}


def parities(good):
    """A direct learner that stays at chance, or learns."""
    return {"judged": 200, "answer": 0.5 if good else 1.0}


def machines(good):
    return {"machines": [{"right": {"1": share(1.0 if good else 0.4)}} for _ in range(20)]}


def text(name, good):
    perplexity = TEXTS[name][0 if good else 1]
    checker = {"coherent": 0.1 if good else 0.9}
    return {"scores": {"held out": {"perplexity": perplexity}}, "samples": {"texts": ["a"] * 32, "checker": checker}}


RECORDS = {
    "architectures": dict.fromkeys(ARCHITECTURES["laptop"].cells, cell),
    "multiplication": {name: cell for name in PRODUCTS["laptop"].cells if name.endswith("n = 2")},
    "ar_learning": {"product": lambda name, good: chains(good)},
    "length_complexity": {
        fit_name(f"{cls}, direct", 64): lambda name, good: parities(good) for cls in ("MLP", "transformer")
    },
    "turing_machines": {"machines, time-invariant linear": lambda name, good: machines(good)},
    "tinystories": dict.fromkeys(TEXTS, text),
}


def write_records(results, good=True):
    """Finished runs at size laptop of three seeds of every experiment, and the atlas."""
    for chapter, names in RECORDS.items():
        for seed in SEEDS:
            write_run(results / chapter / f"laptop-s{seed}", {"size": "laptop", "seed": seed}, names, good)
    grammar = {"size": "laptop", "seed": 1, "data": "grammar"}
    write_run(results / "tinystories" / "laptop-s1-data=grammar", grammar, RECORDS["tinystories"], good)
    rows = [
        {"name": f"parity of {n}", "inputs": n, "lower": n.bit_length(), "upper": n.bit_length() + (not good)}
        for n in (2, 3)
    ]
    Record(results / "atlas").once("functions", lambda: {"rows": rows})


def write_run(folder, settings, names, good):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parameters.json").write_text(json.dumps(settings), encoding="utf-8")
    for name, made in names.items():
        result = made(name, good)
        write_sealed(Record(folder).path(name), {"name": name, "environment": {}, "seconds": 1.0, "result": result})
    summarise(folder, settings, 1.0)


def write_gpu(results):
    """Time-boxed runs of the paper's size on a GPU."""
    for experiment, fits in GPU_FITS.items():
        for name, judged in fits.items():
            row = {"step": 9, "seconds": 60.0, "loss": 1.0, **judged}
            result = {
                "name": name,
                "parameters": 1,
                "step (ms)": 1.0,
                "recipe": {"batch": 1},
                "ended": "x",
                "history": [row],
            }
            Record(results / experiment / "paper-some-gpu").once(name, lambda result=result: result)
