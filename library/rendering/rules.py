"""What is wrong with a field's own rules, told when a template is saved: a rule that no value could keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from library.documents import RESERVED_NAMES, Field, folded
from library.errors import BadValue, MissingFields, TemplateFault
from library.rendering import language
from library.rendering.choices import MAXIMUM_OPTIONS
from library.rendering.parsing import Unreadable, parse, read_number

if TYPE_CHECKING:
    from decimal import Decimal

#: Dates count from here; whether rules fit each other does not hang on the day they are read.
_SOME_DAY = date(2000, 1, 1)

Fault = tuple[str, str]


def faults_of(field: Field) -> Iterator[Fault]:
    """Message and hint of each fault."""
    if field.name in RESERVED_NAMES:
        yield "the name is reserved", "choose another name; ticket data is quoted as customer.first_name"
    found = [*_option_faults(field), *_limit_faults(field)]
    if field.pattern and (problem := _pattern_problem(field.pattern)):
        found.append((f"its pattern cannot be read: {problem[:200]}", "correct the pattern"))
    yield from found
    yield from _default_faults(field, is_sound=not found)


def _option_faults(field: Field) -> Iterator[Fault]:
    if field.type not in ("choice", "choices"):
        return
    if not field.options:
        yield "a choice without options", "add options: [one, two]"
    if len(field.options) > MAXIMUM_OPTIONS:
        yield f"it has over {MAXIMUM_OPTIONS:,} options", "make it a text field"
        return
    seen: set[str] = set()
    for option in field.options:
        if (value := folded(option.value)) in seen:
            yield f"its option “{option.value[:40]}” stands twice", "remove one of them"
        seen.add(value)


def _limit_faults(field: Field) -> Iterator[Fault]:
    limits: list[Decimal | int] = []
    for word, text in (("min", field.minimum), ("max", field.maximum)):
        if not text or field.type == "toggle":
            continue
        try:
            limits.append(_limit(field, text))
        except (Unreadable, BadValue):
            kind, example = (
                ("date", "write today, -30 or 2026-05-03") if field.type == "date" else ("number", "write 3")
            )
            yield f"its {word} “{text[:40]}” is not a {kind}", example
    if len(limits) == 2 and limits[0] > limits[1]:
        yield f"its min {field.minimum} is above its max {field.maximum}", "exchange them"


def _limit(field: Field, text: str) -> Decimal | int:
    if field.type != "date":
        return read_number(text, "en")
    from library.rendering.typed_dates import read_date

    return read_date(text, _SOME_DAY, "en").toordinal()


def _pattern_problem(pattern: str) -> str:
    import re2  # only for fields with a pattern

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        return str(error)
    return ""


def _default_faults(field: Field, *, is_sound: bool) -> Iterator[Fault]:
    """Of an expression, what it may not read; of a literal, that it does not keep the field's other rules."""
    if language.is_plain(field.default):
        if is_sound and field.default.strip():
            yield from _literal_faults(field)
        return
    try:
        uses = language.uses(field.default, name=field.name)
    except TemplateFault as fault:
        yield f"its default cannot be read: {fault.message}", fault.hint
        return
    if uses.includes:
        yield "its default cannot include a fragment", "write the text itself"
    for name in uses.names:
        if name.partition(".")[0] not in RESERVED_NAMES:
            yield f"its default reads the field {name}", "use only the context and facts: agent.first_name"


def _literal_faults(field: Field) -> Iterator[Fault]:
    default = f"its default “{field.default[:40]}”"
    if field.type == "choice":
        if folded(field.default) not in {folded(text) for option in field.options for text in option if text}:
            yield f"{default} is not among its options", "choose one of them, or leave it out"
        return
    # Dates move from day to day, and so do their limits: only whether it is one can be told now.
    unbounded = field._replace(minimum="", maximum="") if field.type == "date" else field
    try:
        parse(unbounded, field.default, today=_SOME_DAY)
    except MissingFields:
        return
    except BadValue as error:
        yield f"{default} does not fit: {error.message.removeprefix(f'{field.shown}: ')}", error.hint
