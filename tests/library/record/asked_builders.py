"""Short ways to a library in which agents searched: what they typed, and the use a search led to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from sqlmodel import Session

from library.record import intake

_numbers = count(1)


def search(
    session: Session,
    words: str,
    outcome: str = "nothing",
    *,
    agent: str = "ana",
    kind: str = "find",
    at: str = "2026-05-03T10:00:00.000000Z",
    template: str | None = None,
) -> str:
    """A search handed in; returns its id."""
    id_ = f"search-{next(_numbers)}"
    row: Mapping[str, object] = {
        "id": id_,
        "agent": agent,
        "words": words,
        "kind": kind,
        "outcome": outcome,
        "template": template,
        "started_at": at,
        "ended_at": at,
    }
    intake.store_searches(session, [row])
    return id_


def use(
    session: Session,
    template: str,
    search: str | None = None,
    *,
    agent: str = "ana",
    ticket: str | None = None,
    at: str = "2026-05-03T10:00:05.000000Z",
    corrects: str | None = None,
) -> str:
    """A use handed in; returns its id."""
    id_ = f"use-{next(_numbers)}"
    row = {"id": id_, "template": template, "agent": agent, "search": search, "ticket_hash": ticket, "used_at": at}
    intake.store_uses(session, [row | {"corrects": corrects, "action": "undone" if corrects else "copied"}])
    return id_


def asked(
    session: Session, message: str, template: str, *, ticket: str | None = None, agent: str = "ana", day: int = 3
) -> str:
    """A message given to `suggest`, and the use of one of its templates; returns the use's id."""
    at = f"2026-05-{day:02}T10:00:00.000000Z"
    found = search(session, message, "used", agent=agent, kind="suggest", at=at, template=template)
    return use(session, template, found, agent=agent, ticket=ticket, at=at)
