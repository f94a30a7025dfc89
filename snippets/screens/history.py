"""The history of one template: every revision, what it changed, what was decided about it, and the way back to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from library.errors import BadValue, LibraryError
from snippets.config import Config
from snippets.formatting import counted
from snippets.screens import history_reading as reading
from snippets.screens import history_wording as wording
from snippets.screens.history_reading import Past, Went
from snippets.screens.leading_list import ListingScreen, moves
from snippets.screens.surroundings import Surroundings
from snippets.widgets.shortening import TIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from library.record.authoring import Saved
    from library.record.history import RevisionState
    from snippets.widgets.comparison import Section

LABEL_WIDTH = 16


class HistoryScreen(ListingScreen):
    """`name` is a template's, or its id; `chosen` the revision another one is to be compared with, 0 for none."""

    TITLE = "History"
    HELP = (
        "Every revision of one template, the newest first: who wrote it when and why, what was decided about it, and"
        " how often it went out. Beside it what it changed: gone in [-…-], new in {+…+}. Nothing is ever lost: R brings"
        " an earlier text back as a new draft, c on two revisions compares them, a says where one went."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "whole", id="history.open", tooltip="the comparison over the whole screen"),
        Binding("c", "choose", "compare", id="history.choose", tooltip="this one with another: c on both"),
        Binding("R", "restore", "restore", id="history.restore", tooltip="bring this text back as a new draft"),
        Binding("a", "affected", "where it went", id="history.affected",
                tooltip="how often, when, by which channels, and which tickets got it"),
        Binding("v", "as_of", "at a version", id="history.as_of", tooltip="what agents had at a library version"),
        Binding("e", "edit", "edit", id="history.edit", tooltip="open the template in the editor"),
        *moves("history"),
        Binding("escape,q", "leave", "back", id="history.leave"),
        Binding("f1,question_mark", "app.help", "help", id="history.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings, name: str) -> None:
        super().__init__(config, surroundings, label_width=LABEL_WIDTH)
        self.name_asked = name
        self.past: Past | None = None
        self.chosen = 0
        self.went: dict[int, Went] = {}
        #: The revision that is shown, what it is compared with, and where it went.
        self._drawn: tuple[RevisionState, RevisionState | None, Went | None] | None = None

    # reading

    def action_read_again(self) -> None:
        self.went.clear()
        self.read()

    def read(self, keep: int = 0) -> None:
        name = self.name_asked
        self.ask(
            lambda session: reading.past(session, name),
            partial(self.take_past, keep=keep),
            about="past",
            otherwise=self.take_failure,
        )

    def take_past(self, past: Past, keep: int = 0) -> None:
        before = self.state.number if self.state else 0
        self.past = past
        self.show_list(wording.entries(past, self.chosen, self.surroundings.clock()), keep=str(keep or before))
        self.show_highlighted()
        self.waiting_changed()

    def take_failure(self, error: LibraryError) -> None:
        """Shown in place of the history where there is none to show."""
        if self.past is None:
            hint = f"\n{error.hint}" if error.hint else ""
            self.comparison.show_sections((), head=Content.assemble((error.message, "$text-error"), hint))
        else:
            self.tell(error)

    @property
    def state(self) -> RevisionState | None:
        row = self.rows.highlighted
        return self.past.state(int(row.key)) if self.past and row else None

    def show_highlighted(self) -> None:
        past, state = self.past, self.state
        if past is None or state is None:
            return
        self.draw(past, state)
        if state.number not in self.went:
            self.ask(
                lambda session: reading.went(session, past.template, state.number),
                partial(self.take_went, state),
                about="went",
            )
        self.refresh_bindings()

    def draw(self, past: Past, state: RevisionState) -> None:
        older, went = reading.before(past, state), self.went.get(state.number)
        if self._drawn == (state, older, went):
            return  # whoever reads on stays where they are
        self._drawn = (state, older, went)
        head = wording.head(state, older, went, self.surroundings.clock())
        self.comparison.show_sections((reading.compared(older, state),), head=head, how=TIGHT)

    def take_went(self, state: RevisionState, went: Went) -> None:
        self.went[state.number] = went
        if self.past and self.state and self.state.number == state.number:
            place, top = self.comparison.place, self.comparison.top
            self.draw(self.past, state)
            self.comparison.place, self.comparison.top = place, top

    def waiting_changed(self) -> None:
        title = f"History of {self.past.name if self.past else self.name_asked}"
        count = counted(len(self.past.states), "revision") if self.past else ""
        self.show_status(title, count, is_read=self.past is not None)

    # comparing

    def action_choose(self) -> None:
        """The first one is marked, the second compared with it, the older first."""
        state = self.state
        if state is None or self.past is None:
            return
        other = self.past.state(self.chosen)
        if other is None:
            self.chosen = state.number
            self.notify(f"r{state.number} is marked: c on another compares both", timeout=4, markup=False)
        else:
            self.chosen = 0
        self.show_list(wording.entries(self.past, self.chosen, self.surroundings.clock()))
        if other is not None and other.number != state.number:
            older, newer = sorted((other, state), key=lambda one: one.number)
            self.show_whole(f"{self.past.name}: r{older.number} → r{newer.number}", [reading.compared(older, newer)])

    def action_open(self) -> None:
        if self.past and (state := self.state):
            older = reading.before(self.past, state)
            head = wording.head(state, older, self.went.get(state.number), self.surroundings.clock())
            between = f"r{older.number} → r{state.number}" if older else f"r{state.number}"
            self.show_whole(f"{self.past.name}: {between}", [reading.compared(older, state)], head)

    def show_whole(self, heading: str, sections: Sequence[Section], about: Content | None = None) -> None:
        from snippets.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(heading, sections, about=about))

    def action_as_of(self) -> None:
        from snippets.screens.ask_line import AskLineScreen

        states = self.past.states if self.past else ()
        newest = max((decision.change or 0 for state in states for decision in state.decisions), default=0)
        remark = "Every use names its version; what stands beside a revision names the one that made it live."
        asked = AskLineScreen("At which library version?", title="As of", example=str(newest or 1), remark=remark)
        self.app.push_screen(asked, lambda version: self.show_as_of(version) if version else None)

    def show_as_of(self, typed: str) -> None:
        if not typed.isdecimal():
            self.tell(BadValue(f"“{typed}” is no version", "versions are numbers: 1, 2, 3 ..."))
            return
        name, version = self.name_asked, int(typed)
        now, locale = self.surroundings.clock(), self.config.locale
        self.ask(
            lambda session: reading.as_of(session, name, version, now=now, locale=locale),
            lambda found: self.show_whole(*found),
            about="as of",
        )

    def action_affected(self) -> None:
        from snippets.screens.affected import AffectedScreen

        if self.past and (state := self.state):
            self.app.push_screen(AffectedScreen(self.config, self.surroundings, self.past.template, state.number))

    # bringing back

    def action_restore(self) -> None:
        state, past, by = self.state, self.past, self.config.agent
        if state is None or past is None:
            return

        def work(session: Session) -> Saved:
            from library.record import edits

            return edits.restore(session, past.template, state.number, author=by)

        self.write(work, partial(self.restored, state.number))

    def restored(self, number: int, saved: Saved) -> None:
        said = f"r{saved.number} is a draft with the text of r{number}; it waits in Review"
        self.notify(said, timeout=6, markup=False)
        self.read(saved.number)

    def action_edit(self) -> None:
        if self.past:
            self.edit(self.past.name)

    def action_leave(self) -> None:
        self.dismiss()
