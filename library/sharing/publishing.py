"""Lays a shared folder and publishes a library in it: what was left there is collected, then the copy takes its place.

The copy holds, as tables, what the views made for desks show, and nothing else of the library.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from library import shared_folders
from library.errors import BadValue, NotAllowed, StoreBusy, StoreError, StoreUnreachable
from library.filesystem import MOUNTS, kind_of
from library.identifiers import make_id
from library.record import clock, desk_reads, faults, members
from library.record.database import Library
from library.record.engines import sync_folder
from library.record.views import VIEWS, view
from library.sharing import reading
from library.sharing.collecting import Collected, collect

#: File systems on which a file's owner is whoever mounted them, or whoever a server makes of them.
MAPPED_KINDS = frozenset(
    {"cifs", "smb2", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "davfs", "fuse.davfs", "webdav", "afpfs"}
    | {"vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk", "vboxsf", "fuse.vmhgfs-fuse"}
)
#: The views that a desk reads, each a table of the copy.
TABLES = tuple(name for name in VIEWS if name.startswith("desk_v1_"))
#: Seconds another publishing of the same folder is waited for.
PATIENCE = 30.0
_DRAFT = ".published."


@dataclass(frozen=True, slots=True)
class Published:
    """What was published where, and what was collected before."""

    folder: str
    library_id: str
    version: int
    templates: int
    collected: Collected


def publish(library: Library, folder: str, *, by: str) -> Published:
    """Takes in what people left in the folder, then puts a copy of what desks read in its place.

    Owners and leads do. Raises StoreError where the folder cannot be laid, is another's, or is too open to be trusted.
    """
    with library.reading() as session:
        members.require(session, by, members.DECIDE, "publish the library")
    folder = os.path.abspath(folder)
    with faults.translated_files(folder, "the shared folder"):
        lay(folder)
        with _turn(folder):
            before = Path(shared_folders.copy_in(folder))
            _refuse_other_library(library, before)
            with library.reading() as session:
                known = _known(session, before)
            collected = collect(library, folder, known)
            with library.reading() as session:
                version, templates = _write_copy(session, folder, collected.files, by)
            if wrong := shared_folders.faults_of(folder):
                raise StoreError(wrong[0], "nobody takes anything from this folder until that is put right")
    return Published(folder, library.id, version, templates, collected)


def lay(folder: str) -> None:
    """The folder with what belongs in it, each with the modes it needs. Raises StoreError where that cannot be had."""
    if os.name != "posix":
        raise StoreError("shared folders need Linux or macOS", "on Windows, share a library by PostgreSQL")
    if not os.path.isdir(folder):
        if not os.path.isdir(os.path.dirname(folder)):
            raise StoreUnreachable(f"there is no folder {os.path.dirname(folder)}", "make it, or check the path")
        os.mkdir(folder, 0o700)
        os.chmod(folder, 0o755)
    _require_mine(folder)
    if (kind := _kind_of(folder)) in MAPPED_KINDS:
        raise StoreError(
            f"{folder} is on a file system ({kind}) that does not tell who wrote a file",
            "use a local disk, NFS with the same users everywhere, or PostgreSQL",
        )
    if wrong := shared_folders.faults_above(folder):
        raise StoreError(wrong[0], f"take that right away first: chmod go-w {folder}")
    _lay_handed_in(shared_folders.handed_in(folder))


def _kind_of(folder: str) -> str:
    """The file system a folder is on; '' where the system does not tell (macOS), and its modes have to."""
    try:
        return kind_of(folder, Path(MOUNTS).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def _require_mine(folder: str) -> None:
    owner = os.stat(folder).st_uid
    if owner != os.geteuid():
        raise NotAllowed(
            f"{folder} belongs to {shared_folders.called(owner)}, who alone can publish there", "name a folder of yours"
        )


def _lay_handed_in(place: str) -> None:
    if not os.path.lexists(place):
        os.mkdir(place, 0o700)
    found = os.lstat(place)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise StoreError(f"{place} is not a folder of yours", "move it away")
    group = own_group()
    if found.st_gid != group:
        os.chown(place, -1, group)
    if stat.S_IMODE(os.lstat(place).st_mode) != shared_folders.HANDED_IN_MODE:
        os.chmod(place, shared_folders.HANDED_IN_MODE)
    found = os.lstat(place)
    if stat.S_IMODE(found.st_mode) != shared_folders.HANDED_IN_MODE or found.st_gid != group:
        raise StoreError(f"the file system of {place} does not keep modes and groups", "use another disk")


def own_group() -> int:
    """A group that the publisher is alone in: it reads what others leave."""
    for group in (os.getegid(), *os.getgroups()):
        if shared_folders.is_own_group(group, os.geteuid()):
            return group
    raise StoreError(
        f"{shared_folders.called(os.geteuid())} shares every group with others, who could read what is handed in",
        "have the machine's administrator make a group with nobody else in it, and sign in again",
    )


@contextmanager
def _turn(folder: str) -> Iterator[None]:
    """While nobody else publishes here: else an older copy could take the place of a newer one."""
    from filelock import FileLock, Timeout

    lock = FileLock(os.path.join(folder, ".lock"), timeout=PATIENCE, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(f"{folder} is being published by another process", "try again in a moment") from None
    try:
        yield
    finally:
        lock.release()


def _refuse_other_library(library: Library, path: Path) -> None:
    if not path.exists():
        return
    reading.require_ours(path, "move it away, or name another folder")
    with closing(reading.open_file(path)) as connection:
        there = connection.execute("SELECT id FROM desk_v1_library").fetchone()[0]
    if there != library.id:
        raise BadValue(f"another library is published in {path.parent}", "name another folder, or move that file away")


def _known(session: Session, path: Path) -> Mapping[str, int]:
    """How much of which file is in the library; nothing where it was restored from a backup since."""
    if not path.exists():
        return {}
    with closing(reading.open_file(path)) as connection:
        published = connection.execute(
            "SELECT number, hash FROM desk_v1_changes ORDER BY number DESC LIMIT 1"
        ).fetchone()
        collected = connection.execute(f"SELECT file, bytes FROM {reading.COLLECTED}").fetchall()
    is_same = published is None or desk_reads.change_hash(session, published[0]) == published[1]
    return dict(collected) if is_same else {}


def _write_copy(session: Session, folder: str, collected: Mapping[str, int], by: str) -> tuple[int, int]:
    """Writes the copy beside its place and gives it its name when it is whole; the version and number of templates."""
    _remove_drafts(folder)
    draft = Path(folder) / f"{_DRAFT}{make_id()}"
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")  # a draft that is not finished is thrown away
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            _fill(connection, session, collected, by)
            connection.execute("COMMIT")
            templates = connection.execute("SELECT count(*) FROM desk_v1_templates").fetchone()[0]
        handle = os.open(draft, os.O_RDWR)
        try:
            os.fchmod(handle, 0o644)  # whatever the umask; the folder says who gets this far
            os.fsync(handle)
        finally:
            os.close(handle)
        draft.replace(shared_folders.copy_in(folder))
        sync_folder(Path(folder))
    finally:
        draft.unlink(missing_ok=True)
    return desk_reads.head(session)[0], int(templates)


def _fill(connection: sqlite3.Connection, session: Session, collected: Mapping[str, int], by: str) -> None:
    for name in TABLES:
        columns = [f'"{column}"' for column in VIEWS[name]]
        connection.execute(f"CREATE TABLE {name}({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        rows = session.execute(view(name).select())
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", (tuple(row) for row in rows))
        if VIEWS[name][0] in ("template", "number", "flag"):
            connection.execute(f'CREATE INDEX "{name}_by" ON {name}("{VIEWS[name][0]}")')
    connection.execute(f'CREATE TABLE {reading.INFO}(at, "by")')
    connection.execute(f"INSERT INTO {reading.INFO} VALUES (?, ?)", (clock.now(session), by))
    connection.execute(f"CREATE TABLE {reading.COLLECTED}(file PRIMARY KEY, bytes) WITHOUT ROWID")
    connection.executemany(f"INSERT INTO {reading.COLLECTED} VALUES (?, ?)", sorted(collected.items()))
    connection.execute(f"PRAGMA application_id = {reading.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {reading.SCHEMA}")


def _remove_drafts(folder: str) -> None:
    """What a publishing that was killed left behind."""
    for entry in os.listdir(folder):
        if entry.startswith(_DRAFT):
            os.unlink(os.path.join(folder, entry))
