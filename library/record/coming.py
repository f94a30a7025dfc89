"""What keeps an approved revision that waits for its moment from being overtaken unnoticed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from library.errors import OutOfDate
from library.record import history


def refuse_coming(session: Session, templates: Iterable[str]) -> None:
    """Raises OutOfDate where one of the templates has an approved revision that waits for its moment.

    Another approval would undo it; one that was made before it would come back.
    """
    for item in history.coming(session, templates).values():
        raise OutOfDate(
            f"{item.names[0]}: revision {item.revision} is approved and comes at {item.live_from}",
            "wait for it, or call its change set off and approve both together",
        )
