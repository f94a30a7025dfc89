"""Out of the editor: saved as a draft, handed in, approved; and what happens where somebody else was faster."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from textual import on, work
from textual.message import Message

from library.documents import Document, normalised
from library.errors import LibraryError
from snippets.leading import catch_up
from snippets.messages import Failed, telling
from snippets.screens.ask_line import AskLineScreen
from snippets.screens.choosing import Choice, ChoosingScreen
from snippets.screens.editor_safe import SafeScreen
from snippets.screens.editor_work import APPROVE, DRAFT, SUBMIT, TYPO, Done, Draft, Opened, Theirs, Ways, save, ways_of

SAVE, LATER, DROP = "save", "later", "drop"


class SavingScreen(SafeScreen):
    """Everything that reaches the library goes through `save_as`, in a worker, one after the other."""

    @dataclass
    class Saved(Message):
        """It is in the library."""

        document: Document
        done: Done

    @dataclass
    class NotSaved(Message):
        """It is not, and this is why."""

        error: LibraryError

    @dataclass
    class WaysKnown(Message):
        """How this draft may go on."""

        ways: Ways

    #: Whether something is on its way to the library.
    is_saving = False
    #: Whether the editor is to be left as soon as it is there.
    _is_leaving = False

    async def _taken(self) -> bool:
        """Whether all that was typed counts: an open box is taken first."""
        await self.letters_taken()
        if self.opened is None or self.is_saving:
            return False
        if not self.put(*self.details.pending):
            return False
        await self.workers.wait_for_complete([worker for worker in self.workers if worker.group == "details"])
        return True

    async def action_save(self) -> None:
        """As a draft, which nobody gets before it is approved."""
        if not await self._taken():
            return
        if not self.is_changed:
            self.notify("Nothing has changed since it was saved", timeout=3, markup=False)
            return
        self.save_as(DRAFT)

    def save_as(self, way: str, why: str = "") -> None:
        if self.opened is None:
            return
        try:
            document = normalised(self.current)
        except LibraryError as error:
            self.post_message(Failed(error))
            return
        self.is_saving = True
        self._save(self._draft_of(document), self.current, way, why)

    def _draft_of(self, document: Document) -> Draft:
        opened = self.opened or Opened(document)
        return Draft(document, opened.template, opened.based_on, opened.seen, self.config.agent)

    @work(thread=True, group="save", exit_on_error=False)
    def _save(self, draft: Draft, shown: Document, way: str, why: str) -> None:
        try:
            done = save(self.config, draft, way=way, why=why)
        except LibraryError as error:
            self.post_message(self.NotSaved(error))
            return
        self.post_message(self.Saved(shown, done))
        if way in (APPROVE, TYPO):
            try:
                catch_up(self.config)
            except LibraryError as error:
                self.post_message(Failed(error, is_warning=True))

    @on(Saved)
    async def take_saved(self, event: Saved) -> None:
        self.is_saving = False
        done, is_first = event.done, bool(self.opened and not self.opened.template)
        if done.theirs is not None and not done.number:
            self._is_leaving = False
            self.settle_clash(done.theirs)
            return
        standing = f"r{done.number}, {_STANDINGS[done.way]}"
        self.opened = Opened(event.document, done.template, done.number, done.number, standing)
        self.saved = event.document
        if done.theirs is not None:
            self._is_leaving = False
            await self.take_merged(done.theirs)
        else:
            self.notify(f"{event.document.abbreviation} r{done.number} {_SAID[done.way]}", timeout=5, markup=False)
        self._let_go(is_first=is_first)
        self.show_header()
        if self._is_leaving or done.way != DRAFT:
            self.leave()
        else:
            self.read_around()

    async def take_merged(self, theirs: Theirs) -> None:
        """Both texts are one now, and saved."""
        raise NotImplementedError

    def settle_clash(self, theirs: Theirs) -> None:
        """Nothing was saved: both changed the same."""
        raise NotImplementedError

    def _let_go(self, *, is_first: bool) -> None:
        """The file is not needed for what is in the library; a template that is new there gets one of its own."""
        if self.keeper is None:
            return
        self.keeper.drop()
        if is_first:
            self.keeper.close()
            self.keeper = None
            self.find_keeper()
        elif self.is_changed:  # typed while it was on its way
            self.keep_soon()

    @on(NotSaved)
    def take_refusal(self, event: NotSaved) -> None:
        self.is_saving = self._is_leaving = False
        self.post_message(Failed(event.error))

    # on to others

    async def action_hand_in(self) -> None:
        """For approval, or live at once where the team's rules let this person."""
        if not await self._taken() or self.around is None:
            return
        self.is_saving = True
        self._look_for_ways(self.current)

    @work(thread=True, group="save", exit_on_error=False)
    def _look_for_ways(self, document: Document) -> None:
        from snippets.screens.editor_checked import findings_of

        assert self.opened is not None
        assert self.around is not None
        try:
            faults = [finding for finding in findings_of(document, self.around) if finding.is_fault]
            if faults:
                self.post_message(self.Faulty(len(faults)))
                return
            self.post_message(self.WaysKnown(ways_of(self.config, self._draft_of(normalised(document)))))
        except LibraryError as error:
            self.post_message(self.NotSaved(error))

    @dataclass
    class Faulty(Message):
        """So many faults keep it from others."""

        count: int

    @on(Faulty)
    async def tell_faults(self, event: Faulty) -> None:
        self.is_saving = False
        many = f"{event.count} faults keep" if event.count > 1 else "A fault keeps"
        self.notify(f"{many} it from others. ctrl+s saves it as a draft all the same", severity="warning", markup=False)
        self.check_now()

    @on(WaysKnown)
    def offer_ways(self, event: WaysKnown) -> None:
        self.is_saving = False
        others = ", ".join(event.ways.approvers[:3]) or "nobody else may approve it yet"
        says = {
            APPROVE: ("live now", "your own approval is enough"),
            SUBMIT: ("submit for approval", f"to: {others}"),
            TYPO: ("live now, as a typo", "somebody looks at it afterwards"),
        }
        choices = [Choice(way, *says[way]) for way in event.ways.ways]
        title = f"{self.document.abbreviation}: where to?"
        self.app.push_screen(ChoosingScreen(title, choices), self._ask_why)

    def _ask_why(self, way: str | None) -> None:
        if not way:
            return
        question = "Why? One line for whoever reads it later" if way != SUBMIT else "Why? One line for who approves it"
        self.app.push_screen(
            AskLineScreen(question, title="Why", remark="It stands in the history.", example="shorter, and says when"),
            lambda why: self.save_as(way, why) if why else None,
        )

    # away

    async def action_leave(self) -> None:
        """Back; what is not saved is asked about first."""
        await self.letters_taken()
        if self.details.is_changing:
            self.details.close()
            self.show_hint()
        elif self.details.has_it:
            self.go_to_text()
        elif self.opened is None or not self.is_changed:
            if not self.is_saving:
                self.leave()
        else:
            choices = [
                Choice(SAVE, "save as a draft", "nobody gets it before it is approved"),
                Choice(LATER, "keep it for later", "on this machine; it is here when you come back"),
                Choice(DROP, "drop it", "what you have not saved is gone"),
            ]
            self.app.push_screen(ChoosingScreen("Not saved yet", choices), self._leave_as)

    def _leave_as(self, way: str | None) -> None:
        if way == SAVE:
            self._is_leaving = True
            self.save_as(DRAFT)
        elif way == LATER:
            self.leave_for_later()
        elif way == DROP:
            self.saved = self.current
            if self.keeper is not None:
                self.keeper.drop()
            self.leave()

    @work(group="leave")
    async def leave_for_later(self) -> None:
        """Writes it down first."""
        with telling(self):
            if self.keeper is not None:
                await asyncio.to_thread(self.keeper.write, self.kept(), self.keeper.round)
            self.leave()

    def leave(self) -> None:
        self.dismiss()


_STANDINGS = {DRAFT: "draft, by you", SUBMIT: "waits for approval", APPROVE: "live", TYPO: "live"}
_SAID = {DRAFT: "is saved as a draft", SUBMIT: "waits for approval", APPROVE: "is live", TYPO: "is live"}
