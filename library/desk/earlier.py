"""What was live on this desk at the library versions before: enough to say what changed since an agent's last use.

A pull writes down what it replaces, removes and adds. A row says: until this version, that was the document; one
without a document says: until this version, the template was not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from library.desk.store import Desk
from library.documents import Document, folded, from_canonical

#: How long a replaced document is kept.
KEPT_DAYS = 180


def was_live(desk: Desk, template: str, version: int) -> Document | None:
    """The document agents of this desk got of a template (by id) at a library version the desk held.

    None where they got none, and where that is too long ago to be known.
    """
    if not _is_known(desk, version):
        return None
    with desk.reading():
        row = desk.connection.execute(
            "SELECT document FROM earlier WHERE template = ? AND until_version >= ? ORDER BY until_version LIMIT 1",
            (template, version),
        ).fetchone()
        if row is None:
            row = desk.connection.execute("SELECT document FROM templates WHERE template = ?", (template,)).fetchone()
    return from_canonical(row[0]) if row and row[0] else None


class CatalogAt:
    """The catalog as it was at one library version, for rendering: as far as this desk knows."""

    def __init__(self, desk: Desk, version: int) -> None:
        self.desk = desk
        self.version = version

    def document(self, name: str) -> Document | None:
        """The template that had this name then: by the abbreviation it had, or by any name it has now."""
        with self.desk.reading():
            row = self.desk.connection.execute(_CALLED_SO, (self.version, folded(name))).fetchone()
            if row is None:
                row = self.desk.connection.execute(
                    "SELECT template FROM names WHERE name = ?", (folded(name),)
                ).fetchone()
        return was_live(self.desk, row[0], self.version) if row else None


#: Of each template the first row that reaches as far as the version: what it was then.
_CALLED_SO = """
SELECT e.template FROM earlier e JOIN (
  SELECT template, min(until_version) AS until FROM earlier WHERE until_version >= ? GROUP BY template
) first ON first.template = e.template AND first.until = e.until_version
WHERE e.abbreviation = ? AND e.document <> ''"""


def is_changed_since(desk: Desk, templates: Iterable[str], version: int) -> bool:
    """Whether any of these templates (ids) was replaced, removed or added on this desk after a version. Cheap."""
    ids = list(templates)
    marks = ", ".join("?" * len(ids))
    with desk.reading():
        return (
            desk.connection.execute(
                f"SELECT 1 FROM earlier WHERE template IN ({marks}) AND until_version >= ? LIMIT 1", (*ids, version)
            ).fetchone()
            is not None
        )


def drop_old(desk: Desk, *, before: str) -> None:
    """Removes what was replaced before a moment; the versions it was live at are not known any more from then on."""
    with desk.writing() as connection:
        last = connection.execute("SELECT max(until_version) FROM earlier WHERE replaced_at < ?", (before,)).fetchone()[
            0
        ]
        if last is not None:
            connection.execute("DELETE FROM earlier WHERE replaced_at < ?", (before,))
            connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('known_since', ?)", (str(last + 1),))


def _is_known(desk: Desk, version: int) -> bool:
    with desk.reading():
        row = desk.connection.execute("SELECT value FROM meta WHERE key = 'known_since'").fetchone()
    return row is not None and version >= int(row[0])
