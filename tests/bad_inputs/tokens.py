"""Wrong calls of vocabularies and of the text tokenizer."""

from math import nan
from pathlib import Path

import numpy as np
import tiktoken
import torch

from arntp.tokens import Vocabulary, fingerprint, gpt2_encoding, load_encoding, save_encoding, train_bpe

HERE = Path(__file__).parent
BITS = Vocabulary(["0", "1"])
ENCODING = train_bpe(["the cat"], 257)
RANKS = {bytes([b]): b for b in range(256)}
NO_END = tiktoken.Encoding("no end", pat_str=".", mergeable_ranks=RANKS, special_tokens={})
END_ELSEWHERE = tiktoken.Encoding("far", pat_str=".", mergeable_ranks=RANKS, special_tokens={"<|endoftext|>": 300})
TWO_ENDS = tiktoken.Encoding(
    "two", pat_str=".", mergeable_ranks=RANKS, special_tokens={"<|endoftext|>": 256, "<|pad|>": 257}
)

ROWS = [
    # Vocabulary
    ("Vocabulary('01')", TypeError, "tokens is a list of strings", "'01'"),
    ("Vocabulary(['0', 1])", TypeError, "tokens[1] is a string", "1 (int)"),
    ("Vocabulary([['0']])", TypeError, "tokens[0] is a string"),
    ("Vocabulary(2)", TypeError, "tokens is a list of strings", "2 (int)"),
    ("Vocabulary([])", ValueError, "at least one token"),
    ("Vocabulary(['a', 'b', 'a'])", ValueError, "'a' occurs twice"),
    ("BITS.index('2')", ValueError, "unknown token '2'", "0 1"),
    ("BITS.index(0)", TypeError, "token is a string", "0 (int)"),
    ("BITS.index(['0'])", TypeError, "token is a string", "['0']"),
    ("BITS.encode('01')", TypeError, "tokens is a list of strings", "'01'"),
    ("BITS.encode([0, 1])", TypeError, "tokens[0] is a string", "0 (int)"),
    ("BITS.encode(['0', '2'])", ValueError, "unknown token '2'"),
    ("BITS.encode(None)", TypeError, "tokens is a list of strings"),
    ("BITS.decode([0, 2])", ValueError, "ids[1] = 2: 0 to 1"),
    ("BITS.decode([-1])", ValueError, "ids[0] = -1: 0 to 1"),
    ("BITS.decode([1.7])", TypeError, "ids[0] is a whole number", "1.7"),
    ("BITS.decode([1.0])", TypeError, "ids[0] is a whole number", "1.0"),
    ("BITS.decode([True])", TypeError, "ids[0] is a whole number", "True (bool)"),
    ("BITS.decode([None])", TypeError, "ids[0] is a whole number", "None"),
    ("BITS.decode('01')", TypeError, "ids is a list of whole numbers", "'01'"),
    ("BITS.decode(1)", TypeError, "ids is a list of whole numbers", "1 (int)"),
    ("BITS.decode(np.array([0.0]))", TypeError, "ids[0] is a whole number"),
    ("BITS.decode(np.array([[0, 1]]))", TypeError, "ids[0] is a whole number", "[0, 1]"),
    ("BITS.decode(torch.tensor([0, 3]))", ValueError, "ids[1] = 3: 0 to 1"),
    # Training a tokenizer
    ("train_bpe('the cat', 300)", TypeError, "texts is a list of strings", "'the cat'"),
    ("train_bpe(['the cat', 3], 300)", TypeError, "texts[1] is a string", "3 (int)"),
    ("train_bpe([b'the cat'], 300)", TypeError, "texts[0] is a string", "bytes"),
    ("train_bpe(None, 300)", TypeError, "texts is a list of strings", "None"),
    ("train_bpe([], 300)", ValueError, "every text is empty"),
    ("train_bpe(['', ''], 300)", ValueError, "every text is empty"),
    ("train_bpe(['a'], 256)", ValueError, "vocab_size = 256: 257 to"),
    ("train_bpe(['a'], -1)", ValueError, "vocab_size = -1"),
    ("train_bpe(['a'], 10**30)", ValueError, "vocab_size = 10", "16777216"),
    ("train_bpe(['a'], 300.0)", TypeError, "vocab_size is a whole number", "300.0"),
    ("train_bpe(['a'], nan)", TypeError, "vocab_size is a whole number", "nan"),
    ("train_bpe(['a'], None)", TypeError, "vocab_size is a whole number", "None"),
    # Files of tokenizers
    ("fingerprint('gpt2')", TypeError, "encoding is an Encoding", "'gpt2'"),
    ("fingerprint(NO_END)", ValueError, "256 ranks", "{'<|endoftext|>': 256} is needed"),
    ("fingerprint(END_ELSEWHERE)", ValueError, "'<|endoftext|>': 300", "{'<|endoftext|>': 256} is needed"),
    ("save_encoding(None, HERE / 'unwritten.json')", TypeError, "encoding is an Encoding", "None"),
    ("save_encoding(TWO_ENDS, HERE / 'unwritten.json')", ValueError, "'<|pad|>': 257", "is needed"),
    ("save_encoding(ENCODING, '')", ValueError, "path = ''"),
    ("save_encoding(ENCODING, 3)", TypeError, "path is a path", "3 (int)"),
    ("save_encoding(ENCODING, Path(__file__) / 'a.json')", FileExistsError, "tokens.py"),
    ("load_encoding(HERE / 'nowhere.json')", FileNotFoundError, "nowhere.json"),
    ("load_encoding(HERE)", IsADirectoryError, "bad_inputs"),
    ("load_encoding(__file__)", ValueError, "tokens.py is not a tokenizer file", "train it again"),
    ("load_encoding(None)", TypeError, "path is a path", "None"),
    ("load_encoding('a\\0b')", ValueError, "a path is needed"),
    ("gpt2_encoding(HERE / 'nowhere.tiktoken')", FileNotFoundError, "nowhere.tiktoken"),
    ("gpt2_encoding(__file__)", ValueError, "tokens.py has SHA-256", "r50k_base.tiktoken"),
    ("gpt2_encoding(50257)", TypeError, "path is a path", "50257 (int)"),
    ("gpt2_encoding('')", ValueError, "path = ''"),
]
