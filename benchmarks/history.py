"""How long leads wait for a library's history: 10,000 templates, 100,000 revisions, each submitted and approved.

`python benchmarks/history.py` makes the library in a folder that goes away again (half a minute) and prints medians in
milliseconds; `--keep FOLDER` keeps it for the next run, `--url` takes an empty PostgreSQL schema instead.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlmodel import Session

from library.comparing_documents import compare_documents
from library.documents import Document, Variant
from library.identifiers import make_id, utc_text
from library.record import affected, as_of, authoring, change_sets, history, intake, queue, review
from library.record.authoring import Origin, keep, make_draft, newest_revisions
from library.record.changes import open_change, open_receipt
from library.record.clock import now
from library.record.database import Library, create_library, is_library, open_library, run
from library.record.decisions import Verdict, enter

TEMPLATES, ROUNDS = 10_000, 10
USES = 200_000
TEXT = (
    "we sent your order today and it reaches you within a few days please write back if it does not arrive thank you "
    "for your patience sorry about the wait our team looks at every parcel refund card bank invoice account"
)
WORDS = TEXT.split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--url", default="")
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{(options.keep or Path(folder)) / 'history.db'}"
        if not is_library(url):
            begun = time.perf_counter()
            made(url)
            print(f"made in {time.perf_counter() - begun:.0f} s")
        library = open_library(url)
        print("| medians | ms | of them this process ms |\n|---|---|---|")
        for what, work in MEASURED.items():
            print("| {} | {:.1f} | {:.1f} |".format(what, *timed(library, work, options.times)))
        library.close()


def timed(library: Library, work: Callable[[Session], object], times: int) -> tuple[float, float]:
    """The median time of a read in milliseconds, and of the processor's part, each over a snapshot of its own.

    On a machine that is busy otherwise the second says more; a PostgreSQL server's work is not in it.
    """
    taken, worked = [], []
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        with library.reading() as session:
            work(session)
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    return median(taken), median(worked)


def made(url: str) -> None:
    library, chance = create_library(url, owner="mia"), random.Random(1)
    ids = [make_id() for _ in range(TEMPLATES)]
    for number in range(ROUNDS):
        run(library, lambda session, number=number: a_round(session, ids, number, chance))  # type: ignore[misc]
    run(library, lambda session: waiting(session, ids))
    run(library, lambda session: used(session, ids, chance))
    library.close()


def a_round(session: Session, ids: Sequence[str], number: int, chance: random.Random) -> None:
    """The next revision of every template, submitted and approved."""
    at = now(session)
    drafts = [make_draft(document(place, number, chance), id_, number or None) for place, id_ in enumerate(ids)]
    receipt = open_receipt(session, by="mia")
    keep(session, drafts, Origin("mia", at, f"round {number}", receipt=receipt))
    for kind in ("submitted", "approved"):
        hashes = newest_revisions(session, ids)
        verdicts = [Verdict(id_, number + 1, hashes[id_].hash, kind) for id_ in ids]
        if kind == "approved":
            open_change(session, by="mia")
        enter(session, verdicts, by="mia", reason="", alters=kind == "approved", at=at)


def document(place: int, number: int, chance: random.Random) -> Document:
    lines = "\n\n".join(" ".join(chance.choices(WORDS, k=18)) for _ in range(4))
    quoted = "{{ facts.fact_1 }} {% include 'part-2' %}" if place % 100 == 5 else ""
    body = f"{lines}\n\n{number} {quoted}"
    kind = {1: "fact", 2: "fragment"}.get(place, "reply")
    name = {1: "fact-1", 2: "part-2"}.get(place, f"template-{place}")
    title = " ".join(chance.choices(WORDS, k=5))
    if kind != "reply":
        return Document(name, f"{number} days", kind=kind, title=title)
    return Document(name, body, title=title, group=f"Group {place % 40}", variants=(Variant("chat", lines[:200]),))


def waiting(session: Session, ids: Sequence[str]) -> None:
    """100 drafts, 100 submitted, 30 proposals, a set of 200, 300 flags (a third of them answered)."""
    for place in range(100, 300):
        saved = authoring.save(
            session, Document(f"template-{place}", "new"), author="mia", template=ids[place], based_on=10
        )
        if place >= 200:
            review.submit(session, [(saved.template, saved.number)], by="mia")
    for place in range(30):
        saved = authoring.save(session, Document(f"proposed-{place}", "new"), author="mia", source="propose")
        review.submit(session, [(saved.template, saved.number)], by="mia")
    edits = [change_sets.Edit(Document(f"template-{place}", "set"), ids[place], 10) for place in range(300, 500)]
    change_sets.submit_together(session, "many", edits, by="mia")
    at = now(session)
    for number in range(300):
        id_ = ids[1000 + number]
        flag = {"id": make_id(), "template": id_, "revision": 10, "version": 10, "agent": "tom", "why": "old"}
        intake.store_flags(session, [flag | {"flagged_at": at}])
    review.confirm(session, [(id_, 10) for id_ in ids[1000:1100]], by="mia")


def used(session: Session, ids: Sequence[str], chance: random.Random) -> None:
    """Uses of the last 200 days at some version, each of the revision that was live at it."""
    today = datetime.now(UTC)
    for _ in range(USES // 10_000):
        rows: list[dict[str, object]] = []
        for _ in range(10_000):
            version = chance.randint(1, ROUNDS)
            at = utc_text(today - timedelta(days=chance.random() * 200))
            row = {"id": make_id(), "template": chance.choice(ids), "revision": version, "version": version}
            rows.append(row | {"agent": f"agent-{chance.randint(1, 9)}", "channel": "chat", "used_at": at})
        intake.store_uses(session, rows)


def compared(session: Session) -> object:
    one, other = (
        history.revision(session, "template-7", 3).document,
        history.revision(session, "template-7", 9).document,
    )
    assert one is not None
    assert other is not None
    return compare_documents(one, other)


MEASURED: dict[str, Callable[[Session], object]] = {
    "history of a template": lambda session: history.revisions(session, "template-7"),
    "compare two revisions": compared,
    "a template as of a version": lambda session: as_of.as_of(session, "template-105", 4),
    "where a wrong revision went": lambda session: affected.affected(session, "template-105", 4),
    "where a wrong fact went, quoted by 100": lambda session: affected.affected(session, "fact-1", 4),
    "what waits (queue)": lambda session: queue.queue(session, since="2020"),
    "all that is live": history.live,
}

if __name__ == "__main__":
    main()
