"""The command line: `python -m arntp.runs --help`."""

import argparse
import os
import signal
import sys
from typing import Any

from arntp.commands import any_terminal
from arntp.runs.chapters import OWN, chapter_parameters, chapters
from arntp.runs.execute import ChapterFailed
from arntp.runs.parameters import type_name
from arntp.runs.record import SIZES
from arntp.runs.running import sweep

INTERRUPTED = 128 + signal.SIGINT
MORE = """
Several seeds, several values of a parameter, or -p twice make a sweep over all of them. Finished runs are skipped,
unfinished ones go on. Paths are of the folder that you are in; ~ is your own.
"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> None:
        self.exit(2, f"{self.prog}: {message}\n")


class ChapterParser(Parser):
    """The parser of one chapter, which reads the chapter when its help is asked for."""

    chapter: str

    def format_help(self) -> str:
        return super().format_help() + parameters_help(self.chapter) + MORE


def parameters_help(chapter: str) -> str:
    """The parameters of a chapter: type and default of each, and what the chapter says beside it."""
    lines = [f"\nparameters of {chapter}:"]
    for name, parameter in chapter_parameters(chapter).items():
        if name not in OWN:
            kind = "no type" if parameter.kind is None else type_name(parameter.kind)
            lines.append(f"  {name}: {kind} = {parameter.default}".ljust(28) + f"  {parameter.comment}".rstrip())
    return "\n".join(lines if len(lines) > 1 else [f"\n{chapter} has no parameters besides size and seed."]) + "\n"


def parser_of(known: dict[str, str]) -> Parser:
    """The parser, with a command for each chapter."""
    parser = Parser(prog="python -m arntp.runs", description="Run a chapter at chosen parameters, and keep its record.")
    commands = parser.add_subparsers(dest="chapter", metavar="CHAPTER", required=True, parser_class=ChapterParser)
    for chapter, title in known.items():
        command = commands.add_parser(chapter, help=title, description=title, allow_abbrev=False)
        command.chapter = chapter
        command.add_argument("--size", default="smoke", help=", ".join(SIZES))
        command.add_argument("--seed", type=int, nargs="+", default=[1], help="one or several")
        command.add_argument("-p", dest="parameters", nargs="+", action="append", default=[], metavar=("NAME", "VALUE"))
        command.add_argument("--results", help="where the records go, if not to the project's results")
    return parser


def grid_of(chapter: str, given: list[list[str]]) -> dict[str, list[Any]]:
    """{parameter: its different values} from -p NAME VALUE …; ValueError for what does not exist or fit."""
    known, grid = chapter_parameters(chapter), {}
    for name, *texts in given:
        if name not in known or name in OWN:
            others = ", ".join(name for name in known if name not in OWN)
            raise ValueError(f"{chapter} has no parameter {name!r}: there are {others or 'none besides size and seed'}")
        if not texts:
            raise ValueError(f"-p {name} needs a value, such as -p {name} {known[name].default}")
        values = grid.setdefault(name, [])
        values += [value for text in texts if (value := known[name].read(as_utf8(text))) not in values]
    return grid


def as_utf8(text: str) -> str:
    """A word of the command line as UTF-8 has it, where the locale's encoding knows no such letters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode(errors="surrogateescape")
    return text


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; return the exit code. What went wrong is said in a line."""
    any_terminal()
    try:
        given = parser_of(chapters()).parse_args(arguments)
        grid = grid_of(given.chapter, given.parameters)
        sweep(given.chapter, given.size, list(dict.fromkeys(given.seed)), grid, given.results)
    except KeyboardInterrupt:
        print("interrupted: the run is unfinished, and the same command goes on with it", file=sys.stderr)
        return INTERRUPTED
    except ChapterFailed as error:
        print(f"{given.chapter} failed at {error}", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(f"python -m arntp.runs: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"python -m arntp.runs: {error}; a run needs the book's packages: make install", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
