"""What is in a change set, and from when on: begun, put in, taken out, moved. change_sets.py decides about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from library.errors import LibraryError
from snippets.change_sets import moment_of, when
from snippets.screens import change_sets_reading as reading
from snippets.screens import change_sets_wording as wording
from snippets.screens.ask_line import AskLineScreen
from snippets.screens.change_sets_going import GoingScreen
from snippets.screens.change_sets_picking import Pick, PickingScreen
from snippets.screens.change_sets_reading import Draft, SetRow

#: What is typed for a set that shall not wait.
AT_ONCE = "at once"


class ContentsScreen(GoingScreen):
    """Everything that alters a set goes through `alter`; who may, the record says."""

    def action_begin(self) -> None:
        remark = "Whoever approves it reads this."
        self.ask_line("What is it about?", "A new change set", remark, self.begin, example="Refunds in 14 days")

    def begin(self, title: str) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.begin(session, title, by=by), f"“{title}” is open")

    def action_put_in(self) -> None:
        if row := self.row:
            self.ask(lambda session: reading.drafts(session, row), partial(self.pick_drafts, row), about="drafts")

    def pick_drafts(self, row: SetRow, drafts: Sequence[Draft]) -> None:
        if not drafts:
            self.notify("There is no draft to put in: edit a template, and save it as a draft", markup=False)
            return
        by_key = {f"{draft.template}:{draft.revision}": draft for draft in drafts}
        picks = wording.picks_of_drafts(drafts, self.surroundings.clock())
        self.pick(f"Put into “{row.title}”", picks, lambda keys: self.put_in(row, [by_key[key] for key in keys]))

    def put_in(self, row: SetRow, drafts: Sequence[Draft]) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.put_in(session, row, drafts, by=by))

    def action_take_out(self) -> None:
        if row := self.row:
            picks = wording.picks_of_items(row)
            self.pick(f"Take out of “{row.title}”", picks, lambda keys: self.take_out(row, keys))

    def take_out(self, row: SetRow, templates: Sequence[str]) -> None:
        by = self.config.agent
        self.alter(lambda session: reading.take_out(session, row, templates, by=by))

    def action_live_from(self, typed: str = "") -> None:
        if row := self.row:
            now = self.surroundings.clock()
            value = typed or (when(row.item.live_from, now).replace(" ", "T") if row.item.live_from else "")
            self.ask_line(
                f"From when on is “{row.title}” live?",
                "Live from",
                f"A day, or a day and a time; “{AT_ONCE}” for as soon as it is approved.",
                partial(self.move, row),
                example="2027-01-01, or 2027-01-01T09:00",
                value=value,
            )

    def move(self, row: SetRow, typed: str) -> None:
        try:
            at = moment_of("" if typed.casefold() == AT_ONCE else typed)
        except LibraryError as error:
            self.tell(error)
            self.action_live_from(typed)
            return
        by = self.config.agent
        self.alter(lambda session: reading.move(session, row, at, by=by))

    # asking

    def ask_line(
        self, question: str, title: str, remark: str, then: Callable[[str], None], *, example: str = "", value: str = ""
    ) -> None:
        asked = AskLineScreen(question, title=title, remark=remark, example=example, value=value)
        self.app.push_screen(asked, lambda line: then(line) if line else None)

    def pick(self, title: str, picks: Sequence[Pick], then: Callable[[Sequence[str]], None]) -> None:
        self.app.push_screen(PickingScreen(title, picks), lambda keys: then(keys) if keys else None)

    def action_edit(self) -> None:
        row = self.row
        if row is None:
            return
        names = {one.template: one.name for one in row.item.about}
        if len(names) == 1:
            self.edit(*names.values())
            return
        asked = PickingScreen(f"Edit which of “{row.title}”?", wording.picks_of_items(row), is_several=False)
        self.app.push_screen(asked, lambda keys: self.edit(names[keys[0]]) if keys else None)
