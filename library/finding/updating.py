"""Takes changed templates into a warm index where it stands; its answers are then those of one built anew."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence

from library.documents import folded
from library.finding.folding import plain
from library.finding.index import Entry, Index, build, initials_of, joined, order_of, short_text
from library.finding.labels import labels_of
from library.finding.words import Words


def update(index: Index, changed: Sequence[Entry], gone: Collection[str] = ()) -> Index:
    """The index with entries that are new, changed or used again, and without those of the ids `gone`.

    A warm index is changed in place, in milliseconds: call this where `find` is called, never beside it.
    One that is not warm holds next to nothing yet and is replaced.
    """
    if not index.is_warm:
        ids = {entry.template for entry in changed} | set(gone)
        return build([*(entry for entry in index.entries if entry.template not in ids), *changed])
    for entry in changed:
        _take_in(index, entry)
    for template in gone:
        if (number := index.number_of.get(template)) is not None:
            _drop(index, number)
    index.passing.clear()
    return index


def replace_lost(index: Index, lost: Collection[int], changed: Sequence[Entry]) -> None:
    """Takes out of a warm index what nobody is left to say the texts of, and puts the changed entries in."""
    for words in (index.short, index.phrasings, index.bodies):
        words.lose(lost)
    for labels in index.labels.values():
        labels.drop(lost, list(labels.numbers_of))
    for number in lost:
        _unlist(index, number)
    for entry in changed:
        _put(index, entry)


def _take_in(index: Index, entry: Entry) -> None:
    """Puts an entry in, in place of the one with its id."""
    number = index.number_of.get(entry.template)
    if number is not None and _without_uses(index.at[number]) == _without_uses(entry):
        _take_out_of_order(index, number)
        index.at[number] = entry
        _put_in_order(index, number)
        return
    if number is not None:
        _drop(index, number)
    _put(index, entry)


def _put(index: Index, entry: Entry) -> None:
    number, title = len(index.at), plain(entry.title)
    names = [folded(name) for name in (entry.abbreviation, *entry.aliases)]
    index.at.append(entry)
    index.number_of[entry.template] = number
    index.titles.append(title)
    index.title_starts.put(title, number)
    for words, text in _worded(index, entry):
        words.put(text)
    for text in (title, *(name.replace("-", " ") for name in names)):
        index.initials.put(initials_of(text), number)
    for name in names:
        index.grams.put(len(index.names), joined(name))
        index.joined.append(joined(name))
        index.names.append(name)
        index.owner.append(number)
        index.name_starts.put(name, number)
        index.joined_starts.put(joined(name), number)
    for sign, labels in index.labels.items():
        labels.put(number, labels_of(entry, sign))
    index.places.append(0)
    _put_in_order(index, number)


def _drop(index: Index, number: int) -> None:
    """Takes an entry out of every structure; its number stays unused."""
    entry = index.at[number]
    _take_out_of_order(index, number)
    del index.number_of[entry.template]
    for words, text in _worded(index, entry):
        words.drop(number, text)
    for sign, labels in index.labels.items():
        labels.drop([number], labels_of(entry, sign))
    index.forget_fields(number)
    _unlist(index, number)


def _unlist(index: Index, number: int) -> None:
    """Takes an entry's names and title out, as the index has them."""
    places = range(bisect_left(index.owner, number), bisect_right(index.owner, number))
    names, title = [index.names[place] for place in places], index.titles[number]
    index.title_starts.drop(title, number)
    for text in (title, *(name.replace("-", " ") for name in names)):
        index.initials.drop(initials_of(text), number)
    for place, name in zip(places, names, strict=True):
        index.name_starts.drop(name, number)
        index.joined_starts.drop(index.joined[place], number)
        index.grams.drop(place, index.joined[place])


def _put_in_order(index: Index, number: int) -> None:
    order, places = index.order, index.places
    place = bisect_left(order, order_of(index.at[number]), key=lambda other: order_of(index.at[other]))
    behind = places[order[place]] if place < len(order) else places[order[-1]] + 2 if order else 0.0
    before = places[order[place - 1]] if place else behind - 2
    order.insert(place, number)
    index.entries.insert(place, index.at[number])
    places[number] = (before + behind) / 2
    if not before < places[number] < behind:  # after some fifty halvings nothing lies between two neighbours
        index.settle_places()
    if index.at[number].uses or index.at[number].own_uses:
        index.used |= 1 << number


def _take_out_of_order(index: Index, number: int) -> None:
    place = bisect_left(index.order, order_of(index.at[number]), key=lambda other: order_of(index.at[other]))
    while index.order[place] != number:
        place += 1
    del index.order[place], index.entries[place]
    index.used &= ~(1 << number)


def _worded(index: Index, entry: Entry) -> Iterator[tuple[Words, str]]:
    yield index.short, plain(short_text(entry))
    yield index.phrasings, plain(" ".join(entry.phrasings))
    yield index.bodies, plain(entry.body)


def _without_uses(entry: Entry) -> Entry:
    return entry._replace(uses=0, own_uses=0)
