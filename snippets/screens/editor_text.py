"""The editor's ground: the template it opened, the boxes its texts are written in, and the document they make."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from library.cleaning import for_line
from library.documents import Document
from library.errors import LibraryError
from snippets.config import Config
from snippets.screens import wordings
from snippets.screens.channels import following
from snippets.screens.editor_outline import BODY, places_of, with_body
from snippets.screens.editor_work import Opened, Start, open_template
from snippets.screens.ordered import OrderedScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.body_area import BodyArea
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided

#: What the body is called where there are wordings for channels beside it.
EVERY_CHANNEL = "every channel"


class TextScreen(OrderedScreen[None]):
    """`current` is the template as it stands in the boxes, half-finished as it may be."""

    @dataclass
    class TemplateOpened(Message):
        """The library has told what it holds."""

        opened: Opened

    @dataclass
    class OpeningFailed(Message):
        """There is nothing to edit, and this is why."""

        error: LibraryError

    def __init__(self, config: Config, surroundings: Surroundings, start: Start) -> None:
        super().__init__()
        self.config = config
        self.surroundings = surroundings
        self.start = start
        #: None until the library has told; what is `saved` there, and what has become of it.
        self.opened: Opened | None = None
        self.saved = self.document = Document("")
        self.place = BODY
        self.areas: dict[str, BodyArea] = {}

    def text_changed(self) -> None:
        """Something of the template is another one now."""
        raise NotImplementedError

    def template_opened(self) -> None:
        """It is there to be edited."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.show_header()
        self.query_one("#sample", Lines).show(Content.styled("Opening …", "$foreground-muted"))
        self.open()

    @work(thread=True, group="open", exit_on_error=False)
    def open(self) -> None:
        try:
            self.post_message(self.TemplateOpened(open_template(self.config, self.start)))
        except LibraryError as error:
            self.post_message(self.OpeningFailed(error))

    @on(TemplateOpened)
    async def take_template(self, event: TemplateOpened) -> None:
        self.opened = event.opened
        self.saved = event.opened.document
        await self.lay(event.opened.document)
        self.template_opened()

    @on(OpeningFailed)
    def tell_failure(self, event: OpeningFailed) -> None:
        self.query_one("#sample", Lines).show(wordings.fault(event.error))

    # the document in the boxes

    @property
    def current(self) -> Document:
        document = self.document
        for place, area in self.areas.items():
            if area.text != (document.body if place == BODY else document.body_for(place)):
                document = with_body(document, place, area.text)
        return document

    @property
    def is_changed(self) -> bool:
        """Whether there is something to be saved."""
        return self.opened is not None and self.current != self.saved

    async def lay(self, document: Document) -> None:
        """Puts a document into the boxes; boxes whose text stays keep their cursor and their undo."""
        self.document = document
        for place in [place for place in self.areas if place not in places_of(document)]:
            await self.areas.pop(place).remove()
        for place, area in self.areas.items():
            text = document.body if place == BODY else document.body_for(place)
            if area.text != text:
                area.put(text)
        await self.show_place(self.place if self.place in places_of(document) else BODY, is_focused=False)

    async def show_place(self, place: str, *, is_focused: bool = True) -> None:
        """Shows the box for the body or a channel."""
        self.place = place
        if place not in self.areas:
            text = self.document.body if place == BODY else self.document.body_for(place)
            self.areas[place] = BodyArea(text, place=place)
            await self.query_one("#bodies", Container).mount(self.areas[place])
        for other, area in self.areas.items():
            area.display = other == place
        if is_focused or isinstance(self.focused, BodyArea):
            self.area.focus()
        self.show_header()

    @property
    def area(self) -> BodyArea:
        return self.areas[self.place]

    async def action_next_place(self) -> None:
        await self.letters_taken()
        if self.opened is None:
            return
        places = places_of(self.document)
        if len(places) == 1:
            self.notify("One wording for every channel so far; the details add another", timeout=4, markup=False)
            return
        await self.show_place(following(places, self.place))
        self.text_changed()

    @on(TextArea.Changed)
    def take_text(self, event: TextArea.Changed) -> None:
        if self.opened is not None:
            self.text_changed()

    # the head

    def show_header(self) -> None:
        opened, name = self.opened, for_line(self.document.abbreviation)
        standing = opened.standing if opened else ""
        left = Content.assemble((name or "New template", "bold"), (f"  {standing}", "$foreground-muted"))
        is_changed = self.is_changed
        said = ("not saved yet", "$text-warning") if is_changed else ("", "")
        self.query_one(".head", TwoSided).show(left, Content.assemble(said))
        shown = []
        for place in places_of(self.document):
            label = EVERY_CHANNEL if place == BODY else for_line(place)
            style = "bold" if place == self.place else "$foreground-muted"
            shown.append(Content.styled(f"{'▸' if place == self.place else ' '}{label}", style))
        self.query_one(".places", TwoSided).show(Content("  ").join(shown), self.beside_places())

    def beside_places(self) -> Content:
        """What stands at the right end of the line of wordings."""
        return Content("")
