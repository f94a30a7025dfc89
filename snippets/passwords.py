"""The passwords of servers, in a file of libpq's format beside the settings, which nobody else can read.

An address in the settings names that file (`?passfile=...`) instead of holding the password, so that neither an address
that is shown nor a command line ever holds it. https://www.postgresql.org/docs/current/libpq-pgpass.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qsl, quote, unquote, urlencode

from library.errors import BadValue

FILE = "passwords"
DEFAULT_PORT = "5432"


def taken_out(address: str) -> tuple[str, str]:
    """The address without the password in it, and that password, '' where there is none."""
    scheme, mark, rest = address.partition("://")
    place, question, options = rest.partition("?")
    pairs = parse_qsl(options, keep_blank_values=True)
    secret = next((value for key, value in pairs if key == "password"), "")
    who, at, where = place.rpartition("@")
    name, colon, own = who.partition(":")
    if not (secret or colon):
        return address, ""
    kept = urlencode([pair for pair in pairs if pair[0] != "password"], quote_via=quote)
    plain = f"{scheme}{mark}{name}{at}{where}{question if kept else ''}{kept}"
    return plain, secret or unquote(own)


@contextmanager
def keeping(settings: str, address: str, secret: str) -> Iterator[str]:
    """Keeps a password beside the settings file, and gives the address that leads to it.

    Where what is done with it fails, the file is as it was. Raises BadValue for a password or file that will not do.
    """
    if "\n" in secret or "\r" in secret:
        raise BadValue("a password of more than one line cannot be kept", "have the administrator give you another")
    file = _file_beside(settings)
    before, entry = _lines(file), _entry(address)
    _write(file, [*(line for line in before if not line.startswith(entry)), f"{entry}{_escaped(secret)}"])
    try:
        yield _leading_to(address, file)
    except BaseException:
        _write(file, before)
        raise


def known_to(settings: str, address: str) -> str:
    """The address, leading to the password that is kept for it already, if any is."""
    file = _file_beside(settings)
    entry = _entry(address) if address.startswith("postgresql") else ""
    return _leading_to(address, file) if entry and any(line.startswith(entry) for line in _lines(file)) else address


def _file_beside(settings: str) -> str:
    return os.path.join(os.path.dirname(os.path.abspath(settings)), FILE)


def _lines(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8") as stream:
            return stream.read().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadValue(f"{file} cannot be read: {error.strerror}", "check its permissions") from None


def _write(file: str, lines: list[str]) -> None:
    """The whole file anew, or none where there is no line; private from its first byte on."""
    from library.filesystem import make_private_file, make_private_folder

    draft = f"{file}.new"
    try:
        if not lines:
            with suppress(FileNotFoundError):
                os.unlink(file)
            return
        make_private_folder(os.path.dirname(file))
        make_private_file(draft)
        with open(draft, "w", encoding="utf-8") as stream:
            stream.write("".join(f"{line}\n" for line in lines))
        os.replace(draft, file)
    except OSError as error:
        raise BadValue(f"{file} cannot be written: {error.strerror}", "check the folder's permissions") from None


def _entry(address: str) -> str:
    """`host:port:*:user:`, the beginning of the line that answers for an address."""
    rest = address.partition("://")[2]
    place, _, options = rest.partition("?")
    who, _, where = place.partition("/")[0].rpartition("@")
    query = dict(parse_qsl(options))
    host, _, port = where.rpartition(":") if where.rpartition(":")[2].isdigit() else (where, "", "")
    parts = (query.get("host") or unquote(host).strip("[]") or "localhost", query.get("port") or port or DEFAULT_PORT)
    return f"{_escaped(parts[0])}:{parts[1]}:*:{_escaped(unquote(who))}:"


def _leading_to(address: str, file: str) -> str:
    plain, _, options = address.partition("?")
    pairs = [pair for pair in parse_qsl(options, keep_blank_values=True) if pair[0] != "passfile"]
    return f"{plain}?{urlencode([*pairs, ('passfile', file)], quote_via=quote, safe='/')}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")
