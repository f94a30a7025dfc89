"""Other ways to find a template, asked the same queries over the same texts: fzf, frizbee, rapidfuzz, textual, a scan.

Each gets every template as one line in up to three arrangements: its names; names and title; names, title, group, tags
and phrasings. The benchmark shows a peer, kind by kind, with whichever arrangement served it best.
Textual's matcher is left out of the third: its time grows so fast with a line's length that one query takes minutes.
With 100,000 templates it is left out of all, and others are asked fewer queries: the table says how many.
fzf runs as its own program out of the wheel `iterfzf`, once a query, as `fzf --filter` (which is how scripts use it).
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from library.finding import Entry

#: Queries of a kind and seed that the slowest are asked all the same.
_LEAST = 5
#: With more templates textual's matcher takes seconds a query: it is left out.
_TEXTUAL_BEARS = 20_000

Search = Callable[[str], list[str]]
BEST = 5


class Peer(NamedTuple):
    """One search per arrangement, and how many queries of a kind it is asked at most: some take a second a query."""

    searches: Mapping[str, Search]
    most: int


def arranged(items: Sequence[Entry]) -> dict[str, list[str]]:
    """Every template as one line, in the three arrangements."""
    names = [" ".join((item.abbreviation, *item.aliases)) for item in items]
    titled = [f"{name} {item.title}" for name, item in zip(names, items, strict=True)]
    whole = [
        " ".join((line, item.group, *item.tags, *item.phrasings)) for line, item in zip(titled, items, strict=True)
    ]
    return {"names": names, "names and title": titled, "all texts": whole}


def peers(items: Sequence[Entry], count: int) -> dict[str, Peer]:
    """Those that are installed (extra `bench`), by their names."""
    lines = arranged(items)
    names = [item.abbreviation for item in items]
    size = len(items)
    made = {
        "fzf": (_fzf, 2_000_000 // size),
        "frizbee": (_frizbee, 20_000_000 // size),
        "WRatio": (_wratio, 500_000 // size),
        "textual": (_textual, 100_000 // size),
        "byte scan": (_scan, count),
    }
    if size > _TEXTUAL_BEARS:
        made.pop("textual")
    found: dict[str, Peer] = {}
    for name, (maker, most) in made.items():
        try:
            searches = {
                arrangement: maker(rows, names)
                for arrangement, rows in lines.items()
                if (name, arrangement) != ("textual", "all texts")
            }
        except ImportError:
            print(f"{name} is not installed (pip install 'snippets[bench]')")
            continue
        found[name] = Peer(searches, max(_LEAST, min(count, most)))
    return found


def _fzf(lines: Sequence[str], names: Sequence[str]) -> Search:
    from iterfzf import BUNDLED_EXECUTABLE

    piped = "\n".join(f"{place}\t{line}" for place, line in enumerate(lines)).encode()
    command = [str(BUNDLED_EXECUTABLE), "--delimiter", "\t", "--nth", "2..", "--filter"]

    def search(text: str) -> list[str]:
        # A leading ', ^ or !, a closing $ and | are fzf's own language: as text they would only harm it.
        query = " ".join(word.strip("'^!$|") for word in text.split())
        said = subprocess.run([*command, query], input=piped, capture_output=True, check=False).stdout
        return [names[int(line.split(b"\t", 1)[0])] for line in said.split(b"\n", BEST)[:BEST] if line]

    return search


def _frizbee(lines: Sequence[str], names: Sequence[str]) -> Search:
    """One typo is allowed for every four letters, as its own documentation does."""
    import frizbee

    held = frizbee.Haystacks(lines)

    def search(text: str) -> list[str]:
        needle = text[: frizbee.max_needle_len()] if callable(frizbee.max_needle_len) else text
        words = needle.split()
        if len(words) < 2:
            matcher = frizbee.Matcher(needle, max_typos=len(needle) // 4, casing="ignore", max_items=BEST)
        else:  # every word on its own, in any order
            patterns = [frizbee.Pattern(word) for word in words]
            for pattern in patterns:
                pattern.max_typos = len(pattern.needle) // 4
            matcher = frizbee.Matcher.from_patterns(patterns, casing="ignore", max_items=BEST)
        return [names[match.index] for match in matcher.match_list(held)[:BEST]]

    return search


def _wratio(lines: Sequence[str], names: Sequence[str]) -> Search:
    from rapidfuzz import fuzz, process, utils

    prepared = [utils.default_process(line) for line in lines]

    def search(text: str) -> list[str]:
        found = process.extract(utils.default_process(text), prepared, scorer=fuzz.WRatio, limit=BEST)
        return [names[place] for _, _, place in found]

    return search


def _textual(lines: Sequence[str], names: Sequence[str]) -> Search:
    from textual.fuzzy import Matcher

    def search(text: str) -> list[str]:
        matcher = Matcher(text)
        scored = sorted(((matcher.match(line), -place) for place, line in enumerate(lines)), reverse=True)[:BEST]
        return [names[-place] for score, place in scored if score > 0]

    return search


def _scan(lines: Sequence[str], names: Sequence[str]) -> Search:
    """Where the letters stand as they were typed: the least any search has to do."""
    lowered = "\n".join(lines).lower().encode()
    ends: list[int] = []
    place = -1
    for line in lines:
        place += len(line.lower().encode()) + 1
        ends.append(place)

    from bisect import bisect_left

    def search(text: str) -> list[str]:
        typed, found, place = text.lower().encode(), list[str](), 0
        while typed and len(found) < BEST and (place := lowered.find(typed, place)) >= 0:
            number = bisect_left(ends, place)
            found.append(names[number])
            place = ends[number]
        return found

    return search
