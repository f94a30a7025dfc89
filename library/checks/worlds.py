"""What a condition can come to: every answer its fields allow, tried one after the other.

A toggle is yes or no, a choice one of its options; of all else a condition asks it is only known that it holds or not,
and that it is the same wherever it is spelt the same. So a branch is called dead only where no fill-in reaches it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from library.checks.conditions import Both, Compare, Const, Either, Expression, Items, Name, Not, Other, inner_of, walk
from library.documents import Field
from library.errors import TemplateFault
from library.rendering.scope import Scope, Value
from library.rendering.values import COMPARISONS

#: A field, or a condition as it is spelt, and what it may be; `World` is one pick of each.
World: TypeAlias = Mapping[str, Value]
MAXIMUM_WORLDS = 4_000
#: Types whose required value is never empty and never counts as no.
_FULL = frozenset({"text", "multiline", "choice", "choices", "date", "email", "url"})


class Unclear(Exception):
    """A value that nobody can tell before it is filled in."""


def worlds_of(tests: Sequence[Expression], fields: Mapping[str, Field]) -> Iterator[World] | None:
    """Every world these conditions can be in; None where they are too many to be tried."""
    possible = {key: values for test in tests for key, values in _unknowns(test, fields)}
    count = 1
    for values in possible.values():
        count *= len(values)
        if count > MAXIMUM_WORLDS:
            return None
    return (dict(zip(possible, picked, strict=True)) for picked in itertools.product(*possible.values()))


def holds(test: Expression, world: World, fields: Mapping[str, Field]) -> bool:
    """Whether a condition holds in a world that `worlds_of` made for it."""
    match test:
        case Not(inner, _):
            return not holds(inner, world, fields)
        case Both(left, right, _):
            return holds(left, world, fields) and holds(right, world, fields)
        case Either(left, right, _):
            return holds(left, world, fields) or holds(right, world, fields)
        case Compare(sign, left, right, _):
            try:
                return compared(sign, value_of(left, world, fields), value_of(right, world, fields))
            except Unclear:
                return bool(world.get(spelt(test), True))
    try:
        return bool(value_of(test, world, fields))
    except Unclear:
        return bool(world.get(spelt(test), True))


def options_of(field: Field | None) -> tuple[Value, ...] | None:
    """Every value the field can have in a reply, None where they cannot be listed."""
    if field is None:
        return None
    if field.type == "toggle":
        return True, False
    if field.type == "choice" and field.options:
        return (*(option.value for option in field.options), *(() if field.required else ("",)))
    return None


def value_of(expression: Expression, world: World, fields: Mapping[str, Field]) -> Value:
    """A constant, or the value a toggle or choice has in this world. Raises Unclear."""
    match expression:
        case Const(value, _):
            return value
        case Items(items, _):
            return [value_of(item, world, fields) for item in items]
        case Name(name, _) if options_of(fields.get(name)) is not None and name in world:
            return world[name]
    raise Unclear


def compared(sign: str, left: Value, right: Value) -> bool:
    """What the language itself says. Raises Unclear where it would refuse."""
    scope = Scope(lambda name: "", lambda key: None, lambda name: False, now=datetime.min, locale="", programs={})
    try:
        return COMPARISONS[sign](scope, left, right)
    except TemplateFault:
        raise Unclear from None


def spelt(expression: Expression) -> str:
    """The expression in one way of writing, wherever it stands."""
    match expression:
        case Name(name, _):
            return f"? {name}"
        case Other(known, _, _):
            return known
        case Const(value, _):
            return repr(value)
    sign = f" {expression.sign}" if isinstance(expression, Compare) else ""
    return f"{type(expression).__name__}{sign}({', '.join(spelt(part) for part in inner_of(expression))})"


def is_constant(test: Expression) -> bool:
    """Whether a condition reads nothing."""
    return all(isinstance(part, Const | Items | Not | Both | Either | Compare) for part in walk(test))


def _is_full(field: Field | None) -> bool:
    return field is not None and field.required and field.type in _FULL


def _unknowns(test: Expression, fields: Mapping[str, Field]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    match test:
        case Not(inner, _):
            yield from _unknowns(inner, fields)
        case Both(left, right, _) | Either(left, right, _):
            yield from _unknowns(left, fields)
            yield from _unknowns(right, fields)
        case Const():
            return
        case _:
            parts = list(walk(test))
            for part in parts:
                values = options_of(fields.get(part.name)) if isinstance(part, Name) else None
                if isinstance(part, Name) and values is not None:
                    yield part.name, values
            if not _is_clear(test, parts, fields):
                yield spelt(test), (True, False)


def _is_clear(test: Expression, parts: Sequence[Expression], fields: Mapping[str, Field]) -> bool:
    """Whether a world says how the condition turns out, with nothing in it that only the filled-in text can tell."""
    if isinstance(test, Name):
        return options_of(fields.get(test.name)) is not None or _is_full(fields.get(test.name))
    if isinstance(test, Compare) and test.sign not in ("eq", "in"):
        return False
    return all(
        isinstance(part, Compare | Const | Items) or (isinstance(part, Name) and options_of(fields.get(part.name)))
        for part in parts
    )
