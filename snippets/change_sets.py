"""Change sets as commands and screens deal with them: the moment somebody types, what is checked, and how they stand.

The record is imported inside: whoever only shows a set loads none of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from library.errors import BadValue
from library.identifiers import moment

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.change_sets import ChangeSetState

_SAID = {"rejected": "sent back", "submitted": "waits for approval, submitted"}


def moment_of(typed: str) -> str:
    """A day or moment as the record takes it; one without an offset is meant as here. Raises BadValue."""
    if not typed:
        return ""
    try:
        return datetime.fromisoformat(typed).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):
        raise BadValue(f"“{typed}” is no day or moment", "write 2027-01-01, or 2027-01-01T09:00") from None


def when(at: str, now: datetime) -> str:
    """A moment as people read it where `now` is."""
    return f"{moment(at).astimezone(now.tzinfo):%Y-%m-%d %H:%M}"


def state_of(one: ChangeSetState) -> str:
    """`submitted by mia`, `open`, `approved by tom`; nobody has decided about an open one."""
    by = f" by {one.decided_by}" if one.decided_by and one.state != "given up" else ""
    return f"{_SAID.get(one.state, one.state)}{by}"


def submit(session: Session, id_: str, *, by: str, why: str = "") -> None:
    """Asks for the approval of all that is in a set; what the checks call a fault is refused."""
    from library.checks.approving import refuse_faulty
    from library.record import change_sets

    change_sets.submit(session, id_, by=by, reason=why)
    refuse_faulty(session, change_sets.find(session, id_).items)


def approve(session: Session, id_: str, *, by: str, why: str = "") -> int:
    """Makes all of a set live, at once or from its moment on; what the checks call a fault is refused."""
    from library.checks.approving import refuse_faulty
    from library.record import change_sets

    items = change_sets.find(session, id_).items
    version = change_sets.approve(session, id_, by=by, reason=why)
    refuse_faulty(session, items)
    return version
