"""`snippets news`: what the team has changed, what it means for one's own replies, and what became of one's flags."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, fact, made_library, reply, run_command, run_process, write_template

from library.documents import Document

Change = Callable[..., None]

LATE = reply("refund-late", "It takes {{ facts.refund_days }} days.", title="Refund not arrived yet")


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library, synced: what she changes from now on is news."""
    made_library(home.url, LATE, reply("thanks", "Thank you."), reply("hello", "Hello."), fact("refund-days", "30"))
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    return home


@pytest.fixture
def change(tmp_path: Path, mine: Home) -> Change:
    """Makes documents live, with a word why."""

    def changed(*documents: Document, why: str = "shorter") -> None:
        folder = tmp_path / f"changed-{len(list(tmp_path.iterdir()))}"
        for document in documents:
            write_template(folder, document)
        assert run_command("import", folder, "-m", why).exit == 0

    return changed


def use(name: str) -> None:
    assert run_command("copy", name, "--print").exit == 0


def test_where_nothing_has_happened_one_line_says_so(mine: Home) -> None:
    ran = run_command("news")
    assert (ran.exit, ran.stdout) == (0, "")
    assert "Nothing is new in the library since" in ran.stderr
    assert data_of("news")["news"] == []  # type: ignore[index]


def test_what_is_new_changed_and_gone_is_listed_with_when_who_and_why(change: Change) -> None:
    change(reply("thanks", "Thanks!", title="Say thanks"), reply("bye", "Bye."), why="friendlier")
    assert run_command("suspend", "hello", "--yes", "-m", "too short").exit == 0
    lines = run_command("news").lines
    listed = {line.split()[3]: line for line in lines[1:]}
    assert set(listed) == {"thanks", "bye", "hello"}
    assert all(text in listed["thanks"] for text in ("changed", "Say thanks", "mia", "friendlier"))
    assert all(text in listed["bye"] for text in ("new", "mia", "friendlier"))
    assert all(text in listed["hello"] for text in ("gone", "mia", "too short"))


def test_what_one_uses_oneself_is_marked_and_stands_first(change: Change) -> None:
    use("thanks")
    change(reply("thanks", "Thanks!"))
    change(reply("hello", "Hello!"))
    _, first, second = run_command("news").lines
    assert "thanks" in first
    assert "use it" in first
    assert "hello" in second
    assert "use it" not in second
    assert "use it" not in run_command("--as", "bo", "news").stdout


def test_news_has_stable_keys_newest_first(change: Change) -> None:
    change(reply("hello", "Hello!"))
    change(reply("thanks", "Thanks!"))
    found = data_of("news")
    assert isinstance(found, dict)
    assert [item["abbreviation"] for item in found["news"]] == ["thanks", "hello"]
    assert set(found) == {"since", "news", "answers"}
    assert set(found["news"][0]) == {
        "what", "abbreviation", "title", "kind", "template", "revision", "version", "by", "at", "why", "used",
    }  # fmt: skip


@pytest.mark.parametrize("since", ["1h", "3d", "2w", "2026-01-01", "2026-01-01T10:00"])
def test_since_takes_a_day_or_how_long(change: Change, since: str) -> None:
    change(reply("thanks", "Thanks!"))
    assert "thanks" in run_command("news", "--since", since).stdout
    assert run_command("news", "--since", "2999-01-01").stdout == ""


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("arguments", "about"), [(["--since", "soon"], "soon"), (["--since", "x" * 3 + "d"], "--since"),
                             (["thanks", "--since", "3d"], "--since")]
)  # fmt: skip
def test_a_since_that_means_nothing_is_misuse(arguments: list[str], about: str) -> None:
    ran = run_command("news", *arguments)
    assert (ran.exit, ran.stdout) == (2, "")
    assert about in ran.stderr


def test_news_of_a_name_marks_what_went_and_came_in_words(change: Change) -> None:
    use("refund-late")
    change(fact("refund-days", "14"), why="faster bank")
    ran = run_command("news", "refund-late")
    assert (ran.exit, ran.stderr) == (0, "")
    assert "It takes [-30-]{+14+} days." in ran.stdout
    assert "30 → 14 days" in ran.lines[0]
    assert "mia" in ran.lines[0]
    found = data_of("news", "refund-late")
    assert isinstance(found, dict)
    assert found["changed"] is True
    assert "".join(piece["text"] for piece in found["pieces"] if piece["kind"] != "gone") == "It takes 14 days."


@pytest.mark.usefixtures("mine")
def test_news_of_a_name_says_that_nothing_changed_or_that_it_was_never_used() -> None:
    assert run_command("news", "thanks").stderr == "You have not used thanks yet.\n"
    use("thanks")
    ran = run_command("news", "thanks")
    assert (ran.exit, ran.stdout) == (0, "")
    assert ran.stderr == "Nothing your customers read in thanks has changed since you used it last, just now.\n"
    assert data_of("news", "thanks")["changed"] is False  # type: ignore[index]


def test_another_channels_wording_is_looked_at_too(change: Change) -> None:
    change(reply("thanks", "Thank you.", variants={"chat": "Thx!"}))
    use("thanks")
    change(reply("thanks", "Thank you.", variants={"chat": "Thanks!"}))
    ran = run_command("news", "thanks")
    assert "thanks for chat, changed" in ran.lines[0]
    assert "[-Thx-]{+Thanks+}!" in ran.stdout


def test_a_template_that_is_gone_says_by_whom_and_why(mine: Home) -> None:
    assert run_command("retire", "thanks", "--yes", "-m", "nobody says so").exit == 0
    refused(run_command("news", "thanks"), "thanks was taken out by mia", "nobody says so")
    refused(run_command("news", "thnks"), "no template is named “thnks”")


def test_flags_that_were_answered_stand_below_and_count_as_told(mine: Home) -> None:
    assert run_command("flag", "thanks", "-m", "too short").exit == 0
    assert run_command("sync").exit == 0
    assert "flagged" not in run_command("news").stdout
    assert run_command("confirm", "thanks", "-m", "short is good").exit == 0
    assert run_command("sync").exit == 0
    assert data_of("news")["answers"][0]["answered"]["answer"] == "confirmed"  # type: ignore[index]
    told = run_command("news").stdout
    assert told == (
        "thanks was read again by mia and is right as it is, just now: short is good."
        " You had flagged it: “too short”.\n"
    )
    assert run_command("news").stdout == told  # it is still of these two weeks
    assert run_command("news", "--since", "2999-01-01").stdout == ""
    assert run_command("--as", "bo", "news").stdout == ""


def test_an_answer_that_was_not_told_yet_is_news_however_old_it_is(mine: Home) -> None:
    assert run_command("flag", "thanks", "-m", "too short").exit == 0
    assert run_command("sync").exit == 0
    assert run_command("confirm", "thanks").exit == 0
    assert run_command("sync").exit == 0
    assert "You had flagged it" in run_command("news", "--since", "2999-01-01").stdout
    assert run_command("news", "--since", "2999-01-01").stdout == ""


def test_it_works_without_the_library(mine: Home, change: Change) -> None:
    use("thanks")
    change(reply("thanks", "Thanks!"))
    mine.library_file.rename(mine.library_file.with_suffix(".away"))
    assert "thanks" in run_command("news").stdout
    assert "{+Thanks!+}" in run_command("news", "thanks").stdout


@pytest.mark.usefixtures("mine")
def test_names_complete() -> None:
    ran = run_process(
        environment={"_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": "snippets news tha", "COMP_CWORD": "2"}
    )
    assert "thanks" in ran.stdout


#: What an agent's commands never load (see tests/test_house.py).
HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "alembic",
    "textual",
    "rich",
    "yaml",
    "babel",
    "platformdirs",
    "filelock",
}


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    "arguments",
    [["news"], ["news", "refund-late"], ["flag", "thanks", "-m", "short"], ["favourite", "thanks"], ["favourite"],
     ["undo"], ["forget", "--yes"]],
    ids=" ".join,
)  # fmt: skip
def test_an_agents_command_loads_nothing_heavy(arguments: list[str]) -> None:
    use("refund-late")
    code = (
        "import sys; sys.argv = ['snippets', *sys.argv[1:]]\n"
        "from snippets.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "import json; print('MODULES', json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    modules = set(json.loads(done.stderr.partition("MODULES")[2]))
    assert modules & (HEAVY | {"library.record", "library.sync"}) == set()
