"""`snippets find`: what was chosen before comes first, and from three words up what the words mean comes below."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest
from builders import Home, filled_desk, made_library, pulled, reply, run_command
from sqlmodel import Session

from library.desk.choices import record_choice
from library.desk.store import open_desk

AT = "2026-05-04T09:30:00.000000Z"


def found(*arguments: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run_command("find", *arguments, "--json").stdout)
    return rows


def names(rows: Sequence[dict[str, object]]) -> list[object]:
    return [row["abbreviation"] for row in rows]


def choose(home: Home, words: str, name: str) -> None:
    desk = open_desk(home.desk_file)
    record_choice(desk, agent="mia", words=words, template=desk.live(name).template, at=AT)
    desk.close()


def test_what_was_chosen_for_these_words_comes_first_and_why_says_so(seeded: Home) -> None:
    before = names(found("refund"))
    assert len(before) > 2
    choose(seeded, "Refund", str(before[2]))
    rows = found("refund")
    assert names(rows)[0] == before[2]
    assert rows[0]["matched"] == "chosen"
    assert f"chosen: {before[2]}" in run_command("find", "refund", "--why").lines[0]
    assert names(found("refun"))[0] == before[0]
    assert run_command("--as", "bo", "find", "refund", "--why").lines[0].split()[0] == before[0]


#: In no letter of these replies but the phrasings.
ASKED = "zqxj package undelivered shipment"


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library, synced; customers put one of its questions in two ways."""
    from library.record import questions
    from library.record.database import open_library, run

    parcel = reply("parcel", "Wait.", title="Where is my parcel", group="Orders")
    made_library(home.url, parcel, reply("thanks", "Bye.", title="Thank you for the praise", group="Praise"))
    library = open_library(home.url)

    def ask(session: Session) -> None:
        question = questions.put(session, name="Where is my parcel?", by="mia")
        questions.phrase(session, question, ["the delivery never came", "my order has not arrived"], by="mia")
        questions.link(session, question, "parcel", by="mia")

    run(library, ask)
    library.close()
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    return home


@pytest.mark.usefixtures("mine")
def test_from_three_words_up_what_they_mean_stands_among_what_the_letters_found() -> None:
    assert run_command("find", "undelivered", "shipment").exit == 1
    assert names(found(ASKED)) == ["parcel"]
    rows = found("thank shipment undelivered packages")
    assert set(names(rows)) == {"thanks", "parcel"}
    assert float(str(rows[0]["score"])) >= float(str(rows[1]["score"]))


@pytest.mark.usefixtures("mine")
def test_the_limit_and_filters_hold_for_what_was_found_by_meaning_too() -> None:
    assert set(names(found(f"praise {ASKED}"))) == {"parcel", "thanks"}
    assert len(found(f"praise {ASKED}", "--limit", "1")) == 1
    assert names(found(f"@orders {ASKED}")) == ["parcel"]
    assert run_command("find", f"@praise {ASKED}").exit == 1


@pytest.mark.usefixtures("mine")
def test_why_shows_the_phrasing_that_matched() -> None:
    [line] = run_command("find", "my delivery just never came", "--why").lines
    assert line.endswith("phrasing: the delivery never came")


@pytest.mark.usefixtures("mine")
def test_only_what_neither_letters_nor_meaning_answer_is_noted_for_the_leads(mine: Home) -> None:
    assert found(ASKED)
    assert "nothing found" in run_command("find", "zqxj wvbn kkjh").stderr
    with closing(sqlite3.connect(mine.desk_file)) as desk:
        assert desk.execute("SELECT outcome FROM searches").fetchall() == [("nothing",)]


def test_an_encoder_that_cannot_be_read_leaves_what_the_letters_found(mine: Home) -> None:
    mine.write_config('sync_seconds = 0\nencoder = "/nowhere"\n')
    done = run_command("find", f"praise {ASKED}")
    assert (done.exit, [line.split()[0] for line in done.lines]) == (0, ["thanks"])
    assert done.stderr.startswith("snippets: only by its letters: the encoder /nowhere")
    assert len(done.stderr.splitlines()) == 1
    assert run_command("find", "praise").stderr == ""


def many(home: Home) -> None:
    """A catalog of more phrasings than are understood in a moment."""
    library_id = made_library(home.url, reply("first"))
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    [path] = (home.data / "desks").glob("*.db")
    desk = open_desk(path)
    held = {key: desk.meta()[key] for key in ("version", "head_hash")}
    desk.close()
    templates = [
        pulled(reply(f"t{number}", title=f"Topic {number}"), phrasings=[f"phrasing {number} {i}" for i in range(4)])
        for number in range(200)
    ]
    asked = ["the delivery never came", "my order has not arrived"]
    templates.append(pulled(reply("parcel", "Wait.", title="Where is my parcel"), phrasings=asked))
    filled_desk(path, *templates).close()
    desk = open_desk(path)
    held["library_id"] = library_id
    desk.connection.executemany("UPDATE meta SET value = ? WHERE key = ?", [(v, k) for k, v in held.items()])
    desk.close()


def test_a_large_catalog_is_searched_by_meaning_only_where_that_is_made_already(home: Home) -> None:
    many(home)
    assert run_command("find", ASKED).exit == 1
    assert not list((home.data / "desks").glob("*.meaning"))
    assert run_command("suggest", "the delivery never came").exit == 0  # makes it
    assert names(found(ASKED)) == ["parcel"]
    [file] = (home.data / "desks").glob("*.meaning")
    file.write_bytes(file.read_bytes()[:-100])
    assert run_command("find", ASKED).exit == 1
