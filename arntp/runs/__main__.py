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
from arntp.runs.reading import COMMANDS, add_commands
from arntp.runs.record import SIZES
from arntp.runs.running import sweep

INTERRUPTED = 128 + signal.SIGINT
DESCRIPTION = "Run a chapter at chosen parameters, and keep its record; or list, show and compare the records."
MORE = """
Several seeds, several values of a parameter, or -p twice make a sweep over all of them. Finished runs are skipped,
unfinished ones go on. Paths are of the folder that you are in; ~ is your own.
"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> None:
        self.exit(2, f"{self.prog}: {message}\n")


class CommandParser(Parser):
    """The parser of a command; a chapter's reads the chapter when its help is asked for."""

    chapter: str | None = None

    def format_help(self) -> str:
        return super().format_help() + (parameters_help(self.chapter) + MORE if self.chapter else "")


def parameters_help(chapter: str) -> str:
    """The parameters of a chapter: type and default of each, and what the chapter says beside it."""
    lines = [f"\nparameters of {chapter}:"]
    for name, parameter in chapter_parameters(chapter).items():
        if name not in OWN:
            kind = "no type" if parameter.kind is None else type_name(parameter.kind)
            lines.append(f"  {name}: {kind} = {parameter.default}".ljust(28) + f"  {parameter.comment}".rstrip())
    return "\n".join(lines if len(lines) > 1 else [f"\n{chapter} has no parameters besides size and seed."]) + "\n"


def parser_of(known: dict[str, str]) -> Parser:
    """The parser, with a command for each chapter and those that read records.

    Raises ValueError where a chapter has the name of one of those.
    """
    if clash := COMMANDS.keys() & known:
        raise ValueError(f"the chapter {min(clash)!r} has the name of a command: rename its page")
    parser = Parser(prog="python -m arntp.runs", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="chapter", metavar="CHAPTER", required=True, parser_class=CommandParser)
    add_commands(commands)
    for chapter, title in known.items():
        command = commands.add_parser(chapter, help=title, description=title, allow_abbrev=False)
        command.chapter = chapter
        command.add_argument("--size", default="smoke", help=", ".join(SIZES))
        command.add_argument("--seed", type=int, nargs="+", default=[1], help="one or several")
        value = {"nargs": "+", "action": "append", "default": [], "metavar": ("NAME", "VALUE"), "type": unshielded}
        command.add_argument("-p", dest="parameters", **value)
        command.add_argument("--results", help="where the records go, if not to the project's results")
        command.set_defaults(act=run_chapter)
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


def shielded(word: str) -> str:
    """A negative number that argparse would take for an option (-1e3, -inf), behind a blank, which makes it a value."""
    return f" {word}" if word.startswith("-") and is_number(word) else word


def unshielded(word: str) -> str:
    """The word as it was given."""
    return word[1:] if word.startswith(" -") and is_number(word) else word


def is_number(word: str) -> bool:
    """Whether a word is a number."""
    try:
        float(word)
    except ValueError:
        return False
    return True


def run_chapter(given: argparse.Namespace) -> int:
    """Run a chapter, or a sweep over several values; return the exit code."""
    try:
        grid = grid_of(given.chapter, given.parameters)
        sweep(given.chapter, given.size, list(dict.fromkeys(given.seed)), grid, given.results)
    except KeyboardInterrupt:
        print("interrupted: the run is unfinished, and the same command goes on with it", file=sys.stderr)
        return INTERRUPTED
    except ChapterFailed as error:
        print(f"{given.chapter} failed at {error}", file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; return the exit code. What went wrong is said in a line."""
    any_terminal()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        given = parser_of(chapters()).parse_args(list(map(shielded, words)))
        return given.act(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # who reads, such as head, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, OSError) as error:
        print(f"python -m arntp.runs: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"python -m arntp.runs: {error}; this needs the book's packages: make install", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
