"""A setting on its way: from the screen that wrote it to the app, and from there to every screen that is open."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from snippets.config_file import Value

#: Screens the app knows by these ids: while one is open the theme is only tried; on the other every key is caught.
SETTINGS, PRESS_KEY = "settings", "press-key"


@dataclass
class SettingSaved(Message):
    """A setting was written into the config file; None: taken out, so its default counts. Bubbles up to the app."""

    key: str
    value: Value | None


@dataclass
class SettingChanged(Message, bubble=False):
    """The same, for a screen that keeps a config: `config = with_setting(config, event.key, event.value)`."""

    key: str
    value: Value | None
