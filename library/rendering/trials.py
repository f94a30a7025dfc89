"""Values to try for a template's fields, so that a branch nobody has chosen, or a date reckoned from one, shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice, product

from library.documents import Field

#: Ways through a text's branches that are tried; who needs more sees the template unchanged, and is told so.
MOST = 40


def trials(fields: Sequence[Field], now: datetime) -> Iterator[Mapping[str, str]]:
    """Sets of values by field: each choice and toggle turned by itself first, then with the others."""
    filled = {field.name: value for field in fields if (value := _filled(field, now))}
    turning = {field.name: ways for field in fields if (ways := _ways(field))}
    first = {name: ways[0] for name, ways in turning.items()}
    singly = ({**first, name: way} for name, ways in turning.items() for way in ways)
    together = (dict(zip(turning, ways, strict=True)) for ways in product(*turning.values()))
    return (filled | turned for turned in islice(chain([first], singly, together), MOST))


def _ways(field: Field) -> tuple[str, ...]:
    if field.type == "toggle":
        return ("yes", "no")
    return tuple(option.value for option in field.options) if field.type in ("choice", "choices") else ()


def _filled(field: Field, now: datetime) -> str:
    """A text reads as its label; what is reckoned with is a value."""
    if field.type in ("text", "multiline") and not field.pattern:
        return f"‹{field.shown}›"
    return {"date": f"{now:%Y-%m-%d}", "number": "3", "money": "12.50"}.get(field.type, "")
