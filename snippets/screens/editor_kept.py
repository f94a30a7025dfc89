"""What was typed in the editor and not saved, on this machine until it is: a file of its owner's alone for each.

One editor writes one file; a second one of the same template, in another window, takes the next. A lock tells a file
that is being written from one whose editor was killed: the system lets go of it with the process.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from library.documents import Document, canonical_text, folded, from_canonical
from library.errors import BadDocument, StoreReadOnly
from library.filesystem import make_private_folder
from library.identifiers import moment, utc_text
from snippets.config import Config
from snippets.places import without_password

if TYPE_CHECKING:
    from filelock import BaseFileLock

#: Windows on one template at the same time.
MOST = 9


class Kept(NamedTuple):
    """A text that was not saved: the revision it began with, when it was written last, and what stood half typed.

    `seen` is the newest revision its writer knew of.
    """

    document: Document
    based_on: int | None
    seen: int
    at: datetime
    pending: tuple[str, str] = ("", "")


class Keeper:
    """The file of one editor. `left` is what an editor that was killed had in it, None where there is nothing."""

    def __init__(self, path: str, lock: BaseFileLock) -> None:
        self.path = path
        self._lock = lock
        self.left = read(path)
        #: Goes up with every drop: a text that was on its way before is dropped as well.
        self.round = 0
        self._turn = Lock()

    def write(self, kept: Kept, round_: int) -> None:
        """Raises StoreReadOnly where the file cannot be written; the one before is still there then."""
        with self._turn:
            if round_ == self.round:
                self._write(kept)

    def _write(self, kept: Kept) -> None:
        new = f"{self.path}.new"
        try:
            with open(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(_text_of(kept))
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, self.path)
        except OSError as error:
            raise StoreReadOnly(
                f"what you type cannot be kept on this machine: {error.strerror}", "save it before you leave"
            ) from None

    def drop(self) -> None:
        """It was saved, or is not wanted."""
        with self._turn:
            self.round += 1
            for path in (self.path, f"{self.path}.new"):
                if os.path.exists(path):
                    os.unlink(path)

    def close(self) -> None:
        self._lock.release()


def keeper_of(config: Config, template: str) -> Keeper:
    """The file for a template, "" for a new one: one left by a killed editor, else one nobody writes.

    Raises StoreReadOnly where no file can be made.
    """
    from filelock import FileLock, Timeout

    folder, name = folder_of(config), _name_of(config, template)
    try:
        make_private_folder(folder)
        paths = [os.path.join(folder, f"{name}-{number}") for number in range(1, MOST + 1)]
        for path in sorted(paths, key=lambda path: not os.path.exists(f"{path}.json")):  # what was left comes first
            # Taken in a worker and let go of elsewhere.
            lock = FileLock(f"{path}.lock", mode=0o600, thread_local=False)
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            return Keeper(f"{path}.json", lock)
    except OSError as error:
        raise StoreReadOnly(
            f"{folder} cannot be written: {error.strerror}", "what you type is safe only once it is saved"
        ) from None
    raise StoreReadOnly(f"{MOST} windows have this template open already", "close one of them")


def folder_of(config: Config) -> str:
    """Beside what this machine holds of the library."""
    return os.path.join(os.path.dirname(config.desk) if config.desk else config.data, "unsaved")


def read(path: str) -> Kept | None:
    """What a file holds; None where there is none, or nothing that can be read."""
    try:
        with open(path, encoding="ascii") as file:
            plain = json.load(file)
        based_on = plain["based_on"]
        return Kept(
            from_canonical(plain["document"]),
            None if based_on is None else int(based_on),
            int(plain["seen"]),
            moment(plain["at"]),
            (str(plain["pending"][0]), str(plain["pending"][1])),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadDocument):
        return None


def _text_of(kept: Kept) -> str:
    plain = {
        "document": canonical_text(kept.document),
        "based_on": kept.based_on,
        "seen": kept.seen,
        "at": utc_text(kept.at),
        "pending": list(kept.pending),
    }
    return json.dumps(plain)


def _name_of(config: Config, template: str) -> str:
    library = os.path.basename(config.desk) or without_password(config.library)
    text = "\n".join((library, template, folded(config.agent)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
