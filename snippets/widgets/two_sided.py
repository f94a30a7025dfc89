"""One line with something at its left and something at its right end."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class TwoSided(Widget):
    """The right side is kept whole, the left side shortened when both do not fit."""

    ALLOW_SELECT = False

    def __init__(self, left: Content | None = None, right: Content | None = None, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.left = left or Content("")
        self.right = right or Content("")

    def show(self, left: Content, right: Content) -> None:
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render(self) -> Content:
        room = self.content_size.width - self.right.cell_length
        if not self.right.plain:
            return self.left.truncate(room, ellipsis=True)
        left = self.left.truncate(max(0, room - 1), ellipsis=True)
        return Content.assemble(left, " " * max(0, room - left.cell_length), self.right)
