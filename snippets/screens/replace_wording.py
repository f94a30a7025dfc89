"""What the screen of search and replace says: its rows, what stands above a difference, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.documents import Document
from library.replacing import Hit, Wanted
from snippets.formatting import counted, shortened
from snippets.screens.compared import label_of
from snippets.screens.leading_places import CHANGE_SETS, REVIEW
from snippets.screens.replace_reading import MOST, Places
from snippets.widgets.hit_list import Line
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from snippets.settling import Settled

MUTED, LOUD = "$foreground-muted", "bold"
#: Letters of what is looked for in a sentence, and of a place in front of its line.
_SAID, PLACE_WIDTH = 30, 10
#: New texts named one by one.
_NAMED = 5


def key_of(hit: Hit) -> str:
    """Tells a place from others, also when the library is read again and its line is another one by then."""
    return f"{hit.template} {hit.place} {hit.start} {hit.before}"


def entries(places: Places, out: Collection[str]) -> list[Entry]:
    """The rows: each template with how many of its places are taken, and those."""
    rows: list[Entry] = []
    for template, group in groupby(places.found.hits, key=lambda hit: hit.template):
        its, document = list(group), places.found.documents[template]
        taken = sum(key_of(hit) not in out for hit in its)
        count = f"{taken} of {len(its)}" if taken < len(its) else counted(taken, "place")
        name = " · ".join(filter(None, (document.abbreviation, document.title)))
        rows.append(Entry("", f"{shortened(name, 40)} · {count}", is_heading=True))
        rows += [Entry(key_of(hit), _label(hit, key_of(hit) in out), hit.before, key_of(hit) in out) for hit in its]
    return rows


def _label(hit: Hit, is_out: bool) -> str:
    place = shortened(label_of(hit.place).removesuffix(" wording"), PLACE_WIDTH - 5)
    line = "" if hit.place in ("title", "subject") else f" {hit.line}"
    return f"{'·' if is_out else '✓'} {place}{line}"


def lines(places: Places) -> dict[str, Line]:
    return {key_of(hit): _line(hit) for hit in places.found.hits}


def _line(hit: Hit) -> Line:
    end = hit.at + len(hit.found)
    return Line(hit.before[: hit.at], hit.found, hit.before[end:])


def count(places: Places | None, out: Collection[str]) -> str:
    """“12 places in 5 templates, 2 left out”."""
    if places is None:
        return ""
    hits = places.found.hits
    if places.has_more:
        return f"more than {MOST:,} places: look for more of it, or in one group"
    left = sum(key_of(hit) in out for hit in hits)
    said = f"{counted(len(hits), 'place')} in {counted(len({hit.template for hit in hits}), 'template')}"
    return f"{said}, {left:,} left out" if left else said


def options(wanted: Wanted) -> Content:
    """What the search keeps to; what is other than usual stands out."""
    parts = [
        ("whole words", True) if wanted.search.is_word else ("inside words too", False),
        ("capitals count", False) if wanted.search.is_exact else ("capitals do not count", True),
        (f"only in {wanted.group}", True) if wanted.group else ("in all groups", False),
    ]
    shown = [(for_line(said), "$text" if is_other else MUTED) for said, is_other in parts]
    return Content.assemble(shown[0], (" · ", MUTED), shown[1], (" · ", MUTED), shown[2])


def head(hit: Hit, document: Document, its: Sequence[Hit], out: Collection[str]) -> Content:
    """Whose difference it is, how many places are taken in it, and what is to be known of the highlighted one."""
    left = sum(key_of(one) in out for one in its)
    taken = f"{counted(len(its), 'place')}" + (f", {left} left out" if left else "")
    said = [" · ".join(filter(None, (document.group, taken)))]
    if hit.is_in_tag:
        said.append("the highlighted one is inside a tag, where it may be part of a name")
    heading = document.abbreviation + (f", {document.title}" if document.title else "")
    return Content.assemble((for_line(heading), LOUD), ("\n" + "\n".join(map(for_line, said)), MUTED), "\n\n")


def nothing(wanted: Wanted) -> Content:
    """What stands there where no place does."""
    if not wanted.search.text:
        return Content.assemble(
            "Type what is to be found.\n\n",
            ("Titles, subjects, texts and wordings for channels of everything agents get are looked through. Nothing"
             " changes before you say so: then new texts are made of the places you leave in.", MUTED),
        )  # fmt: skip
    ways = ["capitals count"] if wanted.search.is_exact else []
    ways += ["only whole words are found"] if wanted.search.is_word else []
    ways += [f"only {wanted.group} is looked through"] if wanted.group else []
    text = f"“{shortened(wanted.search.text, _SAID)}” is nowhere."
    return Content.assemble(text, (f"\n\nAs it is, {for_line(', '.join(ways))}." if ways else "", MUTED))


def asked(chosen: Sequence[Hit], wanted: Wanted) -> str:
    """The question before anything is written: of how many places and templates it is."""
    where = f"{counted(len(chosen), 'place')} of {counted(len({hit.template for hit in chosen}), 'template')}"
    old, new = (shortened(text, _SAID) for text in (wanted.search.text, wanted.new))
    return f"Put “{new}” for “{old}” in {where}?" if wanted.new.strip() else f"Take “{old}” out of {where}?"


def done(settled: Settled, count_of_places: int) -> Content:
    """What became of it, and how to go on."""
    names = [f"{state.abbreviation} r{state.number}" for state in settled.about]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    shown = f"{', '.join(names[:_NAMED])}{more}"
    is_one, in_set = len(names) == 1, f", in the change set {_quoted(settled.change_set)}" if settled.change_set else ""
    said = {
        "live": f"{shown} {'is' if is_one else 'are'} live{in_set}: library version {settled.version}.",
        "submitted": f"{shown} {'waits' if is_one else 'wait'} for approval{in_set}.",
    }.get(settled.state, f"{shown} {'is a draft' if is_one else 'are drafts'}{in_set}.")
    then = " ".join(filter(None, (f"{settled.why}." if settled.why else "", _THEN[settled.state, bool(in_set)])))
    heading = f"Replaced in {counted(count_of_places, 'place')}."
    return Content.assemble((heading, LOUD), f"\n\n{for_line(said)}\n\n", (for_line(then), MUTED))


def _quoted(title: str) -> str:
    return title if title.startswith("“") else f"“{title}”"


def way_on(settled: Settled) -> str:
    """The screen on which it goes on, "" where nothing is left to do."""
    if settled.state == "live":
        return ""
    return CHANGE_SETS if settled.state == "draft" and settled.change_set else REVIEW


#: How to go on from what was made, alone or in a change set.
_THEN = {
    ("live", False): "Agents have it with their next sync; History brings an earlier text back.",
    ("live", True): "Agents have them with their next sync; History brings an earlier text back.",
    ("submitted", False): "Enter opens Review, where it waits.",
    ("submitted", True): "Enter opens Review, where it waits.",
    ("draft", False): "Nobody gets it yet. Enter opens Review, which lists drafts too.",
    ("draft", True): "Nobody gets them yet. Enter opens Change sets, where they are submitted together.",
}
