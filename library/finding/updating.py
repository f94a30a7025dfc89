"""Takes changed templates into a warm index where it stands; its answers are then those of one built anew."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from library.documents import folded
from library.finding.folding import plain
from library.finding.index import NOBODY, Entry, Index, build, initials_of, joined, order_of, short_text
from library.finding.words import Words

_T = TypeVar("_T")


def update(index: Index, changed: Sequence[Entry], gone: Collection[str] = ()) -> Index:
    """The index with entries that are new, changed or used again, and without those of the ids `gone`.

    A warm index is changed in place, in milliseconds: call this where `find` is called, never beside it.
    One that is not warm holds next to nothing yet and is replaced.
    """
    if not index.is_warm:
        ids = {entry.template for entry in changed} | set(gone)
        return build([*(entry for entry in index.entries if entry.template not in ids), *changed])
    names: set[str] = set()
    for entry in changed:
        names.update(_take_in(index, entry))
    for template in gone:
        if (number := index.number_of.get(template)) is not None:
            names.update(_drop(index, number))
    index.places = [-1] * len(index.at)
    for place, number in enumerate(index.order):
        index.places[number] = place
    for name in names:
        _claim(index, name)
    return index


def _take_in(index: Index, entry: Entry) -> list[str]:
    """Puts an entry in, in place of the one with its id; returns the names that may have changed hands."""
    number = index.number_of.get(entry.template)
    if number is None:
        return _put(index, entry)
    if _without_uses(index.at[number]) != _without_uses(entry):
        return [*_drop(index, number), *_put(index, entry)]
    _take_out_of_order(index, number)
    index.at[number] = entry
    _put_in_order(index, number)
    return _names_of(entry)


def _put(index: Index, entry: Entry) -> list[str]:
    number, title, names = len(index.at), plain(entry.title), _names_of(entry)
    index.at.append(entry)
    index.number_of[entry.template] = number
    index.titles.append(title)
    index.title_starts.put(title, number)
    for words, text in _worded(index, entry):
        words.put(text)
    for text in (title, *(name.replace("-", " ") for name in names)):
        letters = initials_of(text)
        index.by_initials[letters] = index.by_initials.get(letters, b"") + array("I", (number,)).tobytes()
    for name in names:
        index.grams.put(len(index.names), joined(name))
        index.joined.append(joined(name))
        index.names.append(name)
        index.owner.append(number)
        index.name_starts.put(name, number)
        index.joined_starts.put(joined(name), number)
    index.labels.clear()
    _put_in_order(index, number)
    return names


def _drop(index: Index, number: int) -> list[str]:
    """Takes an entry out of every structure; its number stays unused."""
    entry = index.at[number]
    names = _names_of(entry)
    _take_out_of_order(index, number)
    del index.number_of[entry.template]
    index.title_starts.drop(index.titles[number], number)
    for words, text in _worded(index, entry):
        words.drop(number, text)
    for text in (index.titles[number], *(name.replace("-", " ") for name in names)):
        letters = initials_of(text)
        left = array("I", (other for other in array("I", index.by_initials[letters]) if other != number))
        index.by_initials[letters] = left.tobytes()
    for place in list(_places_of(index.owner, number)):
        index.name_starts.drop(index.names[place], number)
        index.joined_starts.drop(index.joined[place], number)
        index.grams.drop(place, index.joined[place])
        index.owner[place] = NOBODY
    index.forget_fields(number)
    index.labels.clear()
    return names


def _put_in_order(index: Index, number: int) -> None:
    place = bisect_left(index.order, order_of(index.at[number]), key=lambda other: order_of(index.at[other]))
    index.order.insert(place, number)
    index.entries.insert(place, index.at[number])
    if index.at[number].uses or index.at[number].own_uses:
        index.used |= 1 << number


def _take_out_of_order(index: Index, number: int) -> None:
    place = bisect_left(index.order, order_of(index.at[number]), key=lambda other: order_of(index.at[other]))
    while index.order[place] != number:
        place += 1
    del index.order[place], index.entries[place]
    index.used &= ~(1 << number)


def _claim(index: Index, name: str) -> None:
    """Gives a name to the best placed of those who claim it."""
    claiming = {index.owner[place] for place in _places_of(index.names, name)} - {NOBODY}
    if claiming:
        index.by_name[name] = index.in_order(claiming)[0]
    else:
        index.by_name.pop(name, None)


def _places_of(there: list[_T], wanted: _T) -> Iterator[int]:
    place = -1
    try:
        while True:
            yield (place := there.index(wanted, place + 1))
    except ValueError:
        return


def _worded(index: Index, entry: Entry) -> Iterator[tuple[Words, str]]:
    yield index.short, plain(short_text(entry))
    yield index.phrasings, plain(" ".join(entry.phrasings))
    yield index.bodies, plain(entry.body)


def _names_of(entry: Entry) -> list[str]:
    return [folded(name) for name in (entry.abbreviation, *entry.aliases)]


def _without_uses(entry: Entry) -> Entry:
    return entry._replace(uses=0, own_uses=0)
