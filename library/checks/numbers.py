"""Amounts with their unit in plain text: 30 days, thirty days, a 30-day return, 12.50 EUR, $12, 15 %."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Number words up to ninety-nine.
WORDS = {word: value for value, word in enumerate(_ONES)}
WORDS |= {ten: 20 + 10 * at for at, ten in enumerate(_TENS)}
WORDS |= {
    f"{ten}{sign}{one}": WORDS[ten] + WORDS[one] for ten in _TENS for one in _ONES[1:10] for sign in ("-", " ")
}  # fmt: skip

#: Each word for a unit, in the languages replies are mostly written in, and the unit it is.
UNITS = {
    word: unit
    for unit, words in {
        "days": "day days tag tage tagen werktage werktagen jour jours día días giorno giorni dag dagen",
        "hours": "hour hours stunde stunden heure heures hora horas ora ore uur uren",
        "minutes": "minute minutes minuten minuto minutos minuti minuut",
        "weeks": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
        "months": "month months monat monate monaten mois mes meses mese mesi maand maanden",
        "years": "year years jahr jahre jahren an ans année années año años anno anni jaar",
        "percent": "percent % per-cent prozent pourcent",
    }.items()
    for word in words.split()
}
_CURRENCIES = "eur euro euros usd gbp chf dollar dollars pound pounds cad aud sek nok dkk pln"
_SIGNS = "$€£¥"

_NUMBER = r"\d{1,6}(?:[.,]\d{1,2})?"
_SPELT = (
    rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])})(?![a-z]))?"
    rf"|{'|'.join(sorted(_ONES, key=len, reverse=True))}"
)
_BETWEEN = r"(?:[ \u00a0\u202f-](?:business|working|calendar|full|more|other))?[ \u00a0\u202f-]?"
_UNIT = "|".join(sorted((re.escape(word) for word in UNITS), key=len, reverse=True))
_COUNTED = re.compile(
    rf"(?<![\w.,/:-])(?P<number>{_NUMBER}|{_SPELT})"
    rf"(?:[ ]?(?:-|–|to|or)[ ]?(?P<other>{_NUMBER}|{_SPELT}))?{_BETWEEN}(?P<unit>{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?<![\w.,])(?:[{_SIGNS}][ \u00a0]?(?P<before>{_NUMBER})|(?P<after>{_NUMBER})[ \u00a0]?"
    rf"(?:[{_SIGNS}]|(?:{'|'.join(_CURRENCIES.split())})(?!\w)))",
    re.IGNORECASE,
)


class Amount(NamedTuple):
    """A number, its unit, how it is spelt, and the offset it begins at."""

    value: Decimal
    unit: str
    spelt: str
    at: int


def amounts_in(text: str) -> list[Amount]:
    """Every amount in a text, in order; of “3 to 5 days” both."""
    found = [
        Amount(_value(number), UNITS[match["unit"].lower()], match.group().replace("\u00a0", " "), match.start())
        for match in _COUNTED.finditer(text)
        for number in (match["number"], match["other"])
        if number
    ]
    found += [
        Amount(_value(match["before"] or match["after"]), "money", match.group(), match.start())
        for match in _MONEY.finditer(text)
    ]
    return sorted(found, key=lambda amount: amount.at)


def _value(number: str) -> Decimal:
    if (spelt := WORDS.get(number.lower())) is not None:
        return Decimal(spelt)
    return Decimal(number.replace(",", "."))
