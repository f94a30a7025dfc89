"""From a filled form to the clipboard and the log: copy first, tell, then note the use in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from library.desk import outbox
from library.desk.store import open_desk
from snippets.clipboard import Copied
from snippets.config import Config, remember
from snippets.delivery import use_of

if TYPE_CHECKING:
    from library.rendering.render import Reply
    from snippets.screens.form import Form


@dataclass
class Outgoing:
    """A reply on its way: rendered, not copied yet."""

    form: Form
    reply: Reply
    search: outbox.Search | None = None
    typed_in_search: int = 0
    for_terminal: list[str] = field(default_factory=list)


async def put_on_clipboard(outgoing: Outgoing, config: Config, copy: Callable[..., Copied]) -> Copied:
    """Copies in a thread, since a clipboard tool may take its time; what is for the terminal is left in `for_terminal`.

    Raises LibraryError where nothing takes it.
    """
    return await asyncio.to_thread(
        copy, outgoing.reply.text, preferred=config.clipboard, send_to_terminal=outgoing.for_terminal.append
    )


async def note(outgoing: Outgoing, config: Config, path: str, now: datetime) -> None:
    """Records the use and the search that led to it. Raises StoreError; the reply is with the agent all the same."""
    form = outgoing.form
    use = use_of(
        form.choice,
        outgoing.reply,
        agent=config.agent,
        version=form.held.version,
        action="copied",
        typed_characters=outgoing.typed_in_search + form.typed,
        fields_by_hand=sum(name in outgoing.reply.fields for name in form.values),
        now=now,
    )
    await asyncio.to_thread(_record, path, use, outgoing.search)


async def remember_own(outgoing: Outgoing, config: Config) -> dict[str, str]:
    """Writes down the agent's own values that this form has changed, and returns them. Raises BadValue."""
    own = outgoing.form.own_values()
    for name, value in own.items():
        await asyncio.to_thread(remember, config, f"own.{name}", value)
    return own


def _record(path: str, use: outbox.Use, search: outbox.Search | None) -> None:
    desk = open_desk(path)
    try:
        outbox.record_use(desk, use)
        if search is not None:
            outbox.record_search(desk, search)
    finally:
        desk.close()
