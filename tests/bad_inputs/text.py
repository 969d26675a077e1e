"""Wrong calls of running text: the corpus, its rows, token files, reading, splitting, fetching, and the grammar."""

from math import inf, nan
from pathlib import Path

import numpy as np
import torch

from arntp.text.corpus import Corpus, Scored, chunk, cut, text_bytes
from arntp.text.download import download_tinystories, read_manifest, verify_shards
from arntp.text.grammar import FAULTS, check, generate, sample_stories
from arntp.text.stories import find_tinystories, load_corpus, read_stories, split_by_hash
from arntp.text.token_file import TokenFile, flatten
from arntp.tokens import train_bpe

HERE = Path(__file__).parent
NOWHERE = HERE / "nowhere"
ENCODING = train_bpe(["the cat sat on the mat"], 260)
END = ENCODING.eot_token
PLACE = HERE / "unwritten.tokens"
FLAT = np.array([1, 2, END])
NOTHING = Scored(np.zeros((0, 5), int), 0)
RNG = np.random.default_rng(0)


def corpus(train=FLAT, context=4, encoding=ENCODING):
    """A corpus of the given tokens."""
    return Corpus("test", encoding, train, context, NOTHING, None, "", "")


SOURCE = corpus().source(0)

ROWS = [
    # load_corpus
    ("load_corpus('shakespeare')", ValueError, "data = 'shakespeare'", "'tinystories', 'grammar', 'auto'"),
    ("load_corpus(None)", ValueError, "data = None"),
    ("load_corpus('grammar', 2048.0)", TypeError, "vocab_size is a whole number", "2048.0"),
    ("load_corpus('grammar', 256)", ValueError, "vocab_size = 256: at least 257"),
    ("load_corpus('grammar', -1)", ValueError, "vocab_size = -1"),
    ("load_corpus('grammar', '2048')", TypeError, "vocab_size", "'2048' (str)"),
    ("load_corpus('grammar', context=0)", ValueError, "context = 0: at least 1"),
    ("load_corpus('grammar', context=-64)", ValueError, "context = -64"),
    ("load_corpus('grammar', context=6.4)", TypeError, "context is a whole number", "6.4"),
    ("load_corpus('grammar', context=True)", TypeError, "context", "True (bool)"),
    ("load_corpus('grammar', held_out=0)", ValueError, "held_out = 0: more than 0"),
    ("load_corpus('grammar', held_out=1.0)", ValueError, "held_out = 1.0: less than 1"),
    ("load_corpus('grammar', held_out=-0.1)", ValueError, "held_out = -0.1"),
    ("load_corpus('grammar', held_out=nan)", ValueError, "held_out = nan"),
    ("load_corpus('grammar', held_out='5%')", TypeError, "held_out is a number", "'5%'"),
    ("load_corpus('grammar', stories=0)", ValueError, "stories = 0: at least 1"),
    ("load_corpus('grammar', stories=-1)", ValueError, "stories = -1: at least 1"),
    ("load_corpus('grammar', stories=2.5)", TypeError, "stories is a whole number", "2.5"),
    ("load_corpus('grammar', stories='all')", TypeError, "stories", "'all'"),
    ("load_corpus('grammar', stories=inf)", TypeError, "stories", "inf"),
    ("load_corpus('grammar', stories=2)", ValueError, "2 stories", "too short"),
    ("load_corpus('grammar', seed=-1)", ValueError, "seed = -1: at least 0"),
    ("load_corpus('grammar', seed=1.5)", TypeError, "seed is a whole number"),
    ("load_corpus('grammar', seed=None)", TypeError, "seed is a whole number", "None"),
    ("load_corpus('grammar', path=HERE)", ValueError, "reads no file", "bad_inputs", "drop one"),
    ("load_corpus('grammar', cache='')", ValueError, "cache = ''", "a path is needed"),
    ("load_corpus('grammar', cache=3)", TypeError, "cache is a path", "3 (int)"),
    ("load_corpus('grammar', encoding='gpt2')", TypeError, "encoding is an Encoding", "'gpt2'"),
    ("load_corpus('tinystories', path=NOWHERE)", FileNotFoundError, "nowhere", "no such file or folder"),
    ("load_corpus('tinystories', path=HERE)", FileNotFoundError, "expected train.txt", "it holds __init__.py"),
    ("load_corpus('tinystories', path='')", ValueError, "path = ''"),
    ("load_corpus('auto', path=7)", TypeError, "path is a path", "7 (int)"),
    # Finding, reading
    ("find_tinystories(NOWHERE)", FileNotFoundError, "nowhere"),
    ("find_tinystories(0)", TypeError, "path is a path", "0 (int)"),
    ("find_tinystories('a\\0b')", ValueError, "path = 'a\\x00b'"),
    ("read_stories(NOWHERE)", FileNotFoundError, "nowhere"),
    ("read_stories(HERE)", IsADirectoryError, "bad_inputs"),
    ("read_stories(['Once'])", TypeError, "path is a path", "['Once']"),
    ("read_stories('')", ValueError, "path = ''"),
    # Splitting
    ("split_by_hash('Once upon a time')", TypeError, "stories is a list of strings", "'Once upon a time'"),
    ("split_by_hash(['one', b'two'])", TypeError, "stories[1] is a string", "b'two'"),
    ("split_by_hash(None)", TypeError, "stories is a list", "None"),
    ("split_by_hash(['one'], 1.5)", ValueError, "held_out = 1.5: 0 to 1"),
    ("split_by_hash(['one'], -0.5)", ValueError, "held_out = -0.5"),
    ("split_by_hash(['one'], nan)", ValueError, "held_out = nan"),
    ("split_by_hash(['one'], '0.05')", TypeError, "held_out is a number"),
    # Token files
    ("TokenFile.write(PLACE, [[1.7]], ENCODING)", TypeError, "token_lists[0]", "whole numbers, not float64"),
    ("TokenFile.write(PLACE, [[1], ['a']], ENCODING)", TypeError, "token_lists[1]", "whole numbers"),
    ("TokenFile.write(PLACE, [[True]], ENCODING)", TypeError, "token_lists[0]", "not bool"),
    ("TokenFile.write(PLACE, [[1, None]], ENCODING)", TypeError, "token_lists[0]", "not object"),
    ("TokenFile.write(PLACE, [[0], [3, 260]], ENCODING)", ValueError, "token_lists[1][1] = 260", "0 … 259"),
    ("TokenFile.write(PLACE, [[-1]], ENCODING)", ValueError, "token_lists[0][0] = -1"),
    ("TokenFile.write(PLACE, [[1, END, 2]], ENCODING)", ValueError, "token_lists[0] holds 259", "end-of-text"),
    ("TokenFile.write(PLACE, [[[1], [2]]], ENCODING)", ValueError, "token_lists[0] has shape (2, 1)"),
    ("TokenFile.write(PLACE, [[[1], [2, 3]]], ENCODING)", ValueError, "token_lists[0]", "one length"),
    ("TokenFile.write(PLACE, [1, 2], ENCODING)", ValueError, "token_lists[0] has shape ()"),
    ("TokenFile.write(PLACE, 'the cat', ENCODING)", TypeError, "token_lists is a list of stories", "'the cat'"),
    ("TokenFile.write(PLACE, [], ENCODING)", ValueError, "no stories to write", "unwritten.tokens"),
    ("TokenFile.write(PLACE, [[1]], None)", TypeError, "encoding is an Encoding", "None"),
    ("TokenFile.write('', [[1]], ENCODING)", ValueError, "path = ''"),
    ("TokenFile.open(NOWHERE, ENCODING)", FileNotFoundError, "nowhere"),
    ("TokenFile.open(HERE, ENCODING)", IsADirectoryError, "bad_inputs"),
    ("TokenFile.open(__file__, ENCODING)", ValueError, "text.py is not a token file"),
    ("TokenFile.open(5, ENCODING)", TypeError, "path is a path"),
    ("TokenFile.open(PLACE, 'gpt2')", TypeError, "encoding is an Encoding", "'gpt2'"),
    ("flatten([[0.5]], ENCODING)", TypeError, "token_lists[0]", "not float64"),
    ("flatten([[END]], ENCODING)", ValueError, "token_lists[0] holds 259"),
    ("flatten([[1]], 259)", TypeError, "encoding is an Encoding"),
    # Rows
    ("chunk([[1, 2]], 0, END)", ValueError, "context = 0: at least 1"),
    ("chunk([[1, 2]], 2.5, END)", TypeError, "context is a whole number", "2.5"),
    ("chunk([[1, 2]], 4, -1)", ValueError, "end = -1: at least 0"),
    ("chunk([[1, 2]], 4, '<|endoftext|>')", TypeError, "end is a whole number", "<|endoftext|>"),
    ("chunk([[1, 9, 2]], 4, 9)", ValueError, "token_lists[0] holds 9"),
    ("chunk([[1], [2, -1]], 4, 9)", ValueError, "token_lists[1][1] = -1"),
    ("chunk([[1.5]], 4, 9)", TypeError, "token_lists[0]", "float64"),
    ("chunk('one story', 4, 9)", TypeError, "token_lists is a list of stories", "'one story'"),
    ("chunk(None, 4, 9)", TypeError, "token_lists is a list of stories", "None"),
    ("cut(FLAT, -4, END)", ValueError, "context = -4"),
    ("cut(np.array([1, 2]), 4, 9)", ValueError, "token 2 stands where 9"),
    ("cut(np.array([1.0, 9.0]), 4, 9)", TypeError, "flat", "not float64"),
    ("cut(np.array([[1, 9]]), 4, 9)", ValueError, "flat has shape (1, 2): 1 dimensions"),
    ("cut(np.array([-1, 9]), 4, 9)", ValueError, "flat[0] = -1"),
    ("cut('one', 4, 9)", TypeError, "flat", "whole numbers"),
    ("text_bytes(np.array([0, 260]), ENCODING)", ValueError, "flat[1] = 260", "0 … 259"),
    ("text_bytes(np.array([0.5]), ENCODING)", TypeError, "flat", "float64"),
    ("text_bytes(FLAT, 'gpt2')", TypeError, "encoding is an Encoding"),
    ("Scored(np.array([1, 2]), 3)", ValueError, "rows has shape (2,): 2 dimensions"),
    ("Scored(np.array([[1, -2]]), 3)", ValueError, "rows[0, 1] = -2"),
    ("Scored(np.array([[0.5]]), 3)", TypeError, "rows", "float64"),
    ("Scored(np.array([[1, 2]]), -3)", ValueError, "bytes = -3"),
    ("Scored(np.array([[1, 2]]), 3.0)", TypeError, "bytes is a whole number"),
    ("corpus(context=0)", ValueError, "context = 0"),
    ("corpus(np.array([], int))", ValueError, "train holds 0 tokens", "whole stories"),
    ("corpus(np.array([1, 2]))", ValueError, "train holds 2 tokens", "259"),
    ("corpus(np.array([300, END]))", ValueError, "train[0] = 300"),
    ("corpus(encoding=None)", TypeError, "encoding is an Encoding"),
    ("corpus().source(-1)", ValueError, "seed = -1"),
    ("corpus().source(0.5)", TypeError, "seed is a whole number"),
    ("SOURCE(-1, 4)", ValueError, "step = -1"),
    ("SOURCE(1.0, 4)", TypeError, "step is a whole number"),
    ("SOURCE(0, 0)", ValueError, "size = 0: at least 1"),
    ("SOURCE(0, torch.tensor(4))", TypeError, "size is a whole number"),
    # Fetching
    ("download_tinystories(HERE, stories=0)", ValueError, "stories = 0: at least 1"),
    ("download_tinystories(HERE, stories=-1)", ValueError, "stories = -1"),
    ("download_tinystories(HERE, stories=1e3)", TypeError, "stories is a whole number", "1000.0"),
    ("download_tinystories(HERE, shard=0)", ValueError, "shard = 0: at least 1"),
    ("download_tinystories(HERE, shard='all')", TypeError, "shard is a whole number"),
    ("download_tinystories(None)", TypeError, "folder is a path", "None"),
    ("download_tinystories('')", ValueError, "folder = ''"),
    ("read_manifest(NOWHERE)", FileNotFoundError, "nowhere", "manifest.json"),
    ("verify_shards(HERE)", FileNotFoundError, "manifest.json"),
    ("verify_shards(4)", TypeError, "folder is a path"),
    # The grammar
    ("generate(0)", TypeError, "rng is a Generator", "0 (int)"),
    ("generate(np.random)", TypeError, "rng is a Generator"),
    ("sample_stories(-1, 0)", ValueError, "count = -1: at least 0"),
    ("sample_stories(2.5, 0)", TypeError, "count is a whole number", "2.5"),
    ("sample_stories('ten', 0)", TypeError, "count is a whole number"),
    ("sample_stories(1, -1)", ValueError, "seed = -1"),
    ("sample_stories(1, 'seed')", TypeError, "seed is a whole number"),
    ("sample_stories(1, None)", TypeError, "seed is a whole number", "None"),
    ("check(None)", TypeError, "text is a string", "None"),
    ("check(b'Lily was sad.')", TypeError, "text is a string", "bytes"),
    ("check(['Lily was sad.'])", TypeError, "text is a string", "list"),
    ("FAULTS['no moral'](None, RNG)", TypeError, "story is a string", "None"),
    ("FAULTS['no moral']('Lily was sad.', 1)", TypeError, "rng is a Generator", "1 (int)"),
    ("FAULTS['no moral']('Lily was sad.', RNG)", ValueError, "at least 4 sentences"),
    ("FAULTS['wrong gender']('', RNG)", ValueError, "no place for this fault"),
]
