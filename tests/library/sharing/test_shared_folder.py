"""Addresses of shared folders, file systems that do not tell who wrote, and a copy that says what its library says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from builders import fact, fragment, made_library, reply

from library.errors import NotAllowed, StoreError
from library.record import desk_reads, review
from library.record.database import open_library, run
from library.shared_folders import folder_of
from library.sharing import publishing
from library.sharing.collecting import Collected
from library.sharing.publishing import own_group, publish
from library.sharing.reading import look, open_copy


@pytest.fixture(autouse=True)
def _on_posix() -> None:
    if sys.platform == "win32":
        pytest.skip("shared folders need Linux or macOS")
    try:
        own_group()
    except StoreError as error:
        pytest.skip(error.message)


@pytest.fixture
def filled(url: str) -> str:
    """A library of four templates, on both engines."""
    made_library(url, reply("hello", aliases=("hi",)), fragment(), fact(), reply("late", "It is late."))
    return url


def test_an_address_names_a_folder() -> None:
    assert folder_of("folder:///srv/team") == "/srv/team"
    assert folder_of("folder:///srv/team/") == "/srv/team"
    assert folder_of("sqlite:////srv/team/library.db") is None


def test_a_desk_reads_from_the_copy_what_it_reads_from_the_library(filled: str, tmp_path: Path) -> None:
    library = open_library(filled)
    run(library, lambda session: review.publish(session, [(reply("more", "More."), None)], by="mia"))
    run(library, lambda session: review.retire(session, ["late"], by="mia", reason="gone"))
    publish(library, str(tmp_path / "shared"), by="mia")
    copy = open_copy(f"folder://{tmp_path / 'shared'}")
    with library.reading() as there, copy.reading() as here:
        for read in (desk_reads.identity, desk_reads.head, desk_reads.settings, desk_reads.team_uses):
            assert read(here) == read(there)
        for version in range(4):
            assert desk_reads.altered_since(here, version) == desk_reads.altered_since(there, version)
            assert desk_reads.change_hash(here, version) == desk_reads.change_hash(there, version)
        assert len(desk_reads.altered_since(here, 0)) == 4
    copy.close()
    found = look(f"folder://{tmp_path / 'shared'}")
    assert (found.library_id, found.title, found.version) == (library.id, "Test", 3)
    library.close()


def test_an_open_copy_stays_as_it_was_while_another_takes_its_place(filled: str, tmp_path: Path) -> None:
    library = open_library(filled)
    folder = str(tmp_path / "shared")
    publish(library, folder, by="mia")
    copy = open_copy(f"folder://{folder}")
    run(library, lambda session: review.publish(session, [(reply("more", "More."), None)], by="mia"))
    publish(library, folder, by="mia")
    with copy.reading() as session:
        assert desk_reads.head(session)[0] == 1
    copy.close()
    again = open_copy(f"folder://{folder}")
    with again.reading() as session:
        assert desk_reads.head(session)[0] == 2
    again.close()
    library.close()


def test_nothing_but_the_copy_appears_beside_it_when_it_is_read(filled: str, tmp_path: Path) -> None:
    library = open_library(filled)
    publish(library, str(tmp_path / "shared"), by="mia")
    library.close()
    before = sorted(os.listdir(tmp_path / "shared"))
    copy = open_copy(f"folder://{tmp_path / 'shared'}")
    with copy.reading() as session:
        desk_reads.altered_since(session, 0)
        assert sorted(os.listdir(tmp_path / "shared")) == before == [".lock", "handed-in", "published.db"]
    copy.close()


def test_the_library_is_not_opened_by_way_of_its_copy(filled: str, tmp_path: Path) -> None:
    library = open_library(filled)
    publish(library, str(tmp_path / "shared"), by="mia")
    library.close()
    with pytest.raises(NotAllowed) as refused:
        open_library(f"folder://{tmp_path / 'shared'}")
    assert "published copy" in refused.value.message
    assert "leads work where" in refused.value.hint


@pytest.mark.parametrize("kind", ["cifs", "smb3", "fuse.sshfs", "vfat", "9p"])
def test_a_file_system_that_does_not_tell_who_wrote_a_file_is_refused(
    filled: str, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/root / ext4 rw 0 0\n//server/share {tmp_path}/shared {kind} rw 0 0\n")
    monkeypatch.setattr(publishing, "MOUNTS", str(mounts))
    library = open_library(filled)
    with pytest.raises(StoreError) as refused:
        publish(library, str(tmp_path / "shared"), by="mia")
    library.close()
    assert kind in refused.value.message
    assert not (tmp_path / "shared" / "published.db").exists()


def test_a_publishing_that_finds_nothing_says_so(filled: str, tmp_path: Path) -> None:
    library = open_library(filled)
    published = publish(library, str(tmp_path / "shared"), by="mia")
    library.close()
    assert published.templates == 4
    assert published.collected == Collected()
