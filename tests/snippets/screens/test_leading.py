"""How a lead's screens speak with the library: in threads, in order, and without making anybody wait."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from builders import made_library, reply
from sqlmodel import Session

from library.errors import BadValue
from library.record import authoring, history, members, review
from snippets.app import SnippetsApp
from snippets.config import Config
from snippets.screens.leading import LeadingScreen
from snippets.screens.surroundings import Surroundings

from .leads import leading

A = reply("a", "one")


class Asking(LeadingScreen[None]):
    """Notes what it is told."""

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.heard: list[object] = []
        self.waited: list[bool] = []

    def waiting_changed(self) -> None:
        self.waited.append(self.is_waiting)


def asking(app: SnippetsApp) -> Asking:
    return Asking(app.config, app.surroundings)


def library_of_a(url: str) -> None:
    made_library(url, A)


async def test_an_answer_to_an_older_question_is_dropped(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen, may_go_on = lead.app.screen, threading.Event()
        assert isinstance(screen, Asking)

        def slow(session: Session) -> str:
            assert may_go_on.wait(20)
            return "slow"

        screen.ask(slow, screen.heard.append, about="x")
        await lead.pilot.pause()
        screen.ask(lambda session: "skipped", screen.heard.append, about="x")
        screen.ask(lambda session: "newest", screen.heard.append, about="x")
        screen.ask(lambda session: "other", screen.heard.append, about="y")
        await lead.until(lambda: "other" in screen.heard)
        may_go_on.set()
        await lead.settled()
        assert screen.heard == ["other", "newest"]


async def test_a_long_answer_is_said_to_be_awaited(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen, may_go_on = lead.app.screen, threading.Event()
        assert isinstance(screen, Asking)
        screen.ask(lambda session: may_go_on.wait(20), screen.heard.append)
        await lead.until(lambda: screen.is_waiting)
        may_go_on.set()
        await lead.settled()
        assert screen.waited == [True, False]


async def test_questions_can_be_asked_by_an_answer(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen = lead.app.screen
        assert isinstance(screen, Asking)

        def again(number: int) -> None:
            screen.heard.append(number)
            if number < 3:
                screen.ask(lambda session: number + 1, again)

        screen.ask(lambda session: 1, again)
        await lead.until(lambda: len(screen.heard) == 3)
        assert screen.heard == [1, 2, 3]


async def test_what_goes_wrong_is_told_in_one_line_and_the_next_question_is_answered(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen = lead.app.screen
        assert isinstance(screen, Asking)
        screen.ask(lambda session: history.resolve(session, "nobody"), screen.heard.append)
        await lead.settled()
        screen.ask(lambda session: 7, screen.heard.append)
        await lead.settled()
        assert lead.toasts == ["no template is named “nobody”: snippets find lists them"]
        assert screen.heard == [7]


async def test_what_is_written_is_written_in_order_and_reaches_the_desk_too(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen = lead.app.screen
        assert isinstance(screen, Asking)
        for name in ("b", "c", "d"):
            screen.write(lambda session, name=name: _publish(session, name), screen.heard.append)
        await lead.settled()
        assert screen.heard == ["b", "c", "d"]
        assert lead.app.surroundings is screen.surroundings
        from library.desk.store import open_desk

        desk = open_desk(lead.app.config.desk)
        assert {name for name, _ in desk.names("")} == {"a", "b", "c", "d"}
        desk.close()


def _publish(session: Session, name: str) -> str:
    authoring.save(session, reply(name), author="mia")
    review.approve(session, [name], by="mia")
    return name


async def test_what_was_asked_to_be_written_is_written_though_the_screen_is_left(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen = lead.app.screen
        assert isinstance(screen, Asking)
        screen.write(lambda session: _publish(session, "b"), screen.heard.append)
        screen.dismiss()
        await lead.settled()
        assert lead.live("b") is not None
        assert screen.heard == []


async def test_a_failed_write_changes_nothing_and_is_told_though_the_screen_is_left(tmp_path: Path) -> None:
    async with leading(tmp_path, asking, fill=library_of_a) as lead:
        screen = lead.app.screen
        assert isinstance(screen, Asking)

        def fail(session: Session) -> None:
            members.add(session, "tom", by="mia")
            raise BadValue("no", "do otherwise")

        screen.write(fail, screen.heard.append)
        screen.dismiss()
        await lead.settled()
        assert lead.toasts == ["no: do otherwise"]
        assert [person.name for person in lead.read(members.list)] == ["mia"]


def test_no_screen_loads_the_database_before_it_asks() -> None:
    program = (
        "import sys, pkgutil, importlib, snippets.screens as screens\n"
        "for module in pkgutil.iter_modules(screens.__path__, 'snippets.screens.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "psycopg"}
