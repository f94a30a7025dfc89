"""What is due to be read again, the most used and longest unread first, and how fresh the replies are that go out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from library.errors import LibraryError
from snippets.config import Config
from snippets.formatting import counted
from snippets.screens import due_reading as reading
from snippets.screens import due_wording as wording
from snippets.screens.due_reading import Dues
from snippets.screens.leading_list import ListingScreen, key_after, moves
from snippets.screens.surroundings import Surroundings
from snippets.widgets.comparison import Section

if TYPE_CHECKING:
    from library.record.freshness import Due

UNDO_SECONDS = 60.0
UNUSED = "unused for two quarters"


class DueScreen(ListingScreen):
    """`dues` is what was read last; what was decided here is left out of it at once."""

    TITLE = "Due for review"
    HELP = (
        "Templates nobody has approved or confirmed for their review time, ordered by use and age: what goes out most"
        " and was read longest ago comes first. c says that a text is still right, and its time begins anew. Replies"
        " nobody has used for two quarters stand apart: R retires one, after asking; nothing is retired by itself."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "confirm", "still right", id="due.confirm", tooltip="of all that is marked, or the highlighted"),
        Binding("e", "edit", "edit", id="due.edit", tooltip="open it in the editor"),
        Binding("space", "mark", "mark", id="due.mark", tooltip="mark it, for c"),
        Binding("R", "retire", "retire", id="due.retire", tooltip="take it from agents for good; asks first"),
        Binding("u", "take_back", "take back", id="due.take_back", tooltip="bring back what was retired last"),
        Binding("enter", "open", "whole", id="due.open", tooltip="the text over the whole screen"),
        Binding("h", "history", "history", id="due.history", tooltip="every revision of this template"),
        *moves("due"),
        Binding("escape,q", "leave", "back", id="due.leave"),
        Binding("f1,question_mark", "app.help", "help", id="due.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.dues: Dues | None = None
        self.marked: set[str] = set()
        self.gone: set[str] = set()
        self.texts: dict[str, Section] = {}
        #: What was retired here last, and when.
        self.retired: Due | None = None
        self._retired_at = 0.0

    # reading

    def action_read_again(self) -> None:
        self.texts.clear()
        self.read()

    def read(self) -> None:
        now = self.surroundings.clock()
        self.ask(lambda session: reading.dues(session, now=now), self.take_dues, about="dues")

    def take_dues(self, dues: Dues) -> None:
        self.dues = dues
        self.show_rows()

    def show_rows(self, *, keep: str = "") -> None:
        if self.dues is not None:
            rows = wording.entries(self.dues, self.gone, self.marked)
            self.show_list(rows, keep=keep)
            self.show_highlighted()
            self.waiting_changed()

    @property
    def due(self) -> Due | None:
        row, dues = self.rows.highlighted, self.dues
        every = (*dues.due, *dues.unused) if dues else ()
        return next((one for one in every if row and one.template == row.key), None)

    def show_highlighted(self) -> None:
        due, now = self.due, self.surroundings.clock()
        if due is None:
            self.comparison.show_sections((), head=wording.nothing())
        elif due.template in self.texts:
            self.comparison.show_sections((self.texts[due.template],), head=wording.head(due, now))
        else:
            self.comparison.show_sections((), head=wording.head(due, now))
            self.ask(lambda session: reading.text_of(session, due.template), partial(self.take_text, due), about="text")
        self.refresh_bindings()

    def take_text(self, due: Due, text: Section) -> None:
        self.texts[due.template] = text
        if self.due and self.due.template == due.template:
            self.show_highlighted()

    def waiting_changed(self) -> None:
        self.show_status("Due for review", wording.share(self.dues), is_read=self.dues is not None)

    # deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take_back":
            return self.retired is not None and monotonic() - self._retired_at < UNDO_SECONDS
        return action not in ("confirm", "edit", "mark", "retire", "open", "history") or self.due is not None

    def ready(self) -> Due | None:
        """What a decision is about: the highlighted one, once its text was shown, and there was a moment to see it."""
        due = self.due
        return due if due is not None and self.may_decide(is_loaded=due.template in self.texts) else None

    def action_mark(self) -> None:
        if due := self.due:
            self.marked ^= {due.template}
            keys = self.keys
            self.show_rows(keep=keys[min(keys.index(due.template) + 1, len(keys) - 1)])

    def action_confirm(self) -> None:
        due = self.ready()
        if due is None:
            return
        templates, by = tuple(key for key in self.keys if key in self.marked) or (due.template,), self.config.agent
        self.leave_out(templates)
        self.write(
            lambda session: reading.confirm(session, templates, by=by),
            self.confirmed,
            otherwise=partial(self.bring_back, templates),
        )

    def confirmed(self, templates: Sequence[str]) -> None:
        said = counted(len(templates), "template")
        is_one = len(templates) == 1
        self.notify(f"{said} {'is' if is_one else 'are'} noted as still right", timeout=4, markup=False)
        self.read()

    def action_retire(self) -> None:
        from snippets.screens.ask_line import AskLineScreen

        if due := self.ready():
            remark = "Its history and its names stay; u brings it back within a minute, snippets revive later."
            is_unused = self.dues is not None and due in self.dues.unused
            asked = AskLineScreen(f"Take {due.abbreviation} from agents for good? Say why.", title="Retire",
                                  remark=remark, value=UNUSED if is_unused else "")  # fmt: skip
            self.app.push_screen(asked, lambda why: self.retire(due, why) if why else None)

    def retire(self, due: Due, why: str) -> None:
        by = self.config.agent
        self.leave_out([due.template])
        self.write(
            lambda session: reading.retire(session, due.template, by=by, why=why),
            lambda template: self.take_retired(due),
            otherwise=partial(self.bring_back, [due.template]),
        )

    def take_retired(self, due: Due) -> None:
        self.retired, self._retired_at = due, monotonic()
        self.notify(f"{due.abbreviation} is retired; u brings it back", timeout=6, markup=False)
        self.set_timer(UNDO_SECONDS, self.refresh_bindings)
        self.refresh_bindings()
        self.read()

    def action_take_back(self) -> None:
        due, self.retired = self.retired, None
        if due is not None:
            by = self.config.agent
            self.write(lambda session: reading.revive(session, due.template, by=by), partial(self.taken_back, due))
        self.refresh_bindings()

    def taken_back(self, due: Due, template: str) -> None:
        self.gone.discard(template)
        self.notify(f"{due.abbreviation} is with agents again", timeout=6, markup=False)
        self.read()

    def leave_out(self, templates: Sequence[str]) -> None:
        """Goes on with the next one at once; what cannot be decided comes back."""
        here = self.due.template if self.due else ""
        self.gone |= set(templates)
        self.marked -= set(templates)
        self.went_on()
        self.show_rows(keep=key_after(self.keys, here, lambda key: key not in self.gone))

    def bring_back(self, templates: Sequence[str], error: LibraryError) -> None:
        self.gone -= set(templates)
        self.tell(error)
        self.show_rows(keep=templates[0])
        self.read()

    # other screens

    def action_open(self) -> None:
        from snippets.screens.compare import CompareScreen

        if (due := self.due) and due.template in self.texts:
            head = wording.head(due, self.surroundings.clock())
            self.app.push_screen(CompareScreen(due.abbreviation, (self.texts[due.template],), about=head))

    def action_history(self) -> None:
        from snippets.screens.history import HistoryScreen

        if due := self.due:
            self.app.push_screen(HistoryScreen(self.config, self.surroundings, due.template))

    def action_edit(self) -> None:
        if due := self.due:
            self.edit(due.abbreviation)

    def action_leave(self) -> None:
        if self.marked:
            self.marked.clear()
            self.show_rows()
        else:
            self.dismiss()
