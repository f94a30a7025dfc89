"""Fill in: the fields at the left, the very reply at the right, filling up as one types."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import TextArea

from library.cleaning import for_line
from library.documents import Field
from library.errors import MissingFields
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.form_screen import FormScreen
from snippets.widgets.field_form import FieldForm
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided


class FillInScreen(FormScreen):
    """Returns whether the reply is to be copied; the values stay in the form either way."""

    TITLE = "Fill in"
    HELP = (
        "Each field shows in the reply as you type. Enter goes to the next empty field; when none is left it copies."
        " Dates take today, yesterday, -3, 3 May; amounts take 12,50. Paste a ticket, its text or JSON, into any field:"
        " what it tells is filled in. Esc goes back and keeps what you typed."
    )
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "next / copy", priority=True, id="fill_in.go_on",
                tooltip="the next empty field; when none is left, copy"),
        Binding("f6", "copy", "copy", priority=True, id="fill_in.copy",
                tooltip="copy from anywhere, from fields with several lines too"),
        Binding("escape", "back", "back", priority=True, id="fill_in.back",
                tooltip="back to the list; what you typed is kept"),
        Binding("f4", "ask_for_ticket", "ticket", priority=True, id="fill_in.ticket",
                tooltip="fill in from a ticket's text or JSON"),
        Binding("ctrl+z,super+z", "undo", "undo", show=False, priority=True, id="fill_in.undo",
                tooltip="undo in this field, or what a ticket filled in"),
        Binding("ctrl+y,ctrl+shift+z,super+y", "redo", "redo", show=False, priority=True, id="fill_in.redo",
                tooltip="do it again"),
        Binding("tab", "step(1)", "next field", show=False, priority=True, id="fill_in.next"),
        Binding("shift+tab", "step(-1)", "previous field", show=False, priority=True, id="fill_in.previous"),
        Binding("down", "step(1)", "next field", show=False, id="fill_in.down"),
        Binding("up", "step(-1)", "previous field", show=False, id="fill_in.up"),
        Binding("shift+down,ctrl+down", "scroll_preview(3)", "scroll the reply down", show=False, id="fill_in.read_on"),
        Binding("shift+up,ctrl+up", "scroll_preview(-3)", "scroll the reply up", show=False, id="fill_in.read_back"),
        Binding("f1,question_mark", "app.help", "help", id="fill_in.help"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        live, channel = self.form.held.live, self.form.choice.channel
        title = for_line(live.document.title or live.document.abbreviation)
        left = Content.assemble((live.document.abbreviation, "bold"), (f"  {title}", "$foreground-muted"))
        yield TwoSided(left, Content.styled(for_line(channel), "bold"), classes="status")
        with Container(id="sheet"):
            yield FieldForm(read_paste=self.read_paste, id="fields")
            yield Lines(id="reply")
        yield TwoSided(classes="progress")
        yield KeyLine()

    def action_scroll_preview(self, count: int) -> None:
        self.reply.scroll_lines(count)

    async def action_ask_for_ticket(self) -> None:
        """The way in for a ticket where the terminal does not say what is pasted, and for one line of text."""
        from snippets.screens.ask_ticket import AskTicketScreen  # most tickets are pasted right here

        await self.letters_taken()
        await self.app.push_screen(AskTicketScreen(), self._take_asked_ticket)

    def _take_asked_ticket(self, text: str | None) -> None:
        with telling(self):
            if text and not self.take_ticket(text):
                self.notify(wordings.TICKET_SAYS_NOTHING, severity="warning", markup=False)

    # moving on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a field of several lines enter is a new line; F6 copies from there."""
        return not (action == "go_on" and isinstance(self.focused, TextArea))

    async def action_go_on(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            following = self._following()
            if following is not None:
                self.fields.go_to(following.name)
            else:
                self._copy()

    def _following(self) -> Field | None:
        """The next empty field after the one in focus."""
        row = self.fields.active
        if row and self.form.reading(row.field).error:
            row.is_judged = True
            self.show_reading(row)
            return row.field
        return self.next_empty()

    async def action_copy(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            self._copy()

    def _copy(self) -> None:
        """Leaves with the reply; or names everything that is missing, all at once, and goes to the first."""
        missing, wrong = self.form.missing(), self.form.wrong()
        if missing or wrong:
            names = {field.name for field in (*missing, *wrong)}
            for row in self.fields.rows:
                row.is_judged = row.is_judged or row.field.name in names
                self.show_reading(row)
            self.fields.go_to(next(field.name for field in self._asked if field.name in names))
            if missing:
                raise MissingFields([field.shown for field in missing])
            return
        reply = self.form.reply()  # what cannot be rendered is said here, where the fields are
        if warning := self.form.braces(reply):
            self.notify(wordings.again(warning, self.copy_key), severity="warning", markup=False)
        else:
            self.dismiss(True)

    async def action_step(self, count: int) -> None:
        if count > 0:
            await self.letters_taken()
            self.focus_next()
        else:
            await self.letters_taken()
            self.focus_previous()

    async def action_back(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
        self.dismiss(False)
