"""The parameters of a chapter: what its cell tagged `parameters` assigns, and of which type each one is.

The type is the annotation's (`seed: int = 1`, `path: str | None = None`, `widths: tuple[int, ...] = (32, 64)`), else
that of the default. A value from the command line is read as that type has it:

    bool    true, false                 int     7, -7, 1_000
    None    null, none (str | None …)   float   0.5, 1E3, 7, nan, inf
    str     anything, as it is          tuple, list, dict    as in Python: (1, 2)
"""

import ast
import io
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from types import GenericAlias, NoneType, UnionType
from typing import Any, Optional, Union, get_args, get_origin

from arntp.arguments import shown

Kind = type | GenericAlias | UnionType

KINDS = {kind.__name__: kind for kind in (bool, int, float, str, tuple, list, dict)}
ORDER = (NoneType, bool, int, float, str)  # in which the alternatives of a union are tried
WORDS = {NoneType: {"null": None, "none": None}, bool: {"true": True, "false": False}}
MISFITS = (ValueError, TypeError, KeyError, SyntaxError, MemoryError, RecursionError)  # of what does not fit


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, type (None: unknown), default as the chapter writes it, and the comment beside it."""

    name: str
    kind: Kind | None
    default: str
    comment: str = ""

    def read(self, text: str) -> Any:
        """The value that a text of the command line stands for; ValueError when it is none of this type."""
        return self.checked(text, from_text)

    def fitted(self, value: Any) -> Any:
        """The value as this type has it, a whole number as a float; ValueError when it does not fit."""
        return self.checked(value, fitted)

    def checked(self, value: Any, take: Callable[[Any, Kind], Any]) -> Any:
        """What `take` makes of a value, or the error that names parameter, value and type."""
        if self.kind is None:
            raise ValueError(
                f"parameter {self.name} has no type: annotate it in the chapter, such as {self.name}: int = 0"
            )
        try:
            return take(value, self.kind)
        except MISFITS:
            raise ValueError(f"parameter {self.name} = {shown(value)}: {type_name(self.kind)} is needed") from None


def parameters_of(source: str) -> dict[str, Parameter]:
    """The parameters that the source of a cell assigns, by name."""
    body = ast.parse(source).body  # before the tokens: its error says more
    lines = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {token.start[0]: token.string.lstrip("# ") for token in lines if token.type == tokenize.COMMENT}
    found = {}
    for line in body:
        match line:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as default):
                kind = annotated(annotation)
            case ast.Assign(targets=[ast.Name(id=name)], value=default):
                kind = kind_of_default(default)
            case _:
                continue
        found[name] = Parameter(name, kind, ast.unparse(default), comments.get(line.end_lineno, ""))
    return found


def annotated(annotation: ast.expr) -> Kind | None:
    """The type that an annotation names, or None where it names none that a command line can give."""
    source = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    try:
        return eval(str(source), {"__builtins__": {}}, KINDS | {"Optional": Optional, "Union": Union})
    except (NameError, TypeError, SyntaxError, AttributeError):
        return None


def kind_of_default(default: ast.expr) -> Kind | None:
    """The type of a default; None where it is None, or no literal."""
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    items = {type(item) for item in value} if isinstance(value, tuple | list) else set()
    if len(items) == 1 and (item := items.pop()) in ORDER:
        return tuple[item, ...] if isinstance(value, tuple) else list[item]
    return type(value) if type(value) in KINDS.values() else None


def from_text(text: str, kind: Kind) -> Any:
    """What a text stands for as a type; ValueError and the like when it is nothing of that type."""
    if get_origin(kind) in (Union, UnionType):
        return first_fit(text, kind, from_text)
    if kind in WORDS:
        return WORDS[kind][text.lower()]
    if kind in (int, float):
        return kind(text)
    return fitted(text if kind is str else ast.literal_eval(text), kind)


def fitted(value: Any, kind: Kind) -> Any:
    """A Python value as a type has it; ValueError when it is nothing of that type."""
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if origin in (Union, UnionType):
        return first_fit(value, kind, fitted)
    if isinstance(value, Real) and not isinstance(value, bool) and origin in (int, float):
        return fitted_number(value, origin)
    if origin in (tuple, list) and isinstance(value, tuple | list):
        return origin(fitted_items(value, origin, parts))
    if origin is dict and isinstance(value, dict):
        key, item = parts or (None, None)
        return {fitted_item(k, key): fitted_item(v, item) for k, v in value.items()}
    if type(value) is not origin:
        raise ValueError(value)
    if origin is str:
        value.encode()  # UnicodeEncodeError where a record could not hold it
    return value


def fitted_number(value: Real, kind: type) -> int | float:
    """A number as an int, where it is whole, or as a float."""
    if kind is int and not isinstance(value, Integral):
        raise ValueError(value)
    return kind(value)


def fitted_items(values: tuple | list, origin: type, parts: tuple) -> list:
    """The items as the parts of a type say: all alike for a list and `tuple[kind, ...]`, else one by one."""
    if origin is list or parts[1:] == (...,) or not parts:
        parts = parts[:1] * len(values) or (None,) * len(values)
    return [fitted_item(value, part) for value, part in zip(values, parts, strict=True)]


def fitted_item(value: Any, part: Kind | None) -> Any:
    """An item as its part of the type says; where none is named, any plain value."""
    if part is None:
        part = type(value) if type(value) in (*ORDER, tuple, list, dict) else NoneType
    return fitted(value, part)


def first_fit(value: Any, kind: Kind, take: Callable[[Any, Kind], Any]) -> Any:
    """What the first alternative that fits makes of a value: None, bool, int, float, str, and then others."""
    alternatives = sorted(get_args(kind), key=lambda each: ORDER.index(each) if each in ORDER else len(ORDER))
    for alternative in alternatives:
        try:
            return take(value, alternative)
        except MISFITS:
            continue
    raise ValueError(value)


def type_name(kind: Kind) -> str:
    """A type as an annotation writes it."""
    return kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind).replace("typing.", "")


def literal(value: Any) -> str:
    """A value as Python source."""
    match value:
        case float():
            return repr(value) if value - value == 0 else f"float({str(value)!r})"
        case tuple() | list():
            items = ", ".join(map(literal, value))
            return f"[{items}]" if isinstance(value, list) else f"({items},)" if value else "()"
        case dict():
            return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    return repr(value)
