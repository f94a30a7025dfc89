"""A reply for the phone: large, calm, and read out. Nothing is copied; what was spoken is noted."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from library.cleaning import for_line, for_terminal
from snippets.screens import wordings
from snippets.screens.form_screen import Ending
from snippets.screens.hand import Hand
from snippets.screens.ordered import OrderedScreen
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\s\d])")


class SpeakingScreen(OrderedScreen[Ending]):
    """Returns "spoken", "copy" or "back"."""

    TITLE = "Read out"
    HELP = (
        "What to say, a sentence a line. Enter notes that it was said; nothing is copied. Esc goes back to what"
        " you filled in."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave('spoken')", "spoken", priority=True, id="speaking.spoken",
                tooltip="it was said: note the use, copy nothing"),
        Binding("f6,ctrl+y", "leave('copy')", "copy instead", priority=True, id="speaking.copy",
                tooltip="copy the text after all"),
        Binding("escape", "leave('back')", "back", priority=True, id="speaking.back",
                tooltip="back without noting anything"),
        Binding("ctrl+t", "leave('next')", "next customer", show=False, priority=True, id="speaking.next_customer"),
        Binding("ctrl+n", "leave('new')", "new customer", show=False, priority=True, id="speaking.new_customer"),
        Binding("down,space", "scroll(1)", "read on", show=False, priority=True, id="speaking.down"),
        Binding("up", "scroll(-1)", "read back", show=False, priority=True, id="speaking.up"),
        Binding("pagedown", "scroll(10)", "a page on", show=False, priority=True, id="speaking.page_down"),
        Binding("pageup", "scroll(-10)", "a page back", show=False, priority=True, id="speaking.page_up"),
        Binding("f1,question_mark", "app.help", "help", id="speaking.help"),
    ]  # fmt: skip

    def __init__(self, hand: Hand, text: str, *, customer: str = "") -> None:
        super().__init__()
        self.hand = hand
        self.text = text
        self.customer = customer

    def compose(self) -> ComposeResult:
        left = Content.styled(for_line(self.hand.name), "bold")
        yield TwoSided(left, Content.styled(for_line(" · ".join(filter(None, (self.customer, "phone")))), "bold"),
                       classes="status")  # fmt: skip
        yield Lines(id="script")
        yield KeyLine()

    def on_mount(self) -> None:
        self.script = self.query_one("#script", Lines)
        script = Content.styled("\n\n".join(script_of(self.text)), "bold")
        self.script.show(wordings.around(self.hand.forms, script, ""))

    def action_scroll(self, count: int) -> None:
        self.hand.touch()
        self.script.scroll_lines(count)

    async def action_leave(self, ending: Ending) -> None:
        await self.letters_taken()
        self.dismiss(ending)


def script_of(text: str) -> list[str]:
    """The sentences of a reply, one by one, as a person reads them out."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in for_terminal(text).split("\n\n")]
    return [sentence for paragraph in paragraphs for sentence in _SENTENCE_END.split(paragraph) if sentence]
