"""Somebody whose name changed is one person in the reports, on the roster and by what they used before."""

from __future__ import annotations

from record_builders import reply, save_live

from library.measures.reading import read_adoption
from library.record import intake, members
from library.record.database import Library

AT = "2026-05-{:02}T10:00:00.000000Z"


def test_uses_under_an_earlier_name_are_the_persons_of_now(library: Library) -> None:
    saved = save_live(library, reply("thanks"))
    with library.writing() as session:
        for name in ("Ana", "bo"):
            members.add(session, name, role="agent", by="mia")
        uses = [("1", "ana", 3), ("2", "Ana", 4), ("3", "a.silva", 5), ("4", "bo", 5)]
        intake.store_uses(
            session,
            [
                {"id": id, "template": saved.template, "agent": agent, "used_at": AT.format(day)}
                for id, agent, day in uses
            ],
        )
        members.rename(session, "Ana", "a.silva", by="mia")
    with library.reading() as session:
        found = read_adoption(session, since=AT.format(1))
    # On the roster: mia, a.silva and bo; two of the three used something, three uses are a.silva's.
    assert (found.agents.numerator, found.agents.denominator) == (2, 3)
    assert (found.by_agent, found.off_roster) == ((("a.silva", 3), ("bo", 1)), ())
