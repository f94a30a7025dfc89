"""An agent's own template files: the desk holds what the folder holds, and a broken file is told and nothing more."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, reply, template_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import template_files
from library.desk import own_templates, personal
from library.desk.catalog import entries
from library.desk.personal import PersonalFault, refresh
from library.desk.store import Desk
from library.errors import BadValue, StoreReadOnly


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply("refund-late"))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    return made


def own(folder: Path, name: str = "~thanks-ana", *lines: str, body: str = "Thank you!", file: str = "") -> Path:
    """A template file of the agent's own."""
    path = folder / (file or f"{name.removeprefix('~')}.md")
    path.write_text(template_text(f"abbreviation: {name}", *lines, body=body), encoding="utf-8")
    return path


def names(desk: Desk) -> list[str]:
    """The agent's own names among everything that finding looks in."""
    return [entry.abbreviation for entry in entries(desk) if entry.template.startswith("~")]


def told(faults: list[PersonalFault]) -> list[str]:
    return [os.path.basename(fault.file) for fault in faults]


def test_what_is_in_the_folder_is_found_beside_the_shared_ones(desk: Desk, folder: Path) -> None:
    own(folder, "~thanks-ana", "title: Thanks, warmly", body="Thank you, {{ first_name }}!")
    assert refresh(desk, str(folder)) == []
    assert {entry.abbreviation for entry in entries(desk)} == {"refund-late", "~thanks-ana"}
    live = desk.live("~Thanks-Ana")
    assert (live.template, live.revision, live.document.title) == ("~thanks-ana", 0, "Thanks, warmly")
    assert live.document.body == "Thank you, {{ first_name }}!"
    assert own_templates.own_templates(desk) == [("~thanks-ana", "Thanks, warmly", "thanks-ana.md")]
    assert own_templates.file_of(desk, "~THANKS-ana") == "thanks-ana.md"


@pytest.mark.parametrize(
    "line", ["abbreviation: '~x'", 'abbreviation: "~x"', "abbreviation:   ~x", "abbreviation: ~x\r"]
)
def test_a_name_is_read_however_yaml_may_write_it(desk: Desk, folder: Path, line: str) -> None:
    (folder / "x.md").write_bytes(template_text("title: ~abbreviation", line).encode())
    assert refresh(desk, str(folder)) == []
    assert names(desk) == ["~x"]
    assert desk.live("~x").document.title == "~abbreviation"


def test_an_alias_leads_to_the_template_and_to_its_file(desk: Desk, folder: Path) -> None:
    own(folder, "~thanks-ana", "aliases: [~Ta]")
    assert refresh(desk, str(folder)) == []
    assert desk.live("~ta").template == "~thanks-ana"
    assert own_templates.file_of(desk, "~ta") == "thanks-ana.md"


def test_a_changed_file_is_taken_over_and_a_vanished_one_removed(desk: Desk, folder: Path) -> None:
    own(folder, "~a"), own(folder, "~b")
    refresh(desk, str(folder))
    own(folder, "~a", body="Thank you, dear!")
    own(folder, "~c", file="b.md")
    refresh(desk, str(folder))
    assert (names(desk), desk.live("~a").document.body) == (["~a", "~c"], "Thank you, dear!")
    (folder / "a.md").unlink()
    refresh(desk, str(folder))
    assert names(desk) == ["~c"]


def test_a_folder_that_is_missing_is_no_fault_and_leaves_nothing_behind(desk: Desk, folder: Path) -> None:
    assert refresh(desk, str(folder / "nowhere")) == refresh(desk, "") == []
    own(folder)
    (folder / "broken.md").write_text("?")
    refresh(desk, str(folder))
    shutil.rmtree(folder)
    assert refresh(desk, str(folder)) == []
    assert names(desk) == []


BROKEN = {
    "shared name": (template_text("abbreviation: thanks"), 2, "begin with ~", "write abbreviation: ~thanks"),
    "shared alias": (template_text("abbreviation: ~x", "aliases: [~y, thx]"), 3, "the alias thx", "write ~thx"),
    "fragment": (template_text("abbreviation: ~x", "kind: fragment"), 3, "is a fragment", "leave kind out"),
    "fact": (template_text("abbreviation: ~x", "kind: fact"), 3, "is a fact", "leave kind out"),
    "no name": (template_text("title: X"), 2, "has no abbreviation", "add a line"),
    "bad name": (template_text("abbreviation: ~Über uns"), 2, "cannot be an abbreviation", "lower-case"),
    "no text": (template_text("abbreviation: ~x", body=""), 0, "has no text yet", "below the second ---"),
    "no front matter": ("Hello.\n", 1, "does not begin with a --- line", "front matter"),
    "no yaml": (template_text("abbreviation: ~x", "title: a: b"), 3, "not YAML", "quote"),
    "body": (
        template_text("abbreviation: ~x", body="One.\n\n{% set a = 1 %}"),
        6,
        "{% set %} is not allowed",
        "declare a field",
    ),
    "variant": (template_text("abbreviation: ~x", "variants:", "  chat: '{{ 1 + }}'"), 4, "", "write"),
    "field": (template_text("abbreviation: ~x", "fields:", "  how: {type: choice}"), 4, "field how", "options"),
    "control character": (template_text("abbreviation: ~x", body="a\x07"), 4, "U+0007", "remove"),
    "not UTF-8": (b"---\nabbreviation: ~x\n---\nGr\xfc\xdfe\n", 4, "is not UTF-8", "save it as UTF-8"),
    "10 MB": (template_text("abbreviation: ~x", body="a" * 10_000_000), 0, "is larger than 2 MB", "a page of text"),
}


@pytest.mark.parametrize(("text", "line", "about", "remedy"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_told_with_its_line_and_a_remedy_and_the_others_work(
    desk: Desk, folder: Path, text: str | bytes, line: int, about: str, remedy: str
) -> None:
    file = folder / "broken.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    own(folder)
    [fault] = refresh(desk, str(folder))
    assert (fault.file, fault.line) == (str(file), line)
    assert fault.place == (f"{file}:{line}" if line else str(file))
    assert about in fault.message
    assert remedy in fault.hint
    assert names(desk) == ["~thanks-ana"]
    assert own_templates.file_of(desk, "~x") is None
    assert refresh(desk, str(folder)) == [fault]


def test_a_broken_file_that_worked_before_is_no_longer_found_until_it_is_corrected(desk: Desk, folder: Path) -> None:
    own(folder)
    refresh(desk, str(folder))
    own(folder, body="{{ oops")
    assert told(refresh(desk, str(folder))) == ["thanks-ana.md"]
    assert names(desk) == []
    own(folder)
    assert refresh(desk, str(folder)) == []
    assert names(desk) == ["~thanks-ana"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links only with a privilege, and no pipes so")
def test_what_is_no_file_is_a_fault_and_never_read(desk: Desk, folder: Path) -> None:
    own(folder)
    (folder / "folder.md").mkdir()
    (folder / "older ones").mkdir()
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "nowhere.md").symlink_to(folder / "gone")
    os.mkfifo(folder / "pipe.md")
    faults = refresh(desk, str(folder))
    assert told(faults) == ["folder.md", "loop.md", "nowhere.md", "older ones", "pipe.md"]
    assert all(fault.message and fault.hint for fault in faults)
    assert names(desk) == ["~thanks-ana"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links only with a privilege")
def test_a_link_to_a_file_is_read_and_its_targets_changes_are_seen(desk: Desk, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "notes.md"
    (folder / "link.md").symlink_to(target)
    assert told(refresh(desk, str(folder))) == ["link.md"]
    target.write_text(template_text("abbreviation: ~x", body="One."))
    assert refresh(desk, str(folder)) == []
    target.write_text(template_text("abbreviation: ~x", body="Two!"))
    refresh(desk, str(folder))
    assert desk.live("~x").document.body == "Two!"


@pytest.mark.usefixtures("has_permissions")
def test_a_file_that_may_not_be_read_is_told_until_it_may(desk: Desk, folder: Path) -> None:
    file = own(folder)
    file.chmod(0)
    [fault] = refresh(desk, str(folder))
    assert "cannot be read: Permission denied" in fault.message
    assert "permissions" in fault.hint
    file.chmod(0o600)
    assert refresh(desk, str(folder)) == []
    assert names(desk) == ["~thanks-ana"]


@pytest.mark.usefixtures("has_permissions")
def test_a_folder_that_may_not_be_read_is_told_and_what_was_read_stays(desk: Desk, folder: Path) -> None:
    own(folder)
    refresh(desk, str(folder))
    folder.chmod(0)
    try:
        [fault] = refresh(desk, str(folder))
    finally:
        folder.chmod(0o700)
    assert (fault.file, fault.message) == (str(folder), "cannot be read: Permission denied")
    assert names(desk) == ["~thanks-ana"]


def test_a_file_in_place_of_the_folder_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("not a folder")
    [fault] = refresh(desk, str(tmp_path / "mine"))
    assert "cannot be read" in fault.message
    assert "settings" in fault.hint


def test_of_two_files_with_one_name_the_first_works_and_the_other_waits_for_it(desk: Desk, folder: Path) -> None:
    own(folder, "~x", body="First.", file="z.md")
    refresh(desk, str(folder))
    own(folder, "~x", body="Second.", file="a.md")
    own(folder, "~y", "aliases: [~X]", file="b.md")
    faults = refresh(desk, str(folder))
    assert told(faults) == ["a.md", "b.md"]
    assert all("in z.md too" in fault.message and "rename" in fault.hint for fault in faults)
    assert desk.live("~x").document.body == "First."
    assert refresh(desk, str(folder)) == faults
    (folder / "z.md").unlink()
    assert told(refresh(desk, str(folder))) == ["b.md"]
    assert desk.live("~x").document.body == "Second."


def test_hidden_files_and_what_editors_leave_are_passed_over(desk: Desk, folder: Path) -> None:
    for name in (".hidden.md", ".x.md.swp", "x.md~", "#x.md#", "x.md.swp", "README.md", "notes.txt", "4913"):
        (folder / name).write_text("?")
    (folder / ".git").mkdir()
    assert refresh(desk, str(folder)) == []
    assert names(desk) == []


def test_another_folder_replaces_what_the_first_one_held(desk: Desk, folder: Path, tmp_path: Path) -> None:
    own(folder, "~x")
    refresh(desk, str(folder))
    (tmp_path / "other").mkdir()
    own(tmp_path / "other", "~y")
    refresh(desk, str(tmp_path / "other"))
    assert names(desk) == ["~y"]


def opened_by_refresh(desk: Desk, folder: Path) -> tuple[list[str], bool]:
    """Which template files a fresh process opens when it refreshes, and whether it has loaded YAML for that."""
    code = (
        "import json, os, sys\n"
        "opened = []\n"
        "note = lambda event, args: event == 'open' and str(args[0]).endswith('.md') and opened.append(args[0])\n"
        "from library.desk.personal import refresh\n"
        "from library.desk.store import open_desk\n"
        "desk = open_desk(sys.argv[1])\n"
        "sys.addaudithook(note)\n"
        "refresh(desk, sys.argv[2])\n"
        "print(json.dumps([[os.path.basename(path) for path in opened], 'yaml' in sys.modules]))"
    )
    command = [sys.executable, "-c", code, desk.path, str(folder)]
    files, has_yaml = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return files, has_yaml


def test_nothing_is_opened_when_nothing_has_changed_and_only_what_has_when_something_did(
    desk: Desk, folder: Path
) -> None:
    own(folder, "~a"), own(folder, "~b"), own(folder, "~broken", body="{{ oops")
    assert opened_by_refresh(desk, folder) == (["a.md", "b.md", "broken.md"], True)
    assert opened_by_refresh(desk, folder) == ([], False)
    own(folder, "~b", body="Changed.")
    files, _ = opened_by_refresh(desk, folder)
    assert "b.md" in files
    assert "a.md" not in files


def test_nothing_is_written_when_nothing_has_changed(desk: Desk, folder: Path) -> None:
    own(folder), own(folder, "~broken", body="{{ oops")
    before = refresh(desk, str(folder))
    desk.connection.execute("PRAGMA query_only = ON")
    assert refresh(desk, str(folder)) == before
    own(folder, body="Changed.")
    with pytest.raises(StoreReadOnly):
        refresh(desk, str(folder))
    desk.connection.execute("PRAGMA query_only = OFF")
    assert desk.live("~thanks-ana").document.body == "Thank you!"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet="~-:[]{}|>&*!%'\"# \nabx", max_size=120).map(
            lambda text: f"---\nabbreviation: ~x\n{text}\n---\n{{{{ {text} }}}}\n".encode()
        ),
    )
)
def test_whatever_a_file_holds_it_is_a_template_or_a_fault(desk: Desk, folder: Path, data: bytes) -> None:
    own(folder, "~other")
    (folder / "any.md").write_bytes(data)
    faults = refresh(desk, str(folder))
    assert len(faults) + len(names(desk)) == 2
    assert all(fault.message and "\n" not in fault.place for fault in faults)


def test_a_new_file_is_its_owners_alone_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "mine"
    path = own_templates.write_new(str(folder), "~thanks-ana", "text\n")
    assert Path(path).read_text() == "text\n"
    assert path == str(folder / "thanks-ana.md")
    if sys.platform != "win32":
        assert (os.stat(path).st_mode & 0o777, os.stat(folder).st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(BadValue, match="is there already"):
        own_templates.write_new(str(folder), "~thanks-ana", "other")
    assert Path(path).read_text() == "text\n"
    with pytest.raises(BadValue, match="cannot be written"):
        own_templates.write_new(path, "~x", "text")


def test_a_new_file_is_read_whatever_its_name(desk: Desk, folder: Path) -> None:
    own_templates.write_new(str(folder), "~readme", template_text("abbreviation: ~readme"))
    refresh(desk, str(folder))
    assert names(desk) == ["~readme"]


def test_the_files_end_like_those_of_shared_templates() -> None:
    assert personal.SUFFIX == template_files.SUFFIX
