"""What the screens say, as styled text. Text of templates is data here: it is never read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line, for_terminal
from library.errors import LibraryError
from library.identifiers import moment
from snippets.config import Config
from snippets.formatting import ago, counted, day, shortened
from snippets.widgets.result_list import Row

if TYPE_CHECKING:
    from library.desk.store import Live
    from library.finding import Entry, Match
    from library.rendering.render import Part

MUTED = "$foreground-muted"
LOUD = "bold"
FIELD = "$text-primary"
OPEN = "bold $text-primary"
MISSING = "bold $text-warning"


#: Longer asides would push the name out of its line.
ASIDE = 14


def row_of(match: Match) -> Row:
    """A match as the list shows it: matched letters marked, and said where they are when not in name or title."""
    entry, text, spans = match.entry, match.text, match.spans
    if match.matched == "phrasing":
        return Row(entry.template, entry.abbreviation, f"“{text}”", title_spans=[(a + 1, b + 1) for a, b in spans])
    if match.matched == "title":
        return Row(entry.template, entry.abbreviation, entry.title, title_spans=spans)
    if text == entry.abbreviation:
        return Row(entry.template, entry.abbreviation, entry.title, name_spans=spans)
    return Row(entry.template, entry.abbreviation, entry.title, aside=_aside(match))


def _aside(match: Match) -> str:
    """An alias by itself, of several tags the one that matched, else where it was found."""
    if match.matched in ("name", "alias"):
        return f"= {shortened(match.text, ASIDE)}"
    if match.matched == "tag":
        place = match.spans[0][0] if match.spans else 0
        tag = match.text[match.text.rfind(",", 0, place + 1) + 1 :].partition(",")[0]
        return f"#{shortened(tag, ASIDE)}"
    return {"body": "in its text", "group": "group"}.get(match.matched, "")


def row_of_entry(entry: Entry) -> Row:
    return Row(entry.template, entry.abbreviation, entry.title)


def library_name(config: Config, settings: Mapping[str, str], *, is_demo: bool) -> str:
    """What people call the library: its own title, else what its address ends in."""
    if is_demo:
        return "Demo library"
    place = config.library.rstrip("/").rpartition("/")[2].partition("?")[0].removesuffix(".db")
    return for_line(settings.get("title") or ("Your library" if place in ("library", "") else place))


def status(agent: str, channel: str, *, waiting: int, offline_since: str, now: datetime) -> Content:
    """The right end of the header: only what is not as usual, then who and which channel."""
    parts: list[Content | str] = []
    if offline_since:
        parts.append(Content.styled(f"offline, as of {ago(moment(offline_since), now)}", "$text-warning"))
    if waiting:
        parts.append(Content.styled(f"{counted(waiting, 'use')} waiting", MUTED))
    parts += [Content.styled(for_line(agent), MUTED), Content.styled(for_line(channel), LOUD)]
    return Content(" · ").stylize(MUTED).join([Content(part) if isinstance(part, str) else part for part in parts])


def header(live: Live, channel: str, usual: str, *, now: datetime) -> Content:
    """Title, then one muted line: group, revision, who approved it and when, and which channel's wording this is."""
    document = live.document
    approved = f", approved by {live.approved_by} {day(moment(live.approved_at), now)}" if live.approved_by else ""
    wording = ""
    if channel in document.channels:
        wording = f"{channel} wording"
    elif channel != usual:
        wording = f"no {channel} wording, this is the usual one"
    parts = [part for part in (f"r{live.revision}{approved}", wording, document.group) if part]
    title = for_line(document.title or document.abbreviation)
    return Content.assemble((title, LOUD), "\n", (for_line(" · ".join(parts)), MUTED), "\n\n", check_first(live))


def check_first(live: Live) -> Content:
    """The note stands before the reply: below a long one nobody would see it. It is never copied."""
    note = for_line(live.document.note)
    return Content.assemble((f"! {note}", "$text-warning"), "\n\n") if note else Content("")


def body(parts: Iterable[Part], *, active: str = "", gap: str = MISSING) -> Content:
    """The reply with its fields marked: filled ones by colour, open ones as ‹label›, the active one underlined."""
    pieces: list[tuple[str, str]] = []
    for part in parts:
        style = (FIELD if part.is_filled else gap) if part.field or not part.is_filled else ""
        if active and part.field == active:
            style += " underline"
        pieces.append((for_terminal(part.text) if part.is_filled else f"‹{for_line(part.text)}›", style))
    return Content.assemble(*pieces)


def notes(live: Live) -> Content:
    """What to do afterwards, or instead; for the agent's eyes only, never copied."""
    document = live.document
    shown = [
        ("escalate", document.escalate),
        ("after", document.after),
        ("see", document.kb),
    ]
    lines = [Content.styled(f"{sign}: {for_line(text)}", MUTED) for sign, text in shown if text]
    return Content.assemble("\n\n", Content("\n").join(lines)) if lines else Content("")


def fault(error: LibraryError) -> Content:
    hint = f"\n{for_line(error.hint)}" if error.hint else ""
    return Content.assemble((for_line(error.message), "$text-error"), (hint, MUTED))


def said(error: LibraryError) -> str:
    """An error as one line: what happened, and what to do."""
    return for_line(f"{error.message}: {error.hint}" if error.hint else error.message)


def loading() -> Content:
    return Content.styled("Loading the templates …", MUTED)


def not_fetched() -> Content:
    return Content.assemble(
        "Your library has not been fetched yet.\n\n",
        ("The templates appear here as soon as it can be reached. To see what is in the way:\n", MUTED),
        ("snippets sync", LOUD),
    )


def nothing_found(words: str) -> Content:
    return Content.assemble(
        (f"Nothing fits “{for_line(words)[:60]}”.\n\n", ""),
        ("Try fewer or other words: a name, words of the title, or how a customer puts it.\n\n", MUTED),
        ("esc", LOUD),
        (" clears the words", MUTED),
    )


def empty_library() -> Content:
    return Content.assemble(
        "There are no templates here yet.\n\n",
        ("Bring in a folder of template files:\n", MUTED),
        ("snippets import FOLDER", LOUD),
        ("\n\nThey show up here by themselves.", MUTED),
    )


def copied(said_: str, live: Live) -> str:
    """The toast after copying; the second sentence reminds of what to do in the help desk."""
    name = live.document.abbreviation
    first = f"{said_} {name}" if said_ == "Copied" else f"{said_}: {name}"
    return for_line(f"{first}. Then: {live.document.after}" if live.document.after else first)


TICKET_SAYS_NOTHING = "Nothing in this ticket fills in a field here"


def again(warning: str, key: str) -> str:
    """A warning that does not stop anybody: the same key once more does it."""
    return for_line(f"{warning}. {key[0].upper()}{key[1:]} again copies it as it is.")
