"""What the settings screen shows: its rows, and what is said about each. Pure functions over config, file and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from textual.content import Content

from library.cleaning import for_line
from snippets.config import Config
from snippets.screens.keymap import Action, Checked, Place, check, find_action, shown_keys
from snippets.screens.keys import keys_name
from snippets.settings import KNOWN, Setting, find, state_of
from snippets.widgets.pick_list import Entry

MUTED = "$foreground-muted"
KEY = "keys."
OWN = "own."
OWN_HEADING = "Your own values"


class Held(NamedTuple):
    """What is set at present: `values` are the file's, `checked` its keys."""

    config: Config
    values: Mapping[str, object]
    places: list[Place]
    checked: Checked


def held(config: Config, values: Mapping[str, object], places: list[Place]) -> Held:
    return Held(config, values, places, check(places, config.keys))


def rows(now: Held, words: str) -> list[Entry]:
    """All rows under their headings; with words only those that hold each of them."""
    groups: dict[str, list[Entry]] = {}
    for setting in KNOWN:
        groups.setdefault(setting.group, []).append(_setting_row(setting, now))
    groups[OWN_HEADING] = [Entry(OWN + name, name, str(value), is_set=True) for name, value in _own(now).items()]
    for place in now.places:
        groups[f"Keys: {place.title}"] = [_key_row(action, now) for action in place.actions]
    wanted = words.casefold().split()
    shown: list[Entry] = []
    for group, entries in groups.items():
        found = [entry for entry in entries if _holds(entry, group, wanted)]
        if found:
            space = [Entry("", "", is_heading=True)] if shown else []
            shown += [*space, Entry("", group, is_heading=True), *found]
    return shown


def _holds(entry: Entry, group: str, wanted: Sequence[str]) -> bool:
    setting = find(entry.key)
    text = " ".join((group, entry.key, entry.label, entry.value, setting.says if setting else "")).casefold()
    return all(word in text for word in wanted)


def _setting_row(setting: Setting, now: Held) -> Entry:
    state = state_of(setting, now.config, now.values)
    unit = " s" if setting.key == "sync_seconds" else " min" if setting.key == "idle_minutes" else ""
    return Entry(setting.key, setting.label, f"{state.value}{unit}", is_set=state.is_set)


def _key_row(action: Action, now: Held) -> Entry:
    keys = shown_keys(action, now.checked.keys)
    return Entry(KEY + action.id, action.says, keys, is_set=action.id in now.config.keys)


def _own(now: Held) -> Mapping[str, object]:
    own = now.values.get("own", {})
    return own if isinstance(own, Mapping) else {}


def purpose(setting: Setting) -> Content:
    """What a setting is for, without how it stands: its field is below."""
    return Content.assemble((setting.label, "bold"), "\n\n", setting.says)


def about(key: str, now: Held) -> Content:
    """What the highlighted row is for, how it stands, and what can be done with it."""
    if setting := find(key):
        return _about_setting(setting, now)
    if key.startswith(KEY) and (found := find_action(now.places, key.removeprefix(KEY))):
        return _about_key(*found, now)
    if key.startswith(OWN):
        name = key.removeprefix(OWN)
        says = "Filled in by itself wherever a template asks for it. Kept in your config file, nowhere else."
        return _assembled(name, says, [str(_own(now).get(name, ""))], "Twice del takes it out.")
    return Content("")


def _about_setting(setting: Setting, now: Held) -> Content:
    state = state_of(setting, now.config, now.values)
    how = "" if setting.is_changeable else "To change it, write it into the config file and start again."
    return _assembled(setting.label, setting.says, [state.value, state.origin], setting.key, how)


def _about_key(place: Place, action: Action, now: Held) -> Content:
    tip = action.tip[:1].upper() + action.tip[1:] + "." if action.tip else ""
    own = "" if action.id not in now.checked.keys else f"set by you; by itself {keys_name(','.join(action.keys))}"
    where = "on every screen" if place.title == "Everywhere" else f"on “{place.title}”"
    faults = [fault for fault in now.checked.faults if fault.id == action.id]
    told = [fault.said if fault.is_note else f"Not used: {fault.said} ({fault.remedy})" for fault in faults]
    return _assembled(
        action.says, tip, [shown_keys(action, now.checked.keys), own], f"{where}; {action.id} below [keys]", *told
    )


def _assembled(title: str, says: str, now: Iterable[str], *more: str) -> Content:
    """A title, what it is for, how it stands, and muted lines about it."""
    value, *origin = now
    lines = [Content.styled(for_line(title[:1].upper() + title[1:]), "bold")]
    if says:
        lines += [Content(""), Content(says)]
    lines += [Content(""), Content.styled(for_line(value), "bold $text-primary")]
    lines += [Content.styled(for_line(line), MUTED) for line in origin if line]
    lines += [Content(""), *(Content.styled(for_line(line), MUTED) for line in more if line)]
    return Content("\n").join(lines)
