"""The finished text before it is copied: changed by hand, its parts put into another order or dropped."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import TextArea

from library.cleaning import for_line
from snippets.messages import telling
from snippets.screens.form import Form
from snippets.screens.form_screen import Ending
from snippets.screens.hand import Hand
from snippets.screens.help import SURE_SECONDS
from snippets.screens.ordered import OrderedScreen
from snippets.widgets.editors import TypedArea
from snippets.widgets.key_line import KeyLine
from snippets.widgets.result_list import ResultList, Row
from snippets.widgets.two_sided import TwoSided


class EditingScreen(OrderedScreen[Ending]):
    """Returns "copy", "back" or "add"; the text stays in the hand until a value or the order of parts changes."""

    TITLE = "Edit the text"
    HELP = (
        "Change what will be copied; only that it was changed is noted, never the text. With several parts, ctrl+up and"
        " ctrl+down choose one, F2 and F3 move it, F4 drops it. F6 copies."
    )
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "leave('copy')", "copy", priority=True, id="editing.copy", tooltip="copy the text as it stands"),
        Binding("escape", "leave('back')", "back", priority=True, id="editing.back",
                tooltip="back to the fields; the text stays as you left it"),
        Binding("f8", "leave('add')", "add another", priority=True, id="editing.add",
                tooltip="join another reply to this one"),
        Binding("f5", "start_over", "as rendered", priority=True, id="editing.start_over",
                tooltip="the text as the template has it, without your changes"),
        Binding("f2", "move(-1)", "part up", priority=True, id="editing.up", tooltip="move the chosen part up"),
        Binding("f3", "move(1)", "part down", priority=True, id="editing.down", tooltip="move the chosen part down"),
        Binding("f4", "drop", "drop part", priority=True, id="editing.drop", tooltip="take the chosen part out"),
        Binding("ctrl+up", "choose(-1)", "choose the part above", show=False, priority=True, id="editing.choose_up"),
        Binding("ctrl+down", "choose(1)", "choose the part below", show=False, priority=True, id="editing.choose_down"),
        Binding("ctrl+t", "leave('next')", "next customer", show=False, priority=True, id="editing.next_customer"),
        Binding("ctrl+n", "leave('new')", "new customer", show=False, priority=True, id="editing.new_customer"),
        Binding("f1", "app.help", "help", id="editing.help"),
    ]  # fmt: skip

    def __init__(self, hand: Hand, *, customer: str = "") -> None:
        super().__init__()
        self.hand = hand
        self.customer = customer
        self._dropped: list[Form] = []
        #: What was asked once more before edits are given up.
        self._sure_of = ""

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status")
        yield ResultList(id="parts")
        yield TypedArea(id="text")
        yield KeyLine()

    def on_mount(self) -> None:
        self.parts = self.query_one("#parts", ResultList)
        self.area = self.query_one("#text", TypedArea)
        with telling(self):
            self._show(self.hand.whole(self.hand.replies()))
        self._show_parts(0)

    @property
    def _rendered(self) -> str:
        return self.hand.joined(self.hand.replies())

    def _show(self, text: str) -> None:
        self.area.text = text

    def _show_parts(self, place: int) -> None:
        forms = self.hand.forms
        left = Content.assemble((for_line(self.hand.name), "bold"), ("  edit the text", "$foreground-muted"))
        right = Content.styled(for_line(" · ".join(filter(None, (self.customer, self.hand.channel)))), "bold")
        self.query_one(TwoSided).show(left, right)
        self.parts.display = len(forms) > 1
        self.parts.styles.height = len(forms)
        rows = [Row(form.template, form.name, form.held.live.document.title) for form in forms]
        self.parts.show_rows(rows, keep=forms[place].template)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return len(self.hand.forms) > 1 if action in ("move", "drop", "choose") else True

    def keep(self) -> None:
        """What stands in the box is the text from now on."""
        self.hand.touch()
        rendered = self._rendered
        self.hand.edited = (rendered, self.area.text) if self.area.text != rendered else None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self.hand.touch()

    async def action_leave(self, ending: Ending) -> None:
        await self.letters_taken()
        with telling(self):
            self.keep()
            if ending == "copy" and not self.area.text.strip():
                self.notify("There is nothing to copy: F5 brings the text back", severity="warning", markup=False)
                return
        self.dismiss(ending)

    async def action_start_over(self) -> None:
        await self.letters_taken()
        with telling(self):
            self._show(self._rendered)

    async def action_choose(self, step: int) -> None:
        self.parts.move(step)

    async def action_move(self, step: int) -> None:
        await self.letters_taken()
        if self._may_give_up(f"move{step}"):
            with telling(self):
                place = self.hand.move(self.parts.place, step)
                self._show(self._rendered)
                self._show_parts(place)

    async def action_drop(self) -> None:
        await self.letters_taken()
        if self._may_give_up("drop"):
            with telling(self):
                place = self.parts.place
                self.hand.drop(place)
                self._show(self._rendered)
                self._show_parts(max(0, place - 1))

    def _may_give_up(self, what: str) -> bool:
        """Another order makes another text: whoever has edited this one is asked once more."""
        with telling(self):
            self.keep()
            if self.hand.edited is None or self._sure_of == what:
                self._sure_of, self.hand.edited = "", None
                return True
        self._sure_of = what
        self.notify("Your changes to the text would go: the same key again does it", severity="warning",
                    timeout=SURE_SECONDS, markup=False)  # fmt: skip
        return False
