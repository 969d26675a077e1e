"""An atlas of length complexity: how many tokens a binary linear decoder needs for each Boolean function.

T(f) is the least number of threshold gates, each reading all inputs and all earlier gates, of which the last is f
(`length`). Exact for all functions of up to 5 inputs where results/atlas says so, with a certificate for each bound:

- `tables`: functions as packed truth tables; `npn`: their classes under symmetries that keep T
- `threshold`: all threshold functions with integer weights; `asummable`: why nothing else is one, by four points
- `length`: T for up to 4 inputs, gates and lower bounds; `profile`: T beside sensitivity
- `five`: the search for 5 inputs, by `slabs` and `pairs`; `survey`: what is kept of it
- `functions`: bounds for parity, majority, multiplexer, comparison, up to 6 inputs

`python -m arntp.atlas --inputs 5` computes what results/atlas holds. All of it is integer arithmetic.
"""
