"""Files and folders of one person, and which file systems SQLite must not trust."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from library.filesystem import is_network, kind_of, make_private_file, make_private_folder

TABLE = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/share /mnt/team nfs4 rw 0 0
//nas/office /mnt/my\\040files cifs rw 0 0
/dev/sdb1 /mnt/team/local ext4 rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/mia", "ext4"),
        ("/mnt/team", "nfs4"),
        ("/mnt/team/support/desk.db", "nfs4"),
        ("/mnt/teamwork/desk.db", "ext4"),
        ("/mnt/team/local/desk.db", "ext4"),
        ("/mnt/my files/desk.db", "cifs"),
    ],
)
def test_the_nearest_mount_says_what_a_path_is_on(path: str, kind: str) -> None:
    assert kind_of(Path(path), TABLE) == kind


def test_a_network_file_system_is_known_by_the_mount_table(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path.resolve()} nfs rw 0 0\n")
    assert is_network(tmp_path / "desk.db", mounts)
    mounts.write_text(f"/dev/sda1 {tmp_path.resolve()} ext4 rw 0 0\n")
    assert not is_network(tmp_path / "desk.db", mounts)


def test_a_system_without_a_mount_table_is_taken_at_its_word(tmp_path: Path) -> None:
    assert not is_network(tmp_path, tmp_path / "none")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_folders_and_files_are_their_owners_alone_from_the_first_moment(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
        make_private_file(tmp_path / "a" / "b" / "file")
    finally:
        os.umask(before)
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b" / "file").stat().st_mode) == 0o600


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    make_private_folder(tmp_path)
    make_private_file(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"
