"""Placeholders other tools fill in and we would send as they are.

What a bracket or brace could mean besides is left alone: only words that name what a reply is filled in with count,
or a spelling nobody uses for anything else. Sources: the placeholder syntax in the manuals of Zendesk, Freshdesk,
Zammad, Intercom, Front, Salesforce, Mailchimp, TextExpander and espanso.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from library.checks.subject import GAP, Hit, Subject, Text
from library.errors import TemplateFault
from library.rendering.scan import place

#: What placeholders are called, in brackets that could be plain text too: [Name], <your order number>, {date}.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "account address agent agents amount brand business case city client clients code company country currency"
        " customer customers date day days department e email enter firstname first forename full fullname here hour"
        " hours id insert invoice issue item last lastname link mail mobile month name names no nr number of order"
        " organisation organization phone placeholder price problem product reason recipient ref reference refund"
        " requester sender service shop signature store subject support surname team telephone text the ticket time"
        " title today tracking type url user username users value website week year your",
    )
)
#: Words that name nothing by themselves, and those that could as well be what a button or a subject says.
_LITTLE = frozenset({"the", "of", "e", "no", "here", "your", "first", "last", "full", "value", "text", "type"})
_ALONE = _LITTLE | {"time", "subject", "support", "service", "shop", "store", "issue", "team", "invoice"}

_LINK = re.compile(r"(?:https?|mailto|ftp):[^\s\x01]+", re.IGNORECASE)
#: Spellings that mean nothing else. No group repeats what another one could take: all take linear time.
_SURE = (
    re.compile(r"[#%$]\{[^{}\n]{0,80}\}"),  # Zammad, i18n, shells
    re.compile(r"\{![\w.$]{1,80}\}"),  # Salesforce
    re.compile(r"\{\$[\w.>-]{1,80}\}"),  # Kayako
    re.compile(r"%(?:fill\w{0,12}|snippet|date|time|key|clipboard):[^%\n]{0,200}%"),  # TextExpander
    re.compile(r"%(?:clipboard\b|filltop\b|fillpart\w*\b|\|)"),
    re.compile(r"(?<![\w%])%%?[A-Za-z_][\w.]{2,40}%%?(?![\w%])"),
    re.compile(r"<<[^<>\n]{1,60}>>"),  # mail merge
    re.compile(r"\[\[[^\[\]\n]{1,60}\]\]"),  # espanso's forms
    re.compile(r"\$\|\$"),  # espanso's cursor
    re.compile(r"\*\|[A-Z_:]{1,40}\|\*"),  # Mailchimp
    re.compile(r"\[[A-Za-z]{2,}(?:_[A-Za-z0-9]+){1,5}\]"),  # [FIRST_NAME]
    re.compile(r"(?<![{\w$#%])\{[a-z]+(?:[_.][a-z0-9]+){1,5}\}(?!\})", re.IGNORECASE),  # {first_name}
)
#: Braces like ours that hold what ours cannot.
_BRACES = (
    re.compile(r"\{\{\s*[A-Za-z][\w.]{0,60}-[\w.-]{0,60}\s*\}\}"),  # names with dashes
    re.compile(r"\{%\s*[a-z]+\.[\w.]{1,60}(?:,[^{}%\n]{0,80})?\s*%\}"),  # Help Scout
)
#: Brackets that are placeholders if what they hold names one.
_MAYBE = (
    re.compile(r"(?<!\])\[([A-Za-z][A-Za-z'’ /-]{1,40})\](?![(\[:])"),
    re.compile(r"<([A-Za-z][A-Za-z'’ _-]{1,40})>"),
    re.compile(r"(?<![{\w$#%])\{([A-Za-z][A-Za-z ]{1,40})\}(?!\})"),
)
#: What stands before the name of a button or a menu: click [Account].
_BUTTON = re.compile(
    r"(?:click|press|tap|choose|select|hit|open|use|button|menu|tab|option|link|page|section|under|go to|field|box|key)"
    r"(?: (?:on|the|in|to)){0,3} ?[\"“‘']?"
    r"(?:\[[^\[\]\n]{1,40}\][\"”’']?(?: ?(?:,|>|→|/|and|then|or)){1,3} ?[\"“‘']?){0,4}$",
    re.IGNORECASE,
)


SAID = "“{}” is a placeholder of another tool"
REMEDY = "write a field in its place: {{ first_name }}"


def placeholders(subject: Subject) -> Iterator[Hit]:
    """All of them but the one that makes a text unreadable, which is told as that."""
    for text in subject.texts:
        fault = text.read if isinstance(text.read, TemplateFault) else None
        line = (fault.line, fault.column) if fault else (0, 0)
        for start, end, found in spans_of(text):
            here, column = place(text.body, start)
            if line[0] != here or not column <= line[1] < column + end - start:
                yield Hit(SAID.format(found[:60]), REMEDY, text.place, start)


def spans_of(text: Text) -> list[tuple[int, int, str]]:
    """Where placeholders of other tools begin and end, and what they are; none within another."""
    if not any(sign in text.body for sign in "[<{%*$"):
        return []
    source = _LINK.sub(lambda link: "x" * len(link.group()), text.prose)
    found = [match.span() for pattern in _SURE for match in pattern.finditer(source) if GAP not in match.group()]
    found += [
        match.span() for pattern in _MAYBE for match in pattern.finditer(source)
        if _names_something(match[1]) and not _BUTTON.search(source[max(0, match.start() - 160) : match.start()])
    ]  # fmt: skip
    if text.program is None:
        found += [match.span() for pattern in _BRACES for match in pattern.finditer(text.body)]
    spans: list[tuple[int, int, str]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end, text.body[start:end]))
    return spans


def _names_something(inside: str) -> bool:
    """Whether words in brackets are what a placeholder is called: all of them known, and not only little ones."""
    words = [word for word in re.split(r"[ /_'’-]+", inside.lower().replace("'s", "").replace("’s", "")) if word]
    if not words or not all(word in _WORDS for word in words):
        return False
    return words[0] not in _ALONE if len(words) == 1 else any(word not in _LITTLE for word in words)
