"""Somebody else saved first and changed the same words: both texts, and which of them it is to be, place by place."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from library.cleaning import for_line, for_terminal
from library.comparing import GONE, NEW, SAME, SIGNS, Piece, compare
from library.documents import Document
from snippets.screens.conflict_parts import BOTH, EDITED, MINE, THEIRS, Answer, Clash, clashes_of, settled, text_for
from snippets.screens.editor_work import Theirs
from snippets.screens.ordered import OrderedScreen
from snippets.widgets.editors import TypedArea
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.pick_list import Entry, PickList
from snippets.widgets.two_sided import TwoSided

STYLES = {GONE: "$text-error", NEW: "$text-success", SAME: ""}
MUTED, LOUD = "$foreground-muted", "bold"


class ConflictScreen(OrderedScreen[Document]):
    """Returns the template with every place settled; None where it was left: both texts are as they were then."""

    TITLE = "Both changed the same"
    HELP = (
        "Somebody else saved while you wrote. What did not overlap is put together already; here is what both of you"
        " changed. Words taken out stand in [-…-], new ones in {+…+}, each compared with what both began with. Choose"
        " for each place; nothing is saved before all are settled, and neither text is lost."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "answer('mine')", "mine", id="conflict.mine", tooltip="this place as you wrote it"),
        Binding("t", "answer('theirs')", "theirs", id="conflict.theirs", tooltip="this place as they wrote it"),
        Binding("b", "answer('both')", "both", id="conflict.both", tooltip="theirs, then yours"),
        Binding("e", "edit", "edit", id="conflict.edit", tooltip="write this place yourself, from both"),
        Binding("enter,f6,ctrl+s", "finish", "save", priority=True, id="conflict.finish",
                tooltip="save the template as settled, once every place is"),
        Binding("up", "move(-1)", "place above", show=False, id="conflict.up"),
        Binding("down", "move(1)", "place below", show=False, id="conflict.down"),
        Binding("pageup,shift+up", "scroll(-5)", "scroll up", show=False, id="conflict.read_back"),
        Binding("pagedown,shift+down", "scroll(5)", "scroll down", show=False, id="conflict.read_on"),
        Binding("escape", "leave", "back", id="conflict.leave", tooltip="back to your text; nothing is saved"),
        Binding("f1,question_mark", "app.help", "help", id="conflict.help"),
    ]  # fmt: skip

    def __init__(self, theirs: Theirs) -> None:
        super().__init__()
        self.theirs = theirs
        self.clashes = clashes_of(theirs.merge)
        self.answers: list[Answer | None] = [None] * len(self.clashes)

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status")
        places = PickList(id="places", label_width=28)
        places.styles.height = min(6, len(self.clashes))
        yield places
        yield Lines(id="both")
        yield KeyLine()

    def on_mount(self) -> None:
        self.places = self.query_one("#places", PickList)
        self.show_place()

    @property
    def at(self) -> int:
        return self.places.place

    def show_place(self, place: int = 0) -> None:
        left = self.answers.count(None)
        name = for_line(self.theirs.document.abbreviation)
        said = f"  {self.theirs.author} saved r{self.theirs.number} while you wrote"
        right = Content.styled(f"{left} to settle" if left else "all settled: enter saves", LOUD)
        self.query_one(TwoSided).show(Content.assemble((name, LOUD), (for_line(said), MUTED)), right)
        entries = [
            Entry(str(at), clash.called, self._said(answer), is_set=True)
            for at, (clash, answer) in enumerate(zip(self.clashes, self.answers, strict=True))
        ]
        self.places.show_entries(entries, keep=str(place))
        self.query_one("#both", Lines).show(self._drawn(self.clashes[self.at], self.answers[self.at]))
        self.refresh_bindings()

    def _said(self, answer: Answer | None) -> str:
        theirs = f"as {self.theirs.author} wrote it"
        said = {MINE: "as you wrote it", THEIRS: theirs, BOTH: "both, one after the other", EDITED: "as edited here"}
        return said[answer.kind] if answer else ""

    def _drawn(self, clash: Clash, answer: Answer | None) -> Content:
        author = for_line(self.theirs.author)
        shown = [
            Content.assemble(("Before\n", MUTED), (for_terminal(clash.base) or "nothing", MUTED)),
            Content.assemble((f"{author}  ", LOUD), ("t takes it\n", MUTED), drawn(clash.base, clash.theirs)),
            Content.assemble(("You  ", LOUD), ("m takes it\n", MUTED), drawn(clash.base, clash.mine)),
        ]
        if answer is not None and answer.kind in (BOTH, EDITED):
            shown.append(Content.assemble(("It will be\n", LOUD), for_terminal(text_for(clash, answer))))
        return Content("\n\n").join([part.rstrip() for part in shown])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        is_text = self.is_mounted and self.clashes[self.at].is_text
        return is_text if action == "edit" or (action, parameters) == ("answer", (BOTH,)) else True

    def action_answer(self, kind: str) -> None:
        self.settle(Answer(kind))

    def settle(self, answer: Answer) -> None:
        """Takes the answer, and goes on to the next place without one."""
        at = self.at
        self.answers[at] = answer
        open_ = [number for number, given in enumerate(self.answers) if given is None]
        further = next((number for number in open_ if number > at), open_[0] if open_ else at)
        self.show_place(further if answer.kind in (MINE, THEIRS) else at)

    def action_edit(self) -> None:
        clash, given = self.clashes[self.at], self.answers[self.at]
        text = text_for(clash, given or Answer(BOTH))
        self.app.push_screen(PlaceScreen(clash, text), lambda new: None if new is None else self._take_edited(new))

    def _take_edited(self, text: str) -> None:
        self.settle(Answer(EDITED, text))

    def action_move(self, count: int) -> None:
        self.places.move(count)
        self.show_place(self.at)

    @on(PickList.Highlighted)
    def show_clicked(self) -> None:
        self.show_place(self.at)

    def action_scroll(self, count: int) -> None:
        self.query_one("#both", Lines).scroll_lines(count)

    def action_finish(self) -> None:
        answers = [answer for answer in self.answers if answer is not None]
        if len(answers) < len(self.answers):
            self.show_place(self.answers.index(None))
            self.notify("This place is still to be settled: m, t, b or e", timeout=4, markup=False)
            return
        self.dismiss(settled(self.theirs.merge, self.theirs.document, answers))

    def action_leave(self) -> None:
        self.dismiss(None)


class PlaceScreen(OrderedScreen[str], ModalScreen[str]):
    """Returns the text of one place, None where it was left."""

    TITLE = "Write it yourself"
    HELP = "The place as both of you wrote it, one after the other: make it one. F6 takes it, esc goes back."
    AUTO_FOCUS = "TypedArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,ctrl+s", "take", "take", priority=True, id="place.take"),
        Binding("escape", "leave", "back", priority=True, id="place.leave"),
        Binding("f1", "app.help", "help", id="place.help"),
    ]

    def __init__(self, clash: Clash, text: str) -> None:
        super().__init__()
        self.clash = clash
        self.text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue tall"):
            yield Static(for_line(self.clash.called).capitalize(), classes="heading", markup=False)
            yield TypedArea(self.text.rstrip("\n"))
            yield KeyLine()

    async def action_take(self) -> None:
        await self.letters_taken()
        text = self.query_one(TypedArea).text
        self.dismiss(text + "\n" if self.text.endswith("\n") and text else text)

    def action_leave(self) -> None:
        self.dismiss(None)


def drawn(before: str, after: str) -> Content:
    """The second text with what it says otherwise than the first, told by signs as well as by colour."""
    pieces = compare(before, after) if after else (Piece(GONE, before),)
    shown = []
    for kind, text in pieces:
        start, end = SIGNS[kind]
        shown.append((f"{start}{for_terminal(text)}{end}", STYLES[kind]))
    return Content.assemble(*shown)
