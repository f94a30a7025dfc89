"""A library's address in parts, however its password is written, so that it can be shown without."""

from __future__ import annotations

from typing import NamedTuple

#: Options that may be shown: not those for secrets or where these are kept, and none that nobody knows, which may be
#: one of these mistyped.
#: https://www.postgresql.org/docs/current/libpq-connect.html
HARMLESS = frozenset(
    (
        *("host", "hostaddr", "port", "user", "dbname", "options", "service", "require_auth"),
        *("channel_binding", "connect_timeout", "client_encoding", "application_name", "keepalives", "keepalives_idle"),
        *("keepalives_interval", "keepalives_count", "tcp_user_timeout", "sslmode", "sslnegotiation", "sslcert"),
        *("sslkey", "sslrootcert", "sslcrl", "sslcrldir", "sslsni", "requirepeer", "ssl_min_protocol_version"),
        *("ssl_max_protocol_version", "gssencmode", "krbsrvname", "gsslib", "target_session_attrs"),
        "load_balance_hosts",
    )
)


class Address(NamedTuple):
    """`scheme://user:password@place?options`, each as it was written; '' for what is not there."""

    scheme: str
    user: str
    password: str
    place: str
    options: str


def parts_of(url: str) -> Address:
    """The address in parts. A password may hold anything, “@”, “/” and “?” too: it ends with the last “@” that can be
    its end.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    place, _, options = rest.partition("?")
    if "@" in rest and not _are_options(options):
        head, _, tail = rest.rpartition("@")
        place, _, options = tail.partition("?")
        who = head
    else:
        who, _, place = place.rpartition("@")
    user, _, password = who.partition(":")
    return Address(scheme, user, password, place, options)


def without_secrets(url: str) -> str:
    """The address of a server as it may be shown and stored."""
    address = parts_of(url)
    kept = [option for option in address.options.split("&") if option.partition("=")[0] in HARMLESS]
    return _joined(address._replace(password="", options="&".join(kept)))


def unambiguous(url: str) -> str:
    """The same address, its password written so that every program finds its end."""
    address = parts_of(url)
    safe = {"@": "%40", "/": "%2F", "?": "%3F", "#": "%23", ":": "%3A"}
    password = "".join(safe.get(character, character) for character in address.password)
    return _joined(address._replace(password=password))


def _joined(address: Address) -> str:
    who = address.user + (f":{address.password}" if address.password else "")
    return (
        f"{address.scheme}{'://' if address.scheme else ''}{who}{'@' if who else ''}{address.place}"
        f"{'?' if address.options else ''}{address.options}"
    )


def _are_options(text: str) -> bool:
    """Whether all of it reads as `key=value&key=value`, so that no password can have ended in it."""
    options = [option.partition("=") for option in text.split("&")] if text else []
    return all(
        mark and name.replace("_", "").isalnum() and ("@" not in value or name in HARMLESS)
        for name, mark, value in options
    )
