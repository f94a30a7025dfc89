"""The half of the find screen one looks at: the box, the list that follows every key, and the highlighted reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from library.errors import LibraryError
from snippets.config import Config
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.attempts import FIND, Attempt
from snippets.screens.help import first_key_on
from snippets.screens.surroundings import Surroundings
from snippets.screens.taking import TakingScreen
from snippets.widgets.find_box import FindBox
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.result_list import ResultList, Row
from snippets.widgets.two_sided import TwoSided

if TYPE_CHECKING:
    from library.desk.changed import Changed
    from library.finding import Match
    from snippets.screens.catalog import Held
    from snippets.screens.delivering import Outgoing

KEPT_PREVIEWS = 300
ASK_TO_FIND = "type to find a reply"


class LookingScreen(TakingScreen):
    """Searches on every key and shows what is highlighted; a subclass says what keys do."""

    words: FindBox

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.searched = ""
        self._is_first_list = True
        #: By template and channel, while the catalog stays the same.
        self._previews: dict[tuple[str, str], Content] = {}
        self._held: dict[str, Held] = {}
        self._favourites: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status")
        with Horizontal(id="ask"):
            yield Static("❯ ", id="prompt", markup=False)
            yield FindBox(self.read_paste, placeholder=ASK_TO_FIND, id="words")
        with Container(id="shelf"):
            yield ResultList(id="results")
            yield Lines(id="preview")
        yield KeyLine()

    def on_mount(self) -> None:
        self.words = self.query_one("#words", FindBox)
        self.results = self.query_one("#results", ResultList)
        self.preview = self.query_one("#preview", Lines)
        self.preview.display = False
        self.results.say(wordings.loading())
        self.mark_changed()

    def catalog_changed(self) -> None:
        self._look_anew()
        keep = self.results.highlighted
        with telling(self):
            self.search_again(keep=keep.key if keep else "")
        self.mark_changed()

    def catalog_missing(self, error: LibraryError) -> None:
        self.preview.display = False
        self.results.say(wordings.fault(error) if self.config.has_desk else wordings.not_fetched())

    def _look_anew(self) -> None:
        """Forgets what was read of templates: they, or what this agent has used, have changed."""
        self._previews.clear()
        self._held.clear()
        if self.catalog:
            self._favourites = frozenset(self.catalog.favourites(self.config.agent))

    def customer_changed(self) -> None:
        self._previews.clear()
        self.hand_changed()
        self.mark_changed()
        if self.catalog is not None:
            with telling(self):
                self.show_highlighted()

    def use_noted(self, outgoing: Outgoing) -> None:
        with telling(self):
            self.learn([form.template for form in outgoing.hand.forms], outgoing.taken)
            self._look_anew()
            self.show_highlighted()

    def hand_changed(self) -> None:
        hand = self.customer.hand
        is_joining = hand is not None and not self.customer.is_filling
        self.query_one("#prompt", Static).update("+ " if is_joining else "❯ ")
        self.words.placeholder = self._ask_to_join(hand.name) if hand and is_joining else ASK_TO_FIND
        self.refresh_bindings()

    def _ask_to_join(self, name: str) -> str:
        copy, back = (first_key_on(self, f"find.{action}") for action in ("copy_hand", "clear"))
        return f"find what joins {name}; {copy} copies it, {back} goes back to it"

    # searching, at once on every key

    @on(Input.Changed, "#words")
    def words_changed(self, event: Input.Changed) -> None:
        # Where more letters have arrived meanwhile their own message follows: only the last text is searched for.
        if event.value == self.words.value and event.value != self.searched:
            with telling(self):
                self.search_again()

    def search_again(self, *, keep: str = "") -> None:
        self.touch()
        words = self.searched = self.words.value
        if not words.strip():
            self.end_attempt()
        elif self.attempt is None:
            self.customer.attempt = Attempt(self.surroundings.clock())
        if self.catalog is None:
            return
        rows = self._rows(words)
        if self.attempt:
            self.attempt.note(self.asked, found=len(rows), kind=self.asks_as)
        self.preview.display = bool(rows)
        if rows:
            self.results.show_rows(rows, keep=keep)
        else:
            has_any = len(self.catalog.finder) > 0
            self.results.say(wordings.nothing_found(words) if has_any else wordings.empty_library())
        if self._is_first_list:
            self._is_first_list = False
            self.call_after_refresh(self.show_clicked)  # the list first: the first preview imports what renders
        else:
            self.show_highlighted()

    def matches(self, words: str) -> list[Match]:
        """What is found for words, at once."""
        raise NotImplementedError

    @property
    def asked(self) -> str:
        """What is asked with what stands in the box."""
        return self.words.value

    @property
    def asks_as(self) -> str:
        """The kind of the search under way."""
        return FIND

    def _rows(self, words: str) -> Sequence[Row]:
        assert self.catalog is not None
        if words.strip():
            return self.rows_of(self.matches(words))
        offered = self.catalog.offered(self.config.agent, just_used=self.just_used)
        return self._begun([wordings.row_of_entry(entry, self._favourites) for entry in offered])

    def rows_of(self, matches: Sequence[Match]) -> Sequence[Row]:
        return self._begun([wordings.row_of(match, self._favourites) for match in matches])

    def _begun(self, rows: Sequence[Row]) -> Sequence[Row]:
        kept = {template for template, kept in self.customer.kept.items() if kept.values}
        return [wordings.begun(row, kept) for row in rows] if kept else rows

    def keep_up(self) -> None:
        """The list may be one message behind the box: never when something is taken or moved."""
        self.touch()
        if self.words.value != self.searched:
            self.search_again()

    def read_paste(self, text: str) -> str:
        """What of a pasted text is to be searched with: all of it, or of a ticket, which is noted, its message."""
        from snippets.screens.tickets import may_be_ticket, message_of

        with telling(self):
            if self.catalog is not None and may_be_ticket(text) and self.take_ticket(text):
                self.notify(f"{self.customer.label}: filled in from the ticket", timeout=4, markup=False)
                return message_of(text)
        return text

    # the highlighted row

    def show_highlighted(self) -> None:
        row = self.results.highlighted
        if row is None:
            self.preview.show(Content(""))
            return
        key = (row.key, self.channel)
        if key not in self._previews:
            if len(self._previews) >= KEPT_PREVIEWS:
                self._previews.clear()
                self._held.clear()
            self._previews[key] = self._preview_of(row)
        self.preview.show(self._previews[key])

    def _preview_of(self, row: Row) -> Content:
        from library.rendering.render import preview  # loaded by the worker that reads the catalog
        from snippets.delivery import context_of

        now = self.surroundings.clock()
        try:
            held = self.hold(row)
            parts = preview(
                held.live.document,
                held,
                values={},
                context=context_of(self.config, ticket=self.customer.known),
                now=now,
                channel=self.channel,
                locale=self.config.locale,
            )
            changed = self.changed(held)
        except LibraryError as error:
            return wordings.fault(error)
        return Content.assemble(
            wordings.header(held.live, self.channel, self.config.channel, now=now),
            wordings.whats_new(changed, first_key_on(self, "find.difference") if changed else ""),
            wordings.check_first(held.live),
            wordings.body(parts, gap=wordings.OPEN),
            wordings.notes(held.live),
        )

    def changed(self, held: Held) -> Changed | None:
        assert self.catalog is not None
        now, locale = self.surroundings.clock(), self.config.locale
        return self.catalog.changed(held, self.config.agent, channel=self.channel, now=now, locale=locale)

    def hold(self, row: Row) -> Held:
        """The template of a row with all it quotes. Raises UnknownName where it was taken out meanwhile."""
        assert self.catalog is not None
        if row.key not in self._held:
            self._held[row.key] = self.catalog.hold(row.key, row.name)
        return self._held[row.key]

    # moving in the list

    async def action_move(self, count: int) -> None:
        await self.letters_taken()
        with telling(self):
            self.keep_up()
            self.results.move(count)
            self.show_highlighted()

    async def action_page(self, direction: int) -> None:
        await self.action_move(direction * self.results.rows_in_sight)

    def action_scroll_preview(self, count: int) -> None:
        self.preview.scroll_lines(count)

    @on(ResultList.Highlighted)
    def show_clicked(self) -> None:
        with telling(self):
            self.show_highlighted()
