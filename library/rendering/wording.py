"""Dates, numbers, money and lists in a locale's words. babel is imported only by the functions that need it.

An empty locale means the plain form: ISO dates and bare digits, as fields are typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from library.errors import TemplateFault

if TYPE_CHECKING:
    from decimal import Decimal

    from babel import Locale

HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "mme", "sr", "sra"})
DATE_STYLES = ("short", "medium", "long", "full")
DEFAULT_DATE_STYLE = "medium"
MAXIMUM_PATTERN = 40
#: Letters of a person's name that are looked at.
MAXIMUM_NAME = 200

#: "and" and "or" by language. Source: CLDR, listPatterns "standard" and "or", type "2".
_LAST_WORDS = {
    "en": ("and", "or"), "de": ("und", "oder"), "fr": ("et", "ou"), "es": ("y", "o"), "it": ("e", "o"),
    "nl": ("en", "of"), "pt": ("e", "ou"), "sv": ("och", "eller"), "da": ("og", "eller"), "nb": ("og", "eller"),
    "pl": ("i", "lub"), "cs": ("a", "nebo"), "fi": ("ja", "tai"), "tr": ("ve", "veya"), "ro": ("și", "sau"),
}  # fmt: skip


def language_of(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0].lower()


def sentence(items: Sequence[str], last_word: str, locale: str) -> str:
    """`a, b and c`: the locale's word for "and" before the last, or `last_word`, where "or" is translated too."""
    both, either = _LAST_WORDS.get(language_of(locale), _LAST_WORDS["en"])
    word = {"": both, "and": both, "or": either}.get(last_word, last_word)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def given_name(full: str) -> str:
    """The given name of a full one: Dr. Ana Silva and Silva, Ana are both Ana."""
    name = full[:MAXIMUM_NAME].strip()
    if "," in name:
        name = name.partition(",")[2].strip() or name.partition(",")[0]
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in HONORIFICS:
        del words[0]
    return words[0] if words else ""


def date_text(value: date, style: str, locale: str) -> str:
    """A date in a style (short, medium, long, full) or a babel pattern such as `EEEE d MMMM`.

    Raises TemplateFault for a pattern babel does not know or that asks a date for hours.
    """
    if not locale:
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    from babel import dates  # only a reply with a date needs it

    place = babel_locale(locale)
    if style in DATE_STYLES:
        return dates.format_date(value, style, locale=place)
    if not style or len(style) > MAXIMUM_PATTERN:
        raise TemplateFault("the date pattern is empty or too long", "use short, medium, long or full")
    try:
        if isinstance(value, datetime):
            return dates.format_datetime(value, style, tzinfo=value.tzinfo, locale=place)
        return dates.format_date(value, style, locale=place)
    except (ValueError, KeyError, AttributeError, TypeError, IndexError):
        hint = "use short, medium, long, full, or a pattern such as 'EEEE d MMMM y'"
        raise TemplateFault(f"“{style}” is no pattern for a date", hint) from None


def number_text(value: Decimal, locale: str) -> str:
    """A number with the locale's separators, all its decimals kept: 1,234.50."""
    if not locale:
        return f"{value:f}"
    from babel.numbers import format_decimal  # only a reply with such a number needs it

    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return format_decimal(value, pattern, locale=babel_locale(locale))


def money_text(value: Decimal, currency: str, locale: str) -> str:
    """An amount with its currency: €1,234.50. Raises TemplateFault for a currency babel does not know."""
    if not locale:
        return f"{value:f}"
    from babel.numbers import format_currency  # only a reply with money needs it

    place = babel_locale(locale)
    if currency not in place.currencies:
        raise TemplateFault(f"“{currency[:20]}” is not a currency", "write its three letters: money('EUR')")
    return format_currency(value, currency, locale=place)


def month_numbers(locale: str) -> dict[str, int]:
    """The locale's names of months, wide and short, folded, with their numbers; English ones need no babel."""
    from babel.dates import get_month_names  # only a month that is not English needs it

    place = babel_locale(locale)
    return {
        name.casefold().rstrip("."): number
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, place).items()
    }


def babel_locale(locale: str) -> Locale:
    """babel's locale of that name, else of its language, else English."""
    from babel import Locale, UnknownLocaleError

    for name in (locale.replace("-", "_"), language_of(locale)):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale("en")
