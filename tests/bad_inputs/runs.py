"""Wrong calls of runs and records; none of them reaches a kernel or writes a file."""

import tempfile
from pathlib import Path

from arntp.runs import Record, committed, over_seeds, run, sweep
from arntp.runs.chapters import chapter_parameters, checked_parameters, read_chapter
from arntp.runs.compare import sides
from arntp.runs.curves import check_name, panels_of
from arntp.runs.kept import find
from arntp.runs.parameters import parameters_of
from arntp.runs.project import results
from arntp.sealed import read_json, read_sealed, write_json, write_sealed

FOLDER = Path(tempfile.gettempdir())
NOWHERE = FOLDER / "no such folder"
CELL = parameters_of("seed: int = 1\nshare: float = 1.0\nname: str = ''\nwide: tuple[int, ...] = ()\nunknown = None\n")


ROWS = [
    # records
    ("Record(3)", TypeError, "folder is a path", "3"),
    ("Record(b'x')", TypeError, "folder is a path"),
    ("Record('')", ValueError, "folder", "a path is needed"),
    ("Record('a\\0b')", ValueError, "folder", "a path is needed"),
    ("Record(NOWHERE).once(3, dict)", TypeError, "name is a string", "3"),
    ("Record().once(None, dict)", TypeError, "name is a string", "None"),
    ("Record(NOWHERE).read(None)", TypeError, "name is a string"),
    ("Record(NOWHERE).path(1.5)", TypeError, "name is a string"),
    ("Record(NOWHERE).checkpoints(b'x')", TypeError, "name is a string"),
    ("committed('circuits', 'huge')", ValueError, "size = 'huge'", "'laptop'"),
    ("committed('circuits', 1)", ValueError, "size = 1", "'laptop'"),
    ("committed(None, 'laptop')", TypeError, "experiment is a string"),
    ("over_seeds([], 'ab')", TypeError, "names is a list of strings"),
    ("over_seeds([], [1])", TypeError, "names[0] is a string"),
    # runs
    ("run('poems')", ValueError, "chapter = 'poems'", "'circuits'"),
    ("run('intro')", ValueError, "chapter = 'intro'", "'circuits'"),
    ("run('../book/circuits')", ValueError, "chapter = '../book/circuits'"),
    ("run(None)", ValueError, "chapter = None"),
    ("run('circuits', 'huge')", ValueError, "size = 'huge'", "'paper'"),
    ("run('circuits', None)", ValueError, "size = None"),
    ("run('circuits', 'smoke', -1)", ValueError, "seed = -1"),
    ("run('circuits', 'smoke', 2**63)", ValueError, f"seed = {2**63}"),
    ("run('circuits', 'smoke', 1.0)", TypeError, "seed is a whole number", "1.0"),
    ("run('circuits', 'smoke', True)", TypeError, "seed is a whole number"),
    ("run('circuits', 'smoke', '1')", TypeError, "seed is a whole number"),
    ("run('circuits', 'smoke', 1, {'digits': 4})", ValueError, "parameter of circuits = 'digits'"),
    ("run('multiplication', 'smoke', 1, {'digit': 4})", ValueError, "'digit'", "'digits'"),
    ("run('multiplication', 'smoke', 1, {'record': 'x'})", ValueError, "'record'"),
    ("run('multiplication', 'smoke', 1, {'digits': 4.5})", ValueError, "parameter digits = 4.5", "int is needed"),
    ("run('multiplication', 'smoke', 1, {'digits': None})", ValueError, "parameter digits = None", "int is needed"),
    ("run('tinystories', 'smoke', 1, {'share': 'half'})", ValueError, "parameter share = 'half'", "float is needed"),
    ("run('tinystories', 'smoke', 1, {'share': True})", ValueError, "parameter share = True", "float is needed"),
    ("run('tinystories', 'smoke', 1, {'path': b'/x'})", ValueError, "parameter path = b'/x'", "str is needed"),
    ("run('tinystories', 'smoke', 1, {'data': {'a': 1}})", ValueError, "parameter data = {'a': 1}", "str is needed"),
    ("run('tinystories', 'smoke', 1, {'data': 'x' * 300, 'path': 3})", ValueError, "parameter path = 3"),
    ("run('circuits', results='')", ValueError, "results", "a path is needed"),
    ("run('circuits', results=3)", TypeError, "results is a path"),
    ("sweep('circuits', 'smoke', 1, {})", TypeError, "seeds is a list of whole numbers", "1"),
    ("sweep('circuits', 'smoke', '12', {})", TypeError, "seeds is a list of whole numbers"),
    ("sweep('circuits', 'smoke', [1, -2], {})", ValueError, "seeds[1] = -2"),
    ("sweep('circuits', 'smoke', [1, 2.5], {})", TypeError, "seeds[1] is a whole number"),
    ("sweep('multiplication', 'smoke', [1], {'digits': '34'})", TypeError, "grid['digits'] is a list", "'34'"),
    ("sweep('multiplication', 'smoke', [1], {'digits': 3})", TypeError, "grid['digits'] is a list", "3"),
    ("sweep('multiplication', 'smoke', [1], {'digits': [2, 'x']})",
     ValueError, "parameter digits = 'x'", "int is needed"),
    # chapters and parameters
    ("read_chapter('poems')", ValueError, "chapter = 'poems'", "'circuits'"),
    ("chapter_parameters('notation')", ValueError, "chapter = 'notation'"),
    ("checked_parameters('circuits', {'seed': 1})", ValueError, "parameter of circuits = 'seed'"),
    ("CELL['seed'].read('1E3')", ValueError, "parameter seed = '1E3'", "int is needed"),
    ("CELL['seed'].read('true')", ValueError, "parameter seed = 'true'", "int is needed"),
    ("CELL['seed'].read('')", ValueError, "parameter seed = ''", "int is needed"),
    ("CELL['share'].read('null')", ValueError, "parameter share = 'null'", "float is needed"),
    ("CELL['share'].fitted('1')", ValueError, "parameter share = '1'", "float is needed"),
    ("CELL['name'].fitted(1)", ValueError, "parameter name = 1", "str is needed"),
    ("CELL['name'].fitted('\\udc80')", ValueError, "parameter name = '\\udc80'", "str is needed"),
    ("CELL['wide'].read('8')", ValueError, "parameter wide = '8'", "tuple[int, ...] is needed"),
    ("CELL['wide'].read('(1, 2.5)')", ValueError, "parameter wide = '(1, 2.5)'", "tuple[int, ...] is needed"),
    ("CELL['wide'].read('__import__(\"os\")')", ValueError, "parameter wide", "tuple[int, ...] is needed"),
    ("CELL['wide'].fitted([True])", ValueError, "parameter wide = [True]", "tuple[int, ...] is needed"),
    ("CELL['unknown'].read('1')", ValueError, "parameter unknown has no type", "annotate it"),
    # reading
    ("find('poems/laptop', results())", ValueError, "no run 'poems/laptop'", "circuits/laptop-s1"),
    ("find('circuits/laptop-s99', results())", ValueError, "there are circuits/laptop-s1"),
    ("find('circuits/laptop', NOWHERE)", ValueError, "no such folder: there are none"),
    ("find('', results())", ValueError, "run = ''", "a path is needed"),
    ("sides(['circuits/laptop'], results())", ValueError, "from 2 to 26 different runs"),
    ("sides(['circuits/laptop'] * 2, results())", ValueError, "from 2 to 26 different runs"),
    ("sides(['circuits/laptop', 'circuits/huge'], results())", ValueError, "no run 'circuits/huge'"),
    ("panels_of(sides(['turing_machines/laptop-s1', 'turing_machines/laptop-s2'], results()), 'lr')",
     ValueError, "value = 'lr'", "'exact'"),
    ("check_name(Path('curves.png'))", ValueError, "curves.png", ".svg"),
    # files
    ("read_json(Path(__file__))", ValueError, "runs.py is corrupt"),
    ("read_sealed(Path(__file__))", ValueError, "runs.py is corrupt"),
    ("read_sealed(NOWHERE)", FileNotFoundError, "no such folder is missing"),
    ("write_sealed(NOWHERE / 'a.json', {'sha256': 1})", ValueError, "content has an entry 'sha256'"),
    ("write_sealed(NOWHERE / 'a.json', {'a': {1}})", TypeError, "set is not JSON serializable"),
    ("write_json(NOWHERE / 'a.json', {'a': b''})", TypeError, "bytes is not JSON serializable"),
    ("write_json('', {})", ValueError, "path", "a path is needed"),
]  # fmt: skip
