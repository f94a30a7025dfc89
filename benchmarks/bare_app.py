"""The floor for the app: Input, OptionList, Static and Footer, refilled with fixed rows on every key. No search."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Footer, Input, OptionList, Static

ROWS = 50
LINES = 15


class BareApp(App[None]):
    BINDINGS: ClassVar = [("ctrl+q", "quit", "Quit")]
    CSS = "OptionList { height: 1fr; width: 40; } Static { height: 17; }"

    def compose(self) -> ComposeResult:
        yield Input(placeholder="READY")
        yield OptionList()
        yield Static()
        yield Footer()

    def on_input_changed(self, event: Input.Changed) -> None:
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([f"template-{row} for {event.value}" for row in range(ROWS)])
        rows.highlighted = 0
        self.query_one(Static).update(
            "\n".join(f"line {line} of the preview for {event.value}" for line in range(LINES))
        )


if __name__ == "__main__":
    BareApp().run()
