"""Fill in: the fields at the left, the very reply at the right, filling up as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

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
from snippets.screens.channels import following
from snippets.screens.form_screen import AskTicket, Ending, FormScreen
from snippets.screens.hand import Hand
from snippets.screens.help import SURE_SECONDS, first_key_on, sure_to_forget
from snippets.widgets.field_form import FieldForm
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided

if TYPE_CHECKING:
    from snippets.screens.catalog import Held
    from snippets.screens.form import Form


class FillInScreen(FormScreen):
    """Returns how it was left; the values stay in the hand either way."""

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
        Binding("f7", "edit", "edit text", priority=True, id="fill_in.edit",
                tooltip="change the finished text, order and drop its parts, before it is copied"),
        Binding("f8", "add", "add another", priority=True, id="fill_in.add",
                tooltip="join another reply to this one"),
        Binding("f4", "ask_for_ticket", "ticket", priority=True, id="fill_in.ticket",
                tooltip="fill in from a ticket's text or JSON"),
        Binding("f2", "next_channel", "channel", show=False, priority=True, id="fill_in.channel",
                tooltip="the wording for another channel"),
        Binding("f3", "flag", "flag", show=False, priority=True, id="fill_in.flag",
                tooltip="tell the template's keepers that it is wrong or outdated"),
        Binding("ctrl+l", "show_difference", "what changed", show=False, priority=True, id="fill_in.difference",
                tooltip="what changed since you used it last"),
        Binding("ctrl+t", "leave('next')", "next customer", show=False, priority=True, id="fill_in.next_customer",
                tooltip="to the next open customer; this one waits as it is"),
        Binding("ctrl+n", "leave('new')", "new customer", show=False, priority=True, id="fill_in.new_customer",
                tooltip="a new customer; this one waits as it is"),
        Binding("ctrl+d", "done", "done with customer", show=False, priority=True, id="fill_in.done",
                tooltip="forget this customer and all that was typed"),
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

    def __init__(
        self,
        hand: Hand,
        ask_ticket: AskTicket | None = None,
        *,
        is_certain: bool = False,
        customer: str = "",
        channels: Sequence[str] = (),
        flag: Callable[[Held], None] = lambda held: None,
    ) -> None:
        """`customer` is shown beside the channel, '' where there is only one; `channels` are those to choose from.

        `flag` asks what is wrong with a template, and notes it.
        """
        super().__init__(hand, ask_ticket, is_certain=is_certain)
        self.customer = customer
        self.channels = channels
        self.flag = flag
        self._asked_at = float("-inf")

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status")
        with Container(id="sheet"):
            yield FieldForm(read_paste=self.read_paste, id="fields")
            yield Lines(id="reply")
        yield TwoSided(classes="progress")
        yield KeyLine()

    async def on_mount(self) -> None:
        self.show_header()

    def show_header(self) -> None:
        first, *others = self.hand.forms
        title = for_line(first.held.live.document.title) if not others else ""
        left = Content.assemble((for_line(self.hand.name), "bold"), (f"  {title}", "$foreground-muted"))
        customer = f"{for_line(self.customer)} · " if self.customer else ""
        right = Content.assemble(
            (customer, "$foreground-muted"),
            (for_line(self.hand.channel), "bold"),
            (self._no_wording, "$foreground-muted"),
        )
        self.query_one(".status", TwoSided).show(left, right)

    @property
    def _no_wording(self) -> str:
        """Said where another channel than the usual one was chosen and a template has no wording for it."""
        channel, documents = self.hand.channel, [form.held.live.document for form in self.hand.forms]
        is_usual = not self.channels or channel == self.channels[0]
        return "" if is_usual or any(channel in document.channels for document in documents) else ", usual wording"

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
            empty = self._following()
            if empty is not None:
                self.fields.go_to(empty.name)
            else:
                self._leave_complete("copy")

    def _following(self) -> Field | None:
        """The next empty field after the one in focus."""
        row = self.fields.active
        if row and self.hand.reading(row.field).error:
            row.is_judged = True
            self.show_reading(row)
            return row.field
        return self.next_empty()

    async def action_copy(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            self._leave_complete("copy")

    def _leave_complete(self, ending: Ending) -> None:
        """Leaves with the reply; or names everything that is missing, all at once, and goes to the first."""
        missing, wrong = self.hand.missing(), self.hand.wrong()
        if missing or wrong:
            names = {field.name for field in (*missing, *wrong)}
            for row in self.fields.rows:
                row.is_judged = row.is_judged or row.field.name in names
                self.show_reading(row)
            self.fields.go_to(next(field.name for field in self._asked if field.name in names))
            if missing:
                raise MissingFields([field.shown for field in missing])
            return
        replies = self.hand.replies()  # what cannot be rendered is said here, where the fields are
        if warning := self.hand.braces(replies):
            self.notify(
                wordings.again(warning, self.copy_key if ending == "copy" else first_key_on(self, "fill_in.edit")),
                severity="warning",
                markup=False,
            )
        else:
            self.dismiss(ending)

    async def action_edit(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            self._leave_complete("edit")

    async def action_add(self) -> None:
        await self.action_leave("add")

    async def action_done(self) -> None:
        """Asks once more: what was typed goes, and the same key deletes a letter elsewhere."""
        if monotonic() - self._asked_at > SURE_SECONDS and any(self.hand.values.values()):
            self._asked_at = monotonic()
            self.notify(sure_to_forget(self, "fill_in.done", self.customer or "the customer"), severity="warning",
                        markup=False)  # fmt: skip
        else:
            await self.action_leave("done")

    async def action_leave(self, ending: Ending) -> None:
        """Leaves with all that was typed, complete or not."""
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
        self.dismiss(ending)

    # the wording, and what is said of it

    async def action_next_channel(self) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            self.hand.speak_on(following(self.channels, self.hand.channel))
            self.show_header()
            await self.show_known()

    @property
    def form_in_focus(self) -> Form:
        """The template that asks for the field in focus."""
        row = self.fields.active
        return self.hand.asker(row.field) if row else self.hand.forms[0]

    async def action_flag(self) -> None:
        await self.letters_taken()
        self.flag(self.form_in_focus.held)

    async def action_show_difference(self) -> None:
        from snippets.screens.difference import DifferenceScreen

        await self.letters_taken()
        form = next((form for form in (self.form_in_focus, *self.hand.forms) if form.changed), None)
        if form is not None and form.changed is not None:
            self.app.push_screen(DifferenceScreen(form.held.live, form.changed))
        else:
            self.notify("Nothing has changed since you used it", timeout=3, markup=False)

    async def action_step(self, count: int) -> None:
        if count > 0:
            await self.letters_taken()
            self.focus_next()
        else:
            await self.letters_taken()
            self.focus_previous()

    async def action_back(self) -> None:
        await self.action_leave("back")
