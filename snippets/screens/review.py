"""The review screen: what waits for a lead, each with what differs and what the checks say, decided with one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from library.errors import LibraryError
from snippets.config import Config
from snippets.screens import review_deciding as deciding
from snippets.screens import review_reading as queued
from snippets.screens import review_wording as wording
from snippets.screens.help import first_key_on
from snippets.screens.leading_list import key_after, moves
from snippets.screens.review_deciding import REJECTED, UNDOABLE, Decision
from snippets.screens.review_queue import QueueScreen
from snippets.screens.review_reading import FLAG, FOR_AUTHORS, SET, TYPO, Item, Leave
from snippets.screens.surroundings import Surroundings

if TYPE_CHECKING:
    from sqlmodel import Session


#: What can be done with one item.
OF_ONE = ("approve", "reject", "confirm", "suspend", "edit")
UNDO_SECONDS = 60.0


class ReviewScreen(QueueScreen):
    """`last` is the decision that can be taken back."""

    TITLE = "Review"
    HELP = (
        "What others submitted, what agents propose and flag, and typo edits that are live and want a second look."
        " What went stands in [-…-], what came in {+…+}. A decision goes on with the next item; for a minute it can be"
        " taken back. Type / and words to see fewer: #billing is a group."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "approve", id="review.approve", tooltip="make it live; a typo edit: it is right"),
        Binding("r", "reject", "reject", id="review.reject", tooltip="send it back, and say why"),
        Binding("c", "confirm", "still right", id="review.confirm", tooltip="the flagged text is right as it is"),
        Binding("s", "suspend", "suspend", id="review.suspend", tooltip="take it from agents for now, and say why"),
        Binding("e", "edit", "edit", id="review.edit", tooltip="open it in the editor"),
        Binding("enter", "open", "whole", id="review.open", tooltip="the comparison over the whole screen"),
        Binding("u", "take_back", "take back", id="review.take_back", tooltip="undo the last decision"),
        Binding("space", "mark", "mark", id="review.mark", tooltip="mark it, for A"),
        Binding("A", "approve_many", "approve all", id="review.approve_many",
                tooltip="approve all that is marked, or all that the words find; asks first"),
        Binding("slash,ctrl+f", "filter", "filter", id="review.filter", tooltip="see only what has these words"),
        Binding("h", "history", "history", show=False, id="review.history", tooltip="every revision of this template"),
        *moves("review"),
        Binding("escape", "leave", "back", id="review.leave", tooltip="clear the words; then leave"),
        Binding("f1,question_mark", "app.help", "help", id="review.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings, *, words: str = "") -> None:
        super().__init__(config, surroundings, words=words)
        self.last: Decision | None = None
        self._decided_at = 0.0

    # deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        kind = self.item.kind if self.item else ""
        if action == "approve_many":
            return bool(self.meant())
        if action in ("approve", "reject", "mark"):
            return kind not in ("", FLAG)
        if action in ("confirm", "suspend"):
            return kind == FLAG or (kind == TYPO and action == "suspend")
        if action in ("edit", "history"):
            return kind not in ("", SET)
        if action == "take_back":
            return self.last is not None and monotonic() - self._decided_at < UNDO_SECONDS
        return action != "open" or bool(kind)

    def ready(self) -> Item | None:
        """What a decision is about: the highlighted item, once it was shown, and there was a moment to see it."""
        item = self.item
        return item if item is not None and self.may_decide(is_loaded=item.key in self.details) else None

    def action_approve(self) -> None:
        item = self.ready()
        if item is None:
            return
        if fault := wording.fault_in(self.found.get(item.key, ())):
            self.notify(fault, severity="warning", markup=False)
        else:
            by = self.config.agent
            self.decide([item], lambda session: deciding.approve(session, [item], by=by))

    def action_reject(self) -> None:
        if item := self.ready():
            remark = "Its author reads it." if item.kind != TYPO else "The text before comes back."
            self.ask_why(f"Why does {item.name} go back?", remark, lambda why: self.reject(item, why))

    def reject(self, item: Item, why: str) -> None:
        by = self.config.agent
        self.decide([item], lambda session: deciding.reject(session, item, by=by, why=why))

    def action_confirm(self) -> None:
        if item := self.ready():
            by = self.config.agent
            self.decide([item], lambda session: deciding.confirm(session, item, by=by))

    def action_suspend(self) -> None:
        if item := self.ready():
            question = f"Why is {item.about[0].name} taken from agents?"
            self.ask_why(question, "They read it; revive brings it back.", lambda why: self.suspend(item, why))

    def suspend(self, item: Item, why: str) -> None:
        by = self.config.agent
        self.decide([item], lambda session: deciding.suspend(session, item, by=by, why=why))

    def ask_why(self, question: str, remark: str, then: Callable[[str], None]) -> None:
        from snippets.screens.ask_line import AskLineScreen

        asked = AskLineScreen(question, title="Why", remark=remark, example="the limit is 500 now")
        self.app.push_screen(asked, lambda why: then(why) if why else None)

    def decide(self, items: Sequence[Item], work: Callable[[Session], Decision]) -> None:
        """Goes on with the next item at once; it comes back where it cannot be decided."""
        self.gone |= {item.key for item in items}
        self.went_on()
        here = self.item.key if self.item else ""
        self.show_rows(keep=key_after(self.keys, here, lambda key: key not in self.gone))
        self.write(work, self.take_decision, otherwise=partial(self.bring_back, items))

    def take_decision(self, decision: Decision) -> None:
        self.last, self._decided_at = decision, monotonic()
        key = first_key_on(self, "review.take_back")
        more = f"; {key or 'u'} takes it back" if decision.kind in UNDOABLE else ""
        if not more:
            self.last = None
        self.notify(f"{wording.decided(decision)}{more}", timeout=6, markup=False)
        self.set_timer(UNDO_SECONDS, self.refresh_bindings)
        self.refresh_bindings()
        self.read()

    def bring_back(self, items: Sequence[Item], error: LibraryError) -> None:
        self.gone -= {item.key for item in items}
        self.tell(error)
        self.show_rows(keep=items[0].key)
        self.read()

    def action_take_back(self) -> None:
        decision, self.last = self.last, None
        if decision is not None:
            by = self.config.agent
            self.write(
                lambda session: deciding.take_back(session, decision, by=by),
                partial(self.taken_back, decision),
                otherwise=partial(self.not_taken_back, decision),
            )
        self.refresh_bindings()

    def taken_back(self, decision: Decision, said: str) -> None:
        if decision.kind == REJECTED:
            self.gone -= {item.key for item in decision.items}
        self.notify(said, timeout=6, markup=False)
        self.read()

    def not_taken_back(self, decision: Decision, error: LibraryError) -> None:
        self.last = decision
        self.tell(error)
        self.refresh_bindings()

    # several at once

    def action_mark(self) -> None:
        if item := self.item:
            self.marked ^= {item.key}
            keys = self.keys
            self.show_rows(keep=keys[min(keys.index(item.key) + 1, len(keys) - 1)])

    def action_approve_many(self) -> None:
        items = self.meant()
        if items:
            by = self.config.agent
            self.ask(lambda session: queued.leave_of(session, items, by), self.ask_about_many, about="many")

    def meant(self) -> list[Item]:
        """What is marked; else what the words find; else what is of the highlighted item's group."""
        if self.marked:
            return [item for item in self.shown if item.key in self.marked]
        may = [item for item in self.shown if item.kind not in (FLAG, *FOR_AUTHORS)]
        if self.words.value.strip() or self.item is None:
            return may
        return [item for item in may if set(item.groups) <= set(self.item.groups)]

    def ask_about_many(self, leaves: Sequence[Leave]) -> None:
        from snippets.screens.review_many import ReviewManyScreen

        judged = [leave._replace(refusal=leave.refusal or wording.fault_in(self.found.get(leave.item.key, ())))
                  for leave in leaves]  # fmt: skip
        items, by = [leave.item for leave in judged if not leave.refusal], self.config.agent

        def go_on(is_meant: bool | None) -> None:
            if is_meant and items:
                self.marked.clear()
                self.decide(items, lambda session: deciding.approve(session, items, by=by))

        self.app.push_screen(ReviewManyScreen(judged, self.found), go_on)

    # over the whole screen

    def action_open(self) -> None:
        from snippets.screens.review_whole import ReviewWholeScreen

        if (item := self.item) and item.key in self.details:
            may = [action for action in OF_ONE if self.check_action(action, ())]
            head = wording.head(item, self.found.get(item.key), self.surroundings.clock())
            self.settle()
            self.app.push_screen(
                ReviewWholeScreen(item.name, self.sections_of(item), head, may), partial(self.answer, item.key)
            )

    def answer(self, key: str, action: str | None) -> None:
        """Does what was asked for over the whole screen, with the item that was shown there."""
        if action and self.item and self.item.key == key:
            self.call_after_refresh(self.run_action, action)
