"""Several writers at once: nothing is lost, numbers follow one another, nobody is told of a lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from record_builders import always, reply, save_live, save_next

from library.errors import OutOfDate
from library.record import authoring, history, intake, review
from library.record.authoring import Saved
from library.record.database import Library, Session, create_library, open_library, run
from library.record.verify import verify

WRITERS, EACH = 4, 6


def write_some(url: str, writer: int) -> list[int]:
    """The versions that one writer's approvals made."""
    library = open_library(url)
    versions = []
    for number in range(EACH):

        def work(session: Session, name: str = f"w{writer}-{number}") -> int:
            authoring.save(session, reply(name), author="mia")
            intake.store_uses(session, [{"id": f"use-{name}"}, {"id": "shared"}])
            return review.approve(session, [name], by="mia", renders=always)

        versions.append(run(library, work))
    library.close()
    return versions


def processes() -> Executor:
    return ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn"))


def threads() -> Executor:
    return ThreadPoolExecutor(WRITERS)


@pytest.mark.parametrize("kind", [threads, processes])
def test_writers_at_once_get_consecutive_versions(library: Library, kind: Callable[[], Executor]) -> None:
    with kind() as pool:
        versions = list(pool.map(write_some, [library.url] * WRITERS, range(WRITERS)))
    assert sorted(version for own in versions for version in own) == list(range(1, WRITERS * EACH + 1))
    assert all(list(own) == sorted(own) for own in versions)
    with library.reading() as session:
        assert len(history.live(session)) == WRITERS * EACH
    assert verify(library) == ()


def approve_number(url: str, saved: Saved) -> str:
    library = open_library(url)
    try:
        with library.writing() as session:
            review.approve(session, [(saved.template, saved.number)], by="mia", renders=always)
    except OutOfDate:
        return "out of date"
    finally:
        library.close()
    return "approved"


def test_of_two_leads_who_approve_rivals_at_once_one_is_told(library: Library) -> None:
    first = save_live(library, reply("a"))
    with library.writing() as session:
        rivals = [save_next(session, first, reply("a", f"rival {number}")) for number in range(WRITERS)]
    with threads() as pool:
        outcomes = list(pool.map(approve_number, [library.url] * WRITERS, rivals))
    assert sorted(outcomes) == ["approved"] + ["out of date"] * (WRITERS - 1)
    assert verify(library) == ()


def make_one(url: str, owner: str) -> str:
    from library.errors import StoreError

    try:
        create_library(url, owner=owner).close()
    except StoreError:
        return ""
    return owner


def test_of_several_who_make_a_library_at_one_address_one_does(url: str) -> None:
    with threads() as pool:
        owners = list(pool.map(make_one, [url] * WRITERS, "abcd"))
    assert len([owner for owner in owners if owner]) == 1
    library = open_library(url)
    assert verify(library) == ()
    library.close()
