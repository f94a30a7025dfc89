"""A file that somebody names, as text."""

from __future__ import annotations

import sys
from pathlib import Path

from library.errors import BadValue


def text_of(file: Path, remedy: str) -> str:
    """The text of a file as spreadsheets write it, “-” being standard input.

    Raises BadValue; `remedy` says what to do with a file that is no text.
    """
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadValue(f"{file}: {error.strerror}", "check the path") from None
    except UnicodeDecodeError:
        raise BadValue(f"{file} is not UTF-8 text", remedy) from None
