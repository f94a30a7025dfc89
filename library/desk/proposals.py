"""Templates of an agent's own on their way to the leads: handed in like a use, and a draft once a lead looks."""

from __future__ import annotations

from typing import NamedTuple

from library.desk.flags import MAXIMUM_WHY
from library.desk.store import Desk
from library.errors import BadValue
from library.sqlite import patiently

#: Characters of a canonical text: far longer than any reply, and short enough for one line in a shared folder.
MAXIMUM_TEXT = 80_000


class Proposal(NamedTuple):
    """That an agent would have everybody use a document, of this canonical text, and why."""

    id: str
    agent: str
    document: str
    why: str
    proposed_at: str


def refuse_too_long(text: str) -> None:
    """Raises BadValue."""
    if len(text) > MAXIMUM_TEXT:
        raise BadValue(f"the template has {len(text):,} characters in all", f"at most {MAXIMUM_TEXT:,} can be sent")


def remark(why: str) -> str:
    """A word why as it is kept: personal data is masked. Raises BadValue where it is too long, or is no text."""
    from library.masking import mask_remark  # only who says why pays for it

    masked = " ".join(mask_remark(why).split())
    if any("\ud800" <= character <= "\udfff" for character in masked):
        raise BadValue("a text holds a character that cannot be stored", "type the text anew")
    if len(masked) > MAXIMUM_WHY:
        raise BadValue(f"that is {len(masked)} characters", f"say it in {MAXIMUM_WHY}")
    return masked


def record_proposal(desk: Desk, proposal: Proposal) -> None:
    """Appends a proposal, durable when this returns. Raises StoreError."""
    columns = ", ".join(Proposal._fields)
    statement = f"INSERT INTO proposals({columns}) VALUES ({', '.join('?' * len(proposal))})"
    with desk.reading():
        patiently(lambda: desk.connection.execute(statement, proposal))


def is_handed_in(desk: Desk, id: str) -> bool:
    """Whether the library has it."""
    with desk.reading():
        row = desk.connection.execute("SELECT handed_in_at FROM proposals WHERE id = ?", (id,)).fetchone()
    return row is not None and row[0] is not None
