"""What a paste tells, name by name: the surest value of each, read as what it is. Texts of no use are passed over."""

from __future__ import annotations

import re

from library.rendering.context import first_name_of
from library.rendering.scope import Value

MAXIMUM_VALUE = 300

Context = dict[str, dict[str, Value]]

ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
IMPERSONAL = re.compile(r"(?i)(?:no-?_?reply|do-?not-?reply|mailer-daemon|postmaster|support|help|info|service)@")
_NUMBER = re.compile(r"#?([A-Za-z0-9][\w/-]{0,39})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REPLY_MARKS = re.compile(r"(?i)^(?:(?:re|fwd?|aw|wg|tr|rv|antw)\s*:\s*)+")


class Found:
    """The best value met for each name: the lowest rank wins, then the first."""

    def __init__(self) -> None:
        self.best: dict[str, tuple[tuple[int, ...], str]] = {}

    def offer(self, name: str, rank: tuple[int, ...], value: str) -> None:
        read = _READERS.get(name, _line)(value)
        if read and (name not in self.best or rank < self.best[name][0]):
            self.best[name] = (rank, read)

    def offer_person(self, rank: tuple[int, ...], value: str) -> None:
        """A name, an address, or both: Ana Silva <ana@example.com>."""
        address = ADDRESS.search(value)
        if address:
            self.offer("customer.email", rank, address.group())
        self.offer("customer.name", rank, value[: address.start()] if address else value)

    def context(self, start: Context) -> Context:
        texts = {name: value for name, (_, value) in self.best.items()}
        last = texts.pop("customer.last_name", "")
        if first := texts.get("customer.first_name", ""):
            texts.setdefault("customer.name", f"{first} {last}".strip())
        elif derived := first_name_of(texts.get("customer.name")):
            texts["customer.first_name"] = derived
        for name, value in texts.items():
            group, _, key = name.partition(".")
            start.setdefault(group, {})[key] = value
        return start


def _line(text: str) -> str:
    """A text on one line, tags of HTML out; "" where it is too long to be a name or a number."""
    if "<" in text and re.search(r"</?[a-zA-Z]", text):
        from html import unescape  # only some tools' subjects are HTML

        text = unescape(re.sub(r"<[^<>]{0,200}>", " ", text))
    line = " ".join(text.split())
    return line if len(line) <= MAXIMUM_VALUE else ""


def _name(text: str) -> str:
    name = _line(text).strip(" \"'<>()[],;:-")
    return "" if "@" in name or "://" in name or len(name) > 80 or any(map(str.isdigit, name)) else name


def _email(text: str) -> str:
    address = ADDRESS.search(text)
    return address.group() if address and not IMPERSONAL.match(address.group()) else ""


def _subject(text: str) -> str:
    return _REPLY_MARKS.sub("", _line(text))


def _code(text: str) -> str:
    """The number or key of a ticket or an order: one word that holds a digit."""
    return next((word for word in _NUMBER.findall(_line(text)) if any(map(str.isdigit, word))), "")


def order_number_in(text: str) -> str:
    """The first word that looks like an order's number: not “2 mugs”, not a date."""
    words = _NUMBER.findall(_line(text))
    return next((w for w in words if len(w) > 2 and any(map(str.isdigit, w)) and not _DAY.fullmatch(w)), "")


def _url(text: str) -> str:
    """An address people can open; not the one that programs use."""
    match = re.search(r"https?://[^\s<>\"']{4,300}", text)
    return "" if match is None or is_for_programs(match.group()) else match.group()


def is_for_programs(url: str) -> bool:
    return "/api/" in url or "//api." in url


_READERS = {
    "customer.name": _name,
    "customer.first_name": _name,
    "customer.last_name": _name,
    "customer.email": _email,
    "ticket.subject": _subject,
    "ticket.id": _code,
    "ticket.url": _url,
    "order.number": _code,
}
