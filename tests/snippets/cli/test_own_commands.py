"""`undo`, `favourite`, `me` and `forget`: what is an agent's own, shown and taken back at their word."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from answers import data_of, refused
from builders import Home, fragment, made_library, reply, run_command, run_process
from terminals import Terminal, needs_terminal

from library.documents import Field

HI = reply("hi", "Hi {{ first_name }}, {{ extension }}", fields=(Field("first_name"), Field("extension", own=True)))


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library, synced."""
    made_library(home.url, reply("refund-late", "One.", title="Late"), reply("thanks"), HI, fragment("sign-off"))
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    return home


def use(name: str, *more: str, agent: str = "mia") -> None:
    assert run_command("--as", agent, "copy", name, "--print", *more).exit == 0


def own_template(home: Home, name: str = "hello") -> None:
    folder = home.data / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(f"---\nabbreviation: ~{name}\n---\nHello.\n", encoding="utf-8")


def uses_in_reports() -> int:
    found = data_of("report", "adoption")
    assert isinstance(found, dict)
    return int(found["uses"])


# --- undo -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("mine")
def test_undo_takes_the_last_use_back_and_reports_leave_it_out() -> None:
    use("thanks")
    use("refund-late")
    ran = run_command("undo")
    assert (ran.exit, ran.stdout) == (0, "")
    assert ran.stderr == "Taken back: refund-late, printed just now. Reports leave it out.\n"
    assert uses_in_reports() == 1
    assert data_of("undo")["abbreviation"] == "thanks"  # type: ignore[index]
    assert uses_in_reports() == 0


@pytest.mark.usefixtures("mine")
def test_undo_says_why_where_there_is_nothing_to_take_back() -> None:
    refused(run_command("undo"), "there is no use of yours to take back")
    use("thanks")
    refused(run_command("--as", "bo", "undo"), "there is no use of yours")
    assert run_command("undo").exit == 0
    refused(run_command("undo"), "there is no use of yours")


def test_a_use_of_more_than_a_minute_ago_stays(mine: Home) -> None:
    use("thanks")
    with closing(sqlite3.connect(mine.desk_file)) as desk, desk:
        desk.execute("UPDATE uses SET used_at = '2026-01-01T10:00:00.000000Z'")
    refused(run_command("undo"), "thanks: ", "60 seconds")
    with closing(sqlite3.connect(mine.desk_file)) as desk:
        assert desk.execute("SELECT count(*) FROM uses").fetchone() == (1,)


def test_undo_after_a_template_of_ones_own_takes_no_other_use_back(mine: Home) -> None:
    own_template(mine)
    use("thanks")
    use("~hello")
    refused(run_command("undo"), "of your own templates")
    assert uses_in_reports() == 1


# --- favourites -------------------------------------------------------------------------------------------------------


def test_favourites_are_made_listed_and_unmade(mine: Home) -> None:
    own_template(mine)
    assert run_command("favourite").stderr == "You have no favourites yet: snippets favourite NAME\n"
    assert run_command("favourite", "thanks").stderr == "thanks is a favourite.\n"
    ran = run_command("favourite", "refund-late", "~hello", "thanks")
    assert ran.stderr == "refund-late, ~hello and thanks are favourites.\n"
    assert [line.split()[0] for line in run_command("favourite").lines] == ["thanks", "refund-late", "~hello"]
    assert run_command("favourite", "thanks", "~hello", "--remove").stderr == (
        "thanks and ~hello are no favourites any more.\n"
    )
    [left] = data_of("favourite")  # type: ignore[misc]
    assert set(left) == {"abbreviation", "title", "template"}
    assert (left["abbreviation"], left["title"]) == ("refund-late", "Late")
    assert run_command("--as", "bo", "favourite").stdout == ""


@pytest.mark.usefixtures("mine")
def test_a_name_that_is_wrong_makes_no_favourite_of_the_others() -> None:
    refused(run_command("favourite", "thanks", "sign-off"), "sign-off is a fragment", "only replies")
    refused(run_command("favourite", "thanks", "thnks"), "no template is named “thnks”")
    assert run_command("favourite").stdout == ""
    ran = run_command("favourite", "--remove")
    assert ran.exit == 2
    assert "--remove needs a NAME" in ran.stderr


@pytest.mark.usefixtures("mine")
def test_names_of_favourites_to_be_complete() -> None:
    ran = run_process(
        environment={
            "_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": "snippets favourite thanks ref", "COMP_CWORD": "3"
        }
    )  # fmt: skip
    assert "refund-late" in ran.stdout


# --- me ---------------------------------------------------------------------------------------------------------------


def test_me_shows_everything_here_and_in_the_library(mine: Home) -> None:
    own_template(mine)
    use("hi", "--set", "first_name=Zebulon", "--set", "extension=4711")
    use("thanks")
    assert run_command("undo").exit == 0
    assert run_command("sync").exit == 0
    use("thanks")
    assert run_command("find", "xylophone").exit == 1
    assert run_command("flag", "thanks", "-m", "too short").exit == 0
    assert run_command("favourite", "refund-late").exit == 0
    ran = run_command("me")
    assert (ran.exit, ran.stderr) == (0, "")
    here, there = ran.stdout.split("mia, in the library")
    told = dict(line.split("  ", 1) for line in here.splitlines() if "  " in line)
    told = {head: text.strip() for head, text in told.items()}
    assert told["uses"].startswith("1 waiting to be handed in, 2 handed in and still kept here; ")
    assert told["searches"].startswith("1 waiting to be handed in; ")
    assert told["flags"].startswith("1 waiting to be handed in; ")
    assert told["taken back"] == "1 use"
    assert told["habits"] == "how often and when you last used 2 templates"
    assert told["favourites"] == "refund-late"
    assert told["your own values"] == "extension = 4711"
    assert told["your templates"] == f"1 in {mine.data / 'mine'}"
    assert "owner, since" in there
    assert "Never recorded: what a field was filled with" in there
    assert "Zebulon" not in ran.stdout


def test_me_has_stable_keys_and_no_customers_value_in_any_row(mine: Home) -> None:
    use("hi", "--set", "first_name=Zebulon", "--set", "extension=4711")
    use("thanks", agent="bo")
    assert run_command("sync").exit == 0
    found = data_of("me")
    assert isinstance(found, dict)
    assert set(found) == {"agent", "here", "library", "never"}
    assert set(found["here"]) == {
        "uses", "searches", "flags", "proposals", "taken_back", "habits", "choices", "favourites", "own_values",
        "profile", "own_templates", "place_at", "settings", "desk",
    }  # fmt: skip
    assert found["here"]["uses"]["kept"] == 1
    assert set(found["library"]) == {"roster", "uses", "searches", "flags", "proposals", "taken_back"}
    assert found["library"]["uses"]["number"] == 1
    assert found["library"]["roster"]["role"] == "owner"
    everything = data_of("me", "--all")
    assert isinstance(everything, dict)
    assert {table: len(rows) for table, rows in everything["here"]["rows"].items()} == {
        "uses": 1, "searches": 0, "flags": 0, "proposals": 0, "habits": 1, "favourites": 0, "choices": 0,
        "suggested": 0, "places": 0,
    }  # fmt: skip
    assert [row["agent"] for row in everything["library"]["rows"]["uses"]] == ["mia"]
    shown = run_command("me", "--all").stdout
    assert "used_at" in shown
    assert "hi" in shown
    assert "Zebulon" not in json.dumps(everything) + shown


def test_me_knows_a_person_by_every_spelling_and_by_earlier_names(mine: Home) -> None:
    from library.record import members
    from library.record.database import open_library, run

    use("thanks", agent="MIA")
    use("thanks", agent="mia-old")
    use("thanks", agent="bo")
    library = open_library(mine.url)
    run(library, lambda session: members.add(session, "mia", by="mia", earlier_names=["Mia-Old"]))
    library.close()
    assert run_command("sync").exit == 0
    found = data_of("me")
    assert isinstance(found, dict)
    assert found["library"]["uses"]["number"] == 2
    assert found["library"]["roster"]["earlier_names"] == ["Mia-Old"]


def test_me_without_the_library_shows_what_is_here_and_says_what_is_missing(mine: Home) -> None:
    use("thanks")
    mine.library_file.rename(mine.library_file.with_suffix(".away"))
    ran = run_command("me")
    assert ran.exit == 0
    assert "1 waiting to be handed in" in ran.stdout
    assert "in the library" not in ran.stdout
    assert ran.stderr.splitlines()[-1].startswith("snippets: without what the library has recorded: ")
    assert data_of("me")["library"] is None  # type: ignore[index]


@pytest.mark.usefixtures("mine")
def test_me_for_somebody_nobody_knows() -> None:
    ran = run_command("--as", "stranger", "me")
    assert ran.exit == 0
    assert "not on it" in ran.stdout
    assert ran.stdout.count("none") >= 8


# --- forget -----------------------------------------------------------------------------------------------------------


def test_forget_clears_what_was_learned_and_says_what_stays(mine: Home) -> None:
    use("thanks")
    use("thanks", agent="bo")
    assert run_command("favourite", "thanks").exit == 0
    ran = run_command("forget", "--yes")
    assert (ran.exit, ran.stdout) == (0, "")
    told = "Forgotten: how often and when you used 1 template, what you chose for 0 searches, where the app was."
    assert told in ran.stderr
    assert "uses, searches and flags noted so far are the team's" in ran.stderr
    assert data_of("me")["here"]["habits"] == 0  # type: ignore[index]
    assert data_of("--as", "bo", "me")["here"]["habits"] == 1  # type: ignore[index]
    assert run_command("favourite").lines[0].split()[0] == "thanks"
    assert uses_in_reports() == 2
    assert data_of("forget", "--favourites", "--yes") == {"habits": 0, "choices": 0, "favourites": 1}
    assert run_command("favourite").stdout == ""


@pytest.mark.usefixtures("mine")
def test_forget_needs_a_yes_in_scripts() -> None:
    use("thanks")
    refused(run_command("forget"), "nothing was done", "--yes")
    assert data_of("me")["here"]["habits"] == 1  # type: ignore[index]


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_forget_asks_on_a_terminal() -> None:
    use("thanks")
    terminal = Terminal("forget", "--favourites")
    terminal.answer("where the app was, and your favourites? [y/N]", "n\r")
    assert terminal.end() == 1
    assert data_of("me")["here"]["habits"] == 1  # type: ignore[index]
    terminal = Terminal("forget")
    terminal.answer("[y/N]", "y\r")
    assert terminal.end() == 0
    assert data_of("me")["here"]["habits"] == 0  # type: ignore[index]


def test_forget_clears_what_was_chosen_for_which_words(mine: Home) -> None:
    from library.desk.choices import record_choice
    from library.desk.store import open_desk

    desk = open_desk(mine.desk_file)
    for agent, words in (("mia", "rl"), ("mia", "late"), ("bo", "rl")):
        template = desk.live("refund-late").template
        record_choice(desk, agent=agent, words=words, template=template, at="2026-05-04T09:30:00.000000Z")
    desk.close()
    everything = data_of("me", "--all")
    assert [row["words"] for row in everything["here"]["rows"]["choices"]] == ["late", "rl"]  # type: ignore[index]
    ran = run_command("forget", "--yes")
    assert "what you chose for 2 searches" in ran.stderr
    assert data_of("me", "--all")["here"]["rows"]["choices"] == []  # type: ignore[index]
    assert len(data_of("--as", "bo", "me", "--all")["here"]["rows"]["choices"]) == 1  # type: ignore[index]


def test_forget_clears_the_place_the_app_was_at(mine: Home) -> None:
    from library.desk import places
    from library.desk.store import open_desk

    desk = open_desk(mine.desk_file)
    places.remember_place(desk, "mia", "{}", "2026-05-04T09:30:00.000000Z")
    desk.close()
    assert data_of("me")["here"]["place_at"] == "2026-05-04T09:30:00.000000Z"  # type: ignore[index]
    assert run_command("forget", "--yes").exit == 0
    assert data_of("me")["here"]["place_at"] is None  # type: ignore[index]


def test_every_table_of_the_desk_that_names_an_agent_is_shown_to_them(mine: Home) -> None:
    from library.desk.recorded import TABLES

    with closing(sqlite3.connect(mine.desk_file)) as desk:
        tables = [row[0] for row in desk.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        knowing = {
            table for table in tables if any(c[1] == "agent" for c in desk.execute(f"PRAGMA table_info({table})"))
        }
    assert knowing == set(TABLES)
