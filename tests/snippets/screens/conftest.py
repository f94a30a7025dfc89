"""An app on a desk of its own, with a clipboard and a clock the test can look at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from library.documents import Document, Field, Option, Variant
from library.errors import LibraryError
from snippets.app import SnippetsApp, make_app
from snippets.clipboard import Copied
from snippets.config import Config
from snippets.screens.fill_in import FillInScreen
from snippets.screens.find import FindScreen
from snippets.widgets.field_form import FieldRow

from .desks import filled_desk
from .typing_keys import key_of, type_fast

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

REFUND = Document(
    "refund-late",
    "{% include 'greeting' %}\n\nWe sent {{ amount }} for order {{ order_number }} on {{ sent_on }}."
    "{% if apologise %} Sorry for the wait.{% endif %}\n\nKind regards,\n{{ agent.first_name }}",
    title="Refund not arrived yet",
    group="Billing",
    tags=("refund", "bank"),
    note="Check the payment provider's page first.",
    escalate="Billing lead, if older than 10 days",
    after="tag refund, status pending",
    fields=(
        Field("first_name", "Customer's first name", source="customer.first_name"),
        Field("amount", "Amount", "money"),
        Field("order_number", "Order number", pattern="[A-Z]?[0-9]{5,}"),
        Field("sent_on", "Day we sent it", "date"),
        Field("apologise", "Apologise?", "toggle", default="yes"),
    ),
    variants=(Variant("chat", "Hi {{ first_name }}, your refund for {{ order_number }} is on its way."),),
)
GREETING = Document("greeting", "Hi {{ first_name }},", kind="fragment", title="Greeting")
THANKS = Document("thanks", "Thank you for your message.", title="Thank you", group="Acknowledgement")
HOSTILE = Document("hostile", "[red]not red[/] [/] [@click=app.quit]leave[/]", title="[bold]Odd[/bold] title [/]")
METHOD = Document(
    "method-ask",
    "We refund {{ how }}.{% if how == 'bank transfer' %} Your IBAN is {{ iban }}.{% endif %} {{ remark }}",
    title="Ask how to refund",
    fields=(
        Field(
            "how", "How", "choice", default="card", options=(Option("card"), Option("PayPal"), Option("bank transfer"))
        ),
        Field("iban", "IBAN"),
        Field("remark", "Remark", "multiline", required=False),
    ),
)
ORDERS = tuple(Document(f"order-{n}", f"This is reply {n}.", title=f"About order step {n}") for n in range(100, 200))
DOCUMENTS = (REFUND, GREETING, THANKS, HOSTILE, METHOD)


class Desktop:
    """What the agent sees and gets: the screen's texts, the clipboard, the rows noted."""

    def __init__(self, app: SnippetsApp, pilot: Pilot[None], clipboard: list[str], path: Path) -> None:
        self.app = app
        self.pilot = pilot
        self.clipboard = clipboard
        self.path = path

    @property
    def find(self) -> FindScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, FindScreen)
        return screen

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.find.results.rows]

    @property
    def highlighted(self) -> str:
        row = self.find.results.highlighted
        return row.name if row else ""

    @property
    def preview(self) -> str:
        return self.find.preview.text

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    @property
    def form(self) -> FillInScreen:
        assert isinstance(self.app.screen, FillInScreen)
        return self.app.screen

    def row(self, name: str) -> FieldRow:
        row = self.form.fields.row(name)
        assert row is not None, f"{name} is not asked"
        return row

    @property
    def texts(self) -> dict[str, str]:
        """What the fields show, by name, in order."""
        return {row.field.name: row.text for row in self.form.fields.rows}

    def hint(self, name: str) -> str:
        return self.row(name).hint

    def fault(self, name: str) -> str:
        return self.row(name).error

    async def take(self, name: str) -> None:
        """Finds a reply and opens its form."""
        await self.type(name)
        await self.press("enter")

    async def go_to(self, name: str) -> None:
        self.form.fields.go_to(name)
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def screen(self) -> str:
        return type(self.app.screen).__name__

    async def type(self, text: str) -> None:
        """All keys at once, as from one who types faster than the screen; then waits until they have arrived."""
        await type_fast(self.pilot, text)

    async def type_slowly(self, text: str) -> None:
        """Key by key, each when all is done that the one before has brought about."""
        await self.pilot.press(*map(key_of, text))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def settled(self) -> None:
        """Until nothing is being copied, noted or loaded."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(300):
            if is_so():
                return
            await self.pilot.pause(0.02)
        raise AssertionError("it never came to that")


Opener = Callable[..., AbstractAsyncContextManager[Desktop]]


@pytest.fixture
def open_app(tmp_path: Path) -> Opener:
    """Opens the app on a desk with these documents and waits until the list is there."""

    @asynccontextmanager
    async def opened(
        documents: Iterable[Document] = DOCUMENTS,
        *,
        size: tuple[int, int] = (80, 24),
        profile: dict[str, str] | None = None,
        is_once: bool = False,
        clipboard_fault: str = "",
        is_confirmed: bool = True,
        is_waited_for: bool = True,
        has_desk: bool = True,
        theme: str = "",
        own: dict[str, str] | None = None,
        context_command: str = "",
    ) -> AsyncIterator[Desktop]:
        path = tmp_path / "desk.db"
        if has_desk:
            filled_desk(path, documents)
        clipboard: list[str] = []

        def copy(text: str, *, preferred: str, send_to_terminal: Callable[[str], None]) -> Copied:
            if clipboard_fault:
                raise LibraryError(clipboard_fault, "use --print")
            clipboard.append(text)
            return Copied("xclip", is_confirmed)

        config = Config(
            library=f"sqlite:///{tmp_path}/acme-support.db",
            desk=str(path),
            agent="ana",
            profile={"first_name": "Ana"} if profile is None else profile,
            sync_seconds=0,
            file=str(tmp_path / "config.toml"),
            theme=theme,
            own=own or {},
            context_command=context_command,
        )
        app = make_app(config, is_once=is_once, clock=lambda: NOW, copy=copy)
        async with app.run_test(size=size, notifications=True) as pilot:
            desktop = Desktop(app, pilot, clipboard, path)
            if is_waited_for:
                await desktop.until(lambda: desktop.find.catalog is not None)
                await desktop.settled()
            yield desktop

    return opened
