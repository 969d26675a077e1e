"""What reviews and others have held against the paper, as reported; a verdict says whether the objection stands."""

from functools import partial

from arntp.experiments.claims import executed, recorded
from arntp.experiments.claims.claim import Asked, Claim

CRITICISM = (
    Claim(
        "The first definition of length complexity forgot the minimum (reviews): then any length that is enough "
        "could be called the complexity.",
        "{prf:ref}`length-definition`",
        executed.padded_parity,
        Asked(least=2),
        "lengths that are enough",
        condition="the first version of the definition; the later one has the minimum",
    ),
    Claim(
        "Noiseless parities fall to Gaussian elimination in polynomial time, so the cost in Theorem 3.12 is that of "
        "some learners only.",
        "{prf:ref}`length-steps`",
        executed.elimination,
        Asked(1, 1, form=".0%"),
        "of them found",
    ),
    Claim(
        "That the parity of a secret subset is hard without a chain is known of learners by statistical queries "
        "{cite}`kearns1998`, and gradients are such, whatever the architecture.",
        "{numref}`fig-length-curves`",
        partial(recorded.secret_parity, ("MLP, direct", "transformer, direct")),
        Asked(0.45, 0.55, form=".0%"),
        "right answers without a chain",
    ),
    Claim(
        "That a linear predictor writes coherent stories is shown by samples only, and may well not be so. "
        "(Measured here on the book's own story grammar, whose checker can tell.)",
        "{doc}`tinystories`",
        recorded.coherence,
        Asked(most=0.5, form=".0%"),
        "coherent samples",
        condition="the book's grammar and size; one seed",
    ),
    Claim(
        "The comparators of the multiplication table are of other sizes, data and chains; what the architecture "
        "adds was not measured.",
        "{doc}`multiplication`",
        recorded.same_chain,
        Asked(least=0.01, form=".0%"),
        "between the classes, with the same chain",
    ),
    Claim(
        "It is doubtful that the architecture is not what matters (reviews).",
        "{numref}`fig-arch-shares`",
        partial(recorded.variance, "second"),
        Asked(least=0.05, form=".0%"),
        "of the variance by the class",
    ),
)
