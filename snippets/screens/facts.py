"""The team's facts: shared values, who quotes them, and what another value makes of every reply before it is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from snippets.config import Config
from snippets.screens import facts_reading as reading
from snippets.screens import facts_wording as wording
from snippets.screens.ask_line import AskLineScreen
from snippets.screens.choosing import ChoosingScreen
from snippets.screens.facts_change import GO_ON, FactChangeScreen
from snippets.screens.facts_reading import INTO_SET, NEW_SET, Fact, Rendered
from snippets.screens.leading_list import ListingScreen, moves
from snippets.screens.surroundings import Surroundings

if TYPE_CHECKING:
    from library.errors import LibraryError
    from snippets.settling import Settled


class FactsScreen(ListingScreen):
    """`facts` is what was read last."""

    TITLE = "Facts"
    HELP = (
        "Values that several templates quote, such as the days a refund takes. c asks for another value and shows what"
        " it makes of every template that quotes it, themselves or through fragments; nothing changes before you have"
        " seen that and said where it goes: live, for approval, into a change set with what belongs to it, or kept as"
        " a draft."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "change", "change", id="facts.change", tooltip="another value; shows first what it would do"),
        Binding("e", "edit", "edit", id="facts.edit", tooltip="all of it in the editor: its name, title and kind"),
        Binding("enter", "open", "whole", id="facts.open", tooltip="who quotes it, over the whole screen"),
        Binding("h", "history", "history", id="facts.history", tooltip="every value it had"),
        *moves("facts"),
        Binding("escape,q", "leave", "back", id="facts.leave"),
        Binding("f1,question_mark", "app.help", "help", id="facts.help"),
    ]

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.facts: tuple[Fact, ...] | None = None
        self._drawn: Fact | None = None

    # reading

    def read(self) -> None:
        self.ask(reading.facts, self.take_facts, about="facts")

    def take_facts(self, facts: tuple[Fact, ...]) -> None:
        self.facts = facts
        self.show_list(wording.entries(facts))
        self.show_highlighted()
        self.waiting_changed()

    @property
    def fact(self) -> Fact | None:
        row = self.rows.highlighted
        return next((fact for fact in self.facts or () if row and fact.template == row.key), None)

    def show_highlighted(self) -> None:
        fact = self.fact
        if fact is None:
            self.comparison.show_sections((), head=wording.nothing())
        elif fact != self._drawn:  # whoever reads on stays where they are
            self.comparison.show_sections((), head=wording.head(fact, self.surroundings.clock()))
        self._drawn = fact
        self.refresh_bindings()

    def waiting_changed(self) -> None:
        self.show_status("Facts", wording.count_of(self.facts or ()), is_read=self.facts is not None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("change", "edit", "open", "history") or self.fact is not None

    # another value

    def action_change(self) -> None:
        fact = self.fact
        if fact is not None and "\n" in fact.value:
            self.notify(f"{fact.name} has several lines: the editor changes it", timeout=4, markup=False)
            self.edit(fact.name)
        elif fact is not None:
            self.ask_value(fact, fact.value)

    def ask_value(self, fact: Fact, value: str) -> None:
        asked = AskLineScreen(
            f"What is {fact.name} now?",
            title="Another value",
            remark="What it makes of every template is shown first; nothing changes yet.",
            value=value,
        )
        self.app.push_screen(asked, lambda typed: self.render_with(fact, typed) if typed else None)

    def render_with(self, fact: Fact, value: str) -> None:
        by, now, locale = self.config.agent, self.surroundings.clock(), self.config.locale
        self.ask(
            lambda session: reading.change(session, fact, value, by=by, now=now, locale=locale),
            partial(self.show_change, fact),
            about="change",
            otherwise=partial(self.ask_again, fact, value),
        )

    def ask_again(self, fact: Fact, value: str, error: LibraryError) -> None:
        """What was typed stays, with why it cannot be."""
        self.tell(error)
        self.ask_value(fact, value)

    def show_change(self, fact: Fact, rendered: Rendered) -> None:
        head = wording.change_head(rendered, fact)
        screen = FactChangeScreen(wording.heading(rendered), rendered.sections, head)
        self.app.push_screen(screen, lambda answer: self.ask_where(rendered) if answer == GO_ON else None)

    def ask_where(self, rendered: Rendered) -> None:
        name = rendered.change.after.abbreviation
        asked = ChoosingScreen(f"{name}: where to?", wording.ways(rendered))
        self.app.push_screen(asked, lambda way: self.take_way(rendered, way) if way else None)

    def take_way(self, rendered: Rendered, way: str) -> None:
        if way != INTO_SET:
            self.ask_why(partial(self.keep, rendered, way))
        elif rendered.sets:
            asked = ChoosingScreen("Into which change set?", wording.set_choices(rendered.sets))
            self.app.push_screen(asked, lambda key: self.take_set(rendered, key) if key else None)
        else:
            self.take_set(rendered, NEW_SET)

    def take_set(self, rendered: Rendered, key: str) -> None:
        if key != NEW_SET:
            self.ask_why(lambda why: self.keep_in_set(rendered, key, "", why))
            return
        asked = AskLineScreen("What is the change set about?", title="A new change set",
                              remark="Whoever approves it reads this.", example="Refunds in 14 days")  # fmt: skip
        self.app.push_screen(asked, lambda title: self.keep_in_set(rendered, NEW_SET, title, title) if title else None)

    def ask_why(self, then: Callable[[str], None]) -> None:
        asked = AskLineScreen("Why? One line for whoever reads it later", title="Why",
                              remark="It stands in the history.", example="the bank is faster now")  # fmt: skip
        self.app.push_screen(asked, lambda why: then(why) if why else None)

    def keep(self, rendered: Rendered, way: str, why: str) -> None:
        by = self.config.agent
        self.write(lambda session: reading.keep(session, rendered.change, by=by, way=way, why=why), self.kept)

    def kept(self, settled: Settled) -> None:
        self.notify(wording.settled(settled), timeout=6, markup=False)
        self.read()

    def keep_in_set(self, rendered: Rendered, set_id: str, title: str, why: str) -> None:
        by, name = self.config.agent, rendered.change.after.abbreviation
        self.write(
            lambda session: reading.keep_in_set(session, rendered.change, by=by, set_id=set_id, title=title, why=why),
            lambda called: self.notify(f"{name} is in “{called}”, as a draft", timeout=6, markup=False),
        )

    # other screens

    def action_open(self) -> None:
        from snippets.screens.compare import CompareScreen

        if fact := self.fact:
            head = wording.head(fact, self.surroundings.clock())
            self.app.push_screen(CompareScreen(fact.name, (), about=head))

    def action_history(self) -> None:
        from snippets.screens.history import HistoryScreen

        if fact := self.fact:
            self.app.push_screen(HistoryScreen(self.config, self.surroundings, fact.template))

    def action_edit(self) -> None:
        if fact := self.fact:
            self.edit(fact.name)

    def action_leave(self) -> None:
        self.dismiss()
