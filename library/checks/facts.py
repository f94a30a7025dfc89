"""Facts that are quoted and not there, and numbers that should be a fact and are another one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from library.checks.nearness import did_you_mean
from library.checks.numbers import UNITS, Amount, amounts_in
from library.checks.sentences import sentences_in, stem, stems_in
from library.checks.subject import Hit, Subject, Text, uses_of
from library.documents import Document
from library.errors import BadValue, TemplateFault
from library.rendering.facts import fact_value
from library.rendering.language import is_plain


def unknown_facts(subject: Subject) -> Iterator[Hit]:
    """Facts that a body or a default quotes and nobody has written."""
    for text in subject.texts:
        for key, offset in text.program.facts.items() if text.program else ():
            if not _is_fact(subject, key):
                begins = offset - len("facts") if text.body.endswith("facts", 0, offset) else offset
                yield Hit(f"quotes facts.{key}, which does not exist", _meant(subject, key), text.place, begins)
    for field in subject.document.fields:
        used = uses_of(field.default)
        for key in used.facts:
            if key not in used.unnamed and not _is_fact(subject, key):
                message = f"field {field.name} quotes facts.{key}, which does not exist"
                yield Hit(message, _meant(subject, key), "fields", name=field.name)


def _is_fact(subject: Subject, key: str) -> bool:
    fact = subject.lookup(key.replace("_", "-")) or subject.lookup(key)
    return fact is not None and fact.kind == "fact"


def _meant(subject: Subject, key: str) -> str:
    return did_you_mean(key, subject.around.facts.keys()) or "write the fact first"


# numbers beside facts


class _Measure(NamedTuple):
    """A fact that says how many of what: its key, its value, its unit, and the words that tell what it is about."""

    key: str
    value: Decimal
    unit: str
    named: frozenset[str]
    told: frozenset[str]

    def is_meant(self, stems: frozenset[str]) -> bool:
        """Whether a sentence of these words speaks of it: all of its name, or most of what its title says."""
        return bool(self.named) and (self.named <= stems or len(self.told & stems) * 3 >= max(6, len(self.told) * 2))


#: Words of names and titles that say nothing of what a fact is about.
_EMPTY = stems_in(
    "a all an and are as at be business by can count counted counts customer customers do each every for from get gets"
    " has have how in is it its long maximum minimum many may most must near no not number of on one or our per period"
    " limit standard takes team than that the their them they this time to until up us we when which who whose will"
    " with within working you your amount cost costs fee price value rate days"
)
_MAXIMUM_FACTS = 2_000


def numbers_beside_facts(subject: Subject) -> Iterator[Hit]:
    """A number with a fact's unit in a sentence that speaks of what the fact is about, and is not the fact."""
    measures = [
        measure for key, fact in list(subject.around.facts.items())[:_MAXIMUM_FACTS]
        if (measure := _measure(key, fact.type, fact.title, fact.body)) is not None
    ]  # fmt: skip
    for text in subject.texts if measures else ():
        amounts = amounts_in(text.prose)
        offsets = [amount.at for amount in amounts]
        for start, sentence in sentences_in(text.prose) if amounts else ():
            near = amounts[bisect_left(offsets, start) : bisect_left(offsets, start + len(sentence))]
            if near:
                yield from _wrong(text, measures, near, sentence, start)


def _wrong(text: Text, measures: list[_Measure], amounts: list[Amount], sentence: str, start: int) -> Iterator[Hit]:
    stems = stems_in(sentence)
    quoted = text.body[start : start + len(sentence)]
    for unit in dict.fromkeys(amount.unit for amount in amounts):
        meant = [measure for measure in measures if measure.unit == unit and measure.is_meant(stems)]
        here = [amount for amount in amounts if amount.unit == unit]
        is_right = any(amount.value == measure.value for amount in here for measure in meant)
        if not meant or is_right or any(f"facts.{measure.key}" in quoted for measure in meant):
            continue
        best = max(meant, key=lambda measure: (len(measure.named & stems), len(measure.told & stems)))
        message = f"says {here[0].spelt}, and facts.{best.key} is {best.value:f}"
        yield Hit(message, f"write {{{{ facts.{best.key} }}}} if that is what it means", text.place, here[0].at)


@lru_cache(maxsize=2 * _MAXIMUM_FACTS)
def _measure(key: str, type_: str, title: str, body: str) -> _Measure | None:
    """What a fact measures; None for one that is no number, or does not say what it counts."""
    if type_ not in ("number", "money", "") or not is_plain(body) or not re.search(r"\d", body):
        return None
    try:
        value = fact_value(Document(key, body, type=type_ or "number"))
    except (BadValue, TemplateFault):
        return None
    if not isinstance(value, int | Decimal):
        return None
    words = [word for word in re.split(r"[^a-z%]+", f"{key} {title}".lower()) if word]
    unit = "money" if type_ == "money" else next((UNITS[word] for word in words if word in UNITS), "")
    named = frozenset(stem(word) for word in key.split("_") if word not in UNITS) - _EMPTY
    told = (stems_in(title) | named) - _EMPTY - {stem(word) for word in UNITS}
    return _Measure(key, Decimal(value), unit, named, told) if unit and named else None
