"""An app on settings as a person wrote them: a real config file, read as the program reads it."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from textual.widgets import Static

from snippets.app import make_app
from snippets.clipboard import Copied
from snippets.config import load
from snippets.screens.press_key import PressKeyScreen
from snippets.screens.settings import SettingsScreen

from .conftest import DOCUMENTS, NOW, Desktop
from .desks import filled_desk

KNOWN_AGENT = 'sync_seconds = 0\n[agent]\nfirst_name = "Ana"\n'


class Tuned(Desktop):
    """The desktop with its settings screen and what stands in the config file."""

    @property
    def file(self) -> Path:
        return self.path.parent / "config.toml"

    @property
    def written(self) -> dict[str, object]:
        return tomllib.loads(self.file.read_text(encoding="utf-8"))

    @property
    def settings(self) -> SettingsScreen:
        assert isinstance(self.app.screen, SettingsScreen)
        return self.app.screen

    @property
    def rows(self) -> dict[str, str]:
        """Every row's value, by its key."""
        return {row.key: row.value for row in self.settings.rows.entries if not row.is_heading}

    @property
    def about(self) -> str:
        return str(self.settings.about.content)

    @property
    def said(self) -> str:
        return str(self.settings.fault.content)

    @property
    def judgement(self) -> str:
        assert isinstance(self.app.screen, PressKeyScreen)
        return str(self.app.screen.query_one("#judgement", Static).content)

    async def open_setting(self, words: str) -> None:
        """Opens the settings and finds a row by words in it."""
        await self.press("f12")
        await self.until(lambda: isinstance(self.app.screen, SettingsScreen))
        await self.type(words)

    async def keys_are_set(self) -> None:
        """The keys of all screens are read in a thread of their own."""
        await self.settled()


@asynccontextmanager
async def tuned_app(
    folder: Path,
    text: str = KNOWN_AGENT,
    *,
    size: tuple[int, int] = (80, 24),
    environment: Mapping[str, str] | None = None,
    is_once: bool = False,
) -> AsyncIterator[Tuned]:
    """The app with this config file, on a desk with the usual documents, ready for keys."""
    file, desk = folder / "config.toml", folder / "desk.db"
    file.write_text(text, encoding="utf-8")
    filled_desk(desk, DOCUMENTS)
    clipboard: list[str] = []

    def copy(text: str, **_: object) -> Copied:
        clipboard.append(text)
        return Copied("xclip", is_confirmed=True)

    given = {"SNIPPETS_CONFIG": str(file), "SNIPPETS_DATA": str(folder / "data"), "USER": "ana", **(environment or {})}
    config = load(given, library=str(folder / "acme-support.db"), desk=str(desk))
    app = make_app(config._replace(sync_seconds=0), is_once=is_once, clock=lambda: NOW, copy=copy)
    async with app.run_test(size=size, notifications=True) as pilot:
        tuned = Tuned(app, pilot, clipboard, desk)
        await tuned.until(lambda: tuned.find.catalog is not None)
        await tuned.settled()
        yield tuned
