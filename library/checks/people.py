"""Personal data that was left in a text: a template goes to everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from library.checks.subject import Hit, Subject, Text
from library.masking import mask

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")
_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]){10,30}(?!\w)")
_DIGITS = re.compile(r"(?<![\w.,/:+-])(?:[+(][ ]?)?\d(?:[ \u00a0./()-]{0,3}\d){6,24}(?![\w/:])")
#: Mailboxes of a task, not of a person.
_ROLES = re.compile(
    r"(?:abuse|accounts?|billing|care|careers|claims|contact|customer|data|dpo|enquiries|feedback|finance|hello|help"
    r"|hi|info|invoices?|jobs|kontakt|legal|mail|media|no-?reply|office|orders?|post|postmaster|press|privacy|refunds?"
    r"|returns?|sales|security|service|shop|shipping|support|team|webmaster)(?:[-._+].*|service|support|team|care)?",
    re.IGNORECASE,
)
#: Second parts of addresses that are no company's name: acme.co.uk.
_SECOND = frozenset({"co", "com", "ac", "org", "net", "gov", "edu"})


def account_numbers(subject: Subject) -> Iterator[Hit]:
    """Cards and bank accounts: the company's own stand in a fact."""
    for text in subject.texts:
        seen: list[int] = []
        for start, found, kind in (*_accounts(text), *_cards(text)):
            if not _is_in_a_fact(subject, found) and start not in seen:
                seen.append(start)
                hint = "take it out; if it is the company's own, keep it in a fact and quote that"
                yield Hit(f"a {kind} number is in the text", hint, text.place, start)


def _accounts(text: Text) -> Iterator[tuple[int, str, str]]:
    for match in _ACCOUNT.finditer(text.prose):
        if "<IBAN>" in mask(match.group()) and _is_account(match.group()):
            yield match.start(), match.group(), "bank account"


def _cards(text: Text) -> Iterator[tuple[int, str, str]]:
    for match in _DIGITS.finditer(text.prose):
        if "<CARD>" in mask(match.group()):
            yield match.start(), match.group(), "card"


def contacts(subject: Subject) -> Iterator[Hit]:
    """E-mail addresses and phone numbers that are not the company's."""
    for text in subject.texts:
        for match in _ADDRESS.finditer(text.prose) if "@" in text.prose else ():
            if not _is_our_address(subject, match.group()):
                hint = "take it out, or keep it in a fact if customers should have it"
                yield Hit(f"{match.group()[:80]} may be a person's address", hint, text.place, match.start())
        for match in _DIGITS.finditer(text.prose):
            if "<PHONE>" in mask(match.group()) and not _is_in_a_fact(subject, match.group()):
                hint = "take it out; the team's own belongs in a fact, where it is changed once for all"
                yield Hit(f"the phone number {match.group()[:40]} is in the text", hint, text.place, match.start())


def _is_account(text: str) -> bool:
    """The check sum of bank accounts (ISO 13616): letters as numbers, the first four last, 1 left over of 97."""
    letters = re.sub(r"\s", "", text)
    return (
        15 <= len(letters) <= 34
        and int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1
    )


def _is_in_a_fact(subject: Subject, found: str) -> bool:
    bare = re.sub(r"\W", "", found)
    return any(bare in re.sub(r"\W", "", fact.body) for fact in subject.around.facts.values())


def _is_our_address(subject: Subject, address: str) -> bool:
    local, _, host = address.partition("@")
    return _ROLES.fullmatch(local) is not None or company_of(host) in _our_companies(subject)


def _our_companies(subject: Subject) -> set[str]:
    """The names behind the addresses in facts and in the template's own help page."""
    told = " ".join([subject.document.kb, *(fact.body for fact in subject.around.facts.values())])
    return {company_of(match[1]) for match in re.finditer(r"(?:https?://|www\.|@)([\w.-]{3,200})", told)}


@cache
def company_of(host: str) -> str:
    """The part of an address that belongs to one company: example.com of help.example.com, acme.co.uk of acme.co.uk."""
    parts = host.lower().strip(".").split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in _SECOND else parts[-2:])
