"""A screen with a form and the reply it makes: shows both, takes what is typed, undoes it, and takes tickets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from textual import events, on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from library.cleaning import for_line
from library.documents import Field
from library.errors import LibraryError
from library.rendering.context import from_text
from snippets.messages import Failed, telling
from snippets.screens import wordings
from snippets.screens.customers import is_another
from snippets.screens.hand import Hand
from snippets.screens.help import first_key_on, keys_on
from snippets.screens.ordered import OrderedScreen
from snippets.screens.tickets import Ticket, known_of, may_be_ticket
from snippets.screens.undoing import History, Step
from snippets.widgets.field_form import FieldForm, FieldRow
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided

#: Asks for the ticket in hand; it may take seconds. Raises LibraryError.
AskTicket = Callable[[], Mapping[str, object]]


#: How a reply was left: for the list, copied or spoken, to edit it, to add another, or for another customer.
Ending = Literal["back", "copy", "spoken", "edit", "add", "next", "new", "done"]


class FormScreen(OrderedScreen[Ending]):
    """`fields` are the rows, `reply` the preview; a subclass composes them and says how one moves on."""

    fields: FieldForm
    reply: Lines

    @dataclass
    class TicketCame(Message):
        """The context command has answered."""

        data: Mapping[str, object]

    def __init__(self, hand: Hand, ask_ticket: AskTicket | None = None, *, is_certain: bool = False) -> None:
        """`is_certain`: the customer's own ticket is known, and another one's may not fill in anything."""
        super().__init__()
        self.hand = hand
        self._is_certain = is_certain
        #: The keys that copy from anywhere, copy from the last field, and show what has changed, as they are set.
        self._copies = self._goes_on = self._shows = ""
        self.is_ready = asyncio.Event()
        self.history = History()
        self._ask_ticket = ask_ticket
        self._asked = hand.fields()
        #: Held while rows come and go: a key and a message may both ask for that.
        self._rows_lock = asyncio.Lock()
        self._is_behind = False
        #: What was pasted as a ticket and put back: pasted again it is text.
        self._refused = ""

    async def on_mount(self) -> None:
        self.fields = self.query_one(FieldForm)
        self.reply = self.query_one("#reply", Lines)
        names = ("copy", "go_on", "difference")
        self._copies, self._goes_on, self._shows = (first_key_on(self, f"fill_in.{name}") for name in names)
        try:
            await self.fields.show_fields(self._asked, self.hand.text)
            self.show_all()
            first = next((field for field in self._asked if self.hand.is_empty(field)), self._asked[0])
            self.fields.go_to(first.name)
            if self._ask_ticket is not None:
                self.ask_ticket(self._ask_ticket)
        except LibraryError as error:
            self.post_message(Failed(error))
            self.dismiss("back")
        finally:
            self.is_ready.set()

    # what it shows

    def show_all(self, *, keep_place: bool = False) -> None:
        for row in self.fields.rows:
            self.show_reading(row)
        self.show_reply(keep_place=keep_place)

    def show_reading(self, row: FieldRow) -> None:
        reading = self.hand.reading(row.field)
        hint = " · ".join(filter(None, (reading.meaning, self.hand.origin(row.field))))
        error = reading.error if row.is_judged else ""
        is_empty = row.field.required and self.hand.is_empty(row.field)
        if row.is_judged and is_empty:
            error = "still to fill in"
        if not hint and not row.field.required and self.hand.is_empty(row.field):
            hint = "optional"
        row.say(hint, error, is_missing=is_empty)

    def show_reply(self, *, keep_place: bool = True) -> None:
        active = self.fields.active
        try:
            text = wordings.body(self.hand.parts(), active=active.field.name if active else "")
            self.reply.show(wordings.around(self.hand.forms, text, self._shows), keep_place=keep_place)
            self.show_progress()
        except LibraryError as error:
            self.reply.show(wordings.fault(error))

    def show_progress(self) -> None:
        missing, wrong, count = self.hand.missing(), self.hand.wrong(), len(self._asked)
        names = ", ".join(for_line(field.shown) for field in missing or wrong)
        if missing:
            left = Content.assemble((f"{len(missing)} of {count} to fill: ", "$text-warning"), names)
        elif wrong:
            left = Content.assemble(("To correct: ", "$text-warning"), names)
        else:
            left = Content.assemble(("Ready. ", "$text-success"), (f"{self.copy_key} copies", "$foreground-muted"))
        self.query_one(".progress", TwoSided).show(left, Content(""))

    @property
    def copy_key(self) -> str:
        """What copies from here: enter first goes on to what may stay empty, and is a new line in several lines."""
        is_elsewhere = isinstance(self.focused, TextArea) or self.next_empty()
        return self._copies if is_elsewhere else self._goes_on

    def next_empty(self) -> Field | None:
        """The next empty field after the one in focus."""
        row = self.fields.active
        names = [field.name for field in self._asked]
        place = names.index(row.field.name) if row and row.field.name in names else -1
        return next((field for field in self._asked[place + 1 :] if self.hand.is_empty(field)), None)

    def on_resize(self) -> None:
        """On a smaller terminal the field in focus stays in sight."""
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    # what is typed

    @on(FieldRow.Changed)
    async def take_text(self, event: FieldRow.Changed) -> None:
        with telling(self):
            await self._take_text(event.row)

    async def _take_text(self, row: FieldRow) -> None:
        if not row.take_change():
            return
        self._put(row)
        self.hand.touch()
        self.hand.typed = sum(row.typed for row in self.fields.rows)
        await self._match_rows()
        self.show_reading(row)
        self.show_reply()

    def _put(self, row: FieldRow) -> None:
        field = row.field
        was, before = self.hand.text(field), self.hand.typed_text(field)
        self.hand.put(field, row.text)
        self.history.note(field.name, before, self.hand.typed_text(field), was=was, now=row.text)

    async def _match_rows(self) -> None:
        """The rows are those of the fields asked for now."""
        async with self._rows_lock:
            asked = self.hand.fields()
            if [field.name for field in asked] != [row.field.name for row in self.fields.rows]:
                await self.fields.show_fields(asked, self.hand.text)
                for row in self.fields.rows:
                    self.show_reading(row)
            self._asked = asked

    @on(FieldRow.Left)
    def judge(self, event: FieldRow.Left) -> None:
        """What is wrong is said when the field is left, not while it is being typed."""
        event.row.is_judged = event.row.is_judged or bool(self.hand.reading(event.row.field).error)
        self.show_reading(event.row)
        self.history.close()

    @on(FieldRow.Entered)
    def mark_active(self) -> None:
        self.show_reply()

    async def catch_up(self) -> None:
        """A change of the focused field may still be on its way here: it counts before anything is decided."""
        if (row := self.fields.active) is not None:
            await self._take_text(row)
        if self._is_behind:
            await self.show_known()

    # undo

    async def action_undo(self) -> None:
        await self._go_in_history(self.history.back, is_undoing=True)

    async def action_redo(self) -> None:
        await self._go_in_history(self.history.forth, is_undoing=False)

    async def _go_in_history(self, step_of: Callable[[str], Step | None], *, is_undoing: bool) -> None:
        await self.letters_taken()
        with telling(self):
            await self.catch_up()
            row = self.fields.active
            step = step_of(row.field.name if row else "")
            if step is None:
                return
            if step.ticket is not None:
                self._go_to_ticket(step.ticket, is_undoing=is_undoing)
            elif row is not None:
                self.hand.put(row.field, step.before if is_undoing else step.after)
                row.put(self.hand.text(row.field))
            await self.show_known()

    def _go_to_ticket(self, ticket: Ticket, *, is_undoing: bool) -> None:
        if is_undoing:
            self.hand.forget(ticket)
            self._refused = ticket.text
        else:
            self.hand.learn(ticket, is_asked=not ticket.text)

    # tickets

    @work(thread=True, exclusive=True, group="ticket")
    def ask_ticket(self, ask: AskTicket) -> None:
        with telling(self, is_warning=True):
            self.post_message(self.TicketCame(ask()))

    @on(TicketCame)
    async def take_answer(self, event: TicketCame) -> None:
        with telling(self):
            await self.catch_up()
            if self._is_certain and is_another(known_of(self.hand.tickets), event.data):
                self.notify("Your help desk shows another customer: nothing filled in from there", markup=False)
            else:
                self._learn(Ticket(event.data), is_asked=True)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted where no text goes, as into a choice."""
        self.read_paste(event.text)

    def read_paste(self, text: str) -> bool:
        """Whether a paste was a ticket that filled in something here; otherwise it is text for its field."""
        self.history.close()
        if not may_be_ticket(text) or text == self._refused:
            return False
        try:
            return self.take_ticket(text)
        except LibraryError as error:
            self.post_message(Failed(error))
            return False

    def take_ticket(self, text: str) -> bool:
        """Fills in what a ticket's text tells, and says what that was."""
        data = from_text(text)
        if self._is_certain and is_another(known_of(self.hand.tickets), data):
            key = keys_on(self, "fill_in.new_customer")
            self.notify(f"That ticket is another customer's: {key} opens one for it", severity="warning", markup=False)
            return True
        filled = self._learn(Ticket(data, text)) if data else []
        if filled:
            names = ", ".join(for_line(field.shown) for field in filled)
            self.notify(
                f"Filled from the ticket: {names}. {first_key_on(self, 'fill_in.undo')} puts it back", markup=False
            )
        return bool(filled)

    def _learn(self, ticket: Ticket, *, is_asked: bool = False) -> list[Field]:
        """What it fills in is shown at once, which cannot wait for rows that come and go."""
        for row in self.fields.rows:
            if row.take_change():  # typed, and not noted yet: it counts as typed
                self._put(row)
        filled = self.hand.learn(ticket, is_asked=is_asked)
        if not filled:
            self.hand.forget(ticket)
            return []
        self.history.note_ticket(ticket)
        for field in filled:
            if shown := self.fields.row(field.name):
                shown.is_judged = bool(self.hand.reading(field).error)
        self._show_texts()
        self._is_behind = True
        self.call_later(self.show_known)
        return filled

    def _show_texts(self) -> None:
        """Rows that nobody has typed into show what is known now; under the cursor it gives way to the next letter."""
        active = self.fields.active
        for row in self.fields.rows:
            if self.hand.typed_text(row.field) is None and row.known != (known := self.hand.text(row.field)):
                row.put(known, is_selected=row is active)

    async def show_known(self) -> None:
        self._is_behind = False
        with telling(self):
            self._show_texts()
            await self._match_rows()
            self.show_all(keep_place=True)
