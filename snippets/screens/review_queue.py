"""The queue of a review: read, checked and filtered; review.py decides about what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from snippets.config import Config
from snippets.screens import review_reading as queued
from snippets.screens import review_wording as wording
from snippets.screens.leading_list import ListingScreen
from snippets.screens.review_reading import FLAG, Details, Item, Waits
from snippets.screens.surroundings import Surroundings
from snippets.widgets.comparison import Section
from snippets.widgets.shortening import BRIEF, TIGHT
from snippets.widgets.typed_input import TypedInput

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks import Finding, Known

#: Items checked in one question; the others follow.
CHECKED_AT_ONCE = 10


class QueueScreen(ListingScreen):
    """`waits` is what was read last; what is in `gone` was decided here and is left out of it at once."""

    def __init__(self, config: Config, surroundings: Surroundings, *, words: str = "") -> None:
        super().__init__(config, surroundings)
        self.waits: Waits | None = None
        self.shown: list[Item] = []
        self.marked: set[str] = set()
        self.found: dict[str, tuple[Finding, ...]] = {}
        self.details: dict[str, Details] = {}
        #: What was decided here: gone from the list, whatever is read meanwhile.
        self.gone: set[str] = set()
        self._known: Sequence[Known] | None = None
        self._takes_in = True
        #: What the comparison shows: an item, its texts, and whether with its findings.
        self._drawn: tuple[str, Details, bool] | None = None
        self.words = TypedInput(words, placeholder="/ to filter: words, or #group", id="words")

    def compose_box(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Static("❯ ", id="prompt", markup=False)
            yield self.words

    def on_mount(self) -> None:
        self.keep_reading()

    # reading

    def action_read_again(self) -> None:
        self.details.clear()
        self.read()

    def read(self) -> None:
        now, by = self.surroundings.clock(), self.config.agent
        self.ask(lambda session: queued.waits(session, now=now, by=by), self.take_queue, about="queue")

    def take_queue(self, waits: Waits) -> None:
        if waits.is_taking_in and self._takes_in:
            self.take_in_proposals()
        if waits.stuck and (self.waits is None or waits.stuck != self.waits.stuck):
            self.notify(wording.stuck(waits.stuck), timeout=8, severity="warning", markup=False)
        if self.waits is None or waits.items != self.waits.items:
            self._known = None  # something was decided: what is live may be other than it was
            known = {item.key: item for item in self.waits.items} if self.waits else {}
            self.details = {item.key: self.details[item.key] for item in waits.items
                            if item.key in self.details and known.get(item.key) == item}  # fmt: skip
        self.waits = waits
        self.show_rows()
        self.check_rest()

    def take_in_proposals(self) -> None:
        """What agents have proposed comes in a moment; where this person cannot have it, that is told once."""
        by, self._takes_in = self.config.agent, False

        def taken(_: None) -> None:
            self._takes_in = True
            self.read()

        self.write(lambda session: queued.take_in(session, by=by), taken)

    def show_rows(self, *, keep: str = "") -> None:
        if self.waits is None:
            return
        there = [item for item in self.waits.items if item.key not in self.gone]
        self.shown = wording.found_by(there, self.words.value)
        self.marked &= {item.key for item in there}
        now = self.surroundings.clock()
        self.show_list(wording.entries(self.shown, self.waits, self.found, self.marked, now), keep=keep)
        self.show_highlighted()
        self.waiting_changed()

    @property
    def item(self) -> Item | None:
        row = self.rows.highlighted
        return next((item for item in self.shown if row and item.key == row.key), None)

    def show_highlighted(self) -> None:
        """The highlighted one: at once where it was read before."""
        item = self.item
        if item is None or item.key not in self.details:
            self._drawn = None
        if item is None:
            self.comparison.show_sections((), head=wording.nothing(bool(self.words.value)))
        elif item.key in self.details:
            self.show_details(item)
        else:
            self.comparison.show_sections((), head=wording.head(item, None, self.surroundings.clock()))
            now, locale = self.surroundings.clock(), self.config.locale
            self.ask(
                lambda session: queued.details(session, item, now=now, locale=locale),
                partial(self.take_details, item),
                about="details",
            )
        self.refresh_bindings()

    def take_details(self, item: Item, details: Details) -> None:
        self.details[item.key] = details
        if self.item and self.item.key == item.key:
            self.show_details(item)

    def show_details(self, item: Item) -> None:
        head = wording.head(item, self.found.get(item.key), self.surroundings.clock())
        drawn = (item.key, self.details[item.key], item.key in self.found)
        if self._drawn == drawn:
            return  # whoever reads on stays where they are
        self._drawn = drawn
        how = BRIEF if len(item.about) > 1 else TIGHT
        self.comparison.show_sections(self.sections_of(item), head=head, how=how)

    def sections_of(self, item: Item) -> Sequence[Section]:
        details = self.details[item.key]
        return (*details.sections, *wording.effects(details))

    # checks: of all that waits, some at a time

    def check_rest(self) -> None:
        left = [item for item in self.shown if item.kind != FLAG and item.key not in self.found]
        items = sorted(left, key=lambda item: item != self.item)[:CHECKED_AT_ONCE]  # the highlighted one first
        if items:
            self.ask(partial(self._checked, items), self.take_findings, about="checks")

    def _checked(
        self, items: Sequence[Item], session: Session
    ) -> tuple[Sequence[Known], dict[str, tuple[Finding, ...]]]:
        known = self._known or queued.known(session)
        return known, queued.check_items(session, items, known)

    def take_findings(self, answer: tuple[Sequence[Known], dict[str, tuple[Finding, ...]]]) -> None:
        self._known, found = answer
        self.found |= found
        self.show_rows()
        self.check_rest()

    # other screens

    def action_history(self) -> None:
        from snippets.screens.history import HistoryScreen

        if item := self.item:
            self.app.push_screen(HistoryScreen(self.config, self.surroundings, item.about[0].template))

    def action_edit(self) -> None:
        if item := self.item:
            self.edit(item.about[0].name)

    # filtering

    def action_filter(self) -> None:
        self.words.focus()

    @on(Input.Changed, "#words")
    def filter_again(self) -> None:
        self.show_rows()

    @on(Input.Submitted, "#words")
    def leave_box(self) -> None:
        self.set_focus(None)

    async def action_leave(self) -> None:
        await self.letters_taken()
        if self.words.has_focus or self.words.value:
            self.words.value = ""
            self.leave_box()
        elif self.marked:
            self.marked.clear()
            self.show_rows()
        else:
            self.dismiss()

    def waiting_changed(self) -> None:
        self.show_status("Review", wording.count_of(self.waits or Waits()), is_read=self.waits is not None)
