"""Writes down what a pull makes different: what was live before (earlier.py), and what is news to agents (news.py).

Inside the transaction of the pull, before the catalog itself is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from library.desk.store import Desk
from library.documents import Document, folded

if TYPE_CHECKING:
    from library.desk.catalog import Gone, PulledTemplate


class Held(NamedTuple):
    """One revision as a desk holds it: `text` is its canonical text."""

    revision: int
    kind: str
    abbreviation: str
    title: str
    text: str


class Alteration(NamedTuple):
    """A template that is new (nothing before), changed, or gone (nothing after): who decided it, when and why."""

    template: str
    before: Held | None
    after: Held | None
    by: str
    at: str
    why: str

    @property
    def is_one(self) -> bool:
        """Whether agents get another text than before; other names or phrasings of a template are no news."""
        before, after = self.before, self.after
        return before.text != after.text if before and after else before is not after

    @property
    def what(self) -> str:
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "changed"


def note_alterations(
    desk: Desk, read: Iterable[tuple[PulledTemplate, Document]], gone: Iterable[Gone], *, version: int, at: str
) -> None:
    """Notes, in the order it was decided, what a pull to this version alters at this moment."""
    found = [_alteration(desk, pulled, document) for pulled, document in read]
    found += [Alteration(item.template, _held(desk, item.template), None, item.by, item.at, item.why) for item in gone]
    until = desk.version
    for alteration in sorted(found, key=lambda item: item.at):
        if alteration.is_one:
            _note_earlier(desk, alteration, until, at)
            _note_news(desk, alteration, version, at)


def begin_anew(desk: Desk, version: int) -> None:
    """Forgets what was before: the catalog is pulled whole, and nobody knows what happened meanwhile.

    Where the desk held a version, the library was restored from a backup and has another history: its numbers mean
    other texts, so news of them and the versions of last uses would mislead.
    """
    desk.connection.execute("DELETE FROM earlier")
    if desk.version:
        desk.connection.execute("DELETE FROM news")
        desk.connection.execute("UPDATE habits SET last_version = 0")
    desk.connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('known_since', ?)", (str(version),))


def _alteration(desk: Desk, pulled: PulledTemplate, document: Document) -> Alteration:
    after = Held(pulled.revision, document.kind, document.abbreviation, document.title, pulled.text)
    before = _held(desk, pulled.template)
    return Alteration(pulled.template, before, after, pulled.approved_by, pulled.approved_at, pulled.why)


def _held(desk: Desk, template: str) -> Held | None:
    row = desk.connection.execute(
        "SELECT revision, kind, abbreviation, title, document FROM templates WHERE template = ?", (template,)
    ).fetchone()
    return Held(*row) if row else None


def _note_earlier(desk: Desk, alteration: Alteration, until: int, at: str) -> None:
    before = alteration.before or Held(0, "", "", "", "")
    desk.connection.execute(
        "INSERT OR IGNORE INTO earlier(template, revision, kind, abbreviation, document, until_version, replaced_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (alteration.template, before.revision, before.kind, folded(before.abbreviation), before.text, until, at),
    )


def _note_news(desk: Desk, alteration: Alteration, version: int, at: str) -> None:
    shown = alteration.after or alteration.before
    assert shown is not None
    desk.connection.execute(
        "INSERT INTO news(version, template, abbreviation, title, kind, what, revision, by, at, why, came_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(version, alteration.template, shown.abbreviation, shown.title, shown.kind, alteration.what),
            *(shown.revision, alteration.by, alteration.at, alteration.why, at),
        ),
    )
