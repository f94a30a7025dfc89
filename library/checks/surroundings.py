"""What is known in a library, read from its record for checks: one snapshot, a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import Session

from library.checks.around import DRAFT, LIVE, RETIRED, SUSPENDED, Known
from library.documents import folded
from library.record import history
from library.record.changes import table_of
from library.record.duplicates import kept_alike
from library.record.models import Name
from library.template_files import TemplateFile

_STANDINGS = {"retired": RETIRED, "suspended": SUSPENDED}


def known_in(session: Session) -> list[Known]:
    """Every template that has a name: live ones with their document, the others by their names and what they are."""
    live = {item.template: item for item in history.live(session)}
    standings = history.standings(session)
    alike = _alike(session)
    table = table_of(Name)
    names: dict[str, list[str]] = {template: [folded(name) for name in item.names] for template, item in live.items()}
    for row in session.execute(select(table.c.template, table.c.name).order_by(table.c.at, table.c.name)):
        names.setdefault(row.template, []).append(row.name)
    found = []
    for template, its_names in names.items():
        item, standing = live.get(template), standings.get(template)
        is_what = LIVE if item else _STANDINGS.get(standing.kind, DRAFT) if standing else DRAFT
        document, its_names = item.document if item else None, list(dict.fromkeys(its_names))
        found.append(Known(template, document, tuple(its_names), is_what, alike.get(template, frozenset())))
    return found


def _alike(session: Session) -> dict[str, frozenset[str]]:
    """Which others each template is meant to be alike."""
    found: dict[str, set[str]] = {}
    for one, other in kept_alike(session):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {template: frozenset(others) for template, others in found.items()}


def with_files(known: Iterable[Known], files: Iterable[TemplateFile]) -> tuple[list[Known], Mapping[str, str]]:
    """The templates as they would be with these files live, and the id of each file's template by its abbreviation.

    A file is the template of its id, then of its names; one that is neither gets its abbreviation for an id.
    """
    by_id = {item.template: item for item in known}
    owners = {folded(name): item.template for item in by_id.values() for name in item.names}
    ids = {}
    for file in files:
        document = file.document
        own = [owners[name] for name in map(folded, document.names) if name in owners]
        template = file.id if file.id in by_id else (own or [file.id or document.abbreviation])[0]
        earlier = by_id.get(template, Known(template, None, ()))
        names = dict.fromkeys((*map(folded, document.names), *earlier.names))
        its_names = tuple(name for name in names if owners.get(name, template) == template)
        by_id[template] = Known(template, document, its_names, alike=earlier.alike)
        ids[document.abbreviation] = template
    return list(by_id.values()), ids
