"""Opens, makes and closes a desk file, and reads its catalog. Standard library only: this is the agent's road."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from library.desk import schema
from library.documents import Document, fact_key, folded, from_canonical
from library.errors import StoreDamaged, StoreError, StoreUnreachable, UnknownName
from library.sqlite import PATIENCE, patiently, translated

if TYPE_CHECKING:
    from pathlib import Path  # 3 ms to import: paths come in as arguments


#: What the names, and the ids, of an agent's own templates begin with. No shared template answers to such a name.
PERSONAL = "~"
#: The key in `meta` of what a newer program is needed for: the format this one knows, and the templates' ids.
OVERTAKEN = "overtaken"
#: This moment by the machine's clock, as tables hold moments.
CLOCK = "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"


class Live(NamedTuple):
    """What the catalog holds of one template: its live revision, and who approved it when.

    One of the agent's own has its name as id, revision 0, and nobody who approved it. `is_overtaken` says that a newer
    revision is live, in a format this program does not know.
    """

    template: str
    revision: int
    document: Document
    approved_by: str
    approved_at: str
    is_overtaken: bool = False


class Desk:
    """One open desk file. Reads see one library version at a time; every write is one statement or one transaction."""

    def __init__(self, path: str | Path, connection: sqlite3.Connection) -> None:
        self.path = os.fspath(path)
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    def meta(self) -> dict[str, str]:
        with self.reading():
            return dict(self.connection.execute("SELECT key, value FROM meta"))

    @property
    def version(self) -> int:
        """The library version the catalog holds; 0 before the first sync."""
        return int(self.meta().get("version", 0))

    @property
    def library_id(self) -> str:
        return self.meta().get("library_id", "")

    def data_version(self) -> int:
        """A number that changes whenever another process has written to this file."""
        with self.reading():
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def settings(self) -> dict[str, str]:
        """The library's settings as the catalog holds them."""
        with self.reading():
            return dict(self.connection.execute("SELECT key, value FROM settings"))

    def find_live(self, name: str) -> Live | None:
        """The live template of this name (abbreviation, alias or former name), or None; `~` is the agent's own."""
        wanted = folded(name)
        if wanted.startswith(PERSONAL):
            return self._personal(wanted)
        with self.reading():
            row = self.connection.execute(
                "SELECT t.template, t.revision, t.document, t.approved_by, t.approved_at,"
                " (SELECT value FROM meta WHERE key = ?)"
                " FROM names n JOIN templates t ON t.template = n.template WHERE n.name = ?",
                (OVERTAKEN, wanted),
            ).fetchone()
        if row is None:
            return None
        return Live(row[0], row[1], from_canonical(row[2]), row[3], row[4], row[0] in (row[5] or "").split())

    def _personal(self, name: str) -> Live | None:
        with self.reading():
            row = self.connection.execute(
                "SELECT document FROM personal WHERE name = ? AND fault = ''", (name,)
            ).fetchone()
        if row:
            return Live(name, 0, from_canonical(row[0]), "", "")
        called = (own for own in self.personal() if name in map(folded, own.document.aliases))
        return next(called, None)

    def personal(self) -> list[Live]:
        """The agent's own templates that can be used, by name."""
        with self.reading():
            rows = self.connection.execute(
                "SELECT name, document FROM personal WHERE fault = '' ORDER BY name"
            ).fetchall()
        return [Live(name, 0, from_canonical(text), "", "") for name, text in rows]

    def live(self, name: str) -> Live:
        """The live template of this name. Raises UnknownName with the nearest three."""
        found = self.find_live(name)
        if found is None:
            if gone := self.taken_out(name):
                raise UnknownName("template", name, hint=gone)
            raise UnknownName("template", name, self.nearest_names(name), "search: snippets find WORDS")
        return found

    def taken_out(self, name: str) -> str:
        """Who took a template out, when and why; "" where this desk has not seen it."""
        with self.reading():
            row = self.connection.execute(
                "SELECT by, substr(at, 1, 10), why FROM news WHERE abbreviation = ? AND what = 'gone'"
                " ORDER BY number DESC LIMIT 1",
                (folded(name),),
            ).fetchone()
        return "" if row is None else f"taken out by {row[0]} on {row[1]}{f': {row[2]}' if row[2] else ''}"

    def document(self, name: str) -> Document | None:
        """What rendering asks for when a body includes a fragment or quotes a fact."""
        found = self.find_live(name)
        return found.document if found else None

    def nearest_names(self, name: str, limit: int = 3) -> list[str]:
        """Names of live templates spelt like this one, best first."""
        from rapidfuzz import process  # only an error needs it
        from rapidfuzz.distance import OSA

        wanted = folded(name)
        with self.reading():
            names = [row[0] for row in self.connection.execute("SELECT name FROM names")]
        names += [folded(name) for own in self.personal() for name in own.document.names]
        scored = process.extract(wanted, names, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=0.5)
        begun = sorted(known for known in names if wanted and known.startswith(wanted))[:limit]
        return list(dict.fromkeys([*begun, *(found[0] for found in scored)]))[:limit]

    def names(self, prefix: str = "", limit: int = 200) -> list[tuple[str, str]]:
        """Name and title of live templates whose name begins so, for completion."""
        start = folded(prefix)
        with self.reading():
            shared = self.connection.execute(
                "SELECT n.name, t.title FROM names n JOIN templates t ON t.template = n.template"
                " WHERE n.name >= ? AND n.name < ? ORDER BY n.name LIMIT ?",
                (start, start + "\U0010ffff", limit),
            ).fetchall()
        if start and not start.startswith(PERSONAL):
            return shared
        own = [(folded(name), live.document.title) for live in self.personal() for name in live.document.names]
        return [*shared, *sorted(pair for pair in own if pair[0].startswith(start))][:limit]

    def counts(self) -> dict[str, int]:
        """How many live templates there are of each kind."""
        with self.reading():
            return dict(self.connection.execute("SELECT kind, count(*) FROM templates GROUP BY kind"))

    def facts(self) -> dict[str, Document]:
        """Every live fact by the key bodies quote it with."""
        with self.reading():
            rows = self.connection.execute("SELECT document FROM templates WHERE kind = 'fact'").fetchall()
        documents = [from_canonical(row[0]) for row in rows]
        return {fact_key(document.abbreviation): document for document in documents}

    def is_known_word(self, word: str) -> bool:
        """Whether a lower-case word occurs in the catalog: such words may be kept of a search."""
        with self.reading():
            return self.connection.execute("SELECT 1 FROM words WHERE word = ?", (word,)).fetchone() is not None

    @contextmanager
    def reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _translated(error, self.path) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one library version, whatever a sync writes meanwhile. Keep it short."""
        with self.reading():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, taken at once and patiently; rolled back when anything goes wrong."""
        with self.reading():
            patiently(lambda: self.connection.execute("BEGIN IMMEDIATE"))
            try:
                yield self.connection
                # Without a write-ahead log (a home on a network) a commit waits until the last reader is done.
                patiently(lambda: self.connection.execute("COMMIT"))
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


def open_desk(path: str | Path) -> Desk:
    """An existing desk. Raises StoreUnreachable where there is none, StoreDamaged where the file is another's."""
    if not os.path.exists(path):
        raise StoreUnreachable(f"there is no desk at {path}", "run snippets sync, or snippets init for a new library")
    return _opened(path)


def make_desk(path: str | Path) -> Desk:
    """The desk at this path, made if missing: the file 0600 in a folder 0700."""
    from library.filesystem import is_network, make_private_file, make_private_folder

    try:
        make_private_folder(os.path.dirname(path))
        make_private_file(path)
    except OSError as error:
        raise StoreUnreachable(
            f"the desk {path} cannot be made: {error.strerror}", "choose another with --desk"
        ) from None
    # Whoever lays the tables sets the journal too, not whoever made the file: another process may be faster at that.
    return _opened(path, journal="DELETE" if is_network(os.path.dirname(path)) else "WAL")


def _opened(path: str | Path, journal: str = "") -> Desk:
    connection: sqlite3.Connection | None = None
    try:
        # Writes are single statements or under BEGIN IMMEDIATE, so threads of one app may share the connection.
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        desk = Desk(path, connection)
        patiently(lambda: _prepare(desk, journal))
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":  # then readers meet writers, and wait
            connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
        _turn_over(desk)
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise _translated(error, path) from error
        raise
    return desk


def _turn_over(desk: Desk) -> None:
    """Puts what was held ahead and is due by now in its place; where that cannot be written now, the next one does."""
    if desk.connection.execute(f"SELECT 1 FROM coming WHERE live_from <= {CLOCK} LIMIT 1").fetchone():
        from library.desk.coming import turn_over  # at the one opening that finds something due

        try:
            turn_over(desk)
        except StoreError:
            return


def _translated(error: sqlite3.Error, path: str | Path) -> StoreError:
    found = translated(error, f"the desk {path}")
    if isinstance(found, StoreDamaged):
        found.hint = "move the file away and run snippets sync; uses not yet handed in are in that file"
    return found


def _prepare(desk: Desk, journal: str) -> None:
    """Lays the tables in a new file, and brings an older desk's to this version, all of it or nothing."""
    if _is_prepared(desk):
        return
    from library.desk.laying import lay  # once in a desk's life and once for each new schema

    if journal:
        patiently(lambda: desk.connection.execute(f"PRAGMA journal_mode = {journal}"))
    with desk.writing() as connection:
        if _is_prepared(desk):  # another process was faster
            return
        lay(connection, found=_number(desk, "user_version"))
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA}")


def _is_prepared(desk: Desk) -> bool:
    """Whether the tables are there and of this version. Raises StoreDamaged for a file that is another program's."""
    application, is_empty = _number(desk, "application_id"), False
    if application == 0:
        is_empty = desk.connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
        # Tables and number come in one transaction of another process: tables seen, the number must be there by now.
        application = _number(desk, "application_id")
    if application == schema.APPLICATION_ID:
        return _number(desk, "user_version") == schema.SCHEMA
    # Most programs leave the number at 0: only a file without anything in it may become a desk.
    if application != 0 or not is_empty:
        raise StoreDamaged(f"{desk.path} is not a desk", "name another file with --desk")
    return False


def _number(desk: Desk, pragma: str) -> int:
    return int(desk.connection.execute(f"PRAGMA {pragma}").fetchone()[0])
