"""Takes what people left in a shared folder into the library. Who somebody is, the system says: a file's owner.

Whoever may make files in the folder may make anything. So nothing is opened that is no plain file with one name, of a
user on the roster, which that user alone can have written; and no row is taken that speaks for somebody else.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlmodel import Session

from library import shared_folders
from library.errors import BadValue
from library.library_time import put_right
from library.record import clock, members
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.database import Library, run
from library.record.handed_in import MOMENTS, STORES
from library.record.members import Person
from library.record.models import Use
from library.sharing.lines import LARGEST_FILE, Row, row_in
from library.sharing.reading import hash_of

#: The names that desks give their files.
_NAME = re.compile(r"[0-9a-f]{32}\.jsonl")
#: Files one user may have there: one per machine and library copy of theirs.
MOST_FILES = 20
#: Entries looked at in the folder.
MOST_ENTRIES = 20_000
#: Rows stored with one commit.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """Something left in the folder that was not taken: whose it is, why, and how often."""

    whose: str
    why: str
    times: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What came into the library that was not there, from how many people; `files` holds the bytes taken, by hash."""

    uses: int = 0
    searches: int = 0
    flags: int = 0
    proposals: int = 0
    people: int = 0
    refused: tuple[Refused, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Left:
    """A file that may be read: where, whose, and its bytes up to the last line end."""

    name: str
    person: Person
    lines: Sequence[bytes]
    size: int


def collect(library: Library, folder: str, known: Mapping[str, int]) -> Collected:
    """Every row that people left since, each exactly once.

    `known` says how much of each file was taken before: a file without anything new is not read again.
    """
    refused: Counter[tuple[str, str]] = Counter()
    stored: Counter[str] = Counter()
    files: dict[str, int] = {}
    people: set[str] = set()
    for name, owner in _entries(shared_folders.handed_in(folder), refused):
        whose = shared_folders.called(owner)
        try:
            person = _member(library, owner)
            left = _read(os.path.join(shared_folders.handed_in(folder), name), owner, person)
        except BadValue as error:
            refused[whose, error.message] += 1
            continue
        if known.get(hash_of(name), -1) != left.size:
            new = _take(library, left, refused)
            stored.update(new)
            people |= {person.name} if new.total() else set()
        files[hash_of(name)] = left.size
    told = (Refused(whose, why, times) for (whose, why), times in sorted(refused.items()))
    return Collected(
        uses=stored["uses"],
        searches=stored["searches"],
        flags=stored["flags"],
        proposals=stored["proposals"],
        people=len(people),
        refused=tuple(told),
        files=files,
    )


def _entries(place: str, refused: Counter[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Names and owners of what lies there, so many of each owner's as may be theirs."""
    found: list[tuple[str, int]] = []
    with os.scandir(place) as entries:
        for number, entry in enumerate(entries):
            if number >= MOST_ENTRIES:
                refused["", f"more than {MOST_ENTRIES} files are there: the others were not looked at"] += 1
                break
            try:
                found.append((entry.name, entry.stat(follow_symlinks=False).st_uid))
            except FileNotFoundError:  # its owner has just taken it away
                continue
    counts: Counter[int] = Counter()
    for name, owner in sorted(found):
        if not _NAME.fullmatch(name):
            refused[shared_folders.called(owner), "a file that this program did not name"] += 1
            continue
        counts[owner] += 1
        if counts[owner] > MOST_FILES:
            refused[shared_folders.called(owner), f"more than {MOST_FILES} files"] += 1
        else:
            yield name, owner


def _member(library: Library, owner: int) -> Person:
    """The member whose account a user is; raises BadValue where there is none."""
    name = shared_folders.account(owner)
    with library.reading() as session:
        person = members.find(session, name) if name else None
        at = clock.now(session)
    if person is None:
        raise BadValue("not on the roster")
    if person.from_at > at:
        raise BadValue("not with the team yet")
    return person


def _read(path: str, owner: int, person: Person) -> _Left:
    """What a file holds up to its last line end. Raises BadValue for anything but a plain file of that owner's alone.

    Nothing is waited for and no link followed; what is looked at is what was opened.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except FileNotFoundError:
        return _Left(os.path.basename(path), person, (), 0)
    except OSError:
        raise BadValue("something that cannot be read as a file") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != owner:
            raise BadValue("something that is no plain file of theirs")
        if found.st_nlink > 1:
            raise BadValue("a file with more than one name")
        if found.st_mode & 0o022:
            raise BadValue("a file that others may write")
        if found.st_size > LARGEST_FILE:
            raise BadValue(f"a file of more than {LARGEST_FILE // 1_000_000} MB")
        text = os.read(handle, found.st_size)  # what has come since is for the next time
    finally:
        os.close(handle)
    whole = text[: text.rfind(b"\n") + 1]
    return _Left(os.path.basename(path), person, whole.splitlines(), len(whole))


def _take(library: Library, left: _Left, refused: Counter[tuple[str, str]]) -> Counter[str]:
    """Stores a file's rows, corrections last: they speak of uses that have to be there."""
    rows: dict[str, dict[str, Row]] = {table: {} for table in STORES}
    for line in left.lines:
        try:
            table, row = row_in(line)
        except BadValue as error:
            refused[left.person.name, error.message] += 1
        else:
            rows[table].setdefault(str(row["id"]), row)
    rows["corrections"] = {id_: row for id_, row in rows["uses"].items() if row["corrects"] is not None}
    rows["uses"] = {id_: row for id_, row in rows["uses"].items() if row["corrects"] is None}
    stored: Counter[str] = Counter()
    for table in ("uses", "corrections", *(name for name in STORES if name != "uses")):
        mine = list(rows[table].values())
        for start in range(0, len(mine), BATCH):
            batch = mine[start : start + BATCH]
            new, unfit = run(library, partial(_store, left=left, table=table, rows=batch))
            stored["uses" if table == "corrections" else table] += new
            refused.update({(left.person.name, why): times for why, times in unfit.items()})
    return stored


def _store(session: Session, *, left: _Left, table: str, rows: Sequence[Row]) -> tuple[int, Counter[str]]:
    """Stores what is the person's own; returns how many rows are new, and why others were not taken."""
    person, latest, unfit = left.person, clock.now(session), Counter[str]()
    moments, store = (MOMENTS["uses"], STORES["uses"]) if table == "corrections" else (MOMENTS[table], STORES[table])
    corrected = _own_uses(session, person, rows) if table == "corrections" else frozenset()
    means = {str(row["agent"]): members.find(session, str(row["agent"])) for row in rows}
    fit = []
    for row in rows:
        right = put_right(row, moments, timedelta(), earliest=person.from_at, latest=latest)
        spoken_of = means[str(row["agent"])]
        if spoken_of is None or spoken_of.name != person.name:
            unfit[f"rows in the name of {row['agent']}"] += 1
        elif person.until and str(right[moments.limited]) >= person.until:
            unfit["rows from after they left"] += 1
        elif table == "corrections" and row["corrects"] not in corrected:
            unfit["corrections of uses that are not theirs"] += 1
        else:
            fit.append({**right, "agent": person.name})
    return (store(session, fit) if fit else 0), unfit


def _own_uses(session: Session, person: Person, rows: Sequence[Row]) -> frozenset[str]:
    """Those of the uses that these rows correct that are this person's."""
    uses = table_of(Use)
    found = [
        row
        for some in chunks(str(row["corrects"]) for row in rows)
        for row in session.execute(select(uses.c.id, uses.c.agent).where(uses.c.id.in_(some)))
    ]
    whose = {row.agent: members.find(session, row.agent) for row in found}
    return frozenset(row.id for row in found if (spoken := whose[row.agent]) and spoken.name == person.name)
