"""Library to catalog, outbox to library: one process per desk. With sharing, the only place that knows both."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from library.desk import earlier, flags, news, outbox, suggested, team
from library.desk.catalog import Gone, Pull, PulledTemplate, apply_pull, is_to_be_read_anew, touch
from library.desk.store import Desk, make_desk
from library.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from library.identifiers import moment, utc_text
from library.library_time import offset_of, put_right
from library.record import clock, desk_reads, intake
from library.record.database import Library, open_library, run
from library.record.handed_in import MOMENTS, STORES
from library.shared_folders import folder_of
from library.sharing import handing_in
from library.sharing.reading import Copy, open_copy

if TYPE_CHECKING:
    from sqlmodel import Session

#: Rows handed in with one commit: large enough that a commit's cost does not matter, small enough to hold no lock long.
BATCH = 500
#: How long a sync waits for another one of the same desk, in seconds.
PATIENCE = 20.0
#: How old a desk's counts of what the team uses may be, in hours.
COUNTS_HOURS = 24
#: The system's numbers for no room: disk, file size, quota.
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did. `unreadable` counts templates kept at an earlier revision because this program is too old,
    `answered` flags of this desk that leads have decided about; `others` are whose rows wait until they sync here.
    """

    library_id: str
    desk: str
    version: int
    pulled: int
    gone: int
    handed_in: int
    is_full: bool
    was_restored: bool = False
    unreadable: int = 0
    answered: int = 0
    others: tuple[str, ...] = ()


def sync(url: str, desk_for: Callable[[str], str], *, now: datetime, patience: float = PATIENCE) -> Synced:
    """Hands in what waits, each row exactly once, then takes the desk to the library's version in one transaction.

    Answers to this desk's flags come with it.

    `desk_for` tells where the desk of a library id is. Raises StoreError; the desk then holds what it held.
    """
    begun = time.monotonic()
    library = open_copy(url) if folder_of(url) else open_library(url, is_for_desk=True)
    try:
        return sync_open(library, desk_for(library.id), now=now, patience=patience, begun=begun)
    finally:
        library.close()


def sync_open(
    library: Library | Copy, path: str, *, now: datetime, patience: float = PATIENCE, begun: float | None = None
) -> Synced:
    """The same for a library that is open already; `begun` is what `time.monotonic()` was at `now`, if not this."""
    begun = time.monotonic() if begun is None else begun
    desk = make_desk(path)
    try:
        with _turn(path, patience):
            return _sync(library, desk, now, begun)
    finally:
        desk.close()


@contextmanager
def _turn(path: str, patience: float) -> Iterator[None]:
    """While no other process syncs this desk; raises StoreBusy or StoreReadOnly."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=patience, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise StoreBusy(f"another sync of {path} is under way", "it will do; try again in a moment") from None
    except OSError as error:
        kind = StoreFull if error.errno in FULL else StoreReadOnly
        raise kind(
            f"the lock file {path}.lock cannot be written: {error.strerror}",
            "nothing was written; check who owns it and its folder, and that there is room",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _sync(library: Library | Copy, desk: Desk, now: datetime, begun: float) -> Synced:
    held = desk.meta()
    if held.get("library_id", library.id) != library.id:
        raise StoreError(f"{desk.path} belongs to another library", "name another file with --desk")
    if isinstance(library, Copy):
        handing_in.require_same_publisher(library, desk)
    was_restored = _is_other_history(library, held)
    if was_restored:
        _drop_old(desk, now)  # what is older than that may have been taken out of the library on purpose
        outbox.hand_in_again(desk)
    suggested.end_old(desk, at=utc_text(now))
    others: tuple[str, ...] = ()
    if isinstance(library, Copy):
        handed_in = handing_in.hand_in(library, desk, now)
    else:
        handed_in, others = _hand_in(library, desk, now, begun)
    answers = _answers(library, desk)  # before the pull, which then brings what they speak of
    is_anew = was_restored or is_to_be_read_anew(desk)
    pull = _pull(library, version=0 if is_anew else int(held.get("version", 0)))
    is_new = (held.get("version"), held.get("head_hash")) != (str(pull.version), pull.head_hash)
    at = utc_text(now)
    unreadable = 0
    if is_new or pull.is_full:
        unreadable = apply_pull(desk, pull, synced_at=at)
    else:
        touch(desk, synced_at=at)
    if answers:
        flags.note_answers(desk, answers)
    # An agent may be waiting for what is new: counts can take seconds, and come with a sync that finds nothing new.
    if was_restored:
        team.note_counts(desk, {}, [], at="")
    elif not is_new and _are_counts_old(desk, now):
        _bring_counts(library, desk, now)
    _drop_old(desk, now)
    return Synced(
        library_id=library.id,
        desk=desk.path,
        version=pull.version,
        pulled=len(pull.templates),
        gone=len(pull.gone),
        handed_in=handed_in,
        is_full=pull.is_full,
        was_restored=was_restored,
        unreadable=unreadable,
        answered=len(answers),
        others=others,
    )


def _answers(library: Library | Copy, desk: Desk) -> list[flags.Answer]:
    """What leads have decided about flags of this desk that it knows no answer to."""
    unanswered = flags.unanswered(desk)
    if not unanswered:
        return []
    with library.reading() as session:
        found = desk_reads.answers_to(session, unanswered)
    return [flags.Answer(answer.id, answer.answer, answer.by, answer.at, answer.why) for answer in found]


def _are_counts_old(desk: Desk, now: datetime) -> bool:
    """Those of a clock that was ahead are old too."""
    return not utc_text(now - timedelta(hours=COUNTS_HOURS)) < team.counts_at(desk) <= utc_text(now)


def _bring_counts(library: Library | Copy, desk: Desk, now: datetime) -> None:
    with library.reading() as session:
        uses, choices = desk_reads.team_uses(session), desk_reads.team_choices(session)
    team.note_counts(desk, uses, choices, at=utc_text(now))


def _drop_old(desk: Desk, now: datetime) -> None:
    outbox.drop_old(desk, before=utc_text(now - timedelta(days=outbox.KEPT_DAYS)))
    earlier.drop_old(desk, before=utc_text(now - timedelta(days=earlier.KEPT_DAYS)))
    news.drop_old(desk, before=utc_text(now - timedelta(days=news.KEPT_DAYS)))


def _is_other_history(library: Library | Copy, held: dict[str, str]) -> bool:
    """Whether the library is not the one this desk has seen: restored from a backup, at that version another hash."""
    version = int(held.get("version", 0))
    if not version:
        return False
    with library.reading() as session:
        return desk_reads.change_hash(session, version) != held.get("head_hash")


def _hand_in(library: Library, desk: Desk, now: datetime, begun: float) -> tuple[int, tuple[str, ...]]:
    """How many rows were handed in, and whose were not.

    They go in order and are marked only after the library has committed them: a crash between repeats, no more.
    `begun` is what `time.monotonic()` was at `now`. Every row's moments are put right by the library's clock. What
    somebody else recorded here waits until they sync, where a server takes rows from nobody but who is logged in.
    """
    if not any(outbox.waiting(desk)):
        return 0, ()
    with library.reading() as session:
        asked_at, asked = clock.timed(session)
        others = intake.others(session, outbox.agents_waiting(desk))
    offset = offset_of(now + timedelta(seconds=asked - begun), moment(asked_at))
    earliest = outbox.last_hand_in(desk)
    total = 0
    for table in STORES:
        while rows := outbox.waiting_rows(desk, table, BATCH, but=others):
            run(library, _storing(table, rows, offset, earliest))
            outbox.mark_handed_in(desk, table, [str(row["id"]) for row in rows], at=utc_text(now))
            total += len(rows)
    if not others:  # theirs may be older than this hand-in
        outbox.note_hand_in(desk, at=asked_at)  # not the end's: what is recorded meanwhile waits for the next one
    return total, tuple(others)


def _storing(table: str, rows: list[outbox.Row], offset: timedelta, earliest: str) -> Callable[[Session], int]:
    """What stores rows of a table; no moment of theirs is later than the one at which they are stored."""

    def store(session: Session) -> int:
        latest = clock.now(session)
        right = [put_right(row, MOMENTS[table], offset, earliest=earliest, latest=latest) for row in rows]
        return STORES[table](session, right)

    return store


def _pull(library: Library | Copy, *, version: int) -> Pull:
    """Everything that changed after a version, read from one snapshot; version 0 asks for everything."""
    with library.reading() as session:
        number, head_hash = desk_reads.head(session)
        altered = desk_reads.altered_since(session, version)
        identity = desk_reads.identity(session)
        return Pull(
            library_id=library.id,
            version=number,
            head_hash=head_hash,
            is_full=version == 0,
            templates=[_pulled(item.live) for item in altered if item.live is not None],
            gone=[Gone(item.template, item.by, item.at, item.why) for item in altered if item.live is None],
            settings={"title": identity.title, **desk_reads.settings(session)},
            ticket_key=identity.ticket_key,
            coming=[_pulled(item.coming) for item in altered if item.coming is not None],
        )


def _pulled(taken: desk_reads.Taken) -> PulledTemplate:
    return PulledTemplate(
        *(taken.template, taken.revision, taken.text, taken.names, taken.approved_by, taken.approved_at),
        *(taken.phrasings, taken.why, taken.live_from),
    )
