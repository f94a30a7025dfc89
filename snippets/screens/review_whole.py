"""One item of the review over the whole screen, decided right there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from snippets.screens.compare import ComparingScreen, keys
from snippets.widgets.comparison import Section


class ReviewWholeScreen(ComparingScreen):
    """Returns what is to be done with the item, as the review screen's action is called: one of those that it `may`."""

    TITLE = "Review, whole screen"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer('approve')", "approve", id="review_whole.approve", tooltip="make it live"),
        Binding("r", "answer('reject')", "reject", id="review_whole.reject", tooltip="send it back, and say why"),
        Binding("c", "answer('confirm')", "still right", id="review_whole.confirm", tooltip="it is right as it is"),
        Binding("s", "answer('suspend')", "suspend", id="review_whole.suspend", tooltip="take it from agents for now"),
        Binding("e", "answer('edit')", "edit", id="review_whole.edit", tooltip="open it in the editor"),
        *keys("review_whole"),
    ]

    def __init__(self, heading: str, sections: Sequence[Section], about: Content, may: Collection[str]) -> None:
        super().__init__(heading, sections, about=about)
        self.may = may

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "answer" or parameters[0] in self.may

    def action_answer(self, action: str) -> None:
        self.dismiss(action)
