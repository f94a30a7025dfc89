"""One picture per screen and state; `pytest --snapshot-update` takes them anew after a wanted change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from library.documents import Document
from snippets.app import SnippetsApp, make_app
from snippets.clipboard import Copied
from snippets.config import Config
from snippets.screens.find import FindScreen

from .conftest import DOCUMENTS, NOW
from .desks import filled_desk
from .pictures import Compare, Shown

TICKET = "From: Ana Silva <ana@example.com>\nSubject: Where is it?\n\nHello, my order A10482 is not here yet."
SMALL, LARGE, NARROW = (80, 24), (120, 40), (60, 24)


@pytest.fixture
def shown(tmp_path: Path, snap_compare: Compare) -> Shown:
    """Whether the screen, after these keys, looks as in its picture."""

    def compare(
        *keys: str,
        size: tuple[int, int] = SMALL,
        documents: Iterable[Document] | None = DOCUMENTS,
        theme: str = "",
        profile: dict[str, str] | None = None,
        sync_seconds: int = 0,
        config_file: str = "",
    ) -> bool:
        path = tmp_path / "desk.db"
        if documents is not None:
            filled_desk(path, documents)
        config = Config(
            library=f"sqlite:///{tmp_path}/acme-support.db",
            desk=str(path) if documents is not None else "/nowhere/desk.db",
            agent="ana",
            profile={"first_name": "Ana"} if profile is None else profile,
            sync_seconds=sync_seconds,
            file=config_file or str(tmp_path / "config.toml"),
            theme=theme,
        )
        app = make_app(config, clock=lambda: NOW, copy=lambda text, **_: Copied("xclip", is_confirmed=True))

        async def press(pilot: Pilot[None]) -> None:
            await _until_settled(pilot)
            for key in keys:
                if key.startswith("paste:"):
                    pilot.app.post_message(Paste(key[6:]))
                    await pilot.pause()
                else:
                    await pilot.press(*(key[5:] if key.startswith("type:") else [key]))
            await pilot.app.workers.wait_for_complete()
            for box in pilot.app.screen.query(Input):
                box.cursor_blink = False
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=press)

    return compare


async def _until_settled(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, SnippetsApp)
    find = app.screen_stack[0]
    assert isinstance(find, FindScreen)
    for _ in range(200):
        await pilot.pause(0.02)
        if find.catalog is not None or not find.results.text.startswith("Loading"):
            break
    await app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, LARGE, NARROW], ids=["small", "large", "narrow"])
def test_find(shown: Shown, size: tuple[int, int]) -> None:
    assert shown("type:refnd", size=size)


def test_find_before_anything_is_typed(shown: Shown) -> None:
    assert shown()


def test_find_in_a_light_theme(shown: Shown) -> None:
    assert shown("type:refund", theme="textual-light")


def test_find_in_sixteen_colours(shown: Shown) -> None:
    assert shown("type:refund", theme="ansi-dark")


def test_nothing_found(shown: Shown) -> None:
    assert shown("type:xqzwvk")


def test_an_empty_library(shown: Shown) -> None:
    assert shown(documents=[])


def test_no_desk_yet(shown: Shown) -> None:
    assert shown(documents=None)


@pytest.mark.parametrize("size", [SMALL, LARGE, NARROW], ids=["small", "large", "narrow"])
def test_fill_in(shown: Shown, size: tuple[int, int]) -> None:
    assert shown("type:refund", "enter", "type:Bo", "enter", "type:12", size=size)


def test_fill_in_with_everything_missing_named(shown: Shown) -> None:
    assert shown("type:refund", "enter", "f6")


def test_fill_in_with_choices_and_several_lines(shown: Shown) -> None:
    assert shown("type:method", "enter", "right", "right")


@pytest.mark.parametrize(("size", "theme"), [(SMALL, ""), (LARGE, "textual-light")], ids=["small", "large-light"])
def test_fill_in_from_a_ticket(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown("type:refund", "enter", f"paste:{TICKET}", size=size, theme=theme)


def test_fill_in_with_braces_in_a_value(shown: Shown) -> None:
    assert shown("type:method", "enter", "paste:{{ name }}", "f6")


def test_a_ticket_asked_for(shown: Shown) -> None:
    assert shown("type:refund", "enter", "f4", f"paste:{TICKET}")


def test_help(shown: Shown) -> None:
    assert shown("f1")


def test_first_start(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snippets.screens.first_start.suggested_name", lambda: "Ana")
    assert shown("enter", "tab", "right", profile={}, config_file="/home/ana/.config/snippets/config.toml")
