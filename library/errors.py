"""Every error the core raises, one tree. Each says what happened to what (message) and what to do next (hint).

LibraryError
├── BadDocument          a template file or document is wrong: file, line, remedy
├── BadValue             an argument, setting or field value is wrong
│   └── MissingFields    a reply would leave with an empty required field: all of them, at once
├── TemplateFault        a body uses what the small language refuses, or cannot be rendered: line, column
├── UnknownName          no such template, member, question ...: with the nearest names
├── NameTaken            a name belongs to another template
├── OutOfDate            somebody else changed it first: both texts are kept
├── NotAllowed           the person may not do that, and who may
└── StoreError           the desk or the library cannot be read or written
    ├── StoreBusy        another process holds the lock for longer than we wait
    ├── StoreFull        the disk, or a quota, is full
    ├── StoreReadOnly    no permission to write there
    ├── StoreDamaged     not our file, or not readable as one
    ├── StoreTooNew      made by a newer version of the program
    ├── StoreTooOld      made for an older one, and not ours to bring up to date
    └── StoreUnreachable the library cannot be reached: wrong address, network, server
        └── WrongPassword  the server wants another password, or one at all
"""

from __future__ import annotations

from collections.abc import Sequence


class LibraryError(Exception):
    """What went wrong, in one line, and what to do about it, in another."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadDocument(LibraryError):
    """A template file or document is wrong; `file` and `line` (from 1) say where, as far as known."""

    def __init__(self, message: str, hint: str = "", *, file: str = "", line: int = 0) -> None:
        super().__init__(message, hint)
        self.file = file
        self.line = line

    def located(self, file: str) -> BadDocument:
        """The same fault, with the file it was found in named in the message."""
        place = f"{file}:{self.line}" if self.line else file
        return type(self)(f"{place}: {self.message}", self.hint, file=file, line=self.line)


class BadValue(LibraryError):
    """An argument, a setting or a field's value is wrong."""


class MissingFields(BadValue):
    """Required fields without a value; `names` lists every one of them in the order they are asked."""

    def __init__(self, names: Sequence[str], hint: str = "") -> None:
        self.names = tuple(names)
        super().__init__(f"still to fill in: {', '.join(self.names)}", hint)


class TemplateFault(LibraryError):
    """A body uses what templates may not, or cannot be rendered; `line` and `column` count from 1, 0 if unknown."""

    def __init__(self, message: str, hint: str = "", *, line: int = 0, column: int = 0, template: str = "") -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column
        self.template = template


class UnknownName(LibraryError):
    """Nothing has this name; `nearest` holds up to three that are spelt like it."""

    def __init__(self, what: str, name: str, nearest: Sequence[str] = (), hint: str = "") -> None:
        self.name = name
        self.nearest = tuple(nearest)
        meant = f"did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"no {what} is named “{name}”", meant or hint)


class NameTaken(LibraryError):
    """A name already belongs to another template."""


class OutOfDate(LibraryError):
    """The text it is based on is no longer the live one; nothing was changed and nothing is lost."""


class NotAllowed(LibraryError):
    """This person may not do that."""


class StoreError(LibraryError):
    """The desk or the library cannot be read or written."""


class StoreBusy(StoreError):
    """Another process holds the store for longer than we are ready to wait."""


class StoreFull(StoreError):
    """The disk, a quota or a size limit is full; nothing was written."""


class StoreReadOnly(StoreError):
    """The store's file or folder may not be written."""


class StoreDamaged(StoreError):
    """The file is not one of ours, or is damaged."""


class StoreTooNew(StoreError):
    """The store was made by a newer version of the program; it was not touched."""


class StoreTooOld(StoreError):
    """The store was made for an older version of the program; who keeps it has to bring it up to date."""


class StoreUnreachable(StoreError):
    """There is no store at this address, or it does not answer."""


class WrongPassword(StoreUnreachable):
    """The server asks for a password, and none or another one was given."""
