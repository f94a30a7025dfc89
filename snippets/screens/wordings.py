"""What the screens say, as styled text. Text of templates is data here: it is never read as markup."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line, for_terminal
from library.desk.store import PERSONAL
from library.errors import LibraryError
from library.identifiers import moment
from snippets.config import Config
from snippets.formatting import OVERTAKEN, ago, counted, day, shortened
from snippets.widgets.result_list import Row

if TYPE_CHECKING:
    from library.desk.changed import Changed
    from library.desk.flags import FlagState
    from library.desk.personal import PersonalFault
    from library.desk.store import Live
    from library.finding import Entry, Match
    from library.rendering.render import Part
    from snippets.screens.customers import Customers
    from snippets.screens.form import Form
    from snippets.screens.hand import Hand

MUTED = "$foreground-muted"
LOUD = "bold"
FIELD = "$text-primary"
OPEN = "bold $text-primary"
MISSING = "bold $text-warning"


MINE = "mine"
CHOSEN = "as before"
#: Several customers stand beside each other in one line.
LABEL = 20
#: Longer asides would push the name out of its line.
ASIDE = 14


def row_of(match: Match, favourites: Container[str] = ()) -> Row:
    """A match as the list shows it: matched letters marked, and said where they are when not in name or title."""
    entry, text, spans = match.entry, match.text, match.spans
    row = row_of_entry(entry, favourites)
    if match.matched == "chosen":
        return _chosen(row, match)
    if match.matched == "phrasing":
        return row._replace(title=f"“{text}”", title_spans=[(a + 1, b + 1) for a, b in spans])
    if match.matched == "title":
        return row._replace(title_spans=spans)
    if text == entry.abbreviation:
        return row._replace(name_spans=spans)
    return row if row.aside.startswith(MINE) else row._replace(aside=f"{_aside(match)} {row.aside}".strip())


def _chosen(row: Row, match: Match) -> Row:
    """Taken for these words before: that is why it is first, whatever of them stands in it."""
    from library.finding.marking import mark

    row = row._replace(name_spans=mark(row.name, match.words), title_spans=mark(row.title, match.words))
    return row._replace(aside=f"{CHOSEN} {row.aside}".strip())


def _aside(match: Match) -> str:
    """An alias by itself, of several tags the one that matched, else where it was found."""
    if match.matched in ("name", "alias"):
        return f"= {shortened(match.text, ASIDE)}"
    if match.matched == "tag":
        place = match.spans[0][0] if match.spans else 0
        tag = match.text[match.text.rfind(",", 0, place + 1) + 1 :].partition(",")[0]
        return f"#{shortened(tag, ASIDE)}"
    return {"body": "in its text", "group": "group"}.get(match.matched, "")


def begun(row: Row, begun_: Container[str]) -> Row:
    """Marked where something was filled in for this customer that has not left yet."""
    return row._replace(aside=f"{row.aside} begun".strip()) if row.key in begun_ else row


def row_of_entry(entry: Entry, favourites: Container[str] = ()) -> Row:
    """A template as the list shows it: the agent's own ones and favourites are marked."""
    mark = MINE if entry.template.startswith(PERSONAL) else ""
    star = "★" if entry.template in favourites else ""
    return Row(entry.template, entry.abbreviation, entry.title, aside=" ".join(filter(None, (mark, star))))


def library_name(config: Config, settings: Mapping[str, str], *, is_demo: bool) -> str:
    """What people call the library: its own title, else what its address ends in."""
    if is_demo:
        return "Demo library"
    place = config.library.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".db")
    return for_line(settings.get("title") or ("Your library" if place in ("library", "") else place))


def loud(text: str) -> Content:
    return Content.styled(text, LOUD)


def customers(open_: Customers, room: int) -> Content:
    """The open customers in a row of so many cells, the one at hand marked and always seen; “…” where a reply waits.

    Where not all have room, ‹ and › stand for those further on.
    """
    names = [_customer(open_, place) for place in range(len(open_.all))]
    first, last = open_.place, open_.place + 1
    while True:
        left = first > 0 and sum(map(len, names[first - 1 : last])) + 2 * (last - first + 2) <= room
        first -= left
        right = last < len(names) and sum(map(len, names[first : last + 1])) + 2 * (last - first + 2) <= room
        last += right
        if not (left or right):
            break
    styles = [LOUD if place == open_.place else MUTED for place in range(len(names))]
    shown = [piece for place in range(first, last) for piece in ((names[place], styles[place]), ("  ", ""))][:-1]
    before, after = (("‹ ", MUTED) if first else ("", "")), ((" ›", MUTED) if last < len(names) else ("", ""))
    return Content.assemble(before, *shown, after)


def _customer(open_: Customers, place: int) -> str:
    customer, is_current = open_.all[place], place == open_.place
    number = "" if customer.label == str(customer.number) else f"{place + 1} "
    waits = "…" if customer.has_values and not is_current else ""
    return f"{'▸' if is_current else ' '}{number}{shortened(customer.label, LABEL)}{waits}"


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
    if not live.revision:
        parts[0] = "your own"
    title = for_line(document.title or document.abbreviation)
    return Content.assemble((title, LOUD), "\n", (for_line(" · ".join(parts)), MUTED), "\n\n")


def check_first(live: Live) -> Content:
    """The note stands before the reply: below a long one nobody would see it. It is never copied."""
    note = for_line(live.document.note)
    lines = [line for line in (OVERTAKEN if live.is_overtaken else "", note) if line]
    said = [piece for line in lines for piece in ((f"! {line}", "$text-warning"), "\n")]
    return Content.assemble(*said, "\n") if lines else Content("")


def around(forms: Sequence[Form], text: Content, key: str) -> Content:
    """The reply with all that is for the agent's eyes only: what to check and what is new before it, notes after.

    `key` shows what has changed.
    """
    before = [part for form in forms for part in (whats_new(form.changed, key), check_first(form.held.live))]
    after = [notes(form.held.live) for form in forms]
    return Content.assemble(*before, text, *after)


def whats_new(changed: Changed | None, key: str) -> Content:
    """What this agent's customers read otherwise than at this agent's last use of it."""
    if changed is None:
        return Content("")
    by = f" by {changed.approved_by}" if changed.approved_by else ""
    line = for_line(f"↯ changed{by} since you used it: {changed.summary}")
    where = ((f"  {key}", LOUD), (" shows where", MUTED)) if key else ()
    return Content.assemble((line, "$text-accent"), *where, "\n\n")


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


def delivered(said_: str, hand: Hand) -> str:
    """The toast after copying; what follows reminds of what to do in the help desk."""
    first = f"{said_} {hand.name}" if said_ in ("Copied", "Spoken") else f"{said_}: {hand.name}"
    after = dict.fromkeys(form.held.live.document.after for form in hand.forms if form.held.live.document.after)
    return for_line(f"{first}. Then: {'; '.join(after)}" if after else first)


_ANSWERS = {"changed": "was changed", "confirmed": "is right as it is", "retired": "was retired",
            "suspended": "was suspended"}  # fmt: skip


def answered(flag: FlagState) -> str:
    """What became of a flag: “refund-late, which you flagged, was changed by Mia: the limit is 500 now”."""
    by = f" by {flag.answered_by}" if flag.answered_by and flag.answer != "confirmed" else ""
    said_ = f", says {flag.answered_by}" if flag.answered_by and flag.answer == "confirmed" else ""
    why = f": {flag.answer_why}" if flag.answer_why else ""
    name = flag.abbreviation or "A template"
    return for_line(f"{name}, which you flagged, {_ANSWERS.get(flag.answer, flag.answer)}{by}{said_}{why}")


def own_fault(fault: PersonalFault, count: int) -> str:
    """One of the agent's own files that cannot be used, and how many more there are."""
    more = f" (and {count - 1} more: snippets mine list)" if count > 1 else ""
    return for_line(f"{fault.place}: {fault.message}: {fault.hint}{more}")


BACK_AGAIN = "Here you were when the terminal went. What was typed is gone, as it was a customer's"
TICKET_SAYS_NOTHING = "Nothing in this ticket fills in a field here"


def again(warning: str, key: str) -> str:
    """A warning that does not stop anybody: the same key once more does it."""
    return for_line(f"{warning}. {key[0].upper()}{key[1:]} again copies it as it is.")
