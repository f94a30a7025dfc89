"""Takes personal data out of any text: addresses, numbers and dates by their form, unknown words by being unknown.

Standard library only. Nothing is compiled or read before the first call. Masking twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

PLACEHOLDERS = ("EMAIL", "URL", "IBAN", "CARD", "PHONE", "DATE", "MONEY", "ID", "NUM", "WORD")

#: Says the mask for a text a pattern matched, or gives the text back where a closer look says no.
_Judge = Callable[[str], str]

#: Digits that what colleagues say of a template may hold, by kind.
_KEPT_IN_REMARKS = {"<MONEY>": 6, "<DATE>": 2, "<NUM>": 4}
#: Invisible characters that could part a number in two.
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])

# Pieces of patterns. Sources are matched ignoring case; \d is every script's digits.
_SPACE = r"[ \t\u00a0\u2007\u2009\u202f]"
_DASH = r"[-\u2010\u2011\u2012\u2013\u2212]"
_GAP = rf"(?:{_SPACE}|{_DASH}|\.)"
_SLASH = rf"(?:{_DASH}|[/.]){_SPACE}?"
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]v(?:rier)?|mar(?:ch|s)?|m[aä]rz|apr(?:il)?|avr(?:il)?"
    r"|may|mai|jun[ei]?|juin|jul[yi]?|juillet|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?"
    r"|nov(?:ember|embre)?|de[cz](?:ember)?|d[ée]c(?:embre)?)"
)
_AMOUNT = rf"\d{{1,15}}(?:[.,'’]\d{{1,15}}|{_SPACE}\d{{3}}(?!\d))*(?:[.,]{_DASH}{{1,2}})?"
_SIGN = "[$€£¥₹]"
_CURRENCY = (
    "(?:eur(?:os?)?|usd|gbp|chf|dollars?|pounds?|quid|bucks|cents?|francs?|kr|pln|sek|nok|dkk|yen|jpy|rupees?|inr)"
)
_ENDING = (
    "(?:com|org|net|edu|gov|info|biz|shop|store|online|app|dev|io|co|ai|me|eu|uk|de|fr|es|it|nl|be|at|ch|pl|se|no|dk"
    "|fi|pt|ie|us|ca|au|in|br|jp)"
)
_AT, _DOT = r"[\[({]\s?at\s?[\])}]", r"[\[({]\s?dot\s?[\])}]"
_NAME, _HOST = r"(?<![\w.+-])[\w.+-]{1,64}", r"[\w-]{1,64}"
_PATH = r"[^\s<>\"]*[^\s<>\".,;:!?)\]']"


def mask(text: str) -> str:
    """The text with every piece of personal data that has a form replaced by one of `PLACEHOLDERS`.

    Numbers of one or two digits stay.
    """
    return _masked(text, _is_never_kept)


def mask_remark(text: str) -> str:
    """`mask` for what colleagues say of a template: “the limit is 500 EUR now, from 1 December” stays as it is.

    So stay amounts up to six digits, days without a year, and numbers up to four digits, too short for a person's.
    """
    return _masked(text, _is_kept_in_remarks)


def _masked(text: str, is_kept: Callable[[str, str], bool]) -> str:
    text = text.translate(_INVISIBLE)
    while (masked := _masked_once(text, is_kept)) != text:  # ends: each mask takes a digit, “@”, “.” or “at” away
        text = masked
    return text


def _is_never_kept(found: str, mask: str) -> bool:
    return False


def _is_kept_in_remarks(found: str, mask: str) -> bool:
    return _digit_count(found) <= _KEPT_IN_REMARKS.get(mask, -1)


def mask_words(words: str, is_known: Callable[[str], bool]) -> str:
    """`mask`, and every word that is neither known (asked in lower case) nor common becomes <WORD>."""

    def judge(match: re.Match[str]) -> str:
        found = match.group()
        if found[0] == "<" or _is_plain(found, is_known):
            return found
        return _PART.sub(lambda part: part.group() if _is_plain(part.group(), is_known) else "<WORD>", found)

    return _word_pattern().sub(judge, mask(words))


@cache
def common_words() -> frozenset[str]:
    """The shipped list: everyday and support English without names, lower case."""
    from pathlib import Path  # only who masks words pays for it

    lines = (Path(__file__).parent / "data" / "common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _masked_once(text: str, is_kept: Callable[[str, str], bool]) -> str:
    for pattern, judge in _patterns():

        def replace(match: re.Match[str], judge: _Judge = judge) -> str:
            found = match.group()
            mask = judge(found)
            return found if is_kept(found, mask) else mask

        text = pattern.sub(replace, text)
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Judge], ...]:
    """Longer and surer forms before shorter ones that would match parts of them.

    All take linear time: each begins at the edge of a word and repeats nothing that could be cut in two ways.
    """
    year = r"(?:\d{4}|\d{2})"
    day = r"\d{1,2}(?:st|nd|rd|th|\.)?"
    sources: tuple[tuple[str, _Judge], ...] = (
        (r"(?<![^\s<>(\[\"',;:])[^\s<>(\[\"',;:@＠]+[@＠][^\s<>\"',;:@＠]*\w", _as("EMAIL")),
        (rf"{_NAME}\s{{0,2}}{_AT}\s{{0,2}}{_HOST}(?:\s{{0,2}}(?:\.|{_DOT})\s{{0,2}}{_HOST}){{1,4}}", _as("EMAIL")),
        (rf"{_NAME} at {_HOST}(?: dot {_HOST})? dot {_ENDING}\b", _as("EMAIL")),
        (rf"(?<!\w)(?:[a-z][a-z0-9+.-]{{1,15}}://|www\.){_PATH}", _as("URL")),
        (rf"(?<![\w.-])(?:[^\W_][\w-]{{0,62}}\.){{1,8}}{_ENDING}\b(?:[/?#]{_PATH})?", _as("URL")),
        (rf"(?<!\w)[a-z]{{2}}{_SPACE}?\d{{2}}[a-z0-9]{{11,30}}(?!\w)", _iban),
        (
            rf"(?<!\w)[a-z]{{2}}{_SPACE}?\d{{2}}(?:{_GAP}[a-z0-9]{{4}}){{2,7}}(?:{_GAP}[a-z0-9]{{1,3}})?(?!\w)",
            _iban,
        ),
        (rf"(?<!\d)\d(?:(?:{_GAP}|/)?\d){{12,18}}(?!\d)", _card),
        (rf"(?<!\w)\d{{4}}{_SLASH}\d{{1,2}}{_SLASH}\d{{1,2}}(?!\w)", _as("DATE")),
        (rf"(?<!\w)\d{{1,2}}{_SLASH}\d{{1,2}}{_SLASH}{year}(?!\w)", _as("DATE")),
        (r"(?<!\w)(?:\d{1,2}\.\d{1,2}\.|(?!24/7)\d{1,2}/\d{1,2})(?!\w)", _as("DATE")),
        (
            rf"(?<!\w){day}{_SPACE}?(?:of{_SPACE})?{_MONTH}\b\.?(?:,?{_SPACE}?(?:\d{{4}}|['’]\d{{2}}))?(?!\w)",
            _as("DATE"),
        ),
        (rf"(?<!\w){_MONTH}\.?{_SPACE}?\d{{1,2}}(?:st|nd|rd|th)?(?:,?{_SPACE}?\d{{4}})?(?!\w)", _as("DATE")),
        (rf"(?:{_SIGN}|(?<!\w){_CURRENCY}\.?){_SPACE}?{_AMOUNT}(?:k\b)?", _as("MONEY")),
        (rf"(?<![\w.,]){_AMOUNT}{_SPACE}?(?:{_SIGN}|{_CURRENCY}(?!\w))", _as("MONEY")),
        (rf"#{_SPACE}?[\w-]{{0,40}}\d[\w-]*", _number_sign),
        (r"(?<!\w)\w+(?:[-_/.]\w+)*", _mixed),
        (rf"(?<!\w)(?!24/7(?!\w))(?:[+(]{_SPACE}?)?\d(?:(?:(?:{_SPACE}|{_DASH}|[().+/]){{0,3}}|[.,])\d)+", _digits),
    )
    return tuple((re.compile(source, re.IGNORECASE), judge) for source, judge in sources)


def _as(kind: str) -> _Judge:
    return lambda found: f"<{kind}>"


def _iban(found: str) -> str:
    """Any account-shaped text with enough digits; the check digits do not matter, mistyped ones are personal too."""
    return "<IBAN>" if _digit_count(found) >= 8 else found


def _card(found: str) -> str:
    return "<CARD>" if _passes_luhn(found) else found


def _number_sign(found: str) -> str:
    return "<ID>" if _digit_count(found) >= 2 else found


def _mixed(found: str) -> str:
    """Letters and digits mixed, three digits or more; digits alone are left to the patterns after."""
    has_letter = any(character.isalpha() for character in found)
    return "<ID>" if has_letter and _digit_count(found) >= 3 else found


def _digits(found: str) -> str:
    count = _digit_count(found)
    is_grouped = count < len(found.rstrip(".,"))
    if 7 <= count <= 15 and (is_grouped or found[0] == "0"):
        return "<PHONE>"
    return "<NUM>" if count >= 3 else found


def _digit_count(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _passes_luhn(text: str) -> bool:
    """The check sum of card numbers (ISO/IEC 7812-1): every second digit from the right doubled, the sum ends in 0."""
    digits = [int(character) for character in text if character.isdecimal()]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(rf"<(?:{'|'.join(PLACEHOLDERS)})>|\w+(?:[-'’]\w+)*")


_PART = re.compile(r"\w+(?:['’]\w+)*")


def _is_plain(word: str, is_known: Callable[[str], bool]) -> bool:
    """Known or common, as it is or without an ending “'s”; numbers of one or two digits are plain."""
    lower = word.lower().replace("’", "'")
    if lower.isdecimal() and len(lower) <= 2:
        return True
    bare = lower.removesuffix("'s")
    common = common_words()
    return lower in common or bare in common or is_known(lower) or is_known(bare)
