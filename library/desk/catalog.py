"""Puts what a sync pulled into the catalog, in one transaction, and reads it back for finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from library.desk import team
from library.desk.alterations import begin_anew, note_alterations
from library.desk.coming import hold_ahead
from library.desk.habits import used
from library.desk.store import OVERTAKEN, Desk, Live
from library.documents import FORMAT, Document, folded, from_canonical
from library.errors import BadDocument
from library.finding.index import Entry
from library.finding.kept_files import without_collecting

_SEPARATOR = "\n"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class PulledTemplate:
    """A live template on its way to a desk. `text` is the canonical text of its document; `names` are folded.

    `why` is what its author or who approved it said about this revision; `live_from` the moment it was given, if any.
    """

    template: str
    revision: int
    text: str
    names: tuple[str, ...]
    approved_by: str
    approved_at: str
    phrasings: tuple[str, ...] = ()
    why: str = ""
    live_from: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A template that agents no longer get: who took it out, when and why."""

    template: str
    by: str = ""
    at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """The way from what a desk holds to one library version; `is_full` replaces everything held.

    `coming` takes the place of what is held, or comes to it, each at its `live_from`.
    """

    library_id: str
    version: int
    head_hash: str
    is_full: bool
    templates: Sequence[PulledTemplate]
    gone: Sequence[Gone] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    ticket_key: str = ""
    coming: Sequence[PulledTemplate] = ()


def apply_pull(desk: Desk, pull: Pull, *, synced_at: str) -> int:
    """Takes the desk to exactly one library version, in one transaction; returns how many templates it could not read.

    A document of a format this program does not know keeps the revision the desk held before.
    """
    read, unreadable = read_documents(pull.templates)
    with desk.writing() as connection:
        had = connection.execute("SELECT count(*) FROM templates").fetchone()[0]
        if pull.is_full:
            begin_anew(desk, pull.version)
            _clear(desk, keep=unreadable)
        else:
            note_alterations(desk, read, pull.gone, version=pull.version, at=synced_at)
        for template, document in read:
            put(desk, template, document)
        for gone in pull.gone:
            _remove(desk, gone.template)
        hold_ahead(desk, pull)
        if had:
            count_words_anew(desk)
        connection.execute("DELETE FROM settings")
        connection.executemany("INSERT INTO settings(key, value) VALUES (?, ?)", pull.settings.items())
        _remember(desk, pull, synced_at)
        _mark_overtaken(desk, pull, unreadable)
    return len(unreadable)


def is_to_be_read_anew(desk: Desk) -> bool:
    """Whether the desk lacks texts that the program it was filled with could not read, and this one may."""
    known = desk.meta().get(OVERTAKEN, "").split()
    return bool(known) and known[0] != str(FORMAT)


def _mark_overtaken(desk: Desk, pull: Pull, unreadable: Sequence[str]) -> None:
    """Notes whose newest text this program could not read, so that agents see that theirs is an earlier one."""
    known = [] if pull.is_full else desk.meta().get(OVERTAKEN, "").split()[1:]
    touched = {item.template for item in pull.templates} | {gone.template for gone in pull.gone}
    now = [*(template for template in known if template not in touched), *unreadable]
    value = " ".join([str(FORMAT), *now]) if now else ""
    desk.connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (OVERTAKEN, value))


def read_documents(templates: Sequence[PulledTemplate]) -> tuple[list[tuple[PulledTemplate, Document]], list[str]]:
    """The templates with their documents, and the ids of those whose format this program does not know."""
    read, unreadable = [], []
    for template in templates:
        try:
            read.append((template, from_canonical(template.text)))
        except BadDocument:
            unreadable.append(template.template)
    return read, unreadable


def _clear(desk: Desk, *, keep: Sequence[str]) -> None:
    for table in ("templates", "names"):
        desk.connection.execute(f"DELETE FROM {table} WHERE template NOT IN ({', '.join('?' * len(keep))})", keep)


def count_words_anew(desk: Desk) -> None:
    """Forgets the words that only stood in what is gone: a word of no template may not be kept of a search."""
    rows = desk.connection.execute("SELECT title, grp, body, tags, abbreviation, aliases, phrasings FROM templates")
    words = words_of(text for row in rows for text in row)
    desk.connection.execute("DELETE FROM words")
    _note_words(desk, words)


def _note_words(desk: Desk, words: Iterable[str]) -> None:
    desk.connection.executemany("INSERT OR IGNORE INTO words(word) VALUES (?)", ((word,) for word in words))


def touch(desk: Desk, *, synced_at: str) -> None:
    """Notes that a sync found nothing new."""
    with desk.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('synced_at', ?)", (synced_at,))


def entries(desk: Desk, *, agent: str = "", has_bodies: bool = True) -> list[Entry]:
    """Every live reply as finding wants it, the agent's own ones too, with how often it was used.

    Uses are those the library counted of the team or, where they are more, those on this desk; and this agent's own.
    """
    body = "t.body" if has_bodies else "''"
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT t.template, t.abbreviation, t.title, t.grp, t.aliases, t.tags, t.phrasings, {body}, t.language,"
            " t.channels FROM templates t WHERE t.kind = 'reply'"
        ).fetchall()
    counted = _used(desk, agent)
    unused = (0, 0)
    with without_collecting():
        # By position: with 10,000 templates the names of the arguments would cost a third of the time.
        shared = [
            Entry(
                *(template, abbreviation, title, group, _split(aliases), _split(tags), _split(phrasings), own_words),
                *counted.get(template, unused),
                *(language, _split(channels)),
            )
            for template, abbreviation, title, group, aliases, tags, phrasings, own_words, language, channels in rows
        ]
    return shared + [_own_entry(live, counted.get(live.template, unused), has_bodies) for live in desk.personal()]


def _used(desk: Desk, agent: str) -> dict[str, tuple[int, int]]:
    """By template: how often it was used, as far as this desk can tell, and how often by this agent."""
    counted = used(desk, agent)
    for template, uses in team.uses(desk).items():
        here, own = counted.get(template, (0, 0))
        counted[template] = (max(here, uses), own)
    return counted


def _own_entry(live: Live, counted: tuple[int, int], has_body: bool) -> Entry:
    document = live.document
    body = _own_words(document.body) if has_body else ""
    tags = tuple(" ".join(tag.split()) for tag in document.tags)
    described = (live.template, document.abbreviation, document.title, document.group, document.aliases, tags)
    return Entry(*described, (), body, *counted, document.language, document.channels)


def put(desk: Desk, pulled: PulledTemplate, document: Document) -> None:
    _remove(desk, pulled.template)
    phrasings = tuple(" ".join(phrasing.split()) for phrasing in pulled.phrasings)
    desk.connection.execute(
        f"INSERT INTO templates VALUES ({', '.join('?' * 16)})",
        (
            pulled.template,
            pulled.revision,
            document.abbreviation,
            document.kind,
            document.title,
            document.group,
            document.language,
            _SEPARATOR.join(document.aliases),
            _SEPARATOR.join(" ".join(tag.split()) for tag in document.tags),
            _SEPARATOR.join(document.channels),
            _SEPARATOR.join(phrasings),
            _own_words(document.body),
            pulled.text,
            pulled.approved_by,
            pulled.approved_at,
            pulled.live_from or document.live_from,
        ),
    )
    names = dict.fromkeys((*pulled.names, *(folded(name) for name in document.names)))
    desk.connection.executemany(
        "INSERT OR REPLACE INTO names(name, template) VALUES (?, ?)", ((name, pulled.template) for name in names)
    )
    bodies = (document.body, *(variant.body for variant in document.variants))
    texts = (document.title, document.group, *bodies, *document.tags, *document.names, *phrasings)
    _note_words(desk, words_of(texts))


def _own_words(body: str) -> str:
    """The body without its tags: what finding looks in, and shows when it found something there."""
    return " ".join(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", body, flags=re.DOTALL).split())


def words_of(texts: Iterable[str]) -> set[str]:
    """The lower-case words of some texts."""
    return {word for text in texts for word in _WORD.findall(text.lower())}


def _remove(desk: Desk, template: str) -> None:
    desk.connection.execute("DELETE FROM templates WHERE template = ?", (template,))
    desk.connection.execute("DELETE FROM names WHERE template = ?", (template,))


def _remember(desk: Desk, pull: Pull, synced_at: str) -> None:
    desk.connection.executemany(
        "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)",
        {
            "library_id": pull.library_id,
            "version": str(pull.version),
            "head_hash": pull.head_hash,
            "ticket_key": pull.ticket_key,
            "synced_at": synced_at,
        }.items(),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(_SEPARATOR)) if text else ()
