"""Another value of a fact over the whole screen: every template that would say something else, before anybody does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from snippets.screens.compare import ComparingScreen, keys
from snippets.widgets.comparison import Section
from snippets.widgets.shortening import BRIEF, WHOLE

GO_ON = "go on"


class FactChangeScreen(ComparingScreen):
    """Returns GO_ON where the value shall go on, "" where it was only looked at."""

    TITLE = "Another value"
    HELP = (
        "What every template that quotes the fact would say: what went stands in [-…-], what came in {+…+}; w shows the"
        " whole texts. Nothing has changed yet: enter asks where the value goes, esc goes back and changes nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c,f6", "go_on", "where to", id="fact_change.go_on",
                tooltip="live, for approval, into a change set, or kept as a draft"),
        *(binding for binding in keys("fact_change") if binding.id != "fact_change.leave"),
        Binding("escape,q", "leave", "back", id="fact_change.leave", tooltip="nothing changes"),
    ]  # fmt: skip

    def __init__(self, heading: str, sections: Sequence[Section], about: Content) -> None:
        super().__init__(heading, sections, about=about)

    def show(self) -> None:
        """Many texts, each of them known: the words around each change are enough, until somebody wants to see more."""
        self.comparison.show_sections(self.sections, head=self.about, how=WHOLE if self.is_whole else BRIEF)
        self.show_place()

    def action_go_on(self) -> None:
        self.dismiss(GO_ON)
