"""What an agent's customers read otherwise than at the agent's last use of a template, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from library.cleaning import for_line, for_terminal
from library.comparing import GONE, NEW, SAME, SIGNS, Piece
from snippets.screens.leaving import ModalOnce
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library.desk.changed import Changed
    from library.desk.store import Live

#: Told by signs as well as by colour.
_STYLES = {GONE: "$text-error", NEW: "$text-success", SAME: ""}


class DifferenceScreen(ModalOnce[None]):
    """Scrolls, and closes with any of the usual keys."""

    TITLE = "What changed"
    HELP = "Words taken out stand in [-…-], new ones in {+…+}, compared with what you used last."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "scroll", show=False, id="difference.up"),
        Binding("down", "scroll(1)", "scroll", show=False, id="difference.down"),
        Binding("pageup", "scroll(-10)", "scroll", show=False, id="difference.page_up"),
        Binding("pagedown,space", "scroll(10)", "scroll", show=False, id="difference.page_down"),
        Binding("escape,enter,q,ctrl+l", "app.pop_screen", "close", id="difference.close"),
    ]

    def __init__(self, live: Live, changed: Changed) -> None:
        super().__init__()
        self.content = Content.assemble(
            (f"{for_line(live.document.abbreviation)}, since you used it last\n\n", "bold"),
            *(_fact(fact.name, fact.before, fact.after) for fact in changed.facts),
            difference(changed.pieces),
        )

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue tall"):
            yield Lines(id="difference")
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Lines).show(self.content)

    def action_scroll(self, count: int) -> None:
        self.query_one(Lines).scroll_lines(count)


def difference(pieces: Iterable[Piece]) -> Content:
    """The text with what went out and what came in."""
    shown: list[tuple[str, str]] = []
    for piece in pieces:
        before, after = SIGNS[piece.kind]
        shown.append((f"{before}{for_terminal(piece.text)}{after}", _STYLES[piece.kind]))
    return Content.assemble(*shown)


def _fact(name: str, before: str, after: str) -> Content:
    signed = difference((Piece(GONE, for_line(before)), Piece(NEW, for_line(after))))
    return Content.assemble((f"{for_line(name)}: ", "$foreground-muted"), signed, "\n\n")
