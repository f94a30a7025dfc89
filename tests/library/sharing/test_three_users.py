"""What file permissions have to keep apart, tried by users of this machine, with their own hands and the program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from people import Team

#: Each is tried by two users. `copy` is what was published, `theirs` a file another has left, `mine` one's own; nobody
#: could know the name `theirs`, here they do.
FORBIDDEN = {
    "write into what was published": "open(copy, 'r+b')",
    "empty what was published": "open(copy, 'wb')",
    "cut what was published": "os.truncate(copy, 0)",
    "delete what was published": "os.unlink(copy)",
    "move what was published away": "os.rename(copy, copy + '.old')",
    "put another file in its place": "os.rename(mine, copy)",
    "link another file in its place": "os.symlink(mine, copy)",
    "make a file beside it": "open(folder + '/published.db-journal', 'x')",
    "make a link beside it": "os.symlink('/etc/passwd', folder + '/published.db-wal')",
    "make a folder beside it": "os.mkdir(folder + '/more')",
    "make it writable": "os.chmod(copy, 0o666)",
    "make it one's own": "os.chown(copy, os.getuid(), -1)",
    "give it another date": "os.utime(copy, (0, 0))",
    "change it by SQLite": ("import sqlite3; sqlite3.connect(copy).execute('UPDATE desk_v1_templates SET text = 1')"),
    "hold up the publisher's lock": "open(folder + '/.lock', 'r+b')",
    "list what was handed in": "os.listdir(left)",
    "walk through what was handed in": "next(os.scandir(left))",
    "open the place to list it": "os.open(left, os.O_RDONLY | os.O_DIRECTORY)",
    "read what another has left": "open(theirs).read()",
    "add to what another has left": "open(theirs, 'a')",
    "write into what another has left": "open(theirs, 'r+b')",
    "empty what another has left": "open(theirs, 'w')",
    "cut what another has left": "os.truncate(theirs, 0)",
    "delete what another has left": "os.unlink(theirs)",
    "move away what another has left": "os.rename(theirs, left + '/' + 'a' * 32 + '.jsonl')",
    "put one's own in its place": "os.rename(mine, theirs)",
    "make a file of that name": "os.open(theirs, os.O_CREAT | os.O_EXCL | os.O_WRONLY)",
    "make a link of that name": "os.symlink(mine, theirs)",
    "make another's file readable": "os.chmod(theirs, 0o644)",
    "make another's file one's own": "os.chown(theirs, os.getuid(), -1)",
    "give one's own file to another": "os.chown(mine, other, -1)",
    "remove the place to hand in": "os.rmdir(left)",
    "move the place to hand in": "os.rename(left, folder + '/old')",
    "open the place to hand in": "os.chmod(left, 0o777)",
    "make the place to hand in one's own": "os.chown(left, os.getuid(), -1)",
    "put another folder there": "os.rename(folder, folder + '-old')",
    "open the folder": "os.chmod(folder, 0o777)",
    "read the library": "open(library).read()",
    "write the library": "open(library, 'r+b')",
    "look into the publisher's home": "os.listdir(os.path.dirname(library))",
    "become the publisher": "os.setuid(publisher)",
    "become the other": "os.setuid(other)",
    "make a device": "import stat; os.mknod(left + '/device', stat.S_IFCHR | 0o666, os.makedev(1, 3))",
}
COMMANDS = {
    "publish there": ("publish", "{folder}"),
    "approve": ("--library", "{url}", "approve", "hello"),
    "retire": ("--library", "{url}", "retire", "hello", "-m", "gone", "--yes"),
    "bring templates in": ("--library", "{url}", "import", "{home}"),
    "add a member": ("--library", "{url}", "members", "add", "zoe"),
    "set a rule": ("--library", "{url}", "settings", "set", "reviewer_is_not_author", "no"),
    "read what others searched": ("--library", "{url}", "report", "searches"),
    "keep a copy of the library": ("--library", "{url}", "backup", "{home}/copy.db"),
    "open the library itself": ("--library", "sqlite:///{library}", "members", "list"),
    "retire in the library itself": ("--library", "sqlite:///{library}", "retire", "hello", "-m", "gone", "--yes"),
}


@pytest.fixture(scope="module")
def busy(team: Team) -> Team:
    """The team where both agents have left something that was not collected; no test here alters it."""
    for person in (team.anna, team.carl):
        assert team.use(person).exit == 0
        assert team.sync(person).exit == 0
    return team


def state(team: Team) -> dict[str, object]:
    """Everything a forbidden act could alter, as root sees it."""
    found: dict[str, object] = {}
    for place in (team.folder, *team.folder.rglob("*")):
        about = place.lstat()
        text = place.read_bytes() if place.is_file() and place.name != ".lock" else b""
        found[str(place)] = (about.st_uid, about.st_gid, about.st_mode, about.st_nlink, about.st_mtime_ns, text)
    found["library"] = dump(team.library)
    return found


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_forbidden_act_fails_for_both_others_and_changes_nothing(busy: Team, act: str) -> None:
    team = busy
    for person in (team.anna, team.carl):
        other = team.carl if person is team.anna else team.anna
        [mine], [theirs] = team.files_of(person), team.files_of(other)
        before = state(team)
        done = person.act(
            act,
            copy=str(team.copy),
            folder=str(team.folder),
            left=str(team.left),
            library=str(team.library),
            mine=str(mine),
            theirs=str(theirs),
            other=other.user,
            publisher=team.mia.user,
        )
        assert done.exit == 1
        assert any(refusal in done.stderr for refusal in ("PermissionError", "FileExistsError", "readonly")), (
            done.stderr
        )
        assert state(team) == before


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_forbidden_command_fails_in_one_line_and_changes_nothing(busy: Team, command: tuple[str, ...]) -> None:
    team, before = busy, state(busy)
    for person in (team.anna, team.carl):
        names = {"folder": team.folder, "url": team.url, "home": person.home, "library": team.library}
        done = person.run(*(each.format(**names) for each in command))
        assert done.exit == 1, done
        [line] = done.stderr.splitlines()
        assert line.startswith("snippets: ")
        assert state(team) == before


def test_another_cannot_be_linked_to_where_the_system_protects_links(busy: Team) -> None:
    """Linux's own guard, on by default; where it is off, the publisher leaves a file with two names where it is."""
    team = busy
    [theirs] = team.files_of(team.anna)
    if Path("/proc/sys/fs/protected_hardlinks").read_text().strip() != "1":
        pytest.skip("this system lets everybody link to every file (fs.protected_hardlinks)")
    done = team.carl.act("os.link(theirs, left + '/' + 'b' * 32 + '.jsonl')", theirs=str(theirs), left=str(team.left))
    assert done.exit == 1
    assert "PermissionError" in done.stderr
