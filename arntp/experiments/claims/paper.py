"""What the paper states, in our words from reading notes of its ICML version; numberings are as reported.

Statements and the paper's own values are typed here, once. What was measured, and each verdict, is computed.
"""

from functools import partial

from arntp.experiments.claims import executed, recorded
from arntp.experiments.claims.claim import Asked, Claim

LEARNED = Asked(least=0.95, form=".0%")
NO_MISMATCH = {"asked": Asked(0, 0), "of": "mismatches"}
TABLE_3 = "{cite}`liu2023`, Table 3"

DEFINITIONS = (
    Claim(
        "*Definition of a linear decoder.* Each next token has a score that is a sum of weights, one block of "
        "weights for each pair of positions; the highest score wins. Language model: context 64, width 256, 50,257 "
        "tokens.",
        "{prf:ref}`tinystories-linear`",
        executed.paper_linear,
        Asked(161.5, 162.5),
        "million active weights",
        paper="162 million {cite}`malach2024`",
    ),
    Claim(
        "*Definition of AR-learnable* (2). What must be small is the probability that some step errs *on the true "
        "prefix*; for the chain, rolled out, this is the same.",
        "{prf:ref}`arl-learnable`, {prf:ref}`arl-rollout`",
        executed.identity,
        **NO_MISMATCH,
    ),
    Claim(
        "*Definition of length complexity.* The length that a class of functions needs is the least one.",
        "{prf:ref}`length-definition`, {prf:ref}`length-parity-exact`",
        recorded.shortest_parities,
        **NO_MISMATCH,
    ),
)

THEOREMS = (
    Claim(
        "*Theorem 3.3.* If each step is learned from $m(\\varepsilon, \\delta)$ examples, the chain is from "
        "$m(\\varepsilon/T, \\delta/T)$ sequences: about in proportion to $T$.",
        "{prf:ref}`arl-steps`, {numref}`fig-arl-samples`",
        recorded.guaranteed_samples,
        Asked(most=1),
        "of the guaranteed number",
        condition="steps that are equally large and can be learned one by one",
    ),
    Claim(
        "*After 3.3.* Linear decoders are learned under a margin with a convex surrogate loss.",
        "{doc}`multiplication`, {prf:ref}`arl-perceptron`",
        partial(recorded.products, "linear", "schoolbook"),
        LEARNED,
        "right products",
        condition="the chain has a margin at every step, as schoolbook multiplication has",
    ),
    Claim(
        "*Theorem 3.6.* Rolling out does not amplify error: the rolled-out chain is right exactly where no step "
        "errs on the true prefix.",
        "{prf:ref}`arl-rollout`",
        executed.identity,
        **NO_MISMATCH,
    ),
    Claim(
        "*Theorem 3.6, the answer.* For the answer alone it is an inequality: errors can cancel.",
        "{prf:ref}`arl-rollout`",
        executed.cancelled,
        Asked(least=1),
        "such cases",
    ),
    Claim(
        "*Theorem 3.8.* A linear threshold circuit with $T$ gates is computed by a linear decoder in $T$ tokens.",
        "{prf:ref}`circuits-theorem`",
        executed.circuits,
        **NO_MISMATCH,
    ),
    Claim(
        "*Corollary, computed.* Whatever a Turing machine computes in time $T(n)$, a linear decoder computes with a "
        "number of tokens that is polynomial in $T(n)$.",
        "{prf:ref}`turing-corollary`, {prf:ref}`turing-cells`",
        executed.machines,
        **NO_MISMATCH,
    ),
    Claim(
        "*Corollary, learned.* It is also learned from such chains, with polynomially many of them.",
        "{numref}`fig-turing-twenty`",
        recorded.learned_machines,
        LEARNED,
        "of unseen runs right",
        condition="weights that are shared along time, and chains that show each window",
    ),
    Claim(
        "*Theorem 3.11.* Linear decoders compute every parity of $n$ bits with $O(\\log n)$ tokens.",
        "{prf:ref}`length-counting`",
        executed.counted_parity,
        **NO_MISMATCH,
    ),
    Claim(
        "*Theorem 3.12, length.* With parities of $k$ bits as steps, the length complexity of parity is of the "
        "order $n/k$.",
        "{prf:ref}`length-steps`",
        executed.shortest_chains,
        **NO_MISMATCH,
    ),
    Claim(
        "*Theorem 3.12, samples.* A step of $k$ of $n$ bits is learned by search from about $k \\log n$ samples.",
        "{prf:ref}`length-steps`, {numref}`fig-length-price`",
        executed.step_samples,
        Asked(most=1),
        "of the bound",
    ),
    Claim(
        "*Theorem 3.12, time.* Longer chains buy cheaper steps.",
        "{numref}`fig-length-tradeoff`",
        executed.cheaper_steps,
        Asked(least=1),
        "times as many candidates for one long step",
        condition="learners that search; see the criticism below",
    ),
)

EXPERIMENTS = (
    Claim(
        "*TinyStories.* The linear model's perplexity differs by 1.2 from that of GPT-2 Small (a footnote, as "
        "reported).",
        "{numref}`fig-stories-curves`",
        recorded.text_gap,
        Asked(-1.2, 1.2),
        "in perplexity",
        paper="1.2 after 5½ hours on one A100; direction and absolute values are not known to us",
        of_papers_size=True,
    ),
    Claim(
        "*Multiplication, the network.* The MLP for four digits has 775 million active weights.",
        "{doc}`multiplication`",
        executed.paper_mlp,
        Asked(774.5, 775.5),
        "million active weights",
        paper="775 million {cite}`malach2024`",
    ),
    Claim(
        "*Multiplication, the chain.* A sequence for four digits has exactly 307 tokens.",
        "{doc}`multiplication`",
        executed.paper_sequence,
        Asked(307, 307),
        "tokens",
        paper="307 {cite}`malach2024`",
    ),
    Claim(
        "*Multiplication, quality.* On four digits the MLP performs about as well as Goat-7B, and far better than "
        "GPT-4.",
        "{numref}`fig-mult-curves`",
        recorded.papers_product,
        LEARNED,
        "right products",
        paper=f"its own figures are not known to us; Goat-7B 96.9 %, GPT-4 5.3 % exact ({TABLE_3})",
        of_papers_size=True,
    ),
)

ABSTRACT = (
    Claim(
        "Even linear next-token predictors, trained on chains of thought, compute whatever is computed efficiently.",
        "{prf:ref}`turing-corollary`",
        executed.machines,
        **NO_MISMATCH,
        condition="the chain may be as long as the computation",
    ),
    Claim(
        "Length complexity can be traded against other kinds of complexity.",
        "{numref}`fig-length-tradeoff`, {numref}`fig-length-vocabulary`",
        executed.cheaper_steps,
        Asked(least=1),
        "times as many candidates for one long step",
    ),
    Claim(
        "Simple networks, linear or small, perform well on text.",
        "{numref}`fig-stories-curves`",
        recorded.text_gap,
        Asked(most=1.2),
        "above a transformer's perplexity",
        of_papers_size=True,
    ),
    Claim(
        "Simple networks, linear or small, perform well on arithmetic.",
        "{numref}`fig-mult-curves`",
        partial(recorded.products, "MLP", "schoolbook"),
        LEARNED,
        "right products",
        condition="chains whose steps are small",
    ),
    Claim(
        "The power of language models comes from the auto-regressive training scheme, and not necessarily from the "
        "architecture.",
        "{numref}`fig-arch-shares`",
        partial(recorded.variance, "difference"),
        Asked(least=0, form=".0%"),
        "more of the variance by the chain than by the class",
        condition="tasks with exact answers; shares depend on the classes and chains that were compared",
    ),
)
