"""One search from its first key to its end: how long it took, how much was typed, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from library.identifiers import make_id, utc_text
from snippets.formatting import shortened

if TYPE_CHECKING:
    from library.desk.outbox import Search

#: What a search is: words of the agent's own, or a customer's message.
FIND, SUGGEST = "find", "suggest"
#: So much of a message is noted: what it asks, not its whole story.
NOTED = 600
#: A single letter that came to nothing says nothing.
SHORTEST_KEPT = 2


class Attempt:
    """A search under way. Its moments are measured on the monotonic clock: setting the clock cannot bend them."""

    def __init__(self, now: datetime) -> None:
        self.id = make_id()
        self._started = now
        self._tick = monotonic()
        self._shown = self._tick
        self.words = ""
        self._longest = ""
        self.kind = FIND
        self.is_empty_handed = False

    def note(self, words: str, *, found: int, kind: str = FIND) -> None:
        """The list for these words is on its way to the screen."""
        self.words, self.kind = words, kind
        if len(words) >= len(self._longest):
            self._longest = words
        self.is_empty_handed = not found
        self._shown = monotonic()

    def note_late(self) -> None:
        """Something was found after all."""
        self.is_empty_handed = False
        self._shown = monotonic()

    @property
    def started_at(self) -> str:
        return utc_text(self._started)

    @property
    def found_at(self) -> str:
        """When the list was shown that the agent then took from."""
        return self._at(self._shown)

    def now(self) -> str:
        return self._at(monotonic())

    def _at(self, tick: float) -> str:
        return utc_text(self._started + timedelta(seconds=tick - self._tick))

    @property
    def is_worth_keeping(self) -> bool:
        return len(self._longest.strip()) >= SHORTEST_KEPT

    def ended(
        self, agent: str, is_known: Callable[[str], bool], *, template: str | None = None, rank: int | None = None
    ) -> Search:
        """The row of this search: its words masked, its outcome used where a template is named."""
        from library.desk.outbox import Search
        from library.masking import mask_words  # compiles patterns on its first call

        words = self.words if template or self.words.strip() else self._longest
        return Search(
            id=self.id,
            agent=agent,
            words=shortened(mask_words(words.strip(), is_known), NOTED),
            kind=self.kind,
            outcome="used" if template else "nothing" if self.is_empty_handed else "abandoned",
            started_at=self.started_at,
            ended_at=self.now(),
            template=template,
            row_rank=rank,
        )
