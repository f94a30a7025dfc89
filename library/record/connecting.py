"""What a PostgreSQL server, or libpq in its place, says when no connection comes about, and what to do about it.

Such errors carry no SQLSTATE, only a text of several lines with one attempt each (all of them in libpq's words,
https://www.postgresql.org/docs/current/libpq-connect.html): the telling part of it is looked for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from library.errors import BadValue, StoreBusy, StoreError, StoreUnreachable, WrongPassword

PASSWORD = "check both; PGPASSWORD, where it is set, counts first; who runs the server can set another password"
NETWORK = "check the address and the network; the server may be down"
CERTIFICATE = "name the file that says who is trusted in the address: sslrootcert=FILE; or ask who runs the server"
BROKEN = "what was not finished was undone; try again in a moment"


class Saying(NamedTuple):
    """A pattern in what is said, what that means for the library (“{}” are the pattern's groups), and a remedy."""

    pattern: str
    means: str
    hint: str
    kind: type[StoreError] | type[BadValue] = StoreUnreachable


#: The first that is found counts: what a server answered tells more than that another did not.
SAYINGS = (
    Saying(r"(?:invalid (?:connection option|URI query parameter|port number|\w+ value)|bad value for).*",
           "is at an address PostgreSQL does not understand: {0}", "check the address", BadValue),
    Saying(r'password authentication failed for user "(.*)"', "refuses the password of “{}”, or has no such login",
           PASSWORD, WrongPassword),
    Saying(r"no password supplied", "asks for a password, and none is known here",
           "snippets join asks for it and keeps it; PGPASSWORD and ~/.pgpass serve too", WrongPassword),
    Saying(r'role "(.*)" (?:does not exist|is not permitted to log in)', "has no login named “{}”", PASSWORD),
    Saying(r'no pg_hba\.conf entry for host "(.*?)", user "(.*?)".*no encryption', "lets “{1}” in only encrypted",
           "add sslmode=require to the address"),
    Saying(r'(?:no pg_hba\.conf entry|pg_hba\.conf rejects connection) for .*?user "(.*?)"',
           "lets “{}” not in from this machine", "ask who runs the server: its pg_hba.conf decides"),
    Saying(r'(?:authentication|login) failed for user "(.*?)"', "lets “{}” not in", PASSWORD),
    Saying(r'database "(.*)" does not exist', "cannot be reached: there is no database “{}” on that server",
           "check the end of the address; to make a library there: snippets admin create ADDRESS"),
    Saying(r'permission denied for database "(.*)"', "cannot be reached: you may not use the database “{}”",
           "ask an owner: snippets admin invite NAME"),
    Saying(r'database "(.*)" is not currently accepting', "cannot be reached: the database “{}” is closed",
           "ask who runs the server"),
    Saying(r"too many (?:connections|clients)|remaining connection slots", "has no free connection",
           "nothing was written; try again in a moment", StoreBusy),
    Saying(r"server does not support SSL", "cannot be reached: its server does not encrypt, as sslmode asks for",
           "ask who runs the server to switch SSL on; sslmode in the address decides what is asked for"),
    Saying(r"closed (?:the connection|unexpectedly)|connection is (?:closed|lost)|Connection reset|Broken pipe|EOF det",
           "cannot be reached any more: the connection broke off", BROKEN),
    Saying(r'root certificate file "(.*)" does not exist', "cannot be reached: there is no certificate file {}",
           CERTIFICATE),
    Saying(r'certificate for "(.*)" .*does not match host name "(.*)"',
           "cannot be reached: its certificate is for “{}”, not for “{}”", "write the name it is for into the address"),
    Saying(r"certificate verify failed|certificate has expired|self-signed certificate",
           "cannot be reached: its server's certificate is not trusted", CERTIFICATE),
    Saying(r'(certificate file|private key file) "(.*?)"', "cannot be reached: the {} {} cannot be used",
           "check sslcert and sslkey in the address"),
    Saying(r"invalid response to SSL negotiation", "cannot be reached: what answers there is no PostgreSQL server",
           NETWORK),
    Saying(r"(?:SSL|TLS|channel binding)\b.*", "cannot be reached: {0}", CERTIFICATE),
    Saying(r"(?:failed to resolve host '(.*?)'|could not translate host name \"(.*?)\")",
           "cannot be reached: no machine is named “{}”", NETWORK),
    Saying(r"Connection refused", "cannot be reached: nothing answers there", NETWORK),
    Saying(r"socket \"(.*?)\" failed: No such file", "cannot be reached: nothing answers at {}", NETWORK),
    Saying(r"(?i)time(?:d )?out|No route to host|Network is unreachable", "cannot be reached: it does not answer",
           NETWORK),
)  # fmt: skip


def explained(text: str, what: str) -> StoreError | BadValue | None:
    """What a driver's text means for the library called `what`; None for one nobody foresaw."""
    for pattern, means, hint, kind in SAYINGS:
        if found := re.search(pattern, text):
            groups = [group for group in found.groups() if group is not None] or [one_line(found[0])]
            return kind(f"{what} {means.format(*groups)}", hint)
    return None


def one_line(text: str) -> str:
    """The first line of a driver's message, without anything that could be a password."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
    line = re.sub(r"^connection (?:failed|is bad): |connection to server (?:at|on) .*? failed: |FATAL:  ", "", line)
    return re.sub(r"(?i)(password\s*=\s*)\S+|(://[^:/@\s]*):[^@\s]*@", r"\1\2***", line)[:300]
