"""The details beside the text, changed in place: names, group, wordings, fields with their rules, examples."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widgets import Static

from library.checks import Finding
from library.documents import Document
from library.errors import BadValue
from snippets.config import Config
from snippets.messages import telling
from snippets.screens import editor_outline as outline
from snippets.screens.editor_checked import CheckedScreen
from snippets.screens.editor_outline import BODY
from snippets.screens.editor_samples import example_of
from snippets.screens.editor_work import Start
from snippets.screens.surroundings import Surroundings
from snippets.widgets.outline import Outline
from snippets.widgets.pick_list import PickList

#: Steps back that are remembered.
MOST_STEPS = 100


class DetailsScreen(CheckedScreen):
    """`details` is the outline; each change of it can be undone there."""

    #: The field whose rules are shown.
    opened_field = ""

    def __init__(self, config: Config, surroundings: Surroundings, start: Start) -> None:
        super().__init__(config, surroundings, start)
        self.details = Outline(id="details")
        self._steps: list[Document] = []

    def show_details(self, keep: str = "") -> None:
        faulty = {key_of(finding) for finding in self.findings}
        entries = outline.entries_of(self.document, opened=self.opened_field, undeclared=self.undeclared, faulty=faulty)
        if not self.details.is_changing:
            self.details.show_entries(entries, keep=keep)
        self.show_hint()

    def findings_changed(self) -> None:
        self.document = self.current  # the first words of each wording stand in the outline
        self.show_details()

    def show_hint(self, fault: str = "") -> None:
        entry = self.details.list.highlighted
        hint = outline.hint_of(self.document, entry.key) if entry and self.details.has_it else ""
        self.query_one("#hint", Static).update(
            Content.styled(fault or hint, "$text-error" if fault else "$foreground-muted")
        )

    def go_to_details(self, key: str = "") -> None:
        self.add_class("-detailed")
        self.show_details(keep=key)
        self.details.list.focus(scroll_visible=False)
        self.call_after_refresh(self.show_hint)

    def go_to_text(self) -> None:
        self.remove_class("-detailed")
        self.area.focus()
        self.call_after_refresh(self.show_hint)

    async def action_details(self) -> None:
        """From the text to the details and back; with a box open, on to the next entry."""
        await self.letters_taken()
        if self.opened is None:
            return
        if self.details.is_changing:
            if self.put(*self.details.pending):
                self.details.list.move(1)
                self.details.choose()
        elif self.details.has_it:
            self.go_to_text()
        else:
            self.go_to_details()

    async def go_to_finding(self, finding: Finding) -> None:
        if finding.place in ("keys", "fields", "examples", "subject"):
            self.go_to_details(key_of(finding))
        else:
            self.remove_class("-detailed")
            await super().go_to_finding(finding)

    @on(PickList.Highlighted)
    def follow_highlight(self) -> None:
        self.show_hint()

    # one entry

    @on(Outline.Opened)
    async def open_entry(self, event: Outline.Opened) -> None:
        event.stop()
        key = event.key
        line = outline.line_at(self.document, key)
        if line is not None and (flipped := outline.flipped(self.document, key)) is None:
            self.details.change(event.letter or line, choices=outline.choices_at(key))
            return
        self.details.refuse_change()
        if line is not None and flipped is not None:
            await self.change(flipped, keep=key)
        elif not event.letter:
            await self._enter(key)

    async def _enter(self, key: str) -> None:
        """Enter on an entry in which nothing is typed."""
        place, _, name = key.partition(".")
        if place == "fields":
            self.opened_field = "" if self.opened_field == name else name
            self.show_details(keep=key)
        elif place == "variants":
            await self.show_place(name)
            self.go_to_text()
            self.text_changed()
        elif key.startswith(outline.DECLARE):
            await self._take(outline.declared(self.current, key.removeprefix(outline.DECLARE)))
        elif key == outline.ADD_EXAMPLE:
            await self._keep_example()

    @on(Outline.Entered)
    async def take_entered(self, event: Outline.Entered) -> None:
        event.stop()
        if self.put(event.key, event.text):
            if event.key == outline.ADD_VARIANT:
                self.go_to_text()
            elif event.key != outline.ADD_FIELD:
                self.details.list.move(1)
            self.show_hint()

    def put(self, key: str, text: str) -> bool:
        """Takes what was typed for an entry; what is wrong with it is said, and the box stays open."""
        if not key:
            return True
        if text == outline.line_at(self.document, key):
            self.details.close()
            return True
        try:
            document, key = outline.with_line(self.current, key, text)
            if key == "abbreviation" and self.opened and self.opened.template:
                document = outline.with_old_name(document, self.saved.abbreviation)
        except BadValue as error:
            self.show_hint(f"{error.message}: {error.hint}")
            return False
        self.details.close()
        self.run_worker(self._take((document, key)), group="details")
        return True

    async def _take(self, changed: tuple[Document, str]) -> None:
        document, key = changed
        place, _, name = key.partition(".")
        if place == "fields":
            self.opened_field = name.partition(".")[0]
        await self.change(document, keep=key)
        if place == "variants":
            await self.show_place(name)

    async def change(self, document: Document, *, keep: str = "") -> None:
        """The template with other details; the step can be undone."""
        self._steps = [*self._steps, self.current][-MOST_STEPS:]
        await self.lay(document)
        self.show_details(keep=keep)
        self.text_changed()

    @on(Outline.Removed)
    async def remove_entry(self, event: Outline.Removed) -> None:
        event.stop()
        entry = self.details.list.highlighted
        changed = outline.removed(self.current, entry.key) if entry else None
        if changed is not None and changed != self.current:
            await self.change(changed)

    @on(Outline.TakenBack)
    async def take_back(self, event: Outline.TakenBack) -> None:
        """The step before the last change of the details; the texts stay as they are."""
        event.stop()
        if not self._steps:
            return
        document, now = self._steps.pop(), self.current
        for place in outline.places_of(document):
            if place in outline.places_of(now):
                document = outline.with_body(document, place, now.body if place == BODY else now.body_for(place))
        await self.lay(document)
        self.show_details()
        self.text_changed()

    async def _keep_example(self) -> None:
        if self.around is None:
            return
        channel = "" if self.place == BODY else self.place
        with telling(self):
            example = example_of(
                self.current, self.around.document, self.config, channel=channel, now=self.surroundings.clock()
            )
            await self.change(outline.with_example(self.current, example))


def key_of(finding: Finding) -> str:
    """The entry a finding is about, "" where it is about a line of the text."""
    if finding.place in ("fields", "examples") and finding.name:
        return f"{finding.place}.{finding.name}"
    if finding.place == "subject":
        return "subject"
    if finding.place == "keys":
        return finding.name
    return f"variants.{finding.place}" if finding.place not in (BODY, "fields", "examples") else ""
