"""One or some of several options, as agents type or pick them.

Picks are typed with commas between them; a program sends them one a line, which no option's own comma can disturb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from library.documents import Option
from library.rendering.context import MAXIMUM_TEXT, cleaned
from library.rendering.parsing import Unreadable

MAXIMUM_OPTIONS = 1_000
MAXIMUM_PICKS = 200
_BETWEEN_PICKS = " \t,;"


def joined_picks(values: Iterable[str]) -> str:
    """Picked values as one text that parse reads back as these values, whatever signs they hold: one a line."""
    return "\n".join(_one_line(value) for value in values)


def read_picks(options: Iterable[Option], text: str) -> tuple[str, ...]:
    """The values of the options a text names, in its order; what is no option is left out. Nothing is raised."""
    known = tuple(options)
    found: dict[str, None] = {}
    try:
        find = finder(known)
        picks = picks_of(known, cleaned(text[:MAXIMUM_TEXT]).strip())
    except Unreadable:
        return ()
    for pick in picks:
        try:
            found[find(pick).value] = None
        except Unreadable:
            continue
    return tuple(found)


def picks_of(options: tuple[Option, ...], typed: str) -> list[str]:
    """A text cut into what was picked: one a line, or between , and ; where no option's own comma is in the way."""
    if "\n" in typed:
        picks = [line for line in map(str.strip, typed.split("\n")) if line]
    else:
        picks = list(_picks_of_line(options, typed))
    if len(picks) > MAXIMUM_PICKS:
        raise Unreadable(f"more than {MAXIMUM_PICKS} options at once", "name each option once")
    return picks


def _picks_of_line(options: tuple[Option, ...], typed: str) -> Iterator[str]:
    """The longest option first: of the options “A”, “B” and “A, B” the text “A, B” is the third."""
    whole = _folded(typed)
    if whole and any(whole == _folded(text) for option in options for text in option):
        yield typed
        return
    names = sorted({_folded(text) for o in options for text in o if "," in text or ";" in text}, key=len, reverse=True)
    reach = 2 * len(names[0]) + 40 if names else 0
    rest = typed.strip(_BETWEEN_PICKS)
    for _ in range(MAXIMUM_PICKS + 1):
        if not rest:
            return
        head = _folded(rest[:reach])
        ends = (_end_of(name, rest) for name in names if head.startswith(name))
        end = next(filter(None, ends), 0) or _first_comma(rest)
        yield rest[:end].strip()
        rest = rest[end:].strip(_BETWEEN_PICKS)


def _first_comma(text: str) -> int:
    found = re.search("[,;]", text)
    return found.start() if found else len(text)


def _end_of(name: str, text: str) -> int:
    """Where the folded name that a text begins with ends, 0 unless a comma or the end of the text follows."""
    for match in re.finditer("[,;]|$", text):
        if (found := _folded(text[: match.start()])) == name:
            return match.start()
        if len(found) > len(name):
            break
    return 0


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    return _one_line(text).casefold()


def finder(options: tuple[Option, ...]) -> Callable[[str], Option]:
    """Finds an option by value, by label, by its number in the list, or by the only beginning that fits."""
    if len(options) > MAXIMUM_OPTIONS:
        raise Unreadable(f"the field has over {MAXIMUM_OPTIONS:,} options", "make it a text field")
    exact: dict[str, Option] = {}
    folded: dict[str, Option] = {}
    for known, key in ((exact, _one_line), (folded, _folded)):
        for texts in ([option.value for option in options], [option.label for option in options]):
            for option, text in zip(options, texts, strict=True):
                known.setdefault(key(text), option)

    def find(typed: str) -> Option:
        word = _folded(typed)
        if found := exact.get(_one_line(typed)) or folded.get(word):
            return found
        if typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= len(options):
            return options[int(typed) - 1]
        fitting = list(dict.fromkeys(option for name, option in folded.items() if name.startswith(word)))
        if len(fitting) == 1:
            return fitting[0]
        shown = ", ".join(option.shown[:60] for option in (fitting or options)[:8])
        problem = f"“{typed[:40]}” fits several" if fitting else f"“{typed[:40]}” is not among the options"
        raise Unreadable(problem, f"choose from {shown}")

    return find
