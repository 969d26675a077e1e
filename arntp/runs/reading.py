"""The commands that read records and execute nothing: `list`, `show` and `compare`."""

import argparse
from pathlib import Path

from arntp.runs.compare import compare_lines, sides
from arntp.runs.curves import check_name, panels_of, words, write_figure
from arntp.runs.execute import absolute
from arntp.runs.kept import find
from arntp.runs.listing import list_lines, show_lines
from arntp.runs.running import results_folder

RUN = """a run: its folder, or CHAPTER/FOLDER as `list` has it; CHAPTER/SIZE stands for all seeds at the chapter's own
parameters, and a pattern such as 'CHAPTER/laptop-s*-share=2' for all runs that fit"""
COMMANDS = {
    "list": "the runs that there are, newest last",
    "show": "what a run says: parameters, state, the numbers of each result, and where its notebook is",
    "compare": "what differs between runs: parameters, numbers over seeds, and learning curves, drawn into a file",
}


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add the three commands to a parser; each one's `act` does what it is asked for and returns the exit code."""
    acts = {"list": list_runs, "show": show_run, "compare": compare_runs}
    added = {name: commands.add_parser(name, help=text, description=text) for name, text in COMMANDS.items()}
    added["list"].add_argument("of", nargs="?", metavar="CHAPTER", help="of one chapter")
    added["show"].add_argument("run", metavar="RUN", help=RUN)
    added["compare"].add_argument("runs", nargs="+", metavar="RUN", help=f"two or more; {RUN}")
    added["compare"].add_argument("--to", default="curves.svg", help="the file of the curves, if not curves.svg")
    added["compare"].add_argument("--value", help="what the curves show, if not the first value judged on the way")
    for name, command in added.items():
        command.add_argument("--results", help="where the records are, if not in the project's results")
        command.set_defaults(act=acts[name])


def list_runs(given: argparse.Namespace) -> int:
    """Print a line for each run."""
    print("\n".join(list_lines(results_folder(given.results), given.of)))
    return 0


def show_run(given: argparse.Namespace) -> int:
    """Print what each run says that is asked for."""
    folders = find(given.run, results_folder(given.results))
    print("\n\n".join("\n".join(show_lines(folder)) for folder in folders))
    return 0


def compare_runs(given: argparse.Namespace) -> int:
    """Print what differs, and what the curves are like; draw them."""
    path = check_name(Path(absolute(given.to)))
    compared = sides(given.runs, results_folder(given.results))
    panels = panels_of(compared, given.value)
    print("\n".join(compare_lines(compared)))
    if not panels:
        print("\nno learning curves, and no file of them")
        return 0
    print("\n".join(["\ncurves, the mean over seeds", *(line for panel in panels for line in words(panel))]))
    print(f"\n{write_figure(panels, compared, path)}")
    return 0
