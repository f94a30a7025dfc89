"""A killed app, a closed terminal, a lost connection, a suspended laptop: nothing half-done is copied or noted.

The real program in a real terminal, each time on the same desk, ended or suspended at a moment nobody chose.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from forms import Figures, sizes
from places import Place, assert_sound, found, held, uses_at
from running_app import DONE, ENTER, WAITING, Clipboard, RunningApp, needs_terminal
from workers import OWNER

from library.desk.places import place_of
from library.desk.store import open_desk
from library.documents import Document, Field
from library.record.database import open_library
from snippets.screens.wordings import BACK_AGAIN

pytestmark = needs_terminal

#: Longer than what is handed over in one go (4,096 bytes, select.PIPE_BUF), and than a pipe holds (65,536).
LONG, VERY_LONG = (" ".join(["All of this belongs to the answer."] * count) for count in (800, 3_000))
BODIES = {
    "parcel-late": "Hello {who},\n\nparcel {number} is on its way.",
    "terms-sent": "Dear {who}, {number}:\n" + LONG,
}
#: How an app may come to its end, and the one thing it survives.
ENDS = ("killed", "hung up", "suspended")
#: When: somewhere in the typing, around the copying, with the text just on the clipboard, with its use just noted.
MOMENTS = ("typing", "copying", "copied", "noted")


class Round(NamedTuple):
    """One start of the app: what is typed, in six steps, and what happens to it when."""

    template: str
    #: Letters that stand nowhere else, in everything typed that is a customer's.
    mark: str
    words: str
    end: str
    moment: str
    #: So many steps are typed before, and so much of the moment passes, from 0 to 1.
    steps: int
    part: float

    @property
    def who(self) -> str:
        return f"Q{self.mark}"

    @property
    def number(self) -> str:
        return f"{self.mark}-7"

    @property
    def keys(self) -> list[str]:
        return [self.words, ENTER, self.who, ENTER, self.number, ENTER]

    @property
    def reply(self) -> str:
        return BODIES[self.template].format(who=self.who, number=self.number)


@sizes("rounds", short=12, long=204)
def test_an_app_that_is_killed_hung_up_on_or_suspended_copies_and_notes_nothing_by_halves(
    tmp_path: Path, chance: random.Random, figures: Figures, rounds: int
) -> None:
    clipboard = Clipboard(tmp_path / "clipboard")
    place = furnished(tmp_path / "machine", clipboard, BODIES)
    pace = seconds_to_copy(place, clipboard)
    copied = noted = back = 0
    marks: list[str] = []
    desk = copy_of(place.desk, tmp_path / "found")
    for turn in range(rounds):
        one = drawn(chance, turn)
        before, is_back = set(uses_at(desk)), was_in_a_form(desk)
        with running(place) as app:
            start(app, marks, is_back=is_back)
            come_to_an_end(app, one, clipboard, place.desk, pace)
        marks.append(one.mark)
        assert_not_stored(place.folder, marks)
        desk = copy_of(place.desk, tmp_path / "found")
        texts, uses = clipboard.take_new(), set(uses_at(desk)) - before
        assert all(text == one.reply for text in texts), (one, texts)
        assert len(uses) <= len(texts) <= 1, (one, texts)
        assert len(uses) == 1 or one.end != "suspended", one
        assert_whole(desk)
        copied, noted, back = copied + len(texts), noted + len(uses), back + is_back
    place.sync()
    library = open_library(place.url)
    assert sorted(held(library).uses) == sorted(uses_at(place.desk))
    assert_sound(library, place.desk)
    library.close()
    figures.add("rounds", rounds)
    figures.add("replies copied", copied)
    figures.add("uses noted", noted)
    figures.add("ended between copy and note", copied - noted)
    figures.add("started again in the form", back)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux hands a tool more than a pipe holds at once")
@sizes("rounds", short=1, long=10)
def test_an_app_killed_while_a_slow_clipboard_tool_reads_has_copied_the_whole_reply_or_nothing(
    tmp_path: Path, chance: random.Random, figures: Figures, rounds: int
) -> None:
    clipboard = Clipboard(tmp_path / "clipboard", pause=0.5)
    place = furnished(tmp_path / "machine", clipboard, {"parcel-late": VERY_LONG + " {who} {number}"})
    copied = 0
    for turn in range(rounds):
        one = drawn(chance, turn)._replace(template="parcel-late", words="parcel-late")
        with running(place) as app:
            start(app, [], is_back=was_in_a_form(place.desk))
            for keys in one.keys:
                app.press(keys)
            app.until(clipboard.is_asked, "the clipboard tool")
            app.kill()
        texts = clipboard.take_new()
        assert all(text == f"{VERY_LONG} {one.who} {one.number}" for text in texts), [len(text) for text in texts]
        copied += len(texts)
    figures.add("kills", rounds)
    figures.add("replies of 105,000 letters copied", copied)


def furnished(folder: Path, clipboard: Clipboard, bodies: dict[str, str]) -> Place:
    """A library of replies with two fields each, a desk in step, settings with the test's own clipboard."""
    folder.mkdir()
    place = Place.at(folder)
    (folder / "config.toml").write_text(
        f'sync_seconds = 0\nclipboard = "{clipboard.tool}"\n[agent]\nfirst_name = "Mia"\nasked = "yes"\n'
    )
    (folder / "temporary").mkdir()
    place.environment.update(TERM="xterm-256color", LANG="C.UTF-8", TMPDIR=str(folder / "temporary"))
    del place.environment["PYTHONDONTWRITEBYTECODE"]  # a start takes twice as long with it
    fields = (Field("who", "Customer"), Field("number", "Number"))
    templates = {name: body.format(who="{{ who }}", number="{{ number }}") for name, body in bodies.items()}
    found(place.url, [Document(name, body, fields=fields) for name, body in templates.items()])
    place.sync()
    return place


@contextmanager
def running(place: Place) -> Iterator[RunningApp]:
    app = RunningApp(place.environment)
    try:
        yield app
    finally:
        app.abandon()


def drawn(chance: random.Random, turn: int) -> Round:
    """Every end with every moment in turn; the box gets a customer's word now and then."""
    mark = "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=12))
    template = chance.choice(sorted(BODIES))
    words = template + (f" zz{mark}" if chance.random() < 0.3 else "")
    end, moment = ENDS[turn % len(ENDS)], MOMENTS[turn % len(MOMENTS)]
    return Round(template, mark, words, end, moment, chance.randrange(6) if moment == "typing" else 6, chance.random())


def seconds_to_copy(place: Place, clipboard: Clipboard) -> float:
    """From the last key to the text on the clipboard, when nothing happens."""
    one = Round("parcel-late", "wcx", "parcel-late", "", "", 6, 0)
    *most, last = one.keys
    with running(place) as app:
        start(app, [], is_back=False)
        for keys in most:
            app.press(keys)
            app.read_for(0.1)
        begun = time.monotonic()
        app.press(last)
        app.until(clipboard.has_new, "a text on the clipboard")
        taken = time.monotonic() - begun
        app.until_shown("Copied")
        app.leave()
    assert clipboard.take_new() == [one.reply]
    return taken


def copy_of(desk: Path, folder: Path) -> Path:
    """The desk as the app left it, to look into: the app itself is to be the first to open it again."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(desk.parent, folder)
    return folder / desk.name


def was_in_a_form(path: Path) -> bool:
    """Whether the app that ended last had opened a form and come to write that down."""
    desk = open_desk(path)
    kept = place_of(desk, OWNER)
    desk.close()
    return kept is not None and bool(json.loads(kept[0])["template"])


def start(app: RunningApp, marks: list[str], *, is_back: bool) -> None:
    """The app opens on the list, or on the form it was in, in which nothing of any customer stands."""
    app.until_shown(WAITING)
    if is_back:
        app.until_shown(BACK_AGAIN.partition(" when ")[0])
        app.until_shown("2 of 2 to fill")
        assert not any(mark in app.shown for mark in marks)
        app.press(DONE)
    app.until_shown("parcel-late")


def come_to_an_end(app: RunningApp, one: Round, clipboard: Clipboard, desk: Path, pace: float) -> None:
    """Types the round's keys up to its moment, and lets happen to the app what it is drawn for."""
    uses = len(uses_at(desk))
    *most, last = one.keys[: one.steps] or [""]
    for keys in most:
        app.press(keys)
        app.read_for(0.02)
    app.press(last)
    if one.moment == "typing":
        app.read_for(one.part * 0.2)
    elif one.moment == "copying":
        app.read_for(one.part * pace * 1.5)
    elif one.moment == "copied":
        app.until(clipboard.has_new, "a text on the clipboard")
    else:
        app.until(lambda: len(uses_at(desk)) > uses, "a use noted")
    if one.end == "killed":
        app.kill()
    elif one.end == "hung up":
        app.hang_up()
    else:
        app.suspend(0.3, "".join(one.keys[one.steps :]))
        app.until(clipboard.has_new, "a text on the clipboard after all")
        app.until_shown("Copied")
        app.leave()


def assert_not_stored(folder: Path, marks: list[str]) -> None:
    """What was typed stands in no file of the machine: not in the desk or its log, in the settings, in a lock."""
    for file in folder.rglob("*"):
        if file.is_file():
            kept = file.read_bytes().lower()
            assert not any(mark.encode() in kept for mark in marks), file


def assert_whole(path: Path) -> None:
    """The desk opens, nothing is wrong with it, and its templates are there."""
    desk = open_desk(path)
    assert desk.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert all(desk.find_live(name) is not None for name in BODIES)
    desk.close()
