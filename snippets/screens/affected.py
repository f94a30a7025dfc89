"""Where a revision went: how often, when, by which channels, in which replies, and which tickets got it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from library.cleaning import for_line
from library.errors import LibraryError
from snippets.config import Config
from snippets.screens import affected_reading as reading
from snippets.screens import affected_wording as wording
from snippets.screens.affected_reading import Tickets, Where
from snippets.screens.leading import LeadingScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided


class AffectedScreen(LeadingScreen[None]):
    """`template` is a name or an id. A file of tickets is matched in memory, and forgotten with the screen."""

    TITLE = "Where it went"
    HELP = (
        "Every use of one revision: how often it went out, on which days, by which channels, by how many agents. Of a"
        " fragment or fact these are the uses of every reply that called it while that revision was live. t reads a"
        " file of tickets, as your ticket system exports them, and shows those that got it, so that somebody can write"
        " to them; `snippets affected NAME --tickets FILE` prints them. Nothing of the file is stored."
    )
    CSS_PATH = "affected.tcss"
    AUTO_FOCUS: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "ask_for_tickets", "tickets", id="affected.tickets",
                tooltip="which tickets of an export got it"),
        Binding("up,k,shift+up", "scroll(-1)", "a line up", show=False, id="affected.up"),
        Binding("down,j,shift+down", "scroll(1)", "a line down", show=False, id="affected.down"),
        Binding("pageup", "page(-1)", "a page up", show=False, id="affected.page_up"),
        Binding("pagedown,space", "page(1)", "a page down", show=False, id="affected.page_down"),
        Binding("home", "scroll(-100000)", "to the top", show=False, id="affected.first"),
        Binding("end", "scroll(100000)", "to the end", show=False, id="affected.last"),
        Binding("ctrl+r", "read_again", "read again", show=False, id="affected.read_again"),
        Binding("escape,q", "leave", "back", id="affected.leave"),
        Binding("f1,question_mark", "app.help", "help", id="affected.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings, template: str, revision: int) -> None:
        super().__init__(config, surroundings)
        self.template = template
        self.revision = revision
        self.where: Where | None = None
        self.tickets: Tickets | None = None
        self.status = TwoSided(classes="status")
        self.figures = Lines(id="figures")
        self.days = Lines(id="days")

    def compose(self) -> ComposeResult:
        yield self.status
        with Container(id="affected-shelf"):
            yield self.figures
            yield self.days
        yield KeyLine()

    def on_mount(self) -> None:
        self.waiting_changed()
        self.action_read_again()

    def action_read_again(self) -> None:
        template, number = self.template, self.revision
        self.ask(
            lambda session: reading.where(session, template, number),
            self.take_where,
            about="where",
            otherwise=self.take_failure,
        )

    def take_where(self, where: Where) -> None:
        self.where = where
        self.refresh_bindings()
        self.show()

    def take_failure(self, error: LibraryError) -> None:
        """Shown in place of the figures where there are none to show."""
        if self.where is not None:
            self.tell(error)
            return
        hint = f"\n{for_line(error.hint)}" if error.hint else ""
        self.figures.show(Content.assemble((for_line(error.message), "$text-error"), hint))

    def show(self) -> None:
        if self.where is not None:
            now = self.surroundings.clock()
            figures = wording.figures(self.where, now)
            self.figures.show(figures)
            self.figures.styles.max_height = len(figures.plain.splitlines())
            self.days.show(wording.days(self.where, self.tickets, now))
        self.waiting_changed()

    def waiting_changed(self) -> None:
        name = self.where.name if self.where else self.template
        said = "Loading …" if self.is_waiting else wording.standing(self.where)
        title = Content.styled(for_line(f"Where {name} r{self.revision} went"), "bold")
        self.status.show(title, Content.styled(said, "$foreground-muted"))

    # tickets

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "ask_for_tickets" or self.where is not None

    def action_ask_for_tickets(self) -> None:
        from snippets.screens.ask_line import AskLineScreen

        remark = "A CSV, JSON lines, or one reference on each line. It is read here, and nothing of it is stored."
        asked = AskLineScreen("Which file of tickets?", title="Tickets", example="~/Downloads/tickets.csv",
                              value=self.tickets.file if self.tickets else "", remark=remark)  # fmt: skip
        self.app.push_screen(asked, lambda path: self.read_tickets(path) if path else None)

    def read_tickets(self, path: str, column: str = "") -> None:
        template, number = self.template, self.revision
        self.ask(
            lambda session: reading.tickets(session, template, number, path, column), self.take_tickets, about="tickets"
        )

    def take_tickets(self, found: Tickets) -> None:
        if found.columns:
            self.choose_column(found)
            return
        self.tickets = found
        self.show()

    def choose_column(self, found: Tickets) -> None:
        from snippets.screens.choosing import Choice, ChoosingScreen

        choices = [Choice(column, column) for column in found.columns[: wording.NAMED]]
        asked = ChoosingScreen("Which column holds the tickets?", choices)
        self.app.push_screen(asked, partial(self._read_column, found.file))

    def _read_column(self, file: str, column: str | None) -> None:
        if column:
            self.read_tickets(file, column)

    # reading on

    def action_scroll(self, count: int) -> None:
        self.days.scroll_lines(count)
        self.figures.scroll_lines(count)

    def action_page(self, count: int) -> None:
        self.action_scroll(count * max(1, self.days.content_size.height - 2))

    def action_leave(self) -> None:
        self.dismiss()
