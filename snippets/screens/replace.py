"""Search and replace over all texts: every place is shown, each can be left out, and the rest becomes new texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from library.errors import LibraryError
from library.replacing import Hit, Wanted
from snippets.config import Config
from snippets.formatting import counted
from snippets.replacing import title_of
from snippets.screens import replace_reading as reading
from snippets.screens import replace_wording as wording
from snippets.screens.leading_list import moves
from snippets.screens.replace_places import NOTHING, PlacesScreen
from snippets.screens.replace_wording import key_of
from snippets.screens.surroundings import Surroundings

if TYPE_CHECKING:
    from snippets.settling import Settled

DRAFT, SUBMIT, APPROVE = "draft", "submit", "approve"


class ReplaceScreen(PlacesScreen):
    """What is left in becomes new texts, in one transaction."""

    TITLE = "Search and replace"
    HELP = (
        "Type what is to be found and what takes its place; every place in titles, subjects, texts and wordings of what"
        " agents get is listed, its template's difference beside it. Space leaves a place out or takes it in again;"
        " those inside a tag stay out until you take them in. F6 makes new texts of the rest: drafts in one change set,"
        " submitted, or live at once where your own approval is enough. It asks first, and says how many they are."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,m", "make", "replace", id="replace.make", tooltip="make new texts of the places; asks first"),
        Binding("space", "turn", "leave out", id="replace.turn", tooltip="leave this place out, or take it in"),
        Binding("x", "turn_all", "its template", id="replace.turn_all",
                tooltip="leave all places of this template out, or take them in"),
        Binding("f2,w", "words", "words", id="replace.words", tooltip="only where it begins and ends words, or not"),
        Binding("f3,c", "capitals", "capitals", id="replace.capitals", tooltip="whether capitals count"),
        Binding("f4,g", "group", "group", id="replace.group", tooltip="only in one group, or in all"),
        Binding("tab", "next_box", "box, list", show=False, priority=True, id="replace.next_box",
                tooltip="from box to box to the list"),
        Binding("shift+tab", "next_box(-1)", "back", show=False, priority=True, id="replace.box_before"),
        Binding("slash", "find", "find", show=False, id="replace.find", tooltip="to what is to be found"),
        Binding("enter", "open", "whole", id="replace.open", tooltip="the difference over the whole screen"),
        Binding("e", "edit", "edit", show=False, id="replace.edit", tooltip="open the template in the editor"),
        Binding("h", "history", "history", show=False, id="replace.history",
                tooltip="every revision of this template"),
        *moves("replace"),
        Binding("escape", "leave", "back", id="replace.leave", tooltip="from a box to the list; then leave"),
        Binding("f1,question_mark", "app.help", "help", id="replace.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings, wanted: Wanted = NOTHING) -> None:
        super().__init__(config, surroundings, wanted)
        self._is_making = False
        self._is_told = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "make":
            return not self._is_making and bool(self.hits)
        if action == "open" and self.settled is not None:
            return bool(wording.way_on(self.settled[0]))
        return action not in ("turn", "turn_all", "open", "edit", "history") or self.hit is not None

    async def action_leave(self) -> None:
        await self.letters_taken()
        if self.focused is not None and self.hits:
            self.set_focus(None)
        elif self.turned & {key_of(hit) for hit in self.hits} and not self._is_told:
            self._is_told = True
            self.notify("What you left out is forgotten when you leave: esc again leaves", timeout=4, markup=False)
        else:
            self.dismiss()

    # making new texts

    async def action_make(self) -> None:
        from snippets.screens.choosing import Choice, ChoosingScreen

        await self.letters_taken()
        places = self.places
        if places is None or not self.is_found:
            self.notify("Still searching, one moment", timeout=2, markup=False)
            return
        chosen = [hit for hit in self.hits if key_of(hit) not in self.out]
        if places.has_more:
            self.notify(wording.count(places, ()).capitalize(), severity="warning", markup=False)
        elif not chosen:
            self.notify("Every place is left out; space takes one in", timeout=4, markup=False)
        else:
            many = len({hit.template for hit in chosen}) > 1
            choices = [
                Choice(DRAFT, "drafts", "in one change set, to be submitted later" if many else "submitted later"),
                Choice(SUBMIT, "submit for approval", "in one change set" if many else ""),
                Choice(APPROVE, "live now", "if your own approval is enough"),
            ]
            asked = ChoosingScreen(wording.asked(chosen, places.wanted), choices)
            self.app.push_screen(asked, lambda way: self.ask_why(chosen, places.wanted, way) if way else None)

    def ask_why(self, chosen: Sequence[Hit], wanted: Wanted, way: str) -> None:
        from snippets.screens.ask_line import AskLineScreen

        asked = AskLineScreen("Why? One line for whoever reads it later", title="Why",
                              value=title_of(wanted.search.text, wanted.new),
                              remark="It stands in the history, and names the change set.")  # fmt: skip
        self.app.push_screen(asked, lambda why: self.make(chosen, wanted, way, why) if why else None)

    def make(self, chosen: Sequence[Hit], wanted: Wanted, way: str, why: str) -> None:
        by, self._is_making = self.config.agent, True
        self.write(
            lambda session: reading.replace(session, chosen, wanted.new, by=by, way=way, why=why),
            partial(self.take_settled, len(chosen)),
            otherwise=self.not_made,
        )
        self.refresh_bindings()

    def take_settled(self, count: int, settled: Settled) -> None:
        self._is_making, self.settled = False, (settled, count)
        self.turned.clear()
        self.set_focus(None)
        self.notify(f"Replaced in {counted(count, 'place')}", timeout=4, markup=False)
        self.show_rows()

    def not_made(self, error: LibraryError) -> None:
        """Nothing was written; the list shows what the texts say by now."""
        self._is_making = False
        self.tell(error)
        self.action_read_again()

    # other screens

    def action_open(self) -> None:
        from snippets.screens.compare import CompareScreen
        from snippets.screens.leading_places import screen_at

        if self.settled is not None and (place := wording.way_on(self.settled[0])):
            self.app.push_screen(screen_at(place, self.config, self.surroundings))
            return
        if (hit := self.hit) and (places := self.places):
            document, out, its = places.found.documents[hit.template], self.out, self.of_template(hit.template)
            taken = [one for one in its if key_of(one) not in out]
            try:
                sections = [reading.difference(document, taken, places.wanted.new)]
            except LibraryError as error:
                self.tell(error)
            else:
                head = wording.head(hit, document, its, out)
                self.app.push_screen(CompareScreen(document.abbreviation, sections, about=head))

    def action_history(self) -> None:
        from snippets.screens.history import HistoryScreen

        if hit := self.hit:
            self.app.push_screen(HistoryScreen(self.config, self.surroundings, hit.template))

    def action_edit(self) -> None:
        if (hit := self.hit) and self.places:
            self.edit(self.places.found.documents[hit.template].abbreviation)
