"""Templates that say nearly the same, in clusters, the most used first: each is kept, or one takes its place."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from library.errors import LibraryError
from snippets.config import Config
from snippets.screens import duplicates_reading as reading
from snippets.screens import duplicates_wording as wording
from snippets.screens.duplicates_list import ClustersScreen
from snippets.screens.duplicates_reading import DROP, KEEP, Deed, Found
from snippets.screens.leading_list import key_after, moves
from snippets.screens.surroundings import Surroundings

OF_ONE = ("keep", "merge", "alias", "drop", "stays", "edit", "history", "open")


class DuplicatesScreen(ClustersScreen):
    """What becomes of the highlighted template; the list goes on at once, and what could not be done comes back."""

    TITLE = "Duplicates"
    HELP = (
        "Templates whose texts are nearly the same, those first that are used most. The highlighted one is compared"
        " with the one that stays: the most used, or another one where space was pressed. K says that it is meant to be"
        " like the others: it is never shown again, and the checks are silent about it. The other three retire it:"
        " after m its names and its questions lead to the one that stays, after a only its names do, and both ask"
        " first; after d nothing leads elsewhere. No text is altered. u takes back what was kept or dropped here, one"
        " after the other."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K", "do('keep')", "keep", id="duplicates.keep", tooltip="it is meant to be like the others"),
        Binding("m", "do('merge')", "merge", id="duplicates.merge",
                tooltip="its names and questions to the one that stays"),
        Binding("a", "do('alias')", "alias", id="duplicates.alias", tooltip="its names to the one that stays"),
        Binding("d", "do('drop')", "drop", id="duplicates.drop", tooltip="retire it; nothing leads elsewhere"),
        Binding("space", "stays", "stays", id="duplicates.stays", tooltip="others of its cluster go for this one"),
        Binding("u", "take_back", "take back", id="duplicates.take_back", tooltip="what was kept or dropped here last"),
        Binding("e", "edit", "edit", id="duplicates.edit", tooltip="open it in the editor"),
        Binding("enter", "open", "whole", id="duplicates.open", tooltip="the comparison over the whole screen"),
        Binding("h", "history", "history", id="duplicates.history", tooltip="every revision of this template"),
        *moves("duplicates"),
        Binding("escape,q", "leave", "back", id="duplicates.leave"),
        Binding("f1,question_mark", "app.help", "help", id="duplicates.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, surroundings: Surroundings, *, group: str = "") -> None:
        super().__init__(config, surroundings, group=group)
        #: What u takes back, the last one first, with what it was called.
        self.done: list[tuple[Deed, str]] = []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take_back":
            return bool(self.done)
        return action not in ("do", *OF_ONE) or self.here is not None

    def action_do(self, kind: str) -> None:
        """Keeps, merges, makes an alias of or drops the highlighted one, once its comparison was shown."""
        here = self.here
        if here is None or not self.may_decide(is_loaded=(here[1].stays, here[2]) in self.texts):
            return
        found, shown, template = here
        if template == shown.stays and kind not in (KEEP, DROP):
            name = found.document(template).abbreviation
            self.notify(wording.stays_already(name), timeout=5, markup=False)
        else:
            pairs = found.beside(template) if kind == KEEP else ()
            deed = Deed(kind, template, shown.stays, pairs)
            if kind in (KEEP, DROP):
                self.carry_out(deed, found)
            else:
                asked = wording.question(found, deed)
                self.app.push_screen(asked, lambda why: self.carry_out(deed, found, why) if why else None)

    def carry_out(self, deed: Deed, found: Found, why: str = "") -> None:
        by = self.config.agent
        said, name = wording.done(found, deed), found.document(deed.template).abbreviation
        self.leave_out(deed.template)
        self.write(
            lambda session: reading.do(session, deed, by=by, why=why),
            lambda _: self.take_done(deed, name, said),
            otherwise=partial(self.bring_back, deed.template),
        )

    def take_done(self, deed: Deed, name: str, said: str) -> None:
        if deed.kind in (KEEP, DROP):
            self.done.append((deed, name))
        self.written.add(deed.template)
        self.notify(said, timeout=6, markup=False)
        self.refresh_bindings()
        self.read()

    def leave_out(self, template: str) -> None:
        """Goes on with the next one at once; what cannot be decided comes back."""
        keys = self.keys
        self.gone.add(template)
        self.went_on()
        self.show_rows()
        others = set(self.keys) - {one.stays for one in self.shown}
        self.show_rows(keep=key_after(keys, template, lambda key: key in others))

    def bring_back(self, template: str, error: LibraryError) -> None:
        self.gone.discard(template)
        self.tell(error)
        self.show_rows(keep=template)
        self.read()

    def action_take_back(self) -> None:
        if self.gone - self.written:
            self.notify("Still writing, one moment", timeout=2, markup=False)
            return
        deed, name = self.done.pop()
        by = self.config.agent
        self.write(lambda session: reading.take_back(session, deed, by=by), lambda _: self.taken_back(deed, name))
        self.refresh_bindings()

    def taken_back(self, deed: Deed, name: str) -> None:
        self.gone.discard(deed.template)
        self.written.discard(deed.template)
        self.notify(wording.taken_back(name, deed), timeout=6, markup=False)
        self.read()

    def action_stays(self) -> None:
        """The others of its cluster are compared with it, and go for it."""
        if here := self.here:
            _, shown, template = here
            is_marked = template in self.marked
            self.marked -= set(shown.cluster.templates)
            if not is_marked:
                self.marked.add(template)
            self.show_rows()

    # other screens

    def action_open(self) -> None:
        from snippets.screens.compare import CompareScreen

        if (here := self.here) and (text := self.texts.get((here[1].stays, here[2]))):
            found, shown, template = here
            head = wording.head(found, template, shown.stays)
            self.app.push_screen(CompareScreen(found.document(template).abbreviation, (text,), about=head))

    def action_history(self) -> None:
        from snippets.screens.history import HistoryScreen

        if here := self.here:
            self.app.push_screen(HistoryScreen(self.config, self.surroundings, here[2]))

    def action_edit(self) -> None:
        if here := self.here:
            self.edit(here[0].document(here[2]).abbreviation)

    def action_leave(self) -> None:
        self.dismiss()
