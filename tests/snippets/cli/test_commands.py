"""Every command: what it prints, the stable keys of its JSON, its exit code, its one line when something is wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, Ran, made_library, reply, run_command, run_process, template_text, write_template

from snippets.cli import COMMANDS

# --- help and misuse --------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_needs_no_library() -> None:
    ran = run_command("--help")
    assert ran.exit == 0
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_takes_the_common_options(name: str) -> None:
    ran = run_command(name, "--help")
    assert ran.exit == 0
    assert len(ran.stdout.splitlines()[2].strip()) > 20
    if name not in ("members", "settings", "report", "admin"):
        assert all(option in ran.stdout for option in ("--library", "--desk", "--as"))


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["fnd", "x"], "Did you mean find?"),
        (["find"], "WORDS"),
        (["find", "x", "--limit", "0"], "--limit"),
        (["find", "x", "--colour"], "--colour"),
        (["copy"], "NAME"),
        (["copy", "refund-late", "--set", "novalue"], "--set"),
        (["members", "add", "x", "--role", "king"], "king"),
        (["report", "coverage", "--format", "pdf"], "pdf"),
        (["completion", "tcsh"], "tcsh"),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_misuse_exits_2_and_says_what_was_meant(arguments: list[str], about: str) -> None:
    ran = run_command(*arguments)
    assert ran.exit == 2
    assert about in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "x"], ["show", "x"], ["copy", "x", "--print"], ["status"], ["verify"], ["history", "x"], ["sync"],
        ["export", "out"], ["members", "list"], ["settings", "list"], ["backup", "file"], ["report", "coverage"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_without_a_library_every_command_says_how_to_make_one(arguments: list[str], home: Home, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    refused(run_command(*arguments), "no library", str(home.library_file), "snippets init")
    assert not home.data.exists()


# --- init -------------------------------------------------------------------------------------------------------------


def test_init_makes_a_library_of_yours_with_a_reply_to_each_question(home: Home) -> None:
    ran = run_command("init", "--title", "Support")
    assert (ran.exit, ran.stdout) == (0, "")
    assert "its owner is mia" in ran.stderr
    assert run_command("verify").exit == 0
    status = data_of("status")
    assert isinstance(status, dict)
    assert status["replies"] >= 50
    assert (home.library_file.stat().st_mode & 0o777, home.desk_file.stat().st_mode & 0o777) == (0o600, 0o600)


def test_init_twice_leaves_the_first_library_as_it_is(seeded: Home) -> None:
    before = seeded.library_file.read_bytes()
    refused(run_command("init"), "already")
    assert seeded.library_file.read_bytes() == before


def test_init_empty_makes_a_library_without_templates(home: Home) -> None:
    assert "templates" in str(data_of("init", "--empty"))
    assert run_command("find", "refund").exit == 1
    assert run_command("verify").exit == 0


def test_an_init_that_fails_half_way_leaves_nothing_and_can_be_repeated(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from library.errors import StoreFull
    from library.record import questions

    def full(*_: object, **__: object) -> None:
        raise StoreFull("the disk is full", "make room")

    with monkeypatch.context() as patch:
        patch.setattr(questions, "freeze", full)
        refused(run_command("init"), "the disk is full", "make room")
    assert [path.name for path in home.data.rglob("*") if path.is_file()] == []
    assert run_command("init").exit == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_an_init_killed_half_way_leaves_nothing_in_the_way(home: Home) -> None:
    code = (
        "import os, signal; from library.record import questions;"
        " questions.freeze = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL);"
        " import sys; sys.argv = ['snippets', 'init']; from snippets.cli import main; main()"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert run_command("init").exit == 0
    assert run_command("verify").exit == 0


# --- find and show ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("seeded")
def test_find_prints_one_template_a_line_best_first() -> None:
    ran = run_command("find", "refund", "late", "--limit", "3")
    assert (ran.exit, ran.stderr, len(ran.lines)) == (0, "", 3)
    assert ran.lines[0].split()[0] == "refund-late"


@pytest.mark.usefixtures("seeded")
def test_find_json_has_stable_keys() -> None:
    [first, *_] = rows = data_of("find", "refund-late")  # type: ignore[misc]
    assert set(first) >= {"abbreviation", "title", "group", "score", "matched"}
    assert first["abbreviation"] == "refund-late"
    assert 0 <= first["score"] <= 1
    assert len(rows) <= 10  # type: ignore[arg-type]


@pytest.mark.usefixtures("seeded")
def test_find_why_says_what_matched() -> None:
    assert "name: refund-late" in run_command("find", "refund-late", "--why").lines[0]


@pytest.mark.usefixtures("seeded")
def test_find_without_a_hit_is_exit_1_an_empty_list_and_a_masked_note() -> None:
    ran = run_command("find", "xqzzyk", "qqjablonski")
    assert (ran.exit, ran.stdout) == (1, "")
    assert "nothing found" in ran.stderr
    found = run_command("find", "xqzzyk", "--json")
    assert (found.exit, json.loads(found.stdout)) == (1, [])
    status = data_of("status")
    assert isinstance(status, dict)
    assert status["searches_waiting"] == 2
    with closing(sqlite3.connect(str(status["desk"]))) as desk:
        words = " ".join(row[0] for row in desk.execute("SELECT words FROM searches"))
    assert "jablonski" not in words
    assert "<WORD>" in words


@pytest.mark.usefixtures("seeded")
def test_an_unknown_name_comes_with_the_nearest_three() -> None:
    for command in ("show", "copy"):
        refused(run_command(command, "refnd-late"), "no template is named “refnd-late”", "did you mean refund-late")
    refused(run_command("history", "refnd-late"), "refund-late")


@pytest.mark.usefixtures("seeded")
def test_show_has_text_fields_and_notes_and_raw_is_the_file() -> None:
    page = run_command("show", "refund-late").stdout
    assert all(text in page for text in ("refund-late", "-- fields", "{{ first_name }}", "approved by seed", "note:"))
    raw = run_command("show", "refund-late", "--raw").stdout
    assert raw.startswith("---\nid: ")
    plain = data_of("show", "refund-late")
    assert isinstance(plain, dict)
    assert set(plain) >= {
        "template",
        "revision",
        "kind",
        "abbreviation",
        "title",
        "group",
        "body",
        "fields",
        "approved_by",
    }


@pytest.mark.usefixtures("seeded")
def test_show_raw_brought_in_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(run_command("show", "refund-late", "--raw").stdout)
    assert run_command("import", tmp_path / "one.md").stderr == "Nothing has changed.\n"


@pytest.mark.usefixtures("seeded")
def test_an_earlier_revision_can_be_shown(tmp_path: Path) -> None:
    write_template(tmp_path, reply("thanks", "One."))
    run_command("import", tmp_path)
    write_template(tmp_path, reply("thanks", "Two."))
    run_command("import", tmp_path)
    assert "One." in run_command("show", "thanks", "--revision", "1").stdout
    assert "Two." in run_command("show", "thanks").stdout
    refused(run_command("show", "thanks", "--revision", "9"), "9")


# --- in and out -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("seeded")
def test_after_an_import_find_knows_at_once(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra-crossing", title="Zebra crossing"))
    ran = run_command("import", tmp_path, "-m", "animals")
    assert (ran.exit, ran.stderr) == (0, "1 new, 0 changed, 0 unchanged; live.\n")
    assert run_command("find", "zebra").lines[0].startswith("zebra-crossing")
    assert "animals" in run_command("history", "zebra-crossing").stdout


def test_what_another_person_imports_is_found_at_once(seeded: Home, tmp_path: Path) -> None:
    write_template(tmp_path / "in", reply("zebra"))
    other = {**Home(tmp_path / "other").environment, "SNIPPETS_LIBRARY": seeded.url}
    assert run_process("import", tmp_path / "in", environment=other).exit == 0
    assert run_command("find", "zebra").lines[0].startswith("zebra")


@pytest.mark.usefixtures("seeded")
def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra", title="Zebra"))
    write_template(tmp_path, reply("refund-late", "Changed."))
    before = data_of("status")
    ran = run_command("import", tmp_path, "--dry-run")
    assert ran.lines == ["new      zebra  Zebra", "changed  refund-late"]
    assert "1 new, 1 changed, 0 unchanged; would be live." in ran.stderr
    assert data_of("status") == before
    plain = data_of("import", tmp_path, "--dry-run")
    assert isinstance(plain, dict)
    assert set(plain) >= {"new", "changed", "unchanged", "retired", "live", "dry_run", "warnings"}


@pytest.mark.usefixtures("seeded")
def test_who_may_not_approve_imports_drafts_and_is_told(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra"))
    run_command("members", "add", "tom")
    assert "would be kept as drafts" in run_command("--as", "tom", "import", tmp_path, "--dry-run").stderr
    assert "kept as drafts" in run_command("--as", "tom", "import", tmp_path).stderr
    assert run_command("show", "zebra").exit == 1


@pytest.mark.parametrize(
    ("make", "about"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "holds no template files"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n"), ":1: is not UTF-8"),
        (lambda path: path.write_text(template_text("abbreviation: a", "title: b: c")), ":3: "),
        (lambda path: path.write_text(template_text("abbreviation: a", "title: b", "title: c")), ":4: "),
        (lambda path: path.write_text(template_text("abbreviation: a", body="{{ x | nothing }}")), "nothing"),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_what_cannot_be_imported_is_told_in_one_line(tmp_path: Path, make: object, about: str) -> None:
    assert callable(make)
    make(tmp_path / "in.md")
    refused(run_command("import", tmp_path / "in.md"), str(tmp_path / "in.md"), about)


@pytest.mark.usefixtures("seeded")
def test_several_faults_stand_each_on_a_line_of_its_own(tmp_path: Path) -> None:
    write_template(tmp_path, reply("bad", "{{ x "))
    write_template(tmp_path, reply("worse", "{% include 'nowhere' %}"))
    ran = run_command("import", tmp_path)
    assert ran.exit == 1
    lines = ran.stderr.splitlines()
    assert len(lines) == 3
    assert "bad.md" in lines[0]
    assert "worse.md" in lines[1]
    assert "nothing was imported" in lines[2]


def test_an_export_says_what_it_did(seeded: Home, tmp_path: Path) -> None:
    done = data_of("export", tmp_path / "out")
    assert isinstance(done, dict)
    assert len(done["written"]) == done["templates"] > 50
    again = data_of("export", tmp_path / "out")
    assert isinstance(again, dict)
    assert (again["written"], again["unchanged"], again["removed"]) == ([], done["templates"], [])


@pytest.mark.usefixtures("seeded")
def test_an_export_takes_the_file_of_a_retired_template_away(tmp_path: Path) -> None:
    run_command("export", tmp_path / "out")
    [gone] = (tmp_path / "out").rglob("ship-cost.md")
    keep = tmp_path / "keep"
    shutil.copytree(tmp_path / "out", keep)
    next(keep.rglob("ship-cost.md")).unlink()
    assert "1 retired" in run_command("import", keep, "--retire-missing").stderr
    assert "1 removed" in run_command("export", tmp_path / "out").stderr
    assert not gone.exists()
    assert run_command("show", "ship-cost").exit == 1


# --- looking after ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("seeded")
def test_history_tells_who_wrote_and_who_approved() -> None:
    [revision] = data_of("history", "refund-late")  # type: ignore[misc]
    assert set(revision) == {"revision", "based_on", "author", "at", "message", "source", "live", "hash", "decisions"}
    assert [decision["kind"] for decision in revision["decisions"]][-1] == "approved"
    assert "approved by seed" in run_command("history", "refund-late").stdout


@pytest.mark.usefixtures("seeded")
def test_status_and_sync_have_stable_keys() -> None:
    status, synced = data_of("status"), data_of("sync")
    assert isinstance(status, dict)
    assert isinstance(synced, dict)
    assert set(status) == {
        "library", "library_id", "version", "head", "synced_at", "replies", "fragments", "facts", "uses_waiting",
        "searches_waiting", "proposals_waiting", "desk", "agent",
    }  # fmt: skip
    assert set(synced) >= {"library", "version", "pulled", "removed", "handed_in", "full", "unreadable"}
    assert "nothing new, 0 handed in" in run_command("sync").stderr
    assert run_command("sync", "--quiet") == Ran(0, "", "")


@pytest.mark.usefixtures("seeded")
def test_verify_is_quiet_about_a_whole_library_and_names_damage() -> None:
    assert run_command("verify") == Ran(0, "", "The library is whole.\n")
    assert data_of("verify") == []


def test_verify_names_damage_and_exits_1(seeded: Home) -> None:
    with closing(sqlite3.connect(seeded.library_file)) as library:
        for (name,) in library.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            library.execute(f'DROP TRIGGER "{name}"')
        library.execute("UPDATE documents SET text = replace(text, 'refund', 'refunb')")
        library.commit()
    ran = run_command("verify")
    assert ran.exit == 1
    assert "documents" in ran.stdout
    assert "damages found" in ran.stderr


def test_a_backup_restores_what_was_there(seeded: Home, tmp_path: Path) -> None:
    assert run_command("backup", tmp_path / "b.db").exit == 0
    refused(run_command("backup", tmp_path / "b.db"), "b.db")
    write_template(tmp_path / "in", reply("zebra"))
    run_command("import", tmp_path / "in")
    refused(run_command("restore-backup", tmp_path / "b.db"), "--force")
    ran = run_command("restore-backup", tmp_path / "b.db", "--force")
    assert ran.exit == 0
    kept = Path(ran.stderr.splitlines()[-1].removeprefix("What was there before is in ").rstrip("."))
    assert kept.is_file()
    assert run_command("show", "zebra").exit == 1
    assert run_command("verify").exit == 0


@pytest.mark.usefixtures("seeded")
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no library")
    refused(run_command("restore-backup", tmp_path / "x", "--force"), str(tmp_path / "x"))
    refused(run_command("restore-backup", tmp_path / "none"), str(tmp_path / "none"))
    refused(run_command("restore-backup", tmp_path / "x"), "not", "name a file that snippets backup made")
    run_command("backup", tmp_path / "b.db")
    with (tmp_path / "b.db").open("r+b") as damaged:
        damaged.seek(8_192)
        damaged.write(b"x" * 50_000)
    refused(run_command("restore-backup", tmp_path / "b.db"), "damaged", "name a file that snippets backup made")
    assert run_command("verify").exit == 0


@pytest.mark.usefixtures("seeded")
def test_members_come_from_a_file_all_or_none(tmp_path: Path) -> None:
    roster = tmp_path / "team.csv"
    roster.write_text("name,role,team\nAna,agent,Berlin\nTom,king,Berlin\n")
    refused(run_command("members", "import", roster), "king")
    assert [person["name"] for person in data_of("members", "list")] == ["mia"]  # type: ignore[attr-defined]
    roster.write_text("name,role,team\nAna,agent,Berlin\nTom,lead,\n")
    assert run_command("members", "import", roster).exit == 0
    assert run_command("members", "leave", "Ana").exit == 0
    people = {person["name"]: person for person in data_of("members", "list")}  # type: ignore[attr-defined]
    assert set(people["Tom"]) == {"name", "role", "team", "from", "until"}
    assert (people["Tom"]["role"], people["Tom"]["until"], bool(people["Ana"]["until"])) == ("lead", None, True)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"person\nAna\n", None])
@pytest.mark.usefixtures("seeded")
def test_a_roster_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "team.csv").write_bytes(data)
    refused(run_command("members", "import", tmp_path / "team.csv"), str(tmp_path / "team.csv"))


@pytest.mark.usefixtures("seeded")
def test_members_are_added_as_they_were_unless_another_role_is_said() -> None:
    assert run_command("members", "add", "Leo").stderr == "Leo is an agent, now.\n"
    assert run_command("members", "add", "Leo", "--role", "lead", "--team", "Berlin").exit == 0
    assert run_command("members", "add", "Leo").stderr == "Leo is a lead of Berlin, as before.\n"
    assert run_command("members", "add", "mia").stderr == "mia is an owner, as before.\n"
    assert run_command("members", "add", "Leo", "--team", "").stderr == "Leo is a lead, now.\n"
    people = {person["name"]: person["role"] for person in data_of("members", "list")}  # type: ignore[attr-defined]
    assert people == {"Leo": "lead", "mia": "owner"}


@pytest.mark.usefixtures("seeded")
def test_an_imported_list_of_names_takes_no_role_away_and_is_counted(tmp_path: Path) -> None:
    roster = tmp_path / "team.csv"
    roster.write_text("name,role\nLeo,lead\nAna,agent\n")
    assert run_command("members", "import", roster).stderr == "2 added, 0 changed, 0 as before.\n"
    roster.write_text("name,team\nLeo,\nAna,Berlin\nTom,\nmia,\n")
    assert run_command("members", "import", roster).stderr == "1 added, 1 changed, 2 as before.\n"
    people = {person["name"]: person["role"] for person in data_of("members", "list")}  # type: ignore[attr-defined]
    assert people == {"Ana": "agent", "Leo": "lead", "Tom": "agent", "mia": "owner"}
    roster.write_text("name,rolle\nLeo,agent\n")
    refused(run_command("members", "import", roster), "“rolle” is unknown", "did you mean role?")


@pytest.mark.usefixtures("seeded")
def test_settings_name_what_there_is_and_are_the_owners() -> None:
    [title, *_] = data_of("settings", "list")  # type: ignore[misc]
    assert set(title) == {"key", "value", "means"}
    assert run_command("settings", "set", "title", "Support Berlin").exit == 0
    assert "Support Berlin" in run_command("settings", "list").stdout
    refused(run_command("settings", "set", "titel", "x"), "titel", "title")
    refused(run_command("--as", "tom", "settings", "set", "title", "x"), "tom", "mia")


@pytest.mark.usefixtures("seeded")
def test_coverage_says_its_numbers_and_its_basis() -> None:
    found = data_of("report", "coverage")
    assert isinstance(found, dict)
    assert set(found) == {"period", "basis", "by_count", "by_volume", "of_all_tickets", "questions"}
    assert (found["by_count"]["numerator"], found["by_count"]["denominator"]) == (50, 50)
    assert "50 of 50 questions covered (100 %)" in run_command("report", "coverage").stdout
    table = run_command("report", "coverage", "--format", "csv").lines
    assert table[0] == "rank,question,name,share,templates"
    assert len(table) == 51


@pytest.fixture
def used(seeded: Home) -> Home:
    """Mia used a reply twice, a guest another once, and somebody one that is retired by now."""
    for _ in range(2):
        run_command("copy", "ack-got", "--print")
    run_command("--as", "guest", "copy", "ack-off", "--print")
    run_command("--as", "guest", "copy", "esc-legal", "--print", "--set", "first_name=Ana")
    run_command("sync")
    assert run_command("retire", "ack-off", "--yes").exit == 0
    return seeded


@pytest.mark.usefixtures("used")
def test_adoption_counts_the_uses_made_here_and_nobodys_own() -> None:
    found = data_of("report", "adoption")
    assert isinstance(found, dict)
    assert found["agents"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    assert found["people_off_roster"] == 1
    assert "ack-off" in [row["template"] for row in found["by_template"]]
    shown = [run_command("report", "adoption", "--format", kind).stdout for kind in ("json", "csv", "table")]
    assert not any(name in text for text in shown for name in ("mia", "guest"))
    assert "1 of 1 person on the roster" in shown[2]
    assert "1 person not on the roster" in shown[2]
    refused(run_command("report", "adoption", "--since", "soon"), "soon", "2026-11-01")


@pytest.mark.usefixtures("used")
def test_adoption_lists_templates_nobody_used_with_their_nought() -> None:
    table = run_command("report", "adoption", "--format", "csv").lines
    assert table[0:2] == ["template,uses", "ack-got,2"]
    assert "ship-cost,0" in table
    assert any(line.split() == ["ship-cost", "0"] for line in run_command("report", "adoption").lines)


@pytest.mark.usefixtures("used")
def test_adoption_names_people_when_asked_to_in_every_format() -> None:
    found = data_of("report", "adoption", "--by-agent")
    assert isinstance(found, dict)
    assert found["by_agent"][0] == {"agent": "mia", "uses": 2}
    assert found["off_roster"] == ["guest"]
    table = run_command("report", "adoption", "--by-agent", "--format", "csv").lines
    assert table[:2] == ["agent,uses,on_roster", "mia,2,yes"]
    assert table[2].startswith("guest,")
    assert table[2].endswith(",no")
    assert "guest" in run_command("report", "adoption", "--by-agent").stdout


@pytest.mark.usefixtures("seeded")
def test_doctor_looks_at_everything_and_exits_0_where_nothing_is_wrong() -> None:
    rows = data_of("doctor")
    assert [row["what"] for row in rows] == ["program", "settings", "library", "this copy", "clipboard", "terminal"]  # type: ignore[attr-defined]
    assert all(row["state"] in ("ok", "note") for row in rows)  # type: ignore[attr-defined]


def test_doctor_exits_1_and_names_the_remedy_where_something_is_wrong(seeded: Home) -> None:
    if os.name == "posix":
        seeded.desk_file.chmod(0o644)
    ran = run_command("doctor")
    assert ran.exit == 1
    assert f"chmod 600 {seeded.desk_file}" in ran.stdout


def test_doctor_goes_on_where_the_settings_cannot_be_read(seeded: Home) -> None:
    seeded.write_config("library = \n")
    ran = run_command("doctor", "--json")
    assert ran.exit == 1
    rows = {row["what"]: row for row in json.loads(ran.stdout)}
    assert list(rows) == ["program", "settings", "library", "this copy", "clipboard", "terminal"]
    assert rows["settings"]["state"] == "wrong"
    assert str(seeded.config_file) in rows["settings"]["said"]
    assert rows["library"]["state"] == "note"
    looked = json.loads(run_command("doctor", "--json", "--library", seeded.url).stdout)
    assert str(seeded.library_file) in looked[2]["said"]


@pytest.mark.usefixtures("seeded")
def test_doctor_goes_on_where_the_address_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (["--library", "http://example.com"], []):
        if not arguments:
            monkeypatch.setenv("SNIPPETS_LIBRARY", "mysql://host/db")
        ran = run_command("doctor", "--json", *arguments)
        assert ran.exit == 1
        assert [row["what"] for row in json.loads(ran.stdout)][:2] == ["program", "settings"]


# --- options, environment, the world outside --------------------------------------------------------------------------


def test_common_options_stand_before_or_after_the_command(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    made_library(url, reply("only-here"))
    desk = str(tmp_path / "desk.db")
    before = run_command("--library", url, "--desk", desk, "--as", "tom", "status", "--json")
    after = run_command("status", "--library", tmp_path / "team.db", "--desk", desk, "--as", "tom", "--json")
    for ran in (before, after):
        status = json.loads(ran.stdout)
        assert (status["library"], status["desk"], status["agent"]) == (url, desk, "tom")


def test_options_win_over_the_environment_and_that_over_the_file(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_library(f"sqlite:///{tmp_path / 'a.db'}")
    home.write_config(f'library = "{tmp_path / "a.db"}"\nas = "filed"\n')
    monkeypatch.delenv("SNIPPETS_AS")
    assert json.loads(run_command("status", "--json").stdout)["agent"] == "filed"
    monkeypatch.setenv("SNIPPETS_AS", "environed")
    assert json.loads(run_command("status", "--json").stdout)["agent"] == "environed"
    assert json.loads(run_command("status", "--json", "--as", "optioned").stdout)["agent"] == "optioned"


@pytest.mark.parametrize("url", ["mysql://host/db", "http://example.com", "sqlite://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    refused(run_command("--library", url, "status"), "postgresql")


def test_a_server_out_of_reach_is_told_without_its_password(tmp_path: Path) -> None:
    ran = run_command("--library", "postgresql://mia:s3cret@127.0.0.1:1/x", "sync")
    refused(ran, "cannot be reached")
    assert "s3cret" not in ran.stderr


def test_a_config_file_that_cannot_be_read_names_itself(home: Home) -> None:
    home.write_config("library = \n")
    refused(run_command("status"), str(home.config_file), "line 1")


def test_with_the_library_out_of_reach_agents_go_on_and_are_told_once(seeded: Home) -> None:
    seeded.library_file.rename(seeded.folder / "away.db")
    for command in (["find", "refund-late"], ["show", "refund-late"], ["copy", "ack-got", "--print"]):
        ran = run_command(*command)
        assert ran.exit == 0
        assert ran.stdout
        assert ran.stderr.count("working with what is here") == 1
    refused(run_command("export", seeded.folder / "out"), "no library")


def test_a_desk_of_another_library_is_refused_by_agents_commands_too(seeded: Home, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    made_library(url, reply("only-here"))
    ran = run_command("copy", "ack-got", "--print", "--library", url, "--desk", seeded.desk_file)
    refused(ran, "another library", "--desk")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no broken pipes")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("arguments", [["report", "coverage", "--json"], ["show", "refund-late"], ["find", "refund"]])
def test_a_reader_that_has_gone_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = subprocess.run(
            [sys.executable, "-m", "snippets", *arguments], stdout=gone, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.usefixtures("seeded")
def test_where_the_locale_knows_no_such_letters_data_is_utf_8(tmp_path: Path, encoding: str) -> None:
    write_template(tmp_path, reply("wave", "Grüße 👋"))
    assert run_command("import", tmp_path).exit == 0
    ran = run_process("copy", "wave", "--print", environment={"PYTHONIOENCODING": encoding})
    assert (ran.exit, ran.stdout) == (0, "Grüße 👋\n")
    wrong = run_process("show", "grüße", environment={"PYTHONIOENCODING": encoding})
    assert wrong.exit == 1
    assert "Traceback" not in wrong.stderr


@pytest.mark.usefixtures("seeded")
def test_a_watching_sync_takes_what_is_new_and_ends_when_its_input_closes(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra"))
    status = data_of("status")
    assert isinstance(status, dict)
    with subprocess.Popen(
        [sys.executable, "-m", "snippets", "sync", "--watch", "--quiet"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as watching:
        assert watching.stdin is not None
        assert watching.stderr is not None
        end = time.monotonic() + 20
        synced_at = status["synced_at"]
        while synced_at == status["synced_at"] and time.monotonic() < end:
            time.sleep(0.05)
            with closing(sqlite3.connect(str(status["desk"]))) as desk:
                [(synced_at,)] = desk.execute("SELECT value FROM meta WHERE key = 'synced_at'").fetchall()
        assert synced_at != status["synced_at"]
        watching.stdin.close()
        assert watching.wait(20) == 0
        assert watching.stderr.read() == b""


@pytest.mark.usefixtures("seeded")
def test_a_real_process_prints_data_on_stdout_and_talk_on_stderr() -> None:
    found = run_process("find", "refund-late", "--json")
    assert (found.exit, found.stderr) == (0, "")
    assert json.loads(found.stdout)[0]["abbreviation"] == "refund-late"
    wrong = run_process("show", "nothing-like-it")
    assert (wrong.exit, wrong.stdout) == (1, "")
    assert "Traceback" not in wrong.stderr
    assert run_process("find").exit == 2


@pytest.mark.parametrize(
    ("words", "index", "expected"),
    [
        ("snippets copy refund-", 2, "refund-late"),
        ("snippets show thank", 2, ""),
        ("snippets st", 1, "status"),
        ("snippets copy refund-late --set first", 4, "first_name="),
        ("snippets copy --set x=y refund-late --channel ch", 6, "chat"),
        ("snippets members leave m", 3, "mia"),
        ("snippets settings set ti", 3, "title"),
        ("snippets approve zeb", 2, "zebra"),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_the_shell_completes_commands_names_and_what_they_take(
    tmp_path: Path, words: str, index: int, expected: str
) -> None:
    write_template(tmp_path, reply("zebra"))
    run_command("import", tmp_path, "--draft")
    ran = run_process(
        environment={"_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(index)}
    )
    assert (ran.exit, ran.stderr) == (0, "")
    offered = {line.partition(",")[2] for line in ran.lines if line}
    assert expected in offered or not expected
    prefix = words.split()[-1]
    assert all(name.startswith(prefix) for name in offered)


def test_completion_without_a_desk_offers_nothing_and_makes_nothing(home: Home) -> None:
    ran = run_process(
        environment={"_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": "snippets copy r", "COMP_CWORD": "2"}
    )
    assert (ran.exit, ran.stdout.strip(), ran.stderr) == (0, "", "")
    assert not home.data.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_line_is_one_the_shell_can_read(shell: str) -> None:
    assert f"_SNIPPETS_COMPLETE={shell}_source snippets" in run_command("completion", shell).stdout
