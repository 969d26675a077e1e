"""The checker: text -> sentences (`surface`) -> clauses (`parser`) -> events in a world (`world`) -> `Verdict`.

The sentence grammar is `sentences`; what each event needs and changes is in `scenes`, `toys`, `mishaps`, `sayings`.
"""

from arntp.text.grammar.checker.verdict import Verdict, check

__all__ = ["Verdict", "check"]
