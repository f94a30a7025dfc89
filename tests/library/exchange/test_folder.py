"""Folders of template files: groups are folders, files of others stay, and nothing is read or written by halves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from builders import reply, template_text, tree_of, write_template
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents, texts

from library.documents import Document
from library.errors import BadDocument, BadValue
from library.exchange.folder import ids_in, path_of, read_path, write_folder
from library.template_files import TemplateFile

ID = "0192f1c2-0000-7000-8000-00000000000{}"


def files_of(*found: Document) -> list[TemplateFile]:
    return [TemplateFile(document, ID.format(number)) for number, document in enumerate(found)]


def test_folders_become_groups_and_readme_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    write_template(tmp_path / "Billing" / "Refunds", reply("refund-late"))
    write_template(tmp_path, reply("thanks"))
    write_template(tmp_path / ".git", reply("hidden"))
    (tmp_path / "README.md").write_text("# Ours")
    (tmp_path / "notes.txt").write_text("no template")
    found = {file.document.abbreviation: file.document.group for file in read_path(tmp_path)}
    assert found == {"refund-late": "Billing/Refunds", "thanks": ""}


@settings(max_examples=25)
@given(st.lists(documents(), max_size=4, unique_by=lambda document: document.abbreviation))
def test_what_is_written_is_read_back_whatever_its_group(
    tmp_path_factory: pytest.TempPathFactory, found: list[Document]
) -> None:
    folder = tmp_path_factory.mktemp("export")
    wanted = [TemplateFile(document._replace(aliases=()), ID.format(n)) for n, document in enumerate(found)]
    if not wanted:
        return
    write_folder(folder, wanted)
    read = {file.id: file.document for file in read_path(folder)}
    assert read == {file.id: file.document for file in wanted}
    again = write_folder(folder, wanted)
    assert (again.written, again.unchanged, again.removed) == ((), len(wanted), ())


@given(texts)
def test_no_group_leads_out_of_the_folder_or_into_a_hidden_one(group: str) -> None:
    path = path_of(TemplateFile(reply(group=group)))
    assert not path.is_absolute()
    assert all(not part.startswith(".") and part == part.strip() for part in path.parts)
    assert all(len(part.encode()) < 256 for part in path.parts)


@pytest.mark.parametrize("group", ["../../etc", "/etc", "C:\\Windows", "a/../b", "con:", "...", "a/./b", "🎉" * 200])
def test_an_awkward_group_comes_back_from_the_file_itself(tmp_path: Path, group: str) -> None:
    [file] = files_of(reply(group=group))
    write_folder(tmp_path / "out", [file])
    assert [found.document for found in read_path(tmp_path / "out")] == [file.document]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["readme", "license", "changelog", "contributing"])
def test_a_template_named_like_a_file_that_is_left_out_is_not_lost(tmp_path: Path, name: str) -> None:
    files = files_of(reply(name))
    write_folder(tmp_path, files)
    assert [file.document.abbreviation for file in read_path(tmp_path)] == [name]
    assert write_folder(tmp_path, files).unchanged == 1


def test_a_template_that_moved_to_another_group_leaves_no_file_behind(tmp_path: Path) -> None:
    write_folder(tmp_path, files_of(reply(group="Old")))
    done = write_folder(tmp_path, files_of(reply(group="New")), known={ID.format(0)})
    assert done.removed == (tmp_path / "Old" / "refund-late.md",)
    assert sorted(tree_of(tmp_path)) == ["New/refund-late.md"]


def test_the_file_of_a_template_that_is_gone_goes_and_a_strangers_stays(tmp_path: Path) -> None:
    write_folder(tmp_path, files_of(reply("gone"), reply("stays")))
    write_template(tmp_path, reply("by-hand"))
    write_template(tmp_path, reply("of-another-library"), id=ID.format(9))
    (tmp_path / "notes.md").write_text("# My notes")
    (tmp_path / "broken.md").write_bytes(b"---\n\xff")
    done = write_folder(tmp_path, files_of(reply("gone"), reply("stays"))[1:], known={ID.format(0), ID.format(1)})
    assert done.removed == (tmp_path / "gone.md",)
    assert sorted(tree_of(tmp_path)) == ["broken.md", "by-hand.md", "notes.md", "of-another-library.md", "stays.md"]


@pytest.mark.parametrize(
    "data",
    [
        b"# My notes\n",
        b"\xff\xfe",
        template_text("abbreviation: other").encode(),
        template_text("abbreviation: refund-late", f"id: {ID.format(7)}").encode(),
    ],
)
def test_a_strangers_file_in_the_way_is_never_written_over(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "refund-late.md").write_bytes(data)
    with pytest.raises(BadValue) as told:
        write_folder(tmp_path, files_of(reply("refund-late"), reply("thanks")))
    assert "refund-late.md" in told.value.message
    assert tree_of(tmp_path) == {"refund-late.md": data}


def test_a_file_written_by_hand_gets_its_id_at_the_first_export(tmp_path: Path) -> None:
    write_template(tmp_path, reply("refund-late"))
    assert write_folder(tmp_path, files_of(reply("refund-late"))).written == (tmp_path / "refund-late.md",)
    assert ids_in(tmp_path) == {ID.format(0)}


@pytest.mark.parametrize("key", ["name", "alias", "id"])
def test_two_files_with_one_name_or_id_are_both_named(tmp_path: Path, key: str) -> None:
    write_template(tmp_path / "a", reply("one", aliases=("late",)), id=ID.format(1))
    other = {"name": reply("one"), "alias": reply("two", aliases=("LATE",)), "id": reply("three")}[key]
    write_template(tmp_path / "b", other, id=ID.format(1) if key == "id" else "")
    with pytest.raises(BadDocument) as told:
        read_path(tmp_path)
    assert str(tmp_path / "a" / "one.md") in told.value.message
    assert str(tmp_path / "b" / f"{other.abbreviation}.md") in told.value.message


def test_a_folder_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    for path, about in ((tmp_path / "none", "does not exist"), (tmp_path, "holds no template")):
        with pytest.raises(BadValue, match=about) as told:
            read_path(path)
        assert told.value.hint


def test_links_that_go_round_are_not_followed_for_ever(tmp_path: Path) -> None:
    write_template(tmp_path / "a", reply("thanks"))
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    assert [file.document.abbreviation for file in read_path(tmp_path)] == ["thanks"]
    loop = tmp_path / "loop.md"
    loop.symlink_to(loop)
    with pytest.raises(BadDocument, match=r"loop\.md"):
        read_path(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_files_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(BadDocument, match="not a file"):
        read_path(tmp_path)


@pytest.mark.usefixtures("has_permissions")
def test_a_folder_nobody_may_read_is_told_and_not_left_out(tmp_path: Path) -> None:
    write_template(tmp_path, reply("thanks"))
    (tmp_path / "secret").mkdir(mode=0)
    with pytest.raises(BadValue, match="secret"):
        read_path(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadValue) as told:
        write_folder(tmp_path / "file" / "out", files_of(reply()))
    assert told.value.hint
