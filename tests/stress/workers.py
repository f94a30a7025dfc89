"""What the processes of these proofs do. Each acknowledges on its line after a call has returned, never before."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import count

from nursery import Line, stopwatch
from sqlmodel import Session

from library.desk.outbox import Use, record_use
from library.desk.store import Desk, make_desk
from library.documents import Document
from library.errors import UnknownName
from library.identifiers import make_id, utc_text
from library.record import authoring, edits, history, review
from library.record.changes import take_turn
from library.record.database import open_library, run
from library.sync import sync

OWNER = "mia"
#: Few enough names that every process works on the others' templates too.
NAMES = tuple(f"template-{number:02}" for number in range(24))


def warm_up() -> None:
    """Imports what is imported late, so that no child pays for it."""
    import filelock
    import psycopg

    from library.rendering import language

    del filelock, psycopg, language


def author(line: Line, url: str, desk: str, seed: str) -> None:
    """Writes revisions, decisions, imports and uses until it is told to end; says each once it is stored."""
    chance = random.Random(seed)
    library, store = open_library(url), make_desk(desk)
    line.say("ready")
    for step in count():
        if line.is_over():
            return
        if chance.random() < 0.3:
            line.say("use", note_use(store, seed))
            continue
        work = chance.choice((save_something, decide_something, publish_something))
        _say_all(line, run(library, partial(work, chance=chance, label=f"{seed} {step}")))


def publisher(line: Line, url: str, label: str, times: int) -> None:
    """Waits for its turn, then publishes a template so many times; says each version it made."""
    library = open_library(url)
    line.say("ready")
    line.wait()
    for step in range(times):
        document = Document(f"by-{label}", f"text {step}")
        line.say("version", run(library, partial(_publish_one, document=document)))


def importer(line: Line, url: str, desk: str, seed: str) -> None:
    """Imports and syncs in turn, as `snippets import` does, until it is told to end."""
    chance = random.Random(seed)
    library = open_library(url)
    line.say("ready")
    for step in count():
        if line.is_over():
            return
        _say_all(line, run(library, partial(publish_something, chance=chance, label=f"{seed} {step}")))
        line.say("sync", sync(url, lambda _: desk, now=_now()).version)


def recorder(line: Line, desk: str, agent: str) -> None:
    """Notes uses until it is told to end; says each use's id."""
    store = make_desk(desk)
    line.say("ready")
    while not line.is_over():
        line.say("use", note_use(store, agent))


def counter(line: Line, desk: str, agent: str, times: int) -> None:
    """Waits for its turn, then notes so many uses; says how many, the longest wait of one and of all, in seconds."""
    store = make_desk(desk)
    line.say("ready")
    line.wait()
    whole, longest = stopwatch(), 0.0
    for _ in range(times):
        one = stopwatch()
        note_use(store, agent)
        longest = max(longest, one())
    line.say("noted", times, longest, whole())


def syncer(line: Line, url: str, desk: str) -> None:
    """Syncs without a pause until it is told to end; says what each handed in."""
    line.say("ready")
    while not line.is_over():
        line.say("sync", sync(url, lambda _: desk, now=_now()).handed_in)


def hander_in(line: Line, url: str, desk: str, agent: str, rounds: int, each: int) -> None:
    """A desk of its own on a shared library: notes uses and hands them in, round by round, once its turn has come."""
    store = make_desk(desk)
    line.say("ready")
    line.wait()
    for _ in range(rounds):
        for _ in range(each):
            line.say("use", note_use(store, agent))
        line.say("sync", sync(url, lambda _: desk, now=_now()).handed_in)


def timed_writer(line: Line, url: str, seed: str) -> None:
    """Saves without a pause until it is told to end; says each revision with the moments its call began and ended.

    Moments are of the machine's monotonic clock, which all its processes share.
    """
    import time

    chance = random.Random(seed)
    library = open_library(url)
    line.say("ready")
    for step in count():
        if line.is_over():
            return
        begun = time.monotonic()
        [said] = run(library, partial(save_something, chance=chance, label=f"{seed} {step}"))
        line.say(*said, begun, time.monotonic())


def same_word_editor(line: Line, url: str, name: str, agent: str, rounds: int) -> None:
    _edit(line, url, name, agent, rounds, is_same_word=True)


def own_line_editor(line: Line, url: str, name: str, agent: str, rounds: int) -> None:
    _edit(line, url, name, agent, rounds, is_same_word=False)


def _edit(line: Line, url: str, name: str, agent: str, rounds: int, *, is_same_word: bool) -> None:
    """Edits one template round by round, each time from the revision that was newest when the round began.

    Changes the first line's word, or else the line that begins with its own name. Says what it saved, or the conflict
    it was shown; settles that with both words and says so.
    """
    library = open_library(url)
    for step in range(rounds):
        with library.reading() as session:
            newest = history.revisions(session, name)[-1]
        assert newest.document is not None
        word = f"{agent}-{step}"
        mine = newest.document._replace(body=_edited(newest.document.body, agent, word, is_same_word))
        line.say("ready", newest.number)
        line.wait()
        save = partial(edits.save_merged, template=newest.template, document=mine, author=agent, based_on=newest.number)
        done = run(library, save)
        if done.saved:
            line.say("saved", done.saved.number, word, done.theirs is not None)
            line.wait()
            continue
        [conflict] = done.merge.conflicts
        assert done.theirs is not None
        line.say("conflict", conflict.base, conflict.theirs, conflict.mine, word)
        theirs = done.theirs.document
        assert theirs is not None
        both = theirs._replace(body=_edited(theirs.body, agent, f"{theirs.body.split()[1]}+{word}", True))
        again = partial(save, document=both, based_on=done.theirs.number, seen=done.theirs.number)
        saved = run(library, again).saved
        assert saved is not None
        line.say("saved", saved.number, word, False)
        line.wait()


def _edited(body: str, agent: str, word: str, is_same_word: bool) -> str:
    lines = body.split("\n")
    at = 0 if is_same_word else next(number for number, text in enumerate(lines) if text.startswith(agent))
    first, _, *rest = lines[at].split()
    lines[at] = " ".join([first, word, *rest])
    return "\n".join(lines)


def prober(line: Line, file: str) -> None:
    """Asks for a library's write lock over and over without any patience; says the longest time it was refused."""
    import time

    longest, times, refused_since = 0.0, 0, None
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        line.say("ready")
        while not line.is_over():
            moment = time.monotonic()
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                refused_since = refused_since or moment
            else:
                longest = max(longest, moment - refused_since if refused_since else 0.0)
                times, refused_since = times + 1, None
    line.say("longest", longest, times)


def holder(line: Line, file: str) -> None:
    """Holds a SQLite file's write lock until it is told to let go."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        line.say("held")
        line.wait()
        connection.execute("ROLLBACK")


def sync_lock_holder(line: Line, desk: str) -> None:
    """Holds the lock a sync of this desk takes, until it is told to let go."""
    from filelock import FileLock

    with FileLock(f"{desk}.lock"):
        line.say("held")
        line.wait()


def note_use(desk: Desk, agent: str) -> str:
    """Notes one use at a desk; its id."""
    id_ = make_id()
    record_use(desk, Use(id=id_, template="t", revision=1, version=1, agent=agent, used_at=utc_text(_now())))
    return id_


def save_something(session: Session, chance: random.Random, label: str) -> list[tuple[object, ...]]:
    """Keeps a new text of some template, made if it is not there yet."""
    take_turn(session)
    name = chance.choice(NAMES)
    states = _states(session, name)
    before = states[-1] if states else None
    saved = authoring.save(
        session,
        Document(name, label),
        author=OWNER,
        based_on=before.number if before else None,
        template=before.template if before else None,
    )
    return [("revision", saved.template, saved.number, label)]


def decide_something(session: Session, chance: random.Random, label: str) -> list[tuple[object, ...]]:
    """Approves some template's newest revision, retires it where it is live, revives it where it was."""
    take_turn(session)
    states = _states(session, chance.choice(NAMES))
    if not states:
        return save_something(session, chance, label)
    newest = states[-1]
    if newest.is_live:
        verb, kind = review.retire, "retired"
    elif any(decision.kind == "approved" for decision in newest.decisions):
        verb, kind = review.revive, "revived"
    else:
        verb, kind = review.approve, "approved"
    verb(session, [(newest.template, newest.number)], by=OWNER)
    return [("decision", newest.template, newest.number, kind)]


def publish_something(session: Session, chance: random.Random, label: str) -> list[tuple[object, ...]]:
    """Brings in three templates as one change, as an import does."""
    take_turn(session)
    names = chance.sample(NAMES, 3)
    known = [_states(session, name) for name in names]
    items = [
        (Document(name, f"{label} {name}"), states[-1].template if states else None)
        for name, states in zip(names, known, strict=True)
    ]
    published = review.publish(session, items, by=OWNER)
    said: list[tuple[object, ...]] = []
    for (document, _), saved in zip(items, published.saved, strict=True):
        said += [("revision", saved.template, saved.number, document.body)]
        said += [("decision", saved.template, saved.number, "approved")]
    return said


def _publish_one(session: Session, document: Document) -> int:
    take_turn(session)
    states = _states(session, document.abbreviation)
    return review.publish(session, [(document, states[-1].template if states else None)], by=OWNER).version


def _states(session: Session, name: str) -> tuple[history.RevisionState, ...]:
    try:
        return history.revisions(session, name)
    except UnknownName:
        return ()


def _say_all(line: Line, said: list[tuple[object, ...]]) -> None:
    for values in said:
        line.say(*values)


def _now() -> datetime:
    return datetime.now(UTC)
