"""An editor on a real library, with a person at the keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from builders import Home, fact, fragment, made_library, reply
from sqlmodel import Session
from textual import events
from textual.pilot import Pilot

from library.documents import Document, Field
from library.record import history
from library.record.database import open_library, run
from library.record.history import RevisionState
from snippets.app import SnippetsApp, make_app
from snippets.clipboard import Copied
from snippets.config import load
from snippets.screens.editor import EditorScreen
from snippets.screens.editor_kept import folder_of
from snippets.screens.editor_work import Start
from snippets.syncing import sync_desk
from snippets.widgets.body_area import BodyArea
from snippets.widgets.lines import Lines

from .conftest import NOW
from .typing_keys import key_of, type_fast

REFUND = reply(
    "refund-late",
    "Hi {{ first_name }},\n\nwe sent your refund on {{ sent_on | date }}.\n\n{% include 'sign-off' %}",
    title="Refund not arrived yet",
    group="Billing",
    fields=(
        Field("first_name", "First name", source="customer.first_name"),
        Field("sent_on", "Day we sent it", "date"),
    ),
    variants={"chat": "Your refund is on its way, {{ first_name }}."},
)
LIBRARY = (REFUND, reply("thanks", "Thank you."), fragment(), fact("refund-days", "14"))


REFUND_LATE = Start("refund-late")


class Desk:
    """What a lead sees and does, and what the library holds afterwards."""

    def __init__(self, home: Home, app: SnippetsApp, pilot: Pilot[None]) -> None:
        self.home = home
        self.app = app
        self.pilot = pilot

    @property
    def editor(self) -> EditorScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, EditorScreen))

    @property
    def screen(self) -> str:
        return type(self.app.screen).__name__

    @property
    def area(self) -> BodyArea:
        return self.editor.area

    @property
    def sample(self) -> str:
        return self.editor.query_one("#sample", Lines).text

    @property
    def findings(self) -> str:
        return self.editor.query_one("#findings", Lines).text

    @property
    def details(self) -> dict[str, str]:
        """What stands in the outline, by label."""
        return {entry.label.strip(): entry.value for entry in self.editor.details.list.entries if not entry.is_heading}

    @property
    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await type_fast(self.pilot, text)

    async def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(400):
            if is_so():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it never came to that; told: {self.toasts}; found: {self.findings}")

    async def go_to(self, key: str) -> None:
        """Highlights an entry of the details."""
        self.editor.go_to_details(key)
        await self.pilot.pause()
        entry = self.editor.details.list.highlighted
        assert entry is not None
        assert entry.key == key

    async def change(self, key: str, text: str) -> None:
        """Types another value for an entry of the details."""
        await self.go_to(key)
        await self.press("enter")
        await self.until(lambda: self.editor.details.is_changing)
        self.editor.details.box.value = ""
        await self.type(text)
        await self.press("enter")
        await self.pilot.pause()

    async def checked(self) -> None:
        """Until the checks have looked at what stands here now."""
        await self.until(lambda: self.editor.around is not None)
        self.editor.check_now()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def saved(self) -> None:
        """Saves as a draft."""
        await self.press("ctrl+s")
        await self.until(lambda: not self.editor.is_saving)
        await self.pilot.pause()

    def states(self, name: str = "refund-late") -> tuple[RevisionState, ...]:
        return read(self.home, lambda session: history.revisions(session, name))

    def document(self, name: str = "refund-late") -> Document:
        """The newest revision's."""
        document = self.states(name)[-1].document
        assert document is not None
        return document

    @property
    def kept(self) -> list[Path]:
        """The files that hold what is not saved."""
        folder = Path(folder_of(self.editor.config))
        return sorted(folder.glob("*.json")) if folder.is_dir() else []


def read(home: Home, work: Callable[[Session], object]):  # type: ignore[no-untyped-def]
    library = open_library(home.url)
    try:
        with library.reading() as session:
            return work(session)
    finally:
        library.close()


def write(home: Home, work: Callable[[Session], object]) -> None:
    """Somebody else at the library."""
    library = open_library(home.url)
    try:
        run(library, work)
    finally:
        library.close()


def furnish(home: Home, documents: Sequence[Document] = LIBRARY, *others: str) -> None:
    """Mia's library with these templates live, on her machine too; `others` are leads beside her."""
    from library.record import members

    made_library(home.url, *documents)
    home.write_config('sync_seconds = 0\n[agent]\nfirst_name = "Mia"\nasked = "yes"\ntoured = "yes"\n')
    for other in others:
        write(home, lambda session, other=other: members.add(session, other, role="lead", by="mia"))
    sync_desk(load())


@asynccontextmanager
async def editing(
    home: Home, start: Start = REFUND_LATE, *, size: tuple[int, int] = (80, 24), early: str = "", pasted: str = ""
) -> AsyncIterator[Desk]:
    """The editor, open and ready for keys; `early` is typed, then `pasted` pasted, before anything has opened."""
    config = load()
    app = make_app(config, clock=lambda: NOW, copy=lambda text, **_: Copied("xclip", is_confirmed=True))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Desk(home, app, pilot)
        await app.push_screen(EditorScreen(config, app.surroundings, start))
        for letter in early:
            app.post_message(events.Key(key_of(letter), letter))
        if pasted:
            app.post_message(events.Paste(pasted))
        await desk.until(lambda: desk.editor.keeper is not None and desk.editor.around is not None)
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield desk
