"""The atlas from the command line: `python -m arntp.atlas --inputs 4` (seconds), `--inputs 5` (about ten minutes).

Results go to results/atlas; what is there is kept, and an interrupted search goes on where it stopped. To compute
everything anew, give an empty folder with --into.
"""

import argparse
import csv
import io
from pathlib import Path

from arntp.atlas.asummable import prove_complete
from arntp.atlas.five import N, kept, lengths
from arntp.atlas.functions import bounds
from arntp.atlas.length import atlas
from arntp.atlas.survey import pack, survey
from arntp.atlas.threshold import canonical_weights, threshold_tables
from arntp.commands import any_terminal
from arntp.files import alone, read_text, write_text
from arntp.runs import Record, project


def threshold_functions(inputs: int) -> dict:
    """Counts of threshold functions of 1 … `inputs` inputs, weights of each class, and the proofs that this is all."""
    rows = [
        {
            "inputs": n,
            "functions": len(threshold_tables(n)),
            "proof": prove_complete(n),
            "weights": [list(w) for w in canonical_weights(n).values()],
        }
        for n in range(1, inputs + 1)
    ]
    return {"rows": rows}


def main(arguments: list[str] | None = None) -> None:
    """Compute everything up to a number of inputs."""
    any_terminal()
    parser = argparse.ArgumentParser(prog="python -m arntp.atlas", description="Length complexity, exactly.")
    parser.add_argument("--inputs", type=int, default=4, choices=range(1, N + 1), help="up to how many inputs")
    parser.add_argument("--into", type=Path, help="where the results go, if not to results/atlas")
    given = parser.parse_args(arguments)
    try:
        folder = given.into or project.results() / "atlas"
        with alone(folder):
            compute(given.inputs, folder)
    except OSError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")


def compute(inputs: int, folder: Path) -> None:
    """Compute what is not in the folder yet."""
    record = Record(folder)
    # A function of n inputs is made of gates of up to n + 1 inputs, of which all must be known.
    record.once("threshold-functions", lambda: threshold_functions(N + 1))
    record.once("functions", lambda: {"rows": bounds()})
    for n in range(1, min(inputs, N - 1) + 1):
        report(record.once(f"inputs-{n}", lambda: atlas(n)))
    write_classes(folder / "classes.csv", record, min(inputs, N - 1))
    if inputs == N:
        stages = folder / "checkpoints"
        report(record.once(f"inputs-{N}", lambda: survey(stages)))
        kept(folder / f"inputs-{N}.npz", lambda: pack(lengths(stages)))


def write_classes(path: Path, record: Record, inputs: int) -> None:
    """One table of the rows of all classes of 1 … `inputs` inputs, for spreadsheets; written where it is another."""
    rows = [{"inputs": n, **row} for n in range(1, inputs + 1) for row in record.read(f"inputs-{n}")["rows"]]
    table = io.StringIO()
    writer = csv.DictWriter(table, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    if not path.exists() or read_text(path) != table.getvalue():
        write_text(path, table.getvalue())


def report(result: dict) -> None:
    """Print the counts."""
    print(f"{result['inputs']} inputs, T: functions {result['functions']}, classes {result['classes']}", flush=True)


if __name__ == "__main__":
    main()
