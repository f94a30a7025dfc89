"""Keeps PostgreSQL's driver, and the C library below it, from writing to anybody's screen by themselves."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from sqlalchemy import URL

from library.errors import BadValue

#: What logs warnings of its own, which Python prints to stderr where nobody has asked for anything else.
_TALKATIVE = ("psycopg", "psycopg.pool", "sqlalchemy", "alembic")


def keep_quiet(url: URL) -> None:
    """Call before a connection is made. Raises BadValue for a password file that libpq would complain about, and
    ModuleNotFoundError where there is no driver.

    Notices of a server need nothing: psycopg hands them to whoever has asked for them, and nobody has.
    """
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    _refuse_open_password_file(url)


def _refuse_open_password_file(url: URL) -> None:
    """libpq writes two lines to the process's stderr for such a file, over whatever screen is there, and ignores it
    (https://www.postgresql.org/docs/current/libpq-pgpass.html).
    """
    known = _known()
    if url.password or url.query.get("password") or known.get("password"):
        return
    path = Path(str(url.query.get("passfile") or known.get("passfile") or Path.home() / ".pgpass"))
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode):
        raise BadValue(f"the password file {path} is no file", "name another with passfile= in the library's address")
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadValue(f"the password file {path} may be read by others", f"change that: chmod 600 {path}")


def _known() -> dict[str, str]:
    """What libpq itself takes from its environment variables, by option."""
    from psycopg.pq import Conninfo

    options = ((option.keyword.decode(), option.val) for option in Conninfo.get_defaults())
    return {keyword: value.decode() for keyword, value in options if value}
