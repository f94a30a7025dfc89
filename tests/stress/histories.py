"""Libraries with a past: one that holds something of everything, and as many others as one likes, told from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from sqlmodel import Session
from workers import OWNER

from library.documents import Document
from library.errors import BadValue, NameTaken, NotAllowed, OutOfDate, TemplateFault, UnknownName
from library.identifiers import make_id
from library.record import authoring, changes, history, intake, members, questions, removal, retention, review, settings
from library.record.database import Library, run
from library.record.models import ChangeSet, ChangeSetItem, Measurement
from library.record.set_rows import take_items_out

NAMES = ("refund-late", "hello", "thanks", "sorry-for-the-wait", "address-change", "~mine")
#: Text that is easily altered on its way: accents in two spellings, right to left, line ends, quotes, nothing.
BODIES = (
    "Grüße",
    "Gru\u0308ße",
    "שלום\nעולם",
    "a\r\nb",
    'She said "no".\\',
    "👩🏽\u200d💻",
    "",
    "{{ first_name }}, hello",
)


def make_rich(library: Library) -> None:
    """Templates with several revisions, drafts, rejected, suspended, retired, revived, redacted and released ones;
    questions and phrasings, settings, members, uses and searches; changes with many rows and with one, and receipts.
    """
    run(library, lambda session: members.add(session, "tom", role="agent", by=OWNER))
    saved = run(library, lambda session: review.publish(session, _documents(), by=OWNER)).saved
    for name, body in (("refund-late", "It left us today."), ("refund-late", "It left us."), ("hello", "Good day.")):
        run(library, partial(save_next, name=name, body=body))
        run(library, partial(review.submit, items=[name], by="tom", reason="please"))
        run(library, partial(review.approve, items=[name], by=OWNER, reason="clearer"))
    run(library, lambda session: save_next(session, "thanks", "A text nobody wants."))
    run(library, lambda session: review.reject(session, ["thanks"], by=OWNER, reason="no"))
    run(library, lambda session: save_next(session, "hello", "A draft."))
    run(library, lambda session: authoring.save(session, Document("draft-only", "Not yet."), author="tom"))
    run(library, lambda session: review.suspend(session, ["sorry-for-the-wait"], by=OWNER))
    run(library, lambda session: review.retire(session, ["address-change"], by=OWNER, reason="moved"))
    run(library, lambda session: review.suspend(session, ["thanks"], by=OWNER))
    run(library, lambda session: review.revive(session, ["thanks"], by=OWNER))
    run(library, lambda session: review.confirm(session, ["refund-late"], by=OWNER))
    run(library, lambda session: removal.redact(session, "refund-late", 2, by=OWNER, reason="a name in it"))
    run(library, lambda session: removal.release(session, "address-change", by=OWNER))
    run(library, lambda session: _ask(session, "Where is my refund?", "refund-late"))
    run(library, lambda session: _ask(session, "How do I say hello?", "hello"))
    for value in ("Support", "Customer care", "Care"):
        run(library, partial(settings.set, key="title", value=value, by=OWNER))
    run(library, lambda session: members.add(session, "Zoë", role="lead", by=OWNER))
    run(library, lambda session: members.leave(session, "Zoë", by=OWNER))
    run(library, lambda session: _keep_figures(session, saved[0].template))
    run(library, lambda session: _hand_in(session, saved[0].template))
    for before in ("2025-01-01T00:00:00.000000Z", "2025-07-01T00:00:00.000000Z"):
        run(library, partial(retention.retire, before=before, by=OWNER))


def make_varied(library: Library, chance: random.Random) -> int:
    """A history of up to two dozen steps in any order; returns how many were taken, refusals not counted."""
    run(library, lambda session: members.add(session, "tom", role="agent", by=OWNER))
    taken = 0
    for _ in range(chance.randint(2, 24)):
        step = chance.choice(_STEPS)
        # A step that makes no sense here (retiring what is retired, a name that is taken) is refused: part of life.
        with suppress(BadValue, OutOfDate, UnknownName, NotAllowed, NameTaken, TemplateFault):
            run(library, partial(_take, step=step, chance=chance))
            taken += 1
    return taken


def _take(session: Session, step: Callable[[Session, random.Random], None], chance: random.Random) -> None:
    step(session, chance)


def save_next(session: Session, name: str, body: str) -> None:
    newest = history.revisions(session, name)[-1]
    authoring.save(session, Document(name, body), author="tom", based_on=newest.number, template=newest.template)


def _documents() -> list[tuple[Document, str | None]]:
    plain = [Document(name, f"The text of {name}.", aliases=(f"Old-{name[:5]}",)) for name in NAMES if name[0] != "~"]
    fact = Document("refund-days", "5", kind="fact", type="number")
    return [(document, None) for document in (*plain, fact, Document("sign-off", "Yours", kind="fragment"))]


def _ask(session: Session, name: str, template: str) -> None:
    question = questions.put(session, name=name, by=OWNER)
    questions.phrase(session, question, [f"{name} please", f"{name.lower()} now"], by=OWNER)
    questions.link(session, question, template, by=OWNER)


def _keep_figures(session: Session, template: str) -> None:
    """Frozen lists, measurements and change sets, of which nobody asked the record yet in any other way."""
    found = questions.current(session)
    for period in ("2026Q3", "2026Q4"):
        ranked = [questions.Ranked(item.id, item.name, 12, "0.3") for item in found]
        questions.freeze(session, period, ranked, by=OWNER)
    at = "2026-05-03T10:00:00.000000Z"
    stamp: dict[str, changes.Value] = {"receipt": changes.open_receipt(session, by=OWNER), "by": OWNER, "at": at}
    figure: dict[str, changes.Value] = {"period": "2026Q4", "scope": "", "measure": "coverage", "n": 50, "version": 1}
    figures = [figure | stamp | {"value": value, "low": 0.25, "method": "links"} for value in (0.1 + 0.2, 1 / 3)]
    changes.append(session, Measurement, figures)
    for title in ("Spring", "Autumn"):
        sets = {"id": make_id(), "title": title, "live_from": ""}
        session.execute(changes.table_of(ChangeSet).insert(), [sets | stamp])
        item = {"change_set": sets["id"], "template": template, "revision": 2, "receipt": stamp["receipt"]}
        session.execute(changes.table_of(ChangeSetItem).insert(), [item])
        take_items_out(session, str(sets["id"]), [template], by=OWNER)


def _hand_in(session: Session, template: str) -> None:
    at = "2026-05-03T10:00:00.000000Z"
    intake.store_uses(session, [{"id": make_id(), "template": template, "agent": "tom", "used_at": at}])
    intake.store_searches(session, [{"id": make_id(), "agent": "tom", "words": "refund", "started_at": at}])


def _save(session: Session, chance: random.Random) -> None:
    name, body = chance.choice(NAMES), chance.choice(BODIES)
    try:
        save_next(session, name, body)
    except UnknownName:
        authoring.save(session, Document(name, body, aliases=(f"{name} Ä",)), author="tom", message=body)


def _publish(session: Session, chance: random.Random) -> None:
    names = chance.sample(NAMES, chance.randint(1, 4))
    owners = authoring.owners(session, names)
    items = [(Document(name, chance.choice(BODIES), title=name), owners.get(name)) for name in names]
    review.publish(session, items, by=OWNER, message="import", source="import")


def _rename(session: Session, chance: random.Random) -> None:
    newest = history.revisions(session, chance.choice(NAMES))[-1]
    document = Document(f"renamed-{newest.number}-{chance.randrange(99)}", "renamed")
    authoring.save(session, document, author="tom", based_on=newest.number, template=newest.template)


def _redact(session: Session, chance: random.Random) -> None:
    name = chance.choice(NAMES)
    number = chance.randint(1, len(history.revisions(session, name)))
    removal.redact(session, name, number, by=OWNER, reason="a customer's name")


def _release(session: Session, chance: random.Random) -> None:
    removal.release(session, chance.choice(NAMES), by=OWNER)


def _several_at_once(session: Session, chance: random.Random) -> None:
    """A change and a receipt in one transaction."""
    _publish(session, chance)
    _save(session, chance)
    settings.set(session, "title", chance.choice(("Support", "Care")), by=OWNER)


def _decide(verb: Callable[..., int]) -> Callable[[Session, random.Random], None]:
    def step(session: Session, chance: random.Random) -> None:
        verb(session, [chance.choice(NAMES)], by=OWNER, reason=chance.choice(("", "because", "weil’s so ist")))

    return step


_STEPS: tuple[Callable[[Session, random.Random], None], ...] = (
    *(_save, _save, _save, _publish, _publish, _rename, _several_at_once),
    *(_decide(verb) for verb in (review.submit, review.approve, review.approve, review.reject, review.confirm)),
    *(_decide(verb) for verb in (review.suspend, review.retire, review.revive)),
    *(_redact, _release),
    lambda session, chance: _ask(session, chance.choice(BODIES) or "Why?", chance.choice(NAMES)),
    lambda session, chance: members.add(
        session, chance.choice(("tom", "Zoë")), role=chance.choice(("", "lead")), by=OWNER
    ),
    lambda session, chance: _hand_in(session, "t"),
)
