"""From a filled form to the clipboard and the log: copy first, tell, then note the uses in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from library.desk import choices, outbox
from library.desk.store import open_desk
from library.identifiers import make_id, utc_text
from snippets.clipboard import Copied
from snippets.config import Config, remember
from snippets.delivery import ticket_hash, use_of

if TYPE_CHECKING:
    from library.rendering.render import Reply
    from snippets.screens.customers import Delivered
    from snippets.screens.hand import Hand

COPIED, SPOKEN = "copied", "spoken"


@dataclass
class Outgoing:
    """A reply on its way: rendered, not copied yet. `searches` are those its templates were found with."""

    hand: Hand
    replies: Sequence[Reply]
    text: str
    action: str = COPIED
    #: The ticket's reference, '' where none is known.
    reference: str = ""
    searches: Sequence[outbox.Search] = ()
    #: What was typed and which template was taken for it, by id.
    taken: Sequence[tuple[str, str]] = ()

    @property
    def is_edited(self) -> bool:
        return self.text != self.hand.joined(self.replies)

    def uses(self, config: Config, now: datetime, ticket_key: str) -> list[outbox.Use]:
        """One row for every template of the reply. Keys typed count with the first: they were typed once."""
        hashed = ticket_hash(ticket_key, self.reference) if ticket_key and self.reference else None
        return [
            use_of(
                form.choice,
                reply,
                agent=config.agent,
                version=form.held.version,
                action=self.action,
                typed_characters=0 if number else self.hand.typed_in_searches + self.hand.typed,
                fields_by_hand=form.typed_by_hand(reply),
                now=now,
                ticket_hash=hashed,
                edited=self.is_edited,
            )
            for number, (form, reply) in enumerate(zip(self.hand.forms, self.replies, strict=True))
        ]


async def put_on_clipboard(
    text: str, config: Config, copy: Callable[..., Copied], send_to_terminal: Callable[[str], None]
) -> str:
    """Copies in a thread, since a clipboard tool may take its time; returns what can be said of it.

    What is for the terminal goes there afterwards, from this side. Raises LibraryError where nothing takes it.
    """
    for_terminal: list[str] = []
    copied = await asyncio.to_thread(copy, text, preferred=config.clipboard, send_to_terminal=for_terminal.append)
    for sent in for_terminal:
        send_to_terminal(sent)
    return copied.said


async def note(path: str, outgoing: Outgoing, uses: Sequence[outbox.Use]) -> None:
    """Records uses and the searches that led to them, all or none, then what was taken for which words.

    Raises StoreError; the reply has left.
    """
    await asyncio.to_thread(_record, path, outgoing, uses)


async def take_back(path: str, agent: str, last: Delivered, now: datetime) -> None:
    """Corrects uses that were a mistake. Raises BadValue where that is too late."""
    await asyncio.to_thread(_correct, path, agent, last, utc_text(now))


async def remember_own(hand: Hand, config: Config) -> dict[str, str]:
    """Writes down the agent's own values that this reply has changed, and returns them. Raises BadValue."""
    own = hand.own_values()
    for name, value in own.items():
        await asyncio.to_thread(remember, config, f"own.{name}", value)
    return own


def _record(path: str, outgoing: Outgoing, uses: Sequence[outbox.Use]) -> None:
    desk = open_desk(path)
    try:
        with desk.writing():
            for use in uses:
                outbox.record_use(desk, use)
            for search in outgoing.searches:
                outbox.record_search(desk, search)
        for words, template in outgoing.taken:
            choices.record_choice(desk, agent=uses[0].agent, words=words, template=template, at=uses[0].used_at)
    finally:
        desk.close()


def _correct(path: str, agent: str, last: Delivered, at: str) -> None:
    desk = open_desk(path)
    try:
        for use in last.uses:
            outbox.correct_use(desk, use, now_at=at, id=make_id())
        for words, template in last.taken:
            choices.take_back_choice(desk, agent=agent, words=words, template=template)
    finally:
        desk.close()
