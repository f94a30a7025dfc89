"""The find box: one line that asks what to make of a paste before it takes it."""

from __future__ import annotations

from collections.abc import Callable

from snippets.widgets.typed_input import TypedInput


class FindBox(TypedInput):
    """`read_paste` is shown what was pasted as it came, line ends included, and says what is to stand in the box."""

    def __init__(self, read_paste: Callable[[str], str], *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self.read_paste = read_paste

    def take_paste(self, text: str) -> None:
        super().take_paste(self.read_paste(text))
