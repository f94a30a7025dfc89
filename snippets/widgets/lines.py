"""A block of styled lines that wraps and scrolls by itself: new text costs one repaint and no layout."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

WHEEL_LINES = 3


class Lines(Widget):
    """Shows a Content in the space the layout gives; what does not fit is scrolled by wheel or `scroll_lines`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--more"}
    #: What is named as the key that scrolls.
    MORE_KEY: ClassVar[str] = "shift+↓"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._content = Content("")
        self._strips: list[Strip] | None = None
        self._strips_width = -1
        self.top = 0

    @property
    def text(self) -> str:
        """What is shown, without styles."""
        return self._content.plain

    def show(self, content: Content, *, keep_place: bool = False) -> None:
        """Replaces the text; starts at its top unless told to keep the place."""
        self._content = content
        self._strips = None
        if not keep_place:
            self.top = 0
        self.refresh()

    def scroll_lines(self, count: int) -> None:
        last = max(0, len(self.strips()) - self.content_size.height)
        self.top = min(max(0, self.top + count), last)
        self.refresh()

    def strips(self) -> list[Strip]:
        """The text wrapped to the present width."""
        width = self.content_size.width
        if self._strips is None or self._strips_width != width:
            self._strips = Visual.to_strips(self, self._content, width, None, self.visual_style) if width else []
            self._strips_width = width
        return self._strips

    def render_line(self, y: int) -> Strip:
        strips = self.strips()
        left = len(strips) - self.top - self.content_size.height
        if left > 0 and y == self.content_size.height - 1:
            style = self.get_component_rich_style("lines--more")
            return Visual.to_strips(
                self,
                Content(f"▾ {left + 1} more lines, {self.MORE_KEY}"),
                self.content_size.width,
                1,
                self.visual_style,
            )[0].apply_style(style)
        place = self.top + y
        return strips[place] if place < len(strips) else Strip.blank(self.content_size.width, self.rich_style)

    def notify_style_update(self) -> None:
        self._strips = None
        super().notify_style_update()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-WHEEL_LINES)
