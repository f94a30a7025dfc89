"""The screen an agent lives in: type, see, take; for one customer or several, one template or several as one reply."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from library.identifiers import moment
from snippets.config import Config, remember, with_setting
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.changing import SettingChanged
from snippets.screens.channels import following
from snippets.screens.noting_screen import NotingScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.result_list import ResultList, Row
from snippets.widgets.two_sided import TwoSided

if TYPE_CHECKING:
    from snippets.screens.form import Form
    from snippets.screens.hand import Hand

#: So many syncs missed, and a little, before the screen says offline.
MISSED_SYNCS = 3
GRACE_SECONDS = 30


class FindScreen(NotingScreen):
    """Find a reply, fill it in, copy it."""

    TITLE = "Find a reply"
    HELP = (
        "Type a few letters of a name, words of a title, or what the customer says; spelling mistakes are fine."
        " Enter takes the highlighted reply: it asks for what is missing, copies it, and you are back here. Several"
        " customers can be open at once, each with its own words, values and channel; a name or ticket (“#48213 Ana”,"
        " then ctrl+n, or a pasted ticket) stays until you are done with them."
    )
    AUTO_FOCUS = "#words"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "use", priority=True, id="find.use",
                tooltip="take the highlighted reply"),
        Binding("ctrl+y", "copy_as_is", "copy as is", priority=True, id="find.copy_as_is",
                tooltip="copy it without asking, where nothing is missing"),
        Binding("f6", "copy_hand", "copy the reply in hand", show=False, priority=True, id="find.copy_hand",
                tooltip="copy the reply in hand; where there is none, the highlighted one"),
        Binding("tab,ctrl+t", "next_customer", "customer", priority=True, id="find.next_customer",
                tooltip="to the next open customer"),
        Binding("shift+tab", "next_customer(-1)", "previous customer", show=False, priority=True,
                id="find.previous_customer"),
        Binding("ctrl+n", "new_customer", "new", priority=True, id="find.new_customer",
                tooltip="a new customer beside this one; “#48213 Ana” in the box names them"),
        Binding("f2", "next_channel", "channel", priority=True, id="find.channel",
                tooltip="the wording for another channel, as chat or phone"),
        Binding("f3", "flag", "flag", priority=True, id="find.flag",
                tooltip="tell the template's keepers that it is wrong or outdated"),
        Binding("f8", "add", "add", priority=True, id="find.add",
                tooltip="join the highlighted reply with others to one"),
        Binding("escape", "clear", "clear", priority=True, id="find.clear",
                tooltip="clear the words; then back to the reply in hand"),
        Binding("f7", "edit", "edit text", show=False, priority=True, id="find.edit",
                tooltip="take the highlighted reply and change its text before it is copied"),
        Binding("f5", "copy_again", "copy again", show=False, priority=True, id="find.copy_again",
                tooltip="this customer's last reply once more"),
        Binding("ctrl+z", "take_back", "take back", show=False, priority=True, id="find.take_back",
                tooltip="the last use was a mistake: within a minute it does not count"),
        Binding("f4", "ask_for_ticket", "ticket", show=False, priority=True, id="find.ticket",
                tooltip="paste or type a ticket: who this customer is"),
        Binding("ctrl+r", "name_customer", "name the customer", show=False, priority=True, id="find.name_customer",
                tooltip="give this customer a name or ticket number"),
        Binding("ctrl+d", "done_with_customer", "done with the customer", show=False, priority=True, id="find.done",
                tooltip="forget this customer and all that was typed for them"),
        Binding("ctrl+f", "favourite", "favourite", show=False, priority=True, id="find.favourite",
                tooltip="keep the highlighted reply at the top of the empty box, or no longer"),
        Binding("ctrl+l", "show_difference", "what changed", show=False, priority=True, id="find.difference",
                tooltip="what changed in it since you used it last"),
        Binding("ctrl+g", "library", "library", show=False, priority=True, id="find.library",
                tooltip="for leads: edit, review, history ..."),
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
        self.opened_at = surroundings.clock()

    def on_mount(self) -> None:
        if not (self.config.is_asked or self.surroundings.is_once or self.surroundings.is_errand):
            self.call_after_refresh(self.ask_first_questions)

    # what is around: the agent's name, the state of the library

    def ask_first_questions(self) -> None:
        from snippets.screens.first_start import Answers, FirstStartScreen, suggested_name  # once in an agent's life

        def keep(answers: Answers | None) -> None:
            with telling(self):
                self._keep_answers(answers._asdict() if answers else {})
            self.catalog_changed()
            if not self.config.is_toured:
                from snippets.screens.tour import TourScreen

                self.app.push_screen(TourScreen(self))

        self.app.push_screen(
            FirstStartScreen(suggested_name(), channel=self.config.channel, file=self.config.file), keep
        )

    def _keep_answers(self, answers: dict[str, str]) -> None:
        """Every answer, and that it was asked: who skipped it is not asked again. Raises BadValue."""
        given = {name: text for name, text in answers.items() if text}
        for name, text in {**given, "asked": "yes"}.items():
            self.config = remember(self.config, f"agent.{name}", text)
        channel = given.get("channel", self.config.channel)
        self.config = self.config._replace(channel=channel)
        self.customers.usual_channel = self.customer.channel = channel

    @on(SettingChanged)
    def take_setting(self, event: SettingChanged) -> None:
        """What was set counts at once."""
        self.config = with_setting(self.config, event.key, event.value)
        if event.key == "agent.channel":
            self.customers.usual_channel = self.customer.channel = self.config.channel
        elif event.key == "mine":
            self.load_catalog()
        elif event.key == "encoder":
            self.encoder_changed()
        self.catalog_changed()

    def mark_changed(self) -> None:
        settings = self.catalog.settings if self.catalog else {}
        right = wordings.status(
            self.config.agent,
            self.channel,
            waiting=self.mark.waiting,
            offline_since=self._offline_since(),
            now=self.surroundings.clock(),
        )
        status = self.query_one(TwoSided)
        left = wordings.customers(self.customers, status.content_size.width - right.cell_length - 1)
        if self.customers.is_plain:
            name = wordings.library_name(self.config, settings, is_demo=self.surroundings.is_demo)
            left = wordings.loud(name)
        status.show(left, right)

    def on_resize(self) -> None:
        self.mark_changed()

    def _offline_since(self) -> str:
        """When the last sync was, where by now others should have followed; '' while all is well."""
        now, seconds = self.surroundings.clock(), self.config.sync_seconds
        patience = timedelta(seconds=MISSED_SYNCS * seconds + GRACE_SECONDS)
        is_late = bool(self.mark.synced_at) and now - moment(self.mark.synced_at) > patience
        has_had_time = now - self.opened_at > timedelta(seconds=GRACE_SECONDS)
        return self.mark.synced_at if seconds and is_late and has_had_time else ""

    # customers

    async def action_ask_for_ticket(self) -> None:
        from snippets.screens.ask_ticket import AskTicketScreen  # most tickets are pasted right here

        await self.letters_taken()
        await self.app.push_screen(AskTicketScreen(), self._take_asked_ticket)

    def _take_asked_ticket(self, text: str | None) -> None:
        with telling(self):
            if text and not self.take_ticket(text):
                self.notify("Nothing in this ticket says who the customer is", severity="warning", markup=False)

    async def action_name_customer(self) -> None:
        from snippets.screens.ask_line import AskLineScreen

        await self.letters_taken()
        await self.app.push_screen(
            AskLineScreen(
                "Who is this customer?",
                title="Name the customer",
                remark="A ticket number or a name; it is shown above, and gone when you are done with them.",
                example="#48213 Ana",
                value=self.customer.name,
            ),
            lambda name: self.name_customer(name) if name else None,
        )

    async def action_next_channel(self) -> None:
        """The customer's next channel; a reply without a wording for it gives its usual one."""
        await self.letters_taken()
        with telling(self):
            self.keep_up()
            self.customer.channel = following(self.channels, self.channel)
            if self.customer.hand:
                self.customer.hand.speak_on(self.channel)
            self.show_highlighted()
        self.mark_changed()
        self.where_changed()

    async def action_clear(self) -> None:
        """Clears the words; in an empty box goes back to the reply in hand."""
        await self.letters_taken()
        self.app.clear_notifications()
        hand = self.customer.hand
        if hand is not None and not self.words.value:
            with telling(self):
                await (self.fill_in(hand) if hand.fields() else self.edit(hand))
            return
        if self.surroundings.is_once and not self.words.value:
            self.app.exit()
        self.words.value = ""
        with telling(self):
            self.search_again()

    # for leads

    async def action_library(self) -> None:
        """What can be done with the library: edit the highlighted template, or a new one, and whatever leads do."""
        from snippets.screens.library_menu import Here, open_menu

        await self.letters_taken()
        with telling(self):
            self.keep_up()
            row = self.results.highlighted
            open_menu(self.app, Here(self.config, self.surroundings, row.name if row else "", row.key if row else ""))

    # taking one

    @on(ResultList.Chosen)
    async def use_clicked(self) -> None:
        await self.action_use()

    async def action_use(self) -> None:
        """Takes the row highlighted now, for the text as it stands now: asks what is open, or copies at once."""
        with telling(self):
            hand = await self._hand_with_highlighted()
            if hand is not None:
                await self.go_on(hand)

    async def action_edit(self) -> None:
        with telling(self):
            hand = self.customer.hand or await self._hand_with_highlighted()
            if hand is not None:
                await (self.fill_in(hand) if hand.missing() or hand.wrong() else self.edit(hand))

    async def action_copy_hand(self) -> None:
        """The reply in hand as it is; without one, the highlighted one."""
        await self.letters_taken()
        if self.customer.hand is None:
            await self.action_copy_as_is()
        elif not self.is_resting:
            with telling(self):
                await self.finish(self.customer.hand)

    async def action_copy_as_is(self) -> None:
        """The highlighted one, joined to what is in hand, where nothing has to be filled in."""
        with telling(self):
            hand = await self._hand_with_highlighted()
            if hand is not None:
                await self.finish(hand)

    async def action_add(self) -> None:
        """Puts the highlighted reply in hand, to be joined by others."""
        with telling(self):
            hand = await self._hand_with_highlighted()
            if hand is not None:
                self.find_another(hand)

    async def _hand_with_highlighted(self) -> Hand | None:
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
        if self.customer.hand and any(form.template == row.key for form in self.customer.hand.forms):
            self.notify(f"{row.name} is in hand already", timeout=3, markup=False)
            return None
        return self.hand_with(row)

    def hand_with(self, row: Row) -> Hand:
        from snippets.screens.hand import Hand  # loaded by the worker that reads the catalog

        customer, clock = self.customer, self.surroundings.clock
        hand = customer.hand or Hand(customer.known_for(row.key), touch=lambda: customer.touch(clock()))
        hand.add(self._form_of(row))
        return hand

    def _form_of(self, row: Row) -> Form:
        from snippets.delivery import Choice  # loaded by the worker that reads the catalog
        from snippets.screens.customers import NOTHING
        from snippets.screens.form import Form

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
        kept = self.customer.kept.get(row.key, NOTHING)
        form = Form(choice, held, self.config, now=self.surroundings.clock(), values=kept.values)
        form.changed = self.changed(held)
        return form
