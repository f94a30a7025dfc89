"""Library to catalog, outbox to library: one process per desk. The only place that knows both desk and record."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from library.desk import earlier, flags, news, outbox, suggested, team
from library.desk.catalog import Gone, Pull, PulledTemplate, apply_pull, touch
from library.desk.store import Desk, make_desk
from library.documents import folded
from library.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from library.identifiers import utc_text
from library.record import counts, history, info, intake, settings
from library.record import flags as flagged
from library.record.database import Library, open_library, run

#: Rows handed in with one commit: large enough that a commit's cost does not matter, small enough to hold no lock long.
BATCH = 500
#: How long a sync waits for another one of the same desk, in seconds.
PATIENCE = 20.0
#: How old a desk's counts of what the team uses may be, in hours, and how many days they are about.
COUNTS_HOURS, COUNTED_DAYS = 24, 90
#: Who takes in what waits in each table of a desk.
STORES = {"uses": intake.store_uses, "searches": intake.store_searches, "flags": intake.store_flags}
#: The system's numbers for no room: disk, file size, quota.
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did. `unreadable` counts templates kept at an earlier revision because this program is too old,
    `answered` flags of this desk that leads have decided about.
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


def sync(url: str, desk_for: Callable[[str], str], *, now: datetime, patience: float = PATIENCE) -> Synced:
    """Hands in what waits, each row exactly once, then takes the desk to the library's version in one transaction.

    Answers to this desk's flags come with it.

    `desk_for` tells where the desk of a library id is. Raises StoreError; the desk then holds what it held.
    """
    library = open_library(url)
    try:
        return sync_open(library, desk_for(library.id), now=now, patience=patience)
    finally:
        library.close()


def sync_open(library: Library, path: str, *, now: datetime, patience: float = PATIENCE) -> Synced:
    """The same for a library that is open already."""
    desk = make_desk(path)
    try:
        with _turn(path, patience):
            return _sync(library, desk, now)
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


def _sync(library: Library, desk: Desk, now: datetime) -> Synced:
    held = desk.meta()
    if held.get("library_id", library.id) != library.id:
        raise StoreError(f"{desk.path} belongs to another library", "name another file with --desk")
    was_restored = _is_other_history(library, held)
    if was_restored:
        outbox.hand_in_again(desk)
    suggested.end_old(desk, at=utc_text(now))
    handed_in = _hand_in(library, desk, now)
    answers = _answers(library, desk)  # before the pull, which then brings what they speak of
    pull = _pull(library, version=0 if was_restored else int(held.get("version", 0)))
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
    )


def _answers(library: Library, desk: Desk) -> list[flags.Answer]:
    """What leads have decided about flags of this desk that it knows no answer to."""
    unanswered = flags.unanswered(desk)
    if not unanswered:
        return []
    with library.reading() as session:
        found = flagged.answers_to(session, unanswered)
    return [flags.Answer(answer.id, answer.answer, answer.by, answer.at, answer.why) for answer in found]


def _are_counts_old(desk: Desk, now: datetime) -> bool:
    """Those of a clock that was ahead are old too."""
    return not utc_text(now - timedelta(hours=COUNTS_HOURS)) < team.counts_at(desk) <= utc_text(now)


def _bring_counts(library: Library, desk: Desk, now: datetime) -> None:
    since = utc_text(now - timedelta(days=COUNTED_DAYS))
    with library.reading() as session:
        uses, choices = counts.team_uses(session, since), counts.team_choices(session, since)
    team.note_counts(desk, uses, choices, at=utc_text(now))


def _drop_old(desk: Desk, now: datetime) -> None:
    outbox.drop_old(desk, before=utc_text(now - timedelta(days=outbox.KEPT_DAYS)))
    earlier.drop_old(desk, before=utc_text(now - timedelta(days=earlier.KEPT_DAYS)))
    news.drop_old(desk, before=utc_text(now - timedelta(days=news.KEPT_DAYS)))


def _is_other_history(library: Library, held: dict[str, str]) -> bool:
    """Whether the library is not the one this desk has seen: restored from a backup, at that version another hash."""
    version = int(held.get("version", 0))
    if not version:
        return False
    with library.reading() as session:
        return history.change_hash(session, version) != held.get("head_hash")


def _hand_in(library: Library, desk: Desk, now: datetime) -> int:
    """Rows go in order and are marked only after the library has committed them: a crash between repeats, no more."""
    total = 0
    for table, store in STORES.items():
        while rows := outbox.waiting_rows(desk, table, BATCH):
            run(library, lambda session, rows=rows, store=store: store(session, rows))  # type: ignore[misc]
            outbox.mark_handed_in(desk, table, [str(row["id"]) for row in rows], at=utc_text(now))
            total += len(rows)
    return total


def _pull(library: Library, *, version: int) -> Pull:
    """Everything that changed after a version, read from one snapshot; version 0 asks for everything."""
    with library.reading() as session:
        number, head_hash = history.head(session)
        altered = history.live_since(session, version)
        return Pull(
            library_id=library.id,
            version=number,
            head_hash=head_hash,
            is_full=version == 0,
            templates=[_pulled(item.live) for item in altered if item.live is not None],
            gone=[Gone(item.template, item.by, item.at, item.why) for item in altered if item.live is None],
            settings={"title": info.title(session), **settings.list(session)},
            ticket_key=info.ticket_key(session),
            coming=[_pulled(item.coming) for item in altered if item.coming is not None],
        )


def _pulled(live: history.Live) -> PulledTemplate:
    return PulledTemplate(
        template=live.template,
        revision=live.revision,
        text=live.text,
        names=tuple(folded(name) for name in live.names),
        approved_by=live.approved_by,
        approved_at=live.approved_at,
        phrasings=live.phrasings,
        why=live.why,
        live_from=live.live_from,
    )
