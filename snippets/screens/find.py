"""The screen an agent lives in: type, see, take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from library.errors import LibraryError
from library.identifiers import moment
from snippets.config import Config, remember
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.attempts import Attempt
from snippets.screens.surroundings import Surroundings
from snippets.screens.taking import TakingScreen
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.result_list import ResultList, Row
from snippets.widgets.two_sided import TwoSided
from snippets.widgets.typed_input import TypedInput

if TYPE_CHECKING:
    from snippets.screens.catalog import Held
    from snippets.screens.form import Form

#: So many syncs missed, and a little, before the screen says offline.
MISSED_SYNCS = 3
GRACE_SECONDS = 30
KEPT_PREVIEWS = 300


class FindScreen(TakingScreen):
    """Find a reply, fill it in, copy it."""

    TITLE = "Find a reply"
    HELP = (
        "Type a few letters of a name, words of a title, or what the customer says; spelling mistakes are fine."
        " Enter takes the highlighted reply: it asks for what is missing, copies it, and you are back here."
    )
    AUTO_FOCUS = "#words"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "use", priority=True, id="find.use",
                tooltip="take the highlighted reply"),
        Binding("ctrl+y", "copy_as_is", "copy as is", priority=True, id="find.copy_as_is",
                tooltip="copy it without asking, where nothing is missing"),
        Binding("f2", "next_channel", "channel", priority=True, id="find.channel",
                tooltip="the wording for another channel, as chat or phone"),
        Binding("escape", "clear", "clear", priority=True, id="find.clear",
                tooltip="clear the words"),
        Binding("up", "move(-1)", "one row up", show=False, priority=True, id="find.up"),
        Binding("down", "move(1)", "one row down", show=False, priority=True, id="find.down"),
        Binding("pageup", "page(-1)", "one page up", show=False, priority=True, id="find.page_up"),
        Binding("pagedown", "page(1)", "one page down", show=False, priority=True, id="find.page_down"),
        Binding("home,ctrl+home", "move(-1000)", "first row", show=False, priority=True, id="find.first"),
        Binding("end,ctrl+end", "move(1000)", "last row", show=False, priority=True, id="find.last"),
        Binding("shift+down,ctrl+down", "scroll_preview(3)", "scroll the reply down", show=False, id="find.read_on"),
        Binding("shift+up,ctrl+up", "scroll_preview(-3)", "scroll the reply up", show=False, id="find.read_back"),
        Binding("f1", "app.help", "help", id="find.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.channel = config.channel
        self.searched = ""
        self.opened_at = surroundings.clock()
        #: By template, while the catalog stays the same.
        self._previews: dict[tuple[str, str], Content] = {}
        self._held: dict[str, Held] = {}

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status")
        with Horizontal(id="ask"):
            yield Static("❯ ", id="prompt", markup=False)
            yield TypedInput(placeholder="type to find a reply", id="words")
        with Container(id="shelf"):
            yield ResultList(id="results")
            yield Lines(id="preview")
        yield KeyLine()

    def on_mount(self) -> None:
        self.words = self.query_one("#words", TypedInput)
        self.results = self.query_one("#results", ResultList)
        self.preview = self.query_one("#preview", Lines)
        self.preview.display = False
        self.results.say(wordings.loading())
        self.mark_changed()
        if not {"first_name", "asked"} & self.config.profile.keys():
            self.call_after_refresh(self.ask_first_questions)

    # what is around: the agent's name, the state of the library

    def ask_first_questions(self) -> None:
        from snippets.screens.first_start import Answers, FirstStartScreen, suggested_name  # once in an agent's life

        def keep(answers: Answers | None) -> None:
            with telling(self):
                self._keep_answers(answers._asdict() if answers else {})
            self.catalog_changed()

        self.app.push_screen(
            FirstStartScreen(suggested_name(), channel=self.config.channel, file=self.config.file), keep
        )

    def _keep_answers(self, answers: dict[str, str]) -> None:
        """Every answer, and that it was asked: who skipped it is not asked again. Raises BadValue."""
        given = {name: text for name, text in answers.items() if text}
        for name, text in {**given, "asked": "yes"}.items():
            self.config = remember(self.config, f"agent.{name}", text)
        self.channel = given.get("channel", self.channel)
        self.config = self.config._replace(channel=self.channel)

    def mark_changed(self) -> None:
        settings = self.catalog.settings if self.catalog else {}
        name = wordings.library_name(self.config, settings, is_demo=self.surroundings.is_demo)
        right = wordings.status(
            self.config.agent,
            self.channel,
            waiting=self.mark.waiting,
            offline_since=self._offline_since(),
            now=self.surroundings.clock(),
        )
        self.query_one(TwoSided).show(Content.styled(name, "bold"), right)

    def _offline_since(self) -> str:
        """When the last sync was, where by now others should have followed; '' while all is well."""
        now, seconds = self.surroundings.clock(), self.config.sync_seconds
        patience = timedelta(seconds=MISSED_SYNCS * seconds + GRACE_SECONDS)
        is_late = bool(self.mark.synced_at) and now - moment(self.mark.synced_at) > patience
        has_had_time = now - self.opened_at > timedelta(seconds=GRACE_SECONDS)
        return self.mark.synced_at if seconds and is_late and has_had_time else ""

    def catalog_changed(self) -> None:
        self._previews.clear()
        self._held.clear()
        keep = self.results.highlighted
        with telling(self):
            self.search_again(keep=keep.key if keep else "")
        self.mark_changed()

    def catalog_missing(self, error: LibraryError) -> None:
        self.preview.display = False
        self.results.say(wordings.fault(error) if self.config.has_desk else wordings.not_fetched())

    # searching, at once on every key

    @on(Input.Changed, "#words")
    def words_changed(self, event: Input.Changed) -> None:
        # Where more letters have arrived meanwhile their own message follows: only the last text is searched for.
        if event.value == self.words.value and event.value != self.searched:
            with telling(self):
                self.search_again()

    def search_again(self, *, keep: str = "") -> None:
        words = self.searched = self.words.value
        if not words.strip():
            self.end_attempt()
        elif self.attempt is None:
            self.attempt = Attempt(self.surroundings.clock())
        if self.catalog is None:
            return
        rows = self._rows(words)
        if self.attempt:
            self.attempt.note(words, found=len(rows))
        self.preview.display = bool(rows)
        if rows:
            self.results.show_rows(rows, keep=keep)
        else:
            self.results.say(wordings.nothing_found(words) if len(self.catalog) else wordings.empty_library())
        self.show_highlighted()

    def _rows(self, words: str) -> Sequence[Row]:
        assert self.catalog is not None
        if words.strip():
            return [wordings.row_of(match) for match in self.catalog.find(words)]
        offered = self.catalog.offered(self.config.agent, just_used=self.just_used)
        return [wordings.row_of_entry(entry) for entry in offered]

    def keep_up(self) -> None:
        """The list may be one message behind the box: never when something is taken or moved."""
        if self.words.value != self.searched:
            self.search_again()

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
                context=context_of(self.config),
                now=now,
                channel=self.channel,
                locale=self.config.locale,
            )
        except LibraryError as error:
            return wordings.fault(error)
        return Content.assemble(
            wordings.header(held.live, self.channel, self.config.channel, now=now),
            wordings.body(parts, gap=wordings.OPEN),
            wordings.notes(held.live),
        )

    def hold(self, row: Row) -> Held:
        """The template of a row with all it quotes. Raises UnknownName where it was taken out meanwhile."""
        assert self.catalog is not None
        if row.key not in self._held:
            self._held[row.key] = self.catalog.hold(row.key, row.name)
        return self._held[row.key]

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

    @on(ResultList.Chosen)
    async def use_clicked(self) -> None:
        await self.action_use()

    async def action_next_channel(self) -> None:
        """The next channel the highlighted template has a wording for; it stays chosen for the rows after it."""
        await self.letters_taken()
        with telling(self):
            self.keep_up()
            row = self.results.highlighted
            own = self.hold(row).live.document.channels if row else ()
            channels = list(dict.fromkeys([self.config.channel, *own]))
            if row and channels == [self.channel]:
                self.notify(f"{row.name} has one wording for all channels", timeout=3, markup=False)
            place = channels.index(self.channel) if self.channel in channels else -1
            self.channel = channels[(place + 1) % len(channels)]
            self.show_highlighted()
        self.mark_changed()

    async def action_clear(self) -> None:
        await self.letters_taken()
        self.app.clear_notifications()
        if self.surroundings.is_once and not self.words.value:
            self.app.exit()
        self.words.value = ""
        with telling(self):
            self.search_again()

    # taking one

    async def action_use(self) -> None:
        """Takes the row highlighted now, for the text as it stands now: asks what is open, or copies at once."""
        with telling(self):
            form = await self._form_to_take()
            if form is not None:
                await self.fill_in_or_take(form)

    async def action_copy_as_is(self) -> None:
        with telling(self):
            form = await self._form_to_take()
            if form is not None:
                self.take(form)

    async def _form_to_take(self) -> Form | None:
        await self.letters_taken()
        if self.is_resting:
            return None
        if self.catalog is None:
            self.notify("Still loading the templates, one moment", timeout=2, markup=False)
            return None
        self.keep_up()
        row = self.results.highlighted
        if row is None:
            return None
        from snippets.delivery import Choice  # loaded by the worker that reads the catalog
        from snippets.screens.form import Form, Kept

        held, attempt = self.hold(row), self.attempt
        choice = Choice(
            held.live,
            channel=self.channel,
            source="app",
            search=attempt.id if attempt else None,
            row_rank=self.results.place + 1,
            found_at=attempt.found_at if attempt else None,
            chosen_at=attempt.now() if attempt else None,
        )
        kept = self.kept.get(row.key, Kept())
        return Form(choice, held, self.config, now=self.surroundings.clock(), kept=kept)
