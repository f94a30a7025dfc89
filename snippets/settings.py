"""Every setting of the config file, in one table: for the settings screen, for doctor, and for the README's test."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from library.cleaning import for_line
from library.errors import BadValue
from snippets.config import (
    DEFAULT_CHANNEL,
    DEFAULT_IDLE_MINUTES,
    DEFAULT_LOCALE,
    DEFAULT_SYNC_SECONDS,
    MAXIMUM_IDLE_MINUTES,
    Config,
)
from snippets.config_file import Value, parts_of
from snippets.places import without_password

TEXT, CHOICE, NUMBER = "text", "choice", "number"
CHANNELS = ("email", "chat", "phone")
#: What a clipboard may be: `terminal` is its own (OSC 52), the rest are tools as they are called.
CLIPBOARDS = ("terminal", "pbcopy", "wl-copy", "xclip", "xsel", "clip.exe")
#: A setting that waits longer than a day is a mistake.
MAXIMUM_SYNC_SECONDS = 86_400


class Setting(NamedTuple):
    """One setting. `key` is what the file calls it; `default` is shown where nothing is set."""

    key: str
    label: str
    group: str
    says: str
    kind: str = TEXT
    default: str = ""
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    variable: str = ""
    #: Whether the settings screen may write it; what a start depends on is written by hand.
    is_changeable: bool = True


YOU, LOOKS, WORK, PLACES = "You", "How it looks", "How it works", "Set by hand, read at the start"
KNOWN = (
    Setting("agent.first_name", "First name", YOU,
            "Your first name, as customers read it; templates call it agent.first_name.",
            TEXT, "not set"),
    Setting("agent.sign_off", "Sign-off", YOU,
            "How your name stands under a reply; templates call it agent.sign_off.",
            TEXT, "not set"),
    Setting("agent.channel", "Channel", YOU,
            "What you mostly write on: the app opens with this channel's wordings.",
            CHOICE, DEFAULT_CHANNEL, CHANNELS),
    Setting("company.name", "Company", YOU,
            "Your company's name; templates call it company.name.",
            TEXT, "not set"),
    Setting("theme", "Theme", LOOKS,
            "The colours. Each is shown as you move through the list.",
            CHOICE, "as your terminal is"),
    Setting("locale", "Language", LOOKS,
            "The language dates and numbers in replies are written in: en, de, pt_BR.",
            TEXT, DEFAULT_LOCALE),
    Setting("sync_seconds", "Sync every", WORK,
            "Seconds between two looks for news from the library; 0: only when you say snippets sync.",
            NUMBER, str(DEFAULT_SYNC_SECONDS), (), 0, MAXIMUM_SYNC_SECONDS),
    Setting("idle_minutes", "Clear after", WORK,
            "Minutes without a key after which customers' values are cleared from memory.",
            NUMBER, str(DEFAULT_IDLE_MINUTES), (), 1, MAXIMUM_IDLE_MINUTES),
    Setting("clipboard", "Clipboard", WORK,
            "The tool that puts text on the clipboard; terminal is the terminal's own, which works over SSH.",
            CHOICE, "found out by itself", CLIPBOARDS),
    Setting("context_command", "Ticket command", WORK,
            "A command that prints the ticket in hand as JSON: what it tells is filled in by itself.",
            TEXT, "none"),
    Setting("mine", "My templates", WORK,
            "The folder of your own templates, whose names begin with ~. It never leaves this machine.",
            TEXT, "the folder mine beside your copy"),
    Setting("encoder", "Word vectors", WORK,
            "A folder with a model2vec model that understands customers' words in place of the built-in vectors.",
            TEXT, "the built-in ones, for English"),
    Setting("as", "You act as", PLACES,
            "The member of the team you are.",
            TEXT, "your account's name", variable="SNIPPETS_AS", is_changeable=False),
    Setting("library", "Library", PLACES,
            "The address of the library: the path of a file, or postgresql+psycopg://server/name.",
            TEXT, "a file of your own", variable="SNIPPETS_LIBRARY", is_changeable=False),
    Setting("desk", "Your copy", PLACES,
            "The file that holds your copy of the library.",
            TEXT, "one file for each library", variable="SNIPPETS_DESK", is_changeable=False),
)  # fmt: skip

#: Tables whose names are free, and what they are for.
TABLES = {
    "agent": "about you; templates call it agent.NAME",
    "company": "about your company; templates call it company.NAME",
    "own": "your own values of fields marked own: yes, written by the program",
    "keys": "other keys, by what they do: see the settings screen, F12",
}
#: Written by the program itself: not worth a line in the settings screen.
UNSPOKEN = ("agent.asked", "agent.toured")
#: How alike a misspelt name must be to name the right one; and to be told inside a table where any name may stand.
ALIKE, VERY_ALIKE = 0.6, 0.8


class State(NamedTuple):
    """What a setting is at present, and where that comes from: an option, a variable, the file or the default."""

    value: str
    origin: str
    is_set: bool


def find(key: str) -> Setting | None:
    return next((setting for setting in KNOWN if setting.key == key), None)


def state_of(setting: Setting, config: Config, values: Mapping[str, object]) -> State:
    """The setting as it counts in this run; `values` are the file's."""
    if given := config.given.get(setting.key):
        return State(_in_force(setting, config), f"from {given}", is_set=True)
    written = value_in(values, setting.key)
    if written is not None and written != "":
        text = without_password(str(written)) if setting.key == "library" else str(written)
        return State(text, "from the config file", is_set=True)
    return State(_in_force(setting, config) or setting.default, "the default", is_set=False)


def _in_force(setting: Setting, config: Config) -> str:
    """What counts for the settings that a start settles, '' for the others."""
    started = {"as": config.agent, "library": without_password(config.library), "desk": config.desk}
    return started.get(setting.key, config.mine if setting.key == "mine" else "")


def value_in(values: Mapping[str, object], key: str) -> object:
    """What the file says of a key, None where it says nothing."""
    section, name = parts_of(key)
    table = values.get(section, {}) if section else values
    return table.get(name) if isinstance(table, Mapping) else None


def read(setting: Setting, typed: str, *, choices: Sequence[str] = ()) -> Value | None:
    """What was typed as it is written into the file, None for the default. Raises BadValue: what is wrong with it."""
    text = for_line(typed).strip()
    if not text:
        return None
    if setting.kind == NUMBER:
        return _number(setting, text)
    allowed = choices or setting.choices
    if allowed and text not in allowed:
        raise BadValue(f"“{text}” is none of them", ", ".join(allowed))
    check = {"locale": _check_locale, "context_command": _check_command, "mine": _check_folder}.get(setting.key)
    if check:
        check(text)
    return text


def _number(setting: Setting, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not setting.minimum <= int(text) <= setting.maximum:
        raise BadValue(f"“{text}” is not allowed", f"a whole number from {setting.minimum} to {setting.maximum}")
    return int(text)


def _check_locale(text: str) -> None:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise BadValue(f"“{text}” is no language known here", "en, de, fr, pt_BR") from None


def _check_command(text: str) -> None:
    import shlex
    import shutil

    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadValue(f"this is no command: {error}", "close what was quoted") from None
    if not words or shutil.which(words[0]) is None:
        raise BadValue(f"there is no command “{words[0] if words else ''}” here", "its name, or its whole path")


def _check_folder(text: str) -> None:
    path = os.path.join(os.path.expanduser("~"), os.path.expanduser(text))
    if os.path.exists(path) and not os.path.isdir(path):
        raise BadValue(f"{path} is a file", "name a folder; it need not be there yet")


class Stray(NamedTuple):
    """A name in the file that nothing reads, and what was probably meant."""

    key: str
    remedy: str


def strays(values: Mapping[str, object]) -> Iterator[Stray]:
    """Names in the file that are no settings, each with the nearest that is one."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            if name in TABLES:
                yield from _misplaced(name, value)
            else:
                yield Stray(f"[{name}]", _meant(name, TABLES, "table"))
        elif find(name) is None:
            inside = next((s.key for s in KNOWN if parts_of(s.key)[1] == name and parts_of(s.key)[0]), "")
            here = f"it belongs below [{parts_of(inside)[0]}]" if inside else ""
            yield Stray(name, here or _meant(name, [setting.key for setting in KNOWN], "setting"))


def _misplaced(table: str, values: Mapping[str, object]) -> Iterator[Stray]:
    """In a table any name may stand, but one that nearly is a known one is told, and one that belongs above too."""
    if table not in ("agent", "company"):
        return
    for name in values:
        key = f"{table}.{name}"
        if find(key) or key in UNSPOKEN:
            continue
        if find(name):
            yield Stray(key, f"{name} belongs above the first [table]")
        elif meant := nearest(key, [setting.key for setting in KNOWN], alike=VERY_ALIKE):
            yield Stray(key, f"did you mean {meant}?")


def _meant(name: str, known: Iterable[str], what: str) -> str:
    meant = nearest(name, known)
    return f"did you mean {meant}?" if meant else f"no {what} has this name; take it out"


def nearest(name: str, known: Iterable[str], *, alike: float = ALIKE) -> str:
    """The known name most like this one, '' where none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), 1, alike)), "")
