"""What a lead decides on the review screen, each in one transaction, and what takes it back.

Runs in threads; the record is imported inside, so that nobody waits for it who only looks for replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from library.errors import NotAllowed
from snippets.formatting import counted
from snippets.screens.review_reading import SET, TYPO, About, Item

if TYPE_CHECKING:
    from sqlmodel import Session

APPROVED, REJECTED, CONFIRMED, SUSPENDED = "approved", "rejected", "confirmed", "suspended"
#: What can be taken back; a confirmation says no more than that somebody read it.
UNDOABLE = (APPROVED, REJECTED, SUSPENDED)


class Decision(NamedTuple):
    """What was decided about which items; `said` where that takes a sentence of its own."""

    kind: str
    items: tuple[Item, ...]
    said: str = ""

    @property
    def named(self) -> str:
        return self.items[0].name if len(self.items) == 1 else f"{len(self.items)} of them"


def approve(session: Session, items: Sequence[Item], *, by: str) -> Decision:
    """All of them, or none; what the checks call a fault is refused. A typo edit is live already: it is confirmed."""
    from library.checks.approving import refuse_faulty
    from library.record import change_sets, history, review

    typos = [item for item in items if item.kind == TYPO]
    sets = [item for item in items if item.kind == SET]
    others = [item for item in items if item not in typos and item not in sets]
    if others:
        review.approve(session, [_pair(item.about[0]) for item in others], by=by)
    for item in sets:
        change_sets.approve(session, item.set_id, by=by)
    if typos:
        review.confirm(session, [_pair(item.about[0]) for item in typos], by=by)
    pairs = [_pair(one) for item in (*others, *sets) for one in item.about]
    refuse_faulty(session, list(history.states_of(session, pairs).values()))
    is_only_typos = len(typos) == len(items)
    return Decision(CONFIRMED if is_only_typos else APPROVED, tuple(items))


def reject(session: Session, item: Item, *, by: str, why: str) -> Decision:
    """Sends it back to its author; of a typo edit, which is live already, the text before it comes back."""
    from library.record import change_sets, review

    if item.kind == TYPO:
        return Decision(CONFIRMED, (item,), bring_back(session, item.about, by=by, why=why))
    if item.kind == SET:
        change_sets.reject(session, item.set_id, by=by, reason=why)
    else:
        review.reject(session, [_pair(item.about[0])], by=by, reason=why)
    return Decision(REJECTED, (item,))


def confirm(session: Session, item: Item, *, by: str) -> Decision:
    """Says that what agents have is still right."""
    from library.record import review

    review.confirm(session, [one.template for one in item.about], by=by)
    return Decision(CONFIRMED, (item,))


def suspend(session: Session, item: Item, *, by: str, why: str) -> Decision:
    """Takes it from agents for now."""
    from library.record import review

    review.suspend(session, [one.template for one in item.about], by=by, reason=why)
    return Decision(SUSPENDED, (item,))


def take_back(session: Session, decision: Decision, *, by: str) -> str:
    """Undoes a decision by another one: the record only grows. Returns what is so now, as a sentence."""
    from library.record import change_sets, review

    about = [one for item in decision.items for one in item.about]
    if decision.kind == SUSPENDED:
        review.revive(session, [one.template for one in about], by=by, reason="suspended by mistake")
        return f"{decision.named} is with agents again"
    if decision.kind == REJECTED:
        for item in decision.items:
            if item.kind == SET:
                change_sets.submit(session, item.set_id, by=by, reason="rejected by mistake")
            else:
                review.submit(session, [_pair(item.about[0])], by=by, reason="rejected by mistake")
        return f"{decision.named} waits again"
    coming = [item for item in decision.items if item.kind == SET and item.live_from and _is_coming(session, item)]
    for item in coming:
        change_sets.call_off(session, item.set_id, by=by, reason="approved by mistake")
    left = [one for item in decision.items if item not in coming for one in item.about]
    return bring_back(session, left, by=by, why="approved by mistake") if left else f"{decision.named} is called off"


def bring_back(session: Session, about: Sequence[About], *, by: str, why: str) -> str:
    """Agents get again what they had before; what they had nothing of is suspended. Returns what is so now.

    Where the rules ask for somebody else's approval, the texts before are submitted, for them to approve.
    """
    from library.record import approvers, edits, review

    new = [one for one in about if one.before is None]
    if new:
        review.suspend(session, [one.template for one in new], by=by, reason=why)
    restored = [
        edits.restore(session, one.template, one.before, author=by, message=why)
        for one in about
        if one.before is not None
    ]
    items: list[review.Item] = [(saved.template, saved.number) for saved in restored]
    if not items:
        return f"{counted(len(new), 'template')} suspended: agents had none before"
    states = [review.newest_of(session, item) for item in items]
    try:
        approvers.require(session, by, review.candidates(session, states))
    except NotAllowed as error:
        review.submit(session, items, by=by, reason=why)
        return f"Agents keep it until the text before is approved; {error.hint}"
    review.approve(session, items, by=by, reason=why)
    return "Agents have the text before again"


def _is_coming(session: Session, item: Item) -> bool:
    from library.record import change_sets

    return change_sets.find(session, item.set_id).is_coming


def _pair(one: About) -> tuple[str, int]:
    return one.template, one.revision
