"""What is known of the ticket in hand: from the context command, or from what the agent has pasted. In memory only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_HEAD = re.compile(r"\s*([^\W\d_][\w '-]{1,20}):\s(.*)")
_SUBJECT = ("subject", "betreff", "re")


class Ticket(NamedTuple):
    """Data as templates name it (customer.first_name), and the text it was read from, '' for the context command."""

    data: Mapping[str, object]
    text: str = ""


def may_be_ticket(text: str) -> bool:
    """Whether a paste is worth reading as a ticket: several lines, or JSON. One line is the text of a field."""
    pasted = text.strip()
    return "\n" in pasted or "\r" in pasted or pasted.startswith(("{", "["))


def message_of(text: str) -> str:
    """What the customer wrote in a ticket's text: without its head (“Order: A10482”), the subject where that is all."""
    if text.strip().startswith(("{", "[")):
        return ""
    heads = [_HEAD.match(line) for line in text.splitlines()]
    written = [line for line, head in zip(text.splitlines(), heads, strict=True) if line.strip() and not head]
    subjects = [head.group(2).strip() for head in heads if head and head.group(1).strip().lower() in _SUBJECT]
    return " ".join(written or subjects)


def known_of(tickets: Sequence[Ticket]) -> dict[str, object]:
    """All tickets as one, newest last. An older one counts as far back as it says nothing else than the newer ones:

    where they differ it was about another customer, and nothing of it may reach this one.
    """
    known: dict[str, object] = {}
    for ticket in reversed(tickets):
        if any(_differ(value, known[name]) for name, value in ticket.data.items() if name in known):
            break
        known = {**ticket.data, **{name: _together(ticket.data.get(name), value) for name, value in known.items()}}
    return known


def _differ(older: object, newer: object) -> bool:
    if isinstance(older, Mapping) and isinstance(newer, Mapping):
        return any(_differ(value, newer[name]) for name, value in older.items() if name in newer)
    if isinstance(older, str) and isinstance(newer, str):
        return older.strip().casefold() != newer.strip().casefold()
    return older != newer


def _together(older: object, newer: object) -> object:
    return {**older, **newer} if isinstance(older, Mapping) and isinstance(newer, Mapping) else newer
