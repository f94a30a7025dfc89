"""After a killed terminal the app starts where the agent was, without any value of a customer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from library.desk.places import place_of, remember_place
from library.desk.store import open_desk
from library.identifiers import utc_text

from .conftest import DOCUMENTS, NOW, Opener
from .desks import filled_desk


@pytest.fixture
def dead_process() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(path: Path, process: int, *, template: str = "id-refund-late", minutes: int = 2) -> None:
    """An app that ended without being left, so many minutes ago."""
    filled_desk(path, DOCUMENTS)
    state = {"channels": ["email", "chat"], "place": 1, "template": template, "process": process}
    desk = open_desk(path)
    remember_place(desk, "ana", json.dumps(state), utc_text(NOW - timedelta(minutes=minutes)))
    desk.close()


def kept(path: Path) -> dict[str, object] | None:
    desk = open_desk(path)
    place = place_of(desk, "ana")
    desk.close()
    return json.loads(place[0]) if place else None


async def test_the_form_is_open_again_with_empty_fields_for_the_same_customer(
    open_app: Opener, tmp_path: Path, dead_process: int
) -> None:
    left(tmp_path / "desk.db", dead_process)
    async with open_app(has_desk=False) as desktop:
        await desktop.until(lambda: desktop.screen == "FillInScreen")
        assert len(desktop.find.customers.all) == 2
        assert desktop.find.channel == "chat"
        assert desktop.texts == {"first_name": "", "order_number": ""}
        assert any("when the terminal went" in toast for toast in desktop.toasts)


async def test_half_an_hour_later_the_app_starts_anew(open_app: Opener, tmp_path: Path, dead_process: int) -> None:
    left(tmp_path / "desk.db", dead_process, minutes=31)
    async with open_app(has_desk=False) as desktop:
        assert desktop.screen == "FindScreen"
        assert len(desktop.find.customers.all) == 1


async def test_another_window_that_is_still_open_keeps_its_place(open_app: Opener, tmp_path: Path) -> None:
    left(tmp_path / "desk.db", os.getppid())
    async with open_app(has_desk=False) as desktop:
        assert desktop.screen == "FindScreen"
        assert len(desktop.find.customers.all) == 1
    assert kept(tmp_path / "desk.db") is not None


async def test_a_template_that_is_gone_meanwhile_is_not_missed(
    open_app: Opener, tmp_path: Path, dead_process: int
) -> None:
    left(tmp_path / "desk.db", dead_process, template="id-retired")
    async with open_app(has_desk=False) as desktop:
        await desktop.until(lambda: len(desktop.find.customers.all) == 2)
        assert desktop.screen == "FindScreen"


async def test_a_template_without_fields_is_not_copied_by_itself(
    open_app: Opener, tmp_path: Path, dead_process: int
) -> None:
    left(tmp_path / "desk.db", dead_process, template="id-thanks")
    async with open_app(has_desk=False) as desktop:
        await desktop.until(lambda: len(desktop.find.customers.all) == 2)
        await desktop.settled()
        assert desktop.screen == "FindScreen"
        assert desktop.clipboard == []


async def test_where_one_is_is_kept_without_names_words_or_values(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("#48213 Ana")
        await desktop.press("ctrl+n")
        await desktop.take("refund-late")
        await desktop.type("Anastasia")
        await desktop.press("ctrl+n")
        await desktop.type("secret words")
        await desktop.press("ctrl+t")
        await desktop.settled()
        state = kept(desktop.path)
        assert state is not None
        assert state["channels"] == ["email", "email"]
        assert state["template"] == "id-refund-late"
        written = b"".join(file.read_bytes() for file in desktop.path.parent.iterdir() if file.is_file())
        for value in (b"Anastasia", b"48213", b"secret words"):
            assert value not in written


async def test_leaving_the_app_forgets_the_place(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.take("refund-late")
        await desktop.settled()
        assert kept(desktop.path) is not None
        path = desktop.path
    assert kept(path) is None
