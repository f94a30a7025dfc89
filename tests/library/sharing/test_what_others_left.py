"""What people left in a shared folder, by the program or by hand: what gets into the library, and as whose."""

from __future__ import annotations

import json
import os
import pwd
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path

import pytest
from builders import reply
from people import Person, Team

from library.documents import canonical_text
from library.identifiers import make_id


@pytest.fixture
def clean(team: Team) -> Iterator[Team]:
    """The team with nothing left to collect, before and after."""
    team.sweep()
    for person in (team.anna, team.carl):
        assert team.sync(person).exit == 0
    team.publish()
    for person in (team.anna, team.carl):
        assert team.sync(person).exit == 0
    yield team
    team.sweep()


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def rows(team: Team, table: str = "uses") -> list[tuple[str, str]]:
    with closing(sqlite3.connect(team.library)) as connection:
        return connection.execute(f"SELECT id, agent FROM {table} ORDER BY id").fetchall()


def a_use(agent: str, **values: object) -> dict[str, object]:
    row: dict[str, object] = {"id": make_id(), "template": "t", "revision": 1, "version": 1, "agent": agent}
    row |= {"used_at": "2026-05-04T09:30:00.000000Z", "channel": "email", "source": "command", "action": "copied"}
    return row | {"edited": 0, "fields_by_hand": 0, "fields_from_context": 0} | values


def leave(team: Team, person: Person, *lines: object, name: str = "", mode: int = 0o640) -> str:
    """The person leaves a file of their own making; its name."""
    name = name or f"{make_id().replace('-', '')}.jsonl"
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    code = "Path(path).write_text(text); os.chmod(path, mode)"
    done = person.act(code, path=str(team.left / name), text=text, mode=mode)
    assert done.exit == 0, done.stderr
    return name


def refused(team: Team) -> list[tuple[str, str]]:
    return [(each["whose"], each["why"]) for each in json.loads(team.publish().stdout)["refused"]]


def test_uses_reach_the_library_as_their_owners(clean: Team) -> None:
    team = clean
    before = rows(team)
    for person in (team.anna, team.carl):
        assert team.use(person).exit == 0
        assert json.loads(team.sync(person).stdout)["handed_in"] == 1
    told = json.loads(team.publish().stdout)
    assert (told["uses"], told["people"], told["refused"]) == (2, 2, [])
    assert sorted(agent for _, agent in rows(team)[len(before) :]) == ["bin", "games"]
    for person in (team.anna, team.carl):
        assert team.sync(person).exit == 0
        assert team.files_of(person) == []


def test_nobody_speaks_in_anothers_name(clean: Team) -> None:
    team, before = clean, rows(clean)
    leave(
        team, team.carl, *({"uses": a_use(name)} for name in ("games", "daemon", "GAMES", "root", "nobody at all", ""))
    )
    leave(team, team.carl, {"flags": {**a_use("games"), "why": "wrong", "flagged_at": "2026-05-04T09:30:00.000000Z"}})
    told = refused(team)
    assert rows(team) == before
    assert {whose for whose, _ in told} == {"bin"}
    assert ("bin", "rows in the name of games") in told


def test_a_proposal_is_its_owners_and_a_template(clean: Team) -> None:
    team, at = clean, "2026-05-04T09:30:00.000000Z"
    before = len(rows(team, "proposals"))
    text = canonical_text(reply("from-bin", "Good day."))
    own, forged, broken = (
        {"id": make_id(), "agent": agent, "document": document, "why": "asked daily", "proposed_at": at}
        for agent, document in (("bin", text), ("games", text), ("bin", "\x1b[2J"))
    )
    leave(team, team.carl, *({"proposals": each} for each in (own, forged, broken)))
    assert sorted(refused(team)) == [("bin", "a row's document is not one"), ("bin", "rows in the name of games")]
    assert rows(team, "proposals")[before:] == [(own["id"], "bin")]


def test_nobody_takes_back_anothers_use(clean: Team) -> None:
    team = clean
    assert team.use(team.anna).exit == 0
    assert team.sync(team.anna).exit == 0
    team.publish()
    use = next(id_ for id_, agent in reversed(rows(team)) if agent == "games")
    leave(team, team.carl, {"uses": a_use("bin", action="undone", corrects=use)})
    before = rows(team)
    assert ("bin", "corrections of uses that are not theirs") in refused(team)
    assert rows(team) == before
    leave(team, team.anna, {"uses": a_use("games", action="undone", corrects=use)})
    assert refused(team) == []
    assert len(rows(team)) == len(before) + 1


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("os.symlink(theirs, path)", "cannot be read as a file"),
        ("os.symlink(library, path)", "cannot be read as a file"),
        ("os.symlink('/etc/shadow', path)", "cannot be read as a file"),
        ("os.symlink('/dev/zero', path)", "cannot be read as a file"),
        ("os.mkfifo(path, 0o666)", "no plain file"),
        ("os.mkdir(path)", "no plain file"),
        ("import socket; socket.socket(socket.AF_UNIX).bind(path)", "cannot be read as a file"),
        ("Path(path).write_text(line); os.link(path, path[:-7] + 'f.jsonl')", "more than one name"),
        ("Path(path).write_text(line); os.chmod(path, 0o666)", "others may write"),
        ("Path(path).write_text(line); os.chmod(path, 0o600)", "cannot be read as a file"),
        ("open(path, 'x').truncate(10 ** 12); os.chmod(path, 0o640)", "more than 32 MB"),
        ("Path(path + '.tmp').write_text(line)", "did not name"),
        ("Path(os.path.dirname(path) + '/-rf; \\x1b]0;x').write_text(line)", "did not name"),
    ],
)
def test_what_is_no_plain_file_of_ones_own_is_left_and_told(clean: Team, act: str, why: str) -> None:
    team = clean
    assert team.use(team.anna).exit == 0
    assert team.sync(team.anna).exit == 0
    [theirs] = team.files_of(team.anna)
    before = len(rows(team))
    done = team.carl.act(
        act,
        path=str(team.left / ("c" * 32 + ".jsonl")),
        theirs=str(theirs),
        library=str(team.library),
        line=json.dumps({"uses": a_use("bin")}) + "\n",
    )
    assert done.exit == 0, done.stderr
    told = refused(team)
    assert {whose for whose, _ in told} == {"bin"}
    assert why in told[0][1]
    assert len(rows(team)) == before + 1  # anna's, which nobody could hold up


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[" * 20_000,
        '{"uses": ' * 3_000,
        "null",
        '{"uses": []}',
        '{"members": {"name": "bin", "role": "owner"}}',
        '{"uses": {"id": "1"}}',
        json.dumps({"uses": a_use("bin", id="'; DROP TABLE uses; --")}),
        json.dumps({"uses": a_use("bin", revision="1; DELETE FROM uses")}),
        json.dumps({"uses": a_use("bin", revision=-1)}),
        json.dumps({"uses": a_use("bin", version=2**63)}),
        json.dumps({"uses": a_use("bin", version=True)}),
        json.dumps({"uses": a_use("bin", version=1.5)}),
        json.dumps({"uses": a_use("bin", template="\x1b[2J")}),
        json.dumps({"uses": a_use("bin", template="t" * 201)}),
        json.dumps({"uses": a_use("bin", template=None)}),
        json.dumps({"uses": a_use("bin", channel="\ud800")}),
        json.dumps({"uses": a_use("bin", action="copied\n")}),
        json.dumps({"uses": a_use("bin", ticket_hash="a customer's name")}),
        json.dumps({"uses": a_use("bin", typed_characters={"a": 1})}),
        '{"uses": {"revision": ' + "9" * 10_000 + "}}",
        "\x00\x00\x00",
    ],
    ids=repeat("line"),  # ids of rows are new in every process
)
def test_a_row_this_program_would_not_have_written_is_not_taken(clean: Team, line: str) -> None:
    team, before = clean, dump(clean.library)
    good = a_use("bin")
    leave(team, team.carl, line, {"uses": good}, line)
    assert [whose for whose, _ in refused(team)] == ["bin"]
    new = [each for each in dump(team.library) if each not in before]
    assert len(new) == 1
    assert str(good["id"]) in new[0]


def test_personal_data_goes_out_of_words_however_they_came_in(clean: Team) -> None:
    team, at = clean, "2026-05-04T09:30:00.000000Z"
    search = {"id": make_id(), "agent": "bin", "words": "ask jo@example.com\x1b[2J or +49 170 1234567", "kind": "find"}
    leave(team, team.carl, {"searches": search | {"outcome": "nothing", "started_at": at, "ended_at": at}})
    assert refused(team) == []
    with closing(sqlite3.connect(team.library)) as connection:
        words = connection.execute("SELECT words FROM searches WHERE id = ?", (search["id"],)).fetchone()[0]
    assert words == "ask <EMAIL> [2J or <PHONE>"


@pytest.mark.parametrize("claimed", ["2199-01-01T00:00:00.000000Z", "1971-01-01T00:00:00.000000Z", "tomorrow"])
def test_a_moment_lies_between_joining_and_now(clean: Team, claimed: str) -> None:
    team, use = clean, a_use("bin", used_at=claimed)
    leave(team, team.carl, {"uses": use})
    assert refused(team) == []
    with closing(sqlite3.connect(team.library)) as connection:
        [(at, stored)] = connection.execute("SELECT used_at, stored_at FROM uses WHERE id = ?", (use["id"],))
        [(joined,)] = connection.execute("SELECT \"from\" FROM members WHERE name = 'bin'")
    assert joined <= at <= stored


def test_a_flood_of_files_holds_nobody_up_but_its_sender(clean: Team) -> None:
    team = clean
    assert team.use(team.anna).exit == 0
    assert team.sync(team.anna).exit == 0
    code = "for number in range(300): Path(left + f'/{number:032x}.jsonl').write_text('')"
    assert team.carl.act(code, left=str(team.left)).exit == 0
    told = json.loads(team.publish().stdout)
    assert told["uses"] == 1
    assert told["refused"] == [{"whose": "bin", "why": "more than 20 files", "times": 280}]


def test_what_somebody_off_the_roster_left_waits_until_they_are_on_it(clean: Team) -> None:
    team = clean
    path = team.left / ("d" * 32 + ".jsonl")
    use = a_use("nobody")
    path.write_text(json.dumps({"uses": use}) + "\n")
    os.chown(path, 65534, team.left.stat().st_gid)
    path.chmod(0o640)
    assert refused(team) == [("nobody", "not on the roster")]
    assert team.mia.run("members", "add", "nobody").exit == 0
    assert refused(team) == []
    assert (use["id"], "nobody") in rows(team)
    assert team.mia.run("members", "leave", "nobody").exit == 0
    late = a_use("nobody", used_at="2199-01-01T00:00:00.000000Z")
    path.write_text(path.read_text() + json.dumps({"uses": late}) + "\n")
    assert refused(team) == [("nobody", "rows from after they left")]


def test_a_folder_in_which_others_may_write_is_neither_published_to_nor_believed(clean: Team) -> None:
    team = clean
    for place, mode in ((team.folder, 0o777), (team.folder, 0o775), (team.folder.parent, 0o777)):
        before, group = place.stat().st_mode, place.stat().st_gid
        os.chown(place, -1, pwd.getpwnam("bin").pw_gid)
        place.chmod(mode)
        try:
            published, synced = team.mia.run("publish", team.folder), team.sync(team.anna)
        finally:
            os.chown(place, -1, group)
            place.chmod(before & 0o7777)
        for done in (published, synced):
            assert done.exit == 1
            assert "may be written by others" in done.stderr


def test_a_folder_may_be_for_one_group_alone(clean: Team) -> None:
    """Its mode says who gets in, also where new things in it get its group; what is left stays the publisher's."""
    team = clean
    folder = team.folder.with_name("for-games")
    folder.mkdir()
    os.chown(folder, team.mia.user, pwd.getpwnam("games").pw_gid)
    folder.chmod(0o2750)
    for _ in range(2):
        done = team.mia.run("publish", folder, "--json")
        assert done.exit == 0, done.stderr
        assert (folder / "handed-in").stat().st_gid == pwd.getpwnam("daemon").pw_gid
        shared = ("--library", f"folder://{folder}")
        refused_to = team.carl.run(*shared, "sync")
        assert refused_to.exit == 1
        assert "Permission denied" in refused_to.stderr
        assert team.anna.run(*shared, "copy", "hello", "--print").exit == 0
        assert team.anna.run(*shared, "sync").exit == 0
    assert json.loads(team.mia.run("publish", folder, "--json").stdout)["uses"] == 1
    assert team.mia.run("publish", team.folder).exit == 0


def test_a_copy_that_another_wrote_is_not_believed(clean: Team) -> None:
    team = clean
    os.chown(team.copy, team.carl.user, -1)
    try:
        done = team.sync(team.anna)
    finally:
        os.chown(team.copy, team.mia.user, -1)
    assert done.exit == 1
    assert "was not put there by daemon" in done.stderr


def test_a_folder_that_changed_hands_is_not_believed(clean: Team) -> None:
    """Whoever can put a folder of their own in the place, with all in it theirs, is still not who published before."""
    team = clean
    places = (team.folder, team.copy, team.left)
    for place in places:
        os.chown(place, team.carl.user, -1)
    team.left.chmod(0o3733)
    try:
        done = team.sync(team.anna)
    finally:
        for place in places:
            os.chown(place, team.mia.user, -1)
        team.left.chmod(0o3733)
    assert done.exit == 1
    assert "was kept by daemon, now by bin" in done.stderr


def test_the_publisher_puts_right_what_was_opened_in_the_place_to_hand_in(clean: Team) -> None:
    team = clean
    team.left.chmod(0o777)
    assert team.sync(team.anna).exit == 1
    team.publish()
    assert team.left.stat().st_mode & 0o7777 == 0o3733
    assert team.sync(team.anna).exit == 0


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_what_is_left_is_for_the_publisher_alone_whatever_the_umask(clean: Team, umask: int) -> None:
    team = clean
    code = (
        "os.umask(umask)\n"
        "from snippets.cli import main\nimport sys\n"
        "for arguments in [['copy', 'hello', '--print'], ['sync']]:\n"
        "    sys.argv = ['snippets', '--library', url, *arguments]\n"
        "    try: main()\n    except SystemExit as end: assert not end.code, end.code\n"
    )
    if umask == 0o777:  # nothing of one's own can be made then; what is left must not be open either
        assert team.use(team.anna).exit == 0
        code = code.replace("['copy', 'hello', '--print'], ", "")
    done = team.anna.act(code, url=team.url, umask=umask)
    assert done.exit == 0, done.stderr
    [file] = team.files_of(team.anna)
    assert (file.stat().st_mode & 0o7777, file.stat().st_gid) == (0o640, team.left.stat().st_gid)
    assert json.loads(team.publish().stdout)["uses"] == 1


def test_the_copy_holds_no_draft_no_use_and_no_ones_name_but_who_approved(clean: Team) -> None:
    team = clean
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place) / "draft.md"
        draft.write_text("---\nabbreviation: unseen-draft\ntitle: Unseen\n---\nNobody shall see this draft.\n")
        Path(place).chmod(0o755)
        assert team.mia.run("import", draft, "--review").exit == 0
    assert team.use(team.anna).exit == 0
    assert team.sync(team.anna).exit == 0
    team.publish()
    held = team.copy.read_bytes()
    for unseen in (b"Nobody shall see", b"unseen-draft", b"games", b"bin"):
        assert unseen not in held
    assert b"Hello to you" in held
    with closing(sqlite3.connect(team.copy)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert all(name.startswith(("desk_v1_", "published_v1_")) for name in tables)
