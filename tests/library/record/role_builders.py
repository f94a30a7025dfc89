"""A library on a server with a person in every role, each with a login and a password of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from record_builders import always, fill, reply, save_next
from servers import Server
from sqlmodel import Session

from library.documents import canonical_text
from library.record import authoring, intake, logins, review
from library.record.authoring import Saved
from library.record.database import Library, create_library, open_library, run

#: Who is who; the owner made the library.
PEOPLE = {"olga": "owner", "lea": "lead", "leo": "lead", "nina": "analyst", "ana": "agent", "bo": "agent"}
AT = "2026-05-03T10:00:00.000000Z"
#: What each agent has proposed, as the text that is stored.
PROPOSED = {name: canonical_text(reply(f"from-{name}", f"A proposal of {name}'s.")) for name in ("ana", "bo")}


@dataclass(frozen=True)
class Team:
    """The library as its administrator has it, everybody's own address, and a template with a draft of lea's."""

    admin: Library
    addresses: Mapping[str, str]
    saved: Saved
    draft: Saved

    def connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        """A bare connection with this person's credentials: what somebody has who comes past the program."""
        return psycopg.connect(self.addresses[name].replace("+psycopg", ""), autocommit=True)

    @contextmanager
    def opened(self, name: str, *, is_for_desk: bool = False) -> Iterator[Library]:
        library = open_library(self.addresses[name], is_for_desk=is_for_desk)
        try:
            yield library
        finally:
            library.close()


@contextmanager
def a_team(server: Server, schema: str) -> Iterator[Team]:
    """A library with a row in every table. All of it, logins and groups too, is gone afterwards."""
    option = f"-csearch_path={schema}"
    joint = "&" if "?" in server.admin else "?"
    library = create_library(f"{server.admin}{joint}options={option.replace('=', '%3D')}", owner="mia")
    try:
        saved = fill(library)
        for name, role in PEOPLE.items():
            secret = f"{name}'s secret"
            run(
                library, lambda s, n=name, r=role, p=secret: logins.invite(s, library.id, n, role=r, by="mia", secret=p)
            )
        addresses = {name: server.login(name, f"{name}'s secret", options=option) for name in PEOPLE}
        with library.writing() as session:
            draft = _prepare(session, saved)
        yield Team(library, addresses, saved, draft)
    finally:
        _remove(library, schema)
        library.close()


def _prepare(session: Session, saved: Saved) -> Saved:
    """A submitted draft of lea's, a retired template, a redacted text, and rows of ana's and bo's."""
    draft = authoring.save(session, reply("cancel-plan", "A draft of lea's."), author="lea")
    review.submit(session, ["cancel-plan"], by="lea")
    gone = authoring.save(session, reply("gone", "Nobody gets this."), author="lea")
    review.approve(session, [(gone.template, gone.number)], by="olga", renders=always)
    review.retire(session, ["gone"], by="olga", renders=always)
    secret = authoring.save(session, reply("secret", "A secret that has to go."), author="lea")
    save_next(session, secret, reply("secret", "Nothing secret."), by="lea")
    for agent in ("ana", "bo"):
        intake.store_uses(session, [{"id": f"use-{agent}", "template": saved.template, "agent": agent, "used_at": AT}])
        intake.store_searches(session, [{"id": f"search-{agent}", "agent": agent, "words": "refund", "ended_at": AT}])
        flag = {"id": f"flag-{agent}", "template": saved.template, "agent": agent, "why": "old", "flagged_at": AT}
        intake.store_flags(session, [flag])
        proposal = {"id": f"proposal-{agent}", "agent": agent, "document": PROPOSED[agent], "proposed_at": AT}
        intake.store_proposals(session, [proposal])
    return draft


def _remove(library: Library, schema: str) -> None:
    with psycopg.connect(library.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
        suffix = library.id.replace("-", "")[-12:]
        rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"snippets\\_{suffix}\\_%"])
        for name in [*(row[0] for row in rows.fetchall()), *PEOPLE]:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
