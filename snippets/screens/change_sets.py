"""Change sets: several templates and facts that are submitted and approved as one, with what differs in each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from snippets.screens import change_sets_reading as reading
from snippets.screens import change_sets_wording as wording
from snippets.screens.change_sets_contents import ContentsScreen
from snippets.screens.change_sets_reading import ALTERABLE, COMING, OPEN, SUBMITTED, SetRow
from snippets.screens.choosing import Choice, ChoosingScreen
from snippets.screens.help import first_key_on
from snippets.screens.leading_list import moves
from snippets.screens.review_deciding import REJECTED, Decision

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.errors import LibraryError

UNDO_SECONDS = 60.0
YES, NO = "yes", "no"


class ChangeSetsScreen(ContentsScreen):
    """`last` is the decision that can be taken back."""

    TITLE = "Change sets"
    HELP = (
        "Several templates and facts that belong together: put in as drafts, submitted and approved as one, live in"
        " one moment, at once or from a day on; then it reaches everybody ahead, and switches offline too. Beside the"
        " list stands what differs from what agents have, and what becomes of replies that quote it. Only its author"
        " and leads alter a set, and only while nobody has to decide about it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "begin", "begin one", id="change_sets.begin", tooltip="a new change set; asks what it is about"),
        Binding("i", "put_in", "put in", id="change_sets.put_in", tooltip="put in drafts that nobody has submitted"),
        Binding("s", "submit", "submit", id="change_sets.submit", tooltip="ask for the approval of all of it"),
        Binding("a", "approve", "approve", id="change_sets.approve", tooltip="make all of it live; asks first"),
        Binding("r", "reject", "send back", id="change_sets.reject", tooltip="send all of it back, and say why"),
        Binding("l", "live_from", "live from", id="change_sets.live_from", tooltip="say when it goes live, or at once"),
        Binding("o", "take_out", "take out", id="change_sets.take_out", tooltip="take templates out; drafts stay"),
        Binding("x", "give_up", "give up", id="change_sets.give_up",
                tooltip="close it; one that is to come is called off. Drafts stay"),
        Binding("u", "take_back", "take back", id="change_sets.take_back", tooltip="undo the last decision"),
        Binding("e", "edit", "edit", id="change_sets.edit", tooltip="open one of its templates in the editor"),
        Binding("enter", "open", "whole", id="change_sets.open", tooltip="what differs, over the whole screen"),
        *moves("change_sets"),
        Binding("escape,q", "leave", "back", id="change_sets.leave"),
        Binding("f1,question_mark", "app.help", "help", id="change_sets.help"),
    ]  # fmt: skip
    last: Decision | None = None
    _decided_at = 0.0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        row = self.row
        state, has_something = (row.state, bool(row.item.about)) if row else ("", False)
        if action in ("put_in", "live_from"):
            return state in ALTERABLE
        if action in ("take_out", "submit"):
            return state in ALTERABLE and has_something
        if action == "approve":
            return state in (OPEN, SUBMITTED) and has_something
        if action == "reject":
            return state == SUBMITTED
        if action == "give_up":
            return state in (*ALTERABLE, COMING)
        if action == "take_back":
            return self.last is not None and monotonic() - self._decided_at < UNDO_SECONDS
        return action not in ("edit", "open") or has_something

    # deciding

    def action_submit(self) -> None:
        if row := self.ready():
            self.ask_line("Why? One line for who approves it", "Submit", "It stands in the history.",
                          partial(self.submit, row), example="the bank is faster now")  # fmt: skip

    def submit(self, row: SetRow, why: str) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.submit(session, row, by=by, why=why), f"“{row.title}” waits for approval")

    def action_approve(self) -> None:
        if row := self.ready():
            sure = Choice(YES, "make it live", wording.contents(row))
            asked = ChoosingScreen(wording.question(row, self.surroundings.clock()), [sure, Choice(NO, "not yet")])
            self.app.push_screen(asked, lambda answer: self.approve(row) if answer == YES else None)

    def approve(self, row: SetRow) -> None:
        by = self.config.agent
        said = wording.approved(row, self.surroundings.clock())
        self.decide(row, lambda session: reading.approve(session, row, by=by), said)

    def action_reject(self) -> None:
        if row := self.ready():
            self.ask_line(f"Why does “{row.title}” go back?", "Why", "Its author reads it.", partial(self.reject, row))

    def reject(self, row: SetRow, why: str) -> None:
        by = self.config.agent
        self.decide(row, lambda session: reading.reject(session, row, by=by, why=why),
                    f"“{row.title}” is back with {row.item.by}")  # fmt: skip

    def decide(self, row: SetRow, work: Callable[[Session], Decision], said: str) -> None:
        """Goes on with the next one at once; what cannot be decided comes back."""
        self.leave_out(row)
        self.write(work, partial(self.take_decision, row, said), otherwise=partial(self.bring_back, row))

    def take_decision(self, row: SetRow, said: str, decision: Decision) -> None:
        self.last, self._decided_at = decision, monotonic()
        if decision.kind == REJECTED or row.item.live_from:
            self.gone.discard(row.key)  # it goes on, in another state
        self.notify(f"{said}; {first_key_on(self, 'change_sets.take_back')} takes it back", timeout=6, markup=False)
        self.set_timer(UNDO_SECONDS, self.refresh_bindings)
        self.read()

    def action_take_back(self) -> None:
        decision, self.last = self.last, None
        if decision is not None:
            by = self.config.agent
            self.write(
                lambda session: reading.take_back(session, decision, by=by),
                self.tell_and_read,
                otherwise=partial(self.not_taken_back, decision),
            )
        self.refresh_bindings()

    def not_taken_back(self, decision: Decision, error: LibraryError) -> None:
        self.last = decision
        self.tell(error)
        self.refresh_bindings()

    def action_give_up(self) -> None:
        row = self.ready()
        if row is None:
            return
        if row.state == COMING:
            self.ask_line(f"Why is “{row.title}” called off?", "Call off", "Agents keep what they have.",
                          partial(self.call_off, row))  # fmt: skip
            return
        choices = [Choice(YES, "give it up", "its drafts stay"), Choice(NO, "not yet")]
        asked = ChoosingScreen(f"Give “{row.title}” up?", choices)
        self.app.push_screen(asked, lambda answer: self.give_up(row) if answer == YES else None)

    def give_up(self, row: SetRow) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.give_up(session, row, by=by), f"“{row.title}” is given up; its drafts stay")

    def call_off(self, row: SetRow, why: str) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.call_off(session, row, by=by, why=why), f"“{row.title}” is called off")
