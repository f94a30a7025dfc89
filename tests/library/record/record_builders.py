"""Short ways to a library with something in it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from library.documents import Document, canonical_text
from library.identifiers import moment, utc_text
from library.record import authoring, history, review
from library.record.authoring import Saved
from library.record.clock import now
from library.record.database import Library


def always(document: Document, find: Callable[[str], Document | None]) -> str:
    """Takes every document for one that renders."""
    return ""


def reply(abbreviation: str, body: str = "Hello.", **other: object) -> Document:
    return Document(abbreviation, body, **other)  # type: ignore[arg-type]


def save_live(library: Library, document: Document, by: str = "mia") -> Saved:
    """Saves a new template and approves it, in one transaction."""
    with library.writing() as session:
        saved = authoring.save(session, document, author=by)
        review.approve(session, [(saved.template, saved.number)], by=by, renders=always)
    return saved


def save_next(session: Session, before: Saved, document: Document, by: str = "mia") -> Saved:
    return authoring.save(session, document, author=by, based_on=before.number, template=before.template)


def fill(library: Library, *, is_newest: bool = True) -> Saved:
    """At least one row in every table; in those that came after schema 1 and are in a chain only where it is newest.

    Returns a live template with two approved revisions and a draft.
    """
    from library.record import changes, intake, members, questions, settings
    from library.record.models import ChangeSet, ChangeSetItem, CutOff, Measurement
    from library.record.set_rows import take_items_out

    saved = save_live(library, reply("refund-late", "It is on its way.", aliases=("late",)))
    with library.writing() as session:
        second = save_next(session, saved, reply("refund-late", "It left us today.", aliases=("late",)))
        review.submit(session, ["refund-late"], by="mia")
        review.approve(session, ["refund-late"], by="mia", renders=always, reason="clearer")
    with library.writing() as session:
        save_next(session, second, reply("refund-late", "A draft."))
        members.add(session, "Tom", role="agent", by="mia")
        settings.set(session, "title", "Support", by="mia")
        question = questions.put(session, name="Where is my refund?", by="mia")
        questions.phrase(session, question, ["wheres my refund", "refund not here"], by="mia")
        questions.link(session, question, "refund-late", by="mia")
        questions.freeze(session, "2026Q4", [questions.Ranked(question, "Where is my refund?", 12, "0.3")], by="mia")
        at = "2026-05-03T10:00:00.000000Z"
        intake.store_uses(session, [{"id": "use-1", "template": saved.template, "agent": "tom", "used_at": at}])
        intake.store_flags(session, [{"id": "flag-1", "template": saved.template, "agent": "tom", "flagged_at": at}])
        search = {"id": "search-1", "agent": "tom", "words": "refund", "started_at": at, "ended_at": at}
        intake.store_searches(session, [search])
        stamp: dict[str, changes.Value] = {"receipt": changes.open_receipt(session, by="mia"), "by": "mia", "at": at}
        figure: dict[str, changes.Value] = {
            "period": "2026Q4",
            "scope": "",
            "measure": "coverage",
            "n": 50,
            "version": 1,
        }
        figure |= {"value": 0.1 + 0.2, "method": "links"}
        changes.append(session, Measurement, [figure | stamp])
        session.add(ChangeSet(id="set-1", title="Spring", live_from="", **stamp))
        session.flush()
        session.add(ChangeSetItem(change_set="set-1", template=saved.template, revision=2, receipt=stamp["receipt"]))
        session.flush()
        if is_newest:
            take_items_out(session, "set-1", [saved.template], by="mia")
            cut_off: dict[str, changes.Value] = {"before": "2026-01-01T00:00:00.000000Z", "uses": 0}
            changes.append(session, CutOff, [cut_off | {"searches": 0, "flags": 0} | stamp])
            proposal = {
                "id": "proposal-1",
                "agent": "tom",
                "document": canonical_text(reply("thanks")),
                "why": "often asked",
            }
            intake.store_proposals(session, [proposal | {"proposed_at": at}])
    return second


def dump(file: Path) -> str:
    """A library file as SQL that makes it again, its header's numbers included; kept in schemas/ for each schema."""
    with closing(sqlite3.connect(file)) as connection:
        numbers = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        }
        header = [f"PRAGMA {name} = {number};" for name, number in numbers.items()]
        return "\n".join([*header, *connection.iterdump(), "PRAGMA journal_mode = WAL;", ""])


def ids_of(session: Session, *names: str) -> list[str]:
    return [history.resolve(session, name) for name in names]


def soon(session: Session, seconds: float) -> str:
    """A moment from now by the library's clock."""
    return utc_text(moment(now(session)) + timedelta(seconds=seconds))


def wait_until(library: Library, at: str) -> None:
    """Until the library's clock has passed a moment."""
    while True:
        with library.reading() as session:
            if now(session) > at:
                return
        time.sleep(0.02)
