"""A shared folder that serves as a library: its address, what lies where in it, and whether its modes hold.

What guards it are the operating system's own rules: who owns a file, and who may write to the folder around it.
"""

from __future__ import annotations

import os
import stat

from library.errors import NotAllowed, StoreError, StoreUnreachable

SCHEME = "folder://"
#: What everybody reads: one SQLite file, replaced whole.
COPY = "published.db"
#: Where everybody leaves what they recorded: to be written to by all, listed by the publisher only.
HANDED_IN = "handed-in"
#: New files get the folder's group, nobody takes away a file of another's, and only its owner can look inside.
HANDED_IN_MODE = stat.S_ISGID | stat.S_ISVTX | 0o733
#: A file left there is read by who left it and by the folder's group, in which the publisher is alone.
LEFT_MODE = 0o640
_OTHERS_WRITE, _GROUP_WRITES = stat.S_IWOTH, stat.S_IWGRP


def folder_of(url: str) -> str | None:
    """The folder behind a `folder://` address, None for any other."""
    return os.path.abspath(os.path.expanduser(url[len(SCHEME) :])) if url.startswith(SCHEME) else None


def copy_in(folder: str) -> str:
    return os.path.join(folder, COPY)


def handed_in(folder: str) -> str:
    return os.path.join(folder, HANDED_IN)


def account(user: int) -> str:
    """The name of a user of this machine; '' for a number without one."""
    import pwd  # not on Windows, where no address of this kind gets so far

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return ""


def called(user: int) -> str:
    """The user's name as it may be shown."""
    return account(user) or f"user {user}"


def publisher_of(folder: str) -> int:
    """The user who publishes here: the folder's owner. Raises StoreUnreachable where there is no such folder."""
    if os.name != "posix":
        raise StoreUnreachable(
            f"{folder}: shared folders need Linux or macOS", "on Windows, share a library by PostgreSQL"
        )
    try:
        return os.stat(folder).st_uid
    except OSError as error:
        raise StoreUnreachable(
            f"the shared folder {folder} cannot be reached: {error.strerror}", "check the address and the connection"
        ) from None


def only_to_read(folder: str) -> NotAllowed:
    """What to raise where somebody would work on the library by way of its published copy."""
    who = called(publisher_of(folder))
    return NotAllowed(
        f"{folder} holds a published copy of a library, which nobody works on", f"leads work where {who} keeps it"
    )


def require_sound(folder: str) -> int:
    """The user who publishes here. Raises StoreUnreachable for what was never published, StoreError for what others
    could have planted.
    """
    owner = publisher_of(folder)
    try:
        faults = faults_of(folder)
    except FileNotFoundError:
        raise StoreUnreachable(
            f"nothing was published in {folder}", f"{called(owner)}, who keeps the folder, runs: snippets publish"
        ) from None
    except OSError as error:
        raise StoreUnreachable(
            f"the shared folder {folder} cannot be read: {error.strerror}", f"ask {called(owner)}, who keeps it"
        ) from None
    if faults:
        raise StoreError(f"{faults[0]}, so nothing in it can be trusted", f"ask {called(owner)}, who keeps it")
    return owner


def faults_of(folder: str) -> list[str]:
    """Why somebody else than the publisher could have written what lies here, or read what others left; [] for sound.

    Raises OSError where the folder is not laid out or cannot be looked at.
    """
    owner = os.stat(folder).st_uid
    faults = faults_above(folder)
    copy, left = os.lstat(copy_in(folder)), os.lstat(handed_in(folder))
    if not stat.S_ISREG(copy.st_mode) or copy.st_uid != owner:
        faults.append(f"{copy_in(folder)} was not put there by {called(owner)}")
    elif _is_writable_by_others(copy, owner):
        faults.append(f"{copy_in(folder)} may be written by others")
    if not stat.S_ISDIR(left.st_mode) or left.st_uid != owner:
        faults.append(f"{handed_in(folder)} was not made by {called(owner)}")
    elif stat.S_IMODE(left.st_mode) != HANDED_IN_MODE:
        faults.append(f"{handed_in(folder)} has the mode {stat.S_IMODE(left.st_mode):o}, not {HANDED_IN_MODE:o}")
    return faults


def faults_above(folder: str) -> list[str]:
    """Why somebody else than its owner could put other files, or another folder, in the place of this one."""
    place = os.path.realpath(folder)
    found = os.stat(place)
    owner = found.st_uid
    if _is_writable_by_others(found, owner):
        return [f"{folder} may be written by others"]
    while (place := os.path.dirname(place)) != os.path.dirname(place):
        if fault := _fault_of_parent(place, owner):
            return [fault]
    return []


def _fault_of_parent(place: str, owner: int) -> str:
    found = os.stat(place)
    if found.st_uid not in (0, owner):
        return f"{place} belongs to {called(found.st_uid)}, who could put another folder there"
    if not found.st_mode & stat.S_ISVTX and _is_writable_by_others(found, found.st_uid):
        return f"{place} may be written by others, who could put another folder there"
    return ""


def _is_writable_by_others(found: os.stat_result, owner: int) -> bool:
    """Whether anybody but its owner may write; many systems let a group write in which the owner is alone."""
    if found.st_mode & _OTHERS_WRITE:
        return True
    return bool(found.st_mode & _GROUP_WRITES) and not is_own_group(found.st_gid, owner)


def is_own_group(group: int, user: int) -> bool:
    """Whether a user is alone in a group, as far as this machine knows its users."""
    import grp
    import pwd

    try:
        members = set(grp.getgrgid(group).gr_mem)
    except KeyError:
        members = set()
    members |= {person.pw_name for person in pwd.getpwall() if person.pw_gid == group}
    return members <= {account(user)}
