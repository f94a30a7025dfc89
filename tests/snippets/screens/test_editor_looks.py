"""Pictures of the editor: text and sample, a fault, the details, both texts of a conflict, what leaving asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from builders import Home
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from library.record import authoring, history
from snippets.app import make_app
from snippets.clipboard import Copied
from snippets.config import load
from snippets.screens.editor import EditorScreen
from snippets.screens.editor_work import Start

from .conftest import NOW
from .editing import LIBRARY, REFUND, Desk, furnish, write
from .test_looks import LARGE, NARROW, SMALL, Compare

Act = Callable[[Desk], Awaitable[None]]
Shown = Callable[..., bool]


@pytest.fixture
def shown(home: Home, snap_compare: Compare) -> Shown:
    """Whether the editor, after this, looks as in its picture."""

    def compare(
        act: Act | None = None, *, size: tuple[int, int] = SMALL, theme: str = "", start: str = "refund-late"
    ) -> bool:
        furnish(home, LIBRARY, "bo")
        config = load()._replace(theme=theme)
        app = make_app(config, clock=lambda: NOW, copy=lambda text, **_: Copied("xclip", is_confirmed=True))

        async def before(pilot: Pilot[None]) -> None:
            desk = Desk(home, app, pilot)
            await app.push_screen(EditorScreen(config, app.surroundings, Start(start)))
            await desk.until(lambda: desk.editor.keeper is not None and desk.editor.around is not None)
            await app.workers.wait_for_complete()
            if act is not None:
                await act(desk)
                if desk.screen == "EditorScreen":
                    await desk.checked()
            for screen in app.screen_stack:
                for box in (*screen.query(Input), *screen.query(TextArea)):
                    box.cursor_blink = False
            app.clear_notifications()
            await app.workers.wait_for_complete()
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


async def a_fault(desk: Desk) -> None:
    await desk.until(lambda: "Kind regards" in desk.sample)
    desk.area.put(f"{REFUND.body}\nIt takes {{{{ days + 1 }}}} days.")


async def the_details(desk: Desk) -> None:
    await desk.go_to("fields.sent_on")
    await desk.press("enter", "down", "down", "enter")
    await desk.until(lambda: desk.editor.details.is_changing)


async def a_conflict(desk: Desk) -> None:
    def work(session: object) -> object:
        body = REFUND.body.replace("we sent your refund", "your refund has left us")
        theirs = REFUND._replace(body=body, title="Where is it?")
        template = history.resolve(session, "refund-late")  # type: ignore[arg-type]
        return authoring.save(session, theirs, author="bo", based_on=1, template=template)  # type: ignore[arg-type]

    write(desk.home, work)
    desk.area.put(REFUND.body.replace("we sent", "last week we sent"))
    await desk.change("title", "Late refund")
    await desk.press("ctrl+s")
    await desk.until(lambda: desk.screen == "ConflictScreen")
    await desk.press("down")


async def leaving(desk: Desk) -> None:
    await desk.type("Hello! ")
    await desk.press("escape")
    await desk.until(lambda: desk.screen == "ChoosingScreen")


@pytest.mark.parametrize(
    ("size", "theme"),
    [(SMALL, ""), (LARGE, ""), (LARGE, "textual-light"), (SMALL, "ansi-dark"), (NARROW, "")],
    ids=["small", "large", "large-light", "sixteen-colours", "narrow"],
)
def test_the_editor(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(size=size, theme=theme)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_fault_at_its_line(shown: Shown, size: tuple[int, int]) -> None:
    assert shown(a_fault, size=size)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_detail_under_way(shown: Shown, size: tuple[int, int]) -> None:
    assert shown(the_details, size=size)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_conflict(shown: Shown, size: tuple[int, int]) -> None:
    assert shown(a_conflict, size=size)


def test_leaving_with_changes(shown: Shown) -> None:
    assert shown(leaving)
