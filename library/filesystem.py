"""What kind of file system a path is on, and folders and files that only their owner may read."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path  # 3 ms to import, and the agent's road comes by here

#: File systems whose locks SQLite cannot rely on (https://www.sqlite.org/faq.html#q5).
NETWORK_KINDS = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "fuse.sshfs", "fuse.rclone"}
    | {"davfs", "fuse.davfs", "glusterfs", "fuse.glusterfs", "ceph", "lustre", "webdav", "afpfs"}
)
MOUNTS = "/proc/self/mounts"


def is_network(path: str | Path, mounts: str | Path = MOUNTS) -> bool:
    """Whether a path lies on a network file system; False where the system does not tell (Windows, macOS)."""
    try:
        with open(mounts, encoding="utf-8", errors="replace") as lines:
            table = lines.read()
    except OSError:
        return False
    return kind_of(path, table) in NETWORK_KINDS


def kind_of(path: str | Path, table: str) -> str:
    """The file system type of the mount a path lies on, by a mount table of `device folder type ...` lines."""
    target = os.path.realpath(path)
    best, kind = "", ""
    for line in table.splitlines():
        columns = line.split()
        if len(columns) < 3:
            continue
        folder = columns[1].replace("\\040", " ")
        holds = target == folder or target.startswith(folder.rstrip("/") + "/")
        if holds and len(folder) >= len(best):
            best, kind = folder, columns[2]
    return kind


def make_private_folder(folder: str | Path) -> None:
    """The folder and those above it, each made if missing so that only its owner may look inside (0700)."""
    path = os.path.abspath(folder or ".")
    if not os.path.isdir(path):
        make_private_folder(os.path.dirname(path))  # os.makedirs would give the mode to the last one only
        try:
            os.mkdir(path, mode=0o700)
        except FileExistsError:  # another process was faster, or a file stands there
            if not os.path.isdir(path):
                raise


def make_private_file(path: str | Path) -> None:
    """The file, made empty if missing, readable by its owner only (0600) from its first moment.

    One that is there is not even opened: closing it again would free every lock that SQLite holds on it for another
    connection of this process, and other processes would then write over it
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
