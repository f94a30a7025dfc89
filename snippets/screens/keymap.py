"""Which key does what, on every screen, and what a person may make of it: the table [keys] of the settings, checked.

Nothing here runs the app: the screens' own BINDINGS are read. A binding's id is what the settings call its action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from library.cleaning import for_line
from snippets.screens.key_notes import note_on
from snippets.screens.keys import is_printable, key_name, keys_name, read_key

#: The screens one sees all day come first.
_DAILY = ("FindScreen", "FillInScreen")
#: A screen may bind it beside its letters: where nothing is typed it asks for help.
HELP_SIGN = "question_mark"


class Action(NamedTuple):
    """Something a key does: `does` is Textual's action, `keys` the keys it has by itself."""

    id: str
    does: str
    says: str
    tip: str
    keys: tuple[str, ...]
    #: Whether the key is the screen's before a box sees it.
    is_first: bool


class Place(NamedTuple):
    """A screen, or the app, which is everywhere, with its actions. On some nothing is typed: letters may be keys."""

    name: str
    title: str
    is_typed_on: bool
    actions: tuple[Action, ...]


class KeyFault(NamedTuple):
    """What is wrong with the keys of one action; a note is only worth knowing, and the key is used all the same."""

    id: str
    said: str
    remedy: str = ""
    is_note: bool = False
    #: The action that has the key already.
    other: str = ""


class Checked(NamedTuple):
    """What of a table [keys] can be used, keys as Textual names them, and what is to be said about it."""

    keys: dict[str, str]
    faults: list[KeyFault]

    @property
    def wrong(self) -> list[KeyFault]:
        return [fault for fault in self.faults if not fault.is_note]


def every_place(app: type[App[None]]) -> list[Place]:
    """The app and all screens there are, with what their keys do."""
    import importlib
    import pkgutil

    import snippets.screens

    classes = set[type[DOMNode]]()
    for module in pkgutil.iter_modules(snippets.screens.__path__, "snippets.screens."):
        for found in vars(importlib.import_module(module.name)).values():
            if isinstance(found, type) and issubclass(found, Screen) and found.__module__.startswith("snippets."):
                classes.add(found)
    places = sorted(map(place_of, classes), key=lambda place: (place.name not in _DAILY, place.title))
    return [place_of(app), *(place for place in places if place.actions)]


def place_of(owner: type[DOMNode]) -> Place:
    """The actions of one screen or of the app: its own and those of the screens it is made from."""
    bindings: dict[str, Binding] = {}
    for base in reversed(owner.__mro__):
        if issubclass(base, DOMNode) and base.__module__.startswith("snippets."):
            own = [binding for binding in vars(base).get("BINDINGS", ()) if isinstance(binding, Binding)]
            bindings |= {binding.id: binding for binding in own if binding.id}
    actions = tuple(_action(binding) for binding in bindings.values())
    letters = {key for action in actions for key in action.keys if is_printable(key)} - {HELP_SIGN}
    is_app = issubclass(owner, App)
    title = "Everywhere" if is_app else str(getattr(owner, "TITLE", None) or owner.__name__.removesuffix("Screen"))
    return Place(owner.__name__, title, is_app or not letters, actions)


def _action(binding: Binding) -> Action:
    keys = tuple(dict.fromkeys(filter(None, map(read_key, binding.key.split(",")))))
    return Action(str(binding.id), binding.action, binding.description, binding.tooltip, keys, binding.priority)


def find_action(places: Iterable[Place], id: str) -> tuple[Place, Action] | None:
    return next(((place, action) for place in places for action in place.actions if action.id == id), None)


def keys_of(action: Action, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys an action has with this table."""
    return tuple(keys[action.id].split(",")) if keys.get(action.id) else action.keys


def check(places: list[Place], wanted: Mapping[str, str]) -> Checked:
    """What of the wanted keys can be used. Whatever is faulty keeps the keys it has by itself, and is told."""
    faults: list[KeyFault] = []
    good: dict[str, str] = {}
    for id, written in wanted.items():
        found = find_action(places, id)
        wrong = _wrong(places, id, written, found)
        if found and not wrong:
            good[id] = ",".join(dict.fromkeys(read_key(key) for key in _written_keys(written)))
        faults += wrong
    while clashes := list(_clashes(places, good)):  # a key given back may be wanted by another
        faults += clashes
        good = {id: keys for id, keys in good.items() if id not in {clash.id for clash in clashes}}
    return Checked(good, [*faults, *_notes(places, good)])


def _wrong(places: list[Place], id: str, written: str, found: tuple[Place, Action] | None) -> list[KeyFault]:
    from snippets.settings import nearest

    if found is None:
        meant = nearest(id, [action.id for place in places for action in place.actions])
        remedy = f"did you mean {meant}?" if meant else "the settings, F12, list them all"
        return [KeyFault(id, f"there is no action “{for_line(id)}”", remedy)]
    if not (keys := _written_keys(written)):
        return [KeyFault(id, "no key is named", "name one, as ctrl+t, or take the line out")]
    place, action = found
    faults = []
    for key in keys:
        if not (known := read_key(key)):
            faults.append(
                KeyFault(id, f"there is no key “{for_line(key)}”", "keys are written ctrl+t, alt+t, f7, pageup")
            )
        elif known not in action.keys and is_printable(known) and place.is_typed_on:
            said = f"{key_name(known)} is typed into boxes there, so it cannot be a key"
            faults.append(KeyFault(id, said, "take it with ctrl or alt, or a function key"))
    return faults


def _written_keys(written: str) -> list[str]:
    return [key.strip() for key in written.split(",") if key.strip()]


def _clashes(places: list[Place], keys: Mapping[str, str]) -> Iterator[KeyFault]:
    """Keys that two different actions would have on one screen; the app's are on all of them, and told once."""
    everywhere, told = places[0].actions, set[tuple[str, str]]()
    for place in places:
        for action, other in _pairs(place.actions, () if place is places[0] else everywhere):
            for key in _shared(action, other, keys):
                where = "everywhere" if other in everywhere else f"on “{place.title}”"
                if (action.id, key) not in told:
                    told.add((action.id, key))
                    said = f"{key_name(key)} is “{other.says}” {where}"
                    yield KeyFault(action.id, said, f"give {other.id} another key first", other=other.id)


def _shared(action: Action, other: Action, keys: Mapping[str, str]) -> list[str]:
    """The keys that a table gives to an action though another one has them; not those that both have by design."""
    if action.id not in keys or other.does == action.does:
        return []
    both = [key for key in keys_of(action, keys) if key in keys_of(other, keys)]
    return [key for key in both if not (key in action.keys and key in other.keys)]


def _pairs(actions: Sequence[Action], everywhere: Sequence[Action]) -> Iterator[tuple[Action, Action]]:
    """Every two actions that are on one screen, in both orders; not two of the app's own."""
    yield from permutations(actions, 2)
    for action in actions:
        for other in everywhere:
            yield action, other
            yield other, action


def _notes(places: list[Place], keys: Mapping[str, str]) -> Iterator[KeyFault]:
    """What may come between a key and its action; the key is used all the same."""
    for id, written in keys.items():
        found = find_action(places, id)
        for key in written.split(",") if found else ():
            if found and key not in found[1].keys:
                place, action = found
                if said := note_on(key, is_typed_on=place.is_typed_on, is_first=action.is_first):
                    yield KeyFault(id, f"{key_name(key)}: {said}", is_note=True)


def swapped(places: list[Place], keys: Mapping[str, str], id: str, other: str, key: str) -> dict[str, str]:
    """The table when one action takes a key from another: which gets the taker's keys where it has no other left."""
    taker, giver = find_action(places, id), find_action(places, other)
    if taker is None or giver is None:
        return dict(keys)
    left = [held for held in keys_of(giver[1], keys) if held != key]
    return {**keys, id: key, other: ",".join(left or keys_of(taker[1], keys))}


def shown_keys(action: Action, keys: Mapping[str, str]) -> str:
    """An action's keys by their names."""
    return keys_name(",".join(keys_of(action, keys)))
