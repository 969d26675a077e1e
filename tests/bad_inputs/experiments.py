"""Wrong calls of the experiments: none of them trains."""

from dataclasses import replace

import numpy as np

from arntp.experiments import ar_learning, emulation, multiplication, parity, search, tinystories
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, NGram
from arntp.runs import Record
from arntp.tasks.multiplication import Multiplication
from arntp.training import TrainConfig

NO = Record()
AR, EM, MU, PA, TI = (module.SIZES["smoke"] for module in (ar_learning, emulation, multiplication, parity, tinystories))
ONE = Contender(CausalLinear, {"width": 4}, TrainConfig(steps=2, batch=2, lr=0.1))
COUNTS = Contender(NGram, {"order": 2})
RNG = np.random.default_rng(0)
BITS = np.ones((4, 3), dtype=int)

ROWS = [
    # fits that do not exist
    ("ar_learning.Experiment(AR, 1, NO).fit('products')", ValueError, "name = 'products'", "'product'"),
    ("emulation.Experiment(EM, 1, NO).fit('linear')", ValueError, "name = 'linear'", "'causal linear'"),
    ("emulation.Experiment(EM, 1, NO).trained('linear')", ValueError, "name = 'linear'", "'causal linear'"),
    ("multiplication.Experiment(MU, 1, NO).fit('MLP')", ValueError, "name = 'MLP'", "'MLP, direct'"),
    ("multiplication.Experiment(MU, 1, NO).fit(None)", ValueError, "name = None"),
    ("multiplication.Experiment(MU, 1, NO).tune('MLP')", ValueError, "name = 'MLP'", "'MLP, direct'"),
    ("multiplication.Experiment(MU, 1, NO).tune('MLP, direct', 0)", ValueError, "share = 0"),
    ("parity.Experiment(PA, 1, NO).fit('MLP', 8)", ValueError, "name = 'MLP'", "'MLP, direct'"),
    ("parity.Experiment(PA, 1, NO).fit('MLP, direct', 1)", ValueError, "n = 1"),
    ("parity.Experiment(PA, 1, NO).fit('MLP, direct', 8.0)", TypeError, "n is a whole number"),
    # experiments
    ("ar_learning.Experiment(EM, 1, NO)", TypeError, "ar_learning.Size, not arntp.experiments.", "emulation"),
    ("parity.Experiment('smoke', 1, NO)", TypeError, "parity.Size, not ", "'smoke'"),
    ("parity.Experiment(PA, -1, NO)", ValueError, "seed = -1"),
    ("parity.Experiment(PA, 1.0, NO)", TypeError, "seed is a whole number"),
    ("parity.Experiment(PA, 1, None)", TypeError, "record is of class arntp.runs.record.Record", "None"),
    ("parity.Experiment(PA, 1, 'folder')", TypeError, "record is of class arntp.runs.record.Record", "'folder'"),
    ("parity.Experiment(PA, 1, NO, 'no')", TypeError, "progress is True or False"),
    ("tinystories.Experiment(TI, 1, NO, corpus='text')",
     TypeError, "corpus is of class arntp.text.corpus.Corpus", "'text'"),
    # contenders
    ("Contender('linear', {})", TypeError, "cls is a class of predictors", "'linear'"),
    ("Contender(int, {})", TypeError, "cls is a class of predictors"),
    ("Contender(CausalLinear, 4)", TypeError, "shape is a dict", "4"),
    ("Contender(CausalLinear, {'width': 0})", ValueError, "shape['width'] = 0"),
    ("Contender(CausalLinear, {'width': 2.5})", TypeError, "shape['width'] is a whole number"),
    ("Contender(CausalLinear, {'width': 4}, {'lr': 1})", TypeError, "config is a TrainConfig"),
    ("Contender(CausalLinear, {'width': 4}, None, (0.1, 0.0))", ValueError, "grid[1] = 0.0"),
    ("Contender(CausalLinear, {'width': 4}, None, ('0.1',))", TypeError, "grid[0] is a number"),
    ("ONE.scaled(0)", ValueError, "share = 0"),
    ("ONE.scaled(-1.0)", ValueError, "share = -1.0"),
    ("ONE.scaled(float('nan'))", ValueError, "share = nan"),
    ("ONE.at(0)", ValueError, "lr = 0"),
    ("ONE.at('0.1')", TypeError, "lr is a number"),
    ("COUNTS.at(0.1)", ValueError, "lr = 0.1", "NGram counts"),
    # sizes
    ("replace(AR, bits=0)", ValueError, "bits = 0"),
    ("replace(AR, lengths=(4, 2))", ValueError, "lengths = (4, 2)", "ascending"),
    ("replace(AR, lengths=())", ValueError, "lengths = ()"),
    ("replace(AR, product='123')", TypeError, "product is a list of whole numbers"),
    ("replace(AR, shared=(1, 1))", ValueError, "shared = (1, 1)"),
    ("replace(AR, samples=(0, 4))", ValueError, "samples[0] = 0"),
    ("replace(AR, rates=(0.1, 1.5))", ValueError, "rates[1] = 1.5"),
    ("replace(AR, epsilon=0)", ValueError, "epsilon = 0"),
    ("replace(AR, judged=2.5)", TypeError, "judged is a whole number"),
    ("replace(AR, steps=-1)", ValueError, "steps = -1"),
    ("replace(AR, repetitions=None)", TypeError, "repetitions is a whole number"),
    ("replace(EM, digits=3)", ValueError, "digits = 3"),
    ("replace(EM, steps=0)", ValueError, "steps = 0"),
    ("replace(EM, tests=True)", TypeError, "tests is a whole number"),
    ("replace(EM, contenders={})", ValueError, "contenders is empty"),
    ("replace(EM, contenders=[ONE])", TypeError, "contenders is a dict"),
    ("replace(EM, contenders={'a': 3})",
     TypeError, "contenders['a'] is of class arntp.experiments.contender.Contender"),
    ("replace(EM, contenders={1: ONE})", TypeError, "contenders is a string", "1"),
    ("replace(MU, trials={'a': ONE})", TypeError, "trials['a'] is of class arntp.experiments.multiplication.Trial"),
    ("replace(MU, held_out=0)", ValueError, "held_out = 0"),
    ("replace(MU, curve='many')", TypeError, "curve is a whole number"),
    ("MU.with_digits(0)", ValueError, "digits"),
    ("multiplication.Trial('paper', ONE)",
     TypeError, "task is of class arntp.tasks.multiplication.task.Multiplication", "'paper'"),
    ("multiplication.Trial(Multiplication(2, 'paper'), None)",
     TypeError, "contender is of class arntp.experiments.contender.Contender"),
    ("replace(PA, bits=(8, 4))", ValueError, "bits = (8, 4)", "ascending"),
    ("replace(PA, bits=(1, 4))", ValueError, "bits[0] = 1"),
    ("replace(PA, judged=0)", ValueError, "judged = 0"),
    ("replace(PA, learners=None)", TypeError, "learners is a dict"),
    ("parity.Learner('pairs', ONE)", TypeError, "task is a class of parity tasks", "'pairs'"),
    ("parity.Learner(int, ONE)", TypeError, "task is a class of parity tasks"),
    ("parity.Learner(parity.Parity, 'MLP')", TypeError, "contender is of class arntp.experiments.contender.Contender"),
    ("replace(TI, seconds=0)", ValueError, "seconds = 0"),
    ("replace(TI, seconds=float('inf'))", ValueError, "seconds = inf"),
    ("replace(TI, temperature=0)", ValueError, "temperature = 0"),
    ("replace(TI, samples=3)", ValueError, "samples = 3", "at least 4"),
    ("replace(TI, curve_rows=0)", ValueError, "curve_rows = 0"),
    ("replace(TI, sample_length=6.5)", TypeError, "sample_length is a whole number"),
    ("replace(TI, gpt2='yes')", TypeError, "gpt2 is True or False"),
    ("replace(TI, contenders={})", ValueError, "contenders is empty"),
    ("TI.scaled(0)", ValueError, "share = 0"),
    # parts of the AR-learning experiment
    ("ar_learning.draw_targets(RNG, 0, 4)", ValueError, "count = 0"),
    ("ar_learning.draw_targets(RNG, 2, 4.0)", TypeError, "bits is a whole number"),
    ("ar_learning.draw_bits(RNG, 0, 2, 4)", ValueError, "length = 0"),
    ("ar_learning.draw_bits(RNG, 2, 2, None)", TypeError, "bits is a whole number"),
    ("ar_learning.noisy('loud', BITS, BITS, BITS)", ValueError, "kind = 'loud'", "'independent'"),
    ("ar_learning.exact_errors(BITS, BITS, 0)", ValueError, "length = 0"),
    ("ar_learning.learn(BITS, BITS)", ValueError, "inputs (4, 3)", "(P, N, D)"),
    ("ar_learning.samples_needed([4, 2], np.ones((2, 1)), 0.1)", ValueError, "grid = [4, 2]", "ascending"),
    ("ar_learning.samples_needed([2], np.ones((2, 1)), 0.1)", ValueError, "(grid, K) is needed"),
    ("ar_learning.samples_needed([2, 4], np.ones((2, 1)), 0)", ValueError, "epsilon = 0"),
    # searches
    ("search.candidates(4, 0)", ValueError, "k = 0"),
    ("search.candidates(4, 5)", ValueError, "k = 5", "1 to 4"),
    ("search.candidates(4.0, 2)", TypeError, "n is a whole number"),
    ("search.search(BITS, BITS[:, 0], 4)", ValueError, "k = 4", "1 to 3"),
    ("search.search(BITS, BITS[:, 0], 1.0)", TypeError, "k is a whole number"),
    ("search.search(BITS, BITS, 1)", ValueError, "bits (4, 3)"),
    ("search.search(BITS * 2, BITS[:, 0], 1)", ValueError, "0 or 1"),
    ("search.eliminate(BITS, BITS[:, 0] * 3)", ValueError, "0 or 1"),
    ("search.shortest_chain(0, 2)", ValueError, "n = 0"),
    ("search.shortest_chain(3, 1)", ValueError, "k = 1"),
    ("search.shortest_chain(3, 2.0)", TypeError, "k is a whole number"),
    ("search.random_target(RNG, 4, 5)", ValueError, "k = 5"),
    ("search.samples_needed(4, 2, 0, 1)", ValueError, "targets = 0"),
    ("search.samples_needed(4, 2, 1, -1)", ValueError, "seed = -1"),
    ("search.search_seconds(4, 2, 0)", ValueError, "repeats = 0"),
    ("search.search_seconds(4, 6)", ValueError, "k = 6"),
    ("search.chain_cost(1, 2, 0)", ValueError, "n = 1"),
    ("search.chain_cost(8, 1, 0)", ValueError, "k = 1"),
    ("search.chain_cost(8, 2, -1)", ValueError, "seed = -1"),
    # ways into the data
    ("emulation.start_rows(0)", ValueError, "digits = 0"),
    ("emulation.start_rows(2.0)", TypeError, "digits is a whole number"),
]  # fmt: skip
