"""What of a template stands beside its text, and how each is written in one line: names, group, rules of a field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from library.documents import (
    FACT_TYPES,
    FIELD_TYPES,
    KINDS,
    MAXIMUM_REVIEW_DAYS,
    Document,
    Field,
    Option,
    folded,
    is_abbreviation,
    is_field_name,
)
from library.errors import BadValue
from snippets.widgets.outline import LINE_END

YES, NO = "yes", "no"
LISTS = ("aliases", "tags", "questions")


class Key(NamedTuple):
    """Something of a template or of a field: what the file calls it, and what it is for."""

    name: str
    says: str
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = KINDS


REPLY = ("reply",)
TEXTS = ("reply", "fragment")
#: What a template has, in the order it is shown.
OF_TEMPLATE = (
    Key("abbreviation", "what agents type for it; the name it has now stays one of its names"),
    Key("aliases", "other names that find it, with commas between"),
    Key("title", "what it says, in a few words"),
    Key("group", "where it belongs: Billing/Refunds"),
    Key("kind", "reply: agents find it; fragment: others include it; fact: a value that others quote", KINDS),
    Key("type", "what kind of value the fact is", FACT_TYPES, ("fact",)),
    Key("subject", "the subject of an e-mail; may hold fields", (), REPLY),
    Key("tags", "words it is found by, with commas between"),
    Key("questions", "the top questions it answers, with commas between", (), REPLY),
    Key("note", "what the agent should check first; never copied", (), REPLY),
    Key("escalate", "to whom it goes, and when; shown, never copied", (), REPLY),
    Key("after", "what to do in the help desk once it is sent", (), REPLY),
    Key("kb", "the help page on this", (), REPLY),
    Key("owner", "who looks after it"),
    Key("review_days", "days after which somebody reads it again; empty: as the team has set"),
    Key("language", "en, de, pt_BR"),
    Key("translates", "the name of the template this is a translation of", (), TEXTS),
    Key("live_from", "the moment it counts from"),
)
#: What a field has; `source` is the file's from:.
OF_FIELD = (
    Key("name", "what the text calls it: letters, digits and _"),
    Key("label", "what the agent is asked for"),
    Key("type", "what may be filled in", FIELD_TYPES),
    Key("default", "what it starts with"),
    Key("source", "where it is filled in from by itself: customer.first_name"),
    Key("options", "what a choice offers, with commas between: value = label"),
    Key("pattern", "what a value has to look like, as a regular expression"),
    Key("message", "what is said where it does not"),
    Key("minimum", "the least value"),
    Key("maximum", "the greatest value"),
    Key("help", "an example or a word beside the box"),
    Key("required", "yes: no reply leaves without it", (YES, NO)),
    Key("own", "yes: the agent's own value, kept for next time", (YES, NO)),
)
SHOWN = {"source": "from", "minimum": "min", "maximum": "max", "abbreviation": "name", "review_days": "review days",
         "live_from": "live from"}  # fmt: skip


def key_of(keys: Sequence[Key], name: str) -> Key | None:
    return next((key for key in keys if key.name == name), None)


# in one line


def one_line(text: str) -> str:
    return text.replace("\n", LINE_END)


def as_text(line: str) -> str:
    return line.replace(LINE_END, "\n").strip()


def joined(items: Sequence[str]) -> str:
    """Items with commas between; one that holds a comma or quotes is quoted."""
    return ", ".join(_quoted(item, ',"') for item in items)


def split(line: str) -> tuple[str, ...]:
    """The items of such a line. Raises BadValue for a quotation mark that is never closed."""
    return tuple(_unquoted(part) for part in _parts(line, ",") if part)


def joined_options(options: Sequence[Option]) -> str:
    pairs = ([_quoted(text, ',"=') for text in (option.value, option.label) if text] for option in options)
    return ", ".join(" = ".join(pair) for pair in pairs)


def split_options(line: str) -> tuple[Option, ...]:
    """Raises BadValue as `split` does, and for an option with more than one label."""
    options = []
    for part in filter(None, _parts(line, ",")):
        value, *label = (_unquoted(side) for side in _parts(part, "="))
        if not value or len(label) > 1:
            raise BadValue(f"“{part}” is no option", 'write value, or value = label; quote what holds "=" or a comma')
        options.append(Option(value, *label))
    return tuple(options)


def _quoted(item: str, marks: str) -> str:
    line = one_line(item)
    return '"' + line.replace('"', '""') + '"' if any(mark in line for mark in marks) else line


def _unquoted(part: str) -> str:
    if part.startswith('"'):
        part = part[1:-1].replace('""', '"')
    return part.replace(LINE_END, "\n").strip()


def _parts(line: str, mark: str) -> list[str]:
    """The line cut at a mark that is not in quotation marks."""
    if line.count('"') % 2:
        raise BadValue("a quotation mark is never closed", "close it, or take it out")
    return [part.strip() for part in re.split(rf'{mark}(?=(?:[^"]*"[^"]*")*[^"]*$)', line)]


# of the template


def text_of(document: Document, name: str) -> str:
    """A part of the template as one line."""
    value = getattr(document, name)
    if name in LISTS:
        return joined(value)
    if name == "review_days":
        return str(value or "")
    return one_line(str(value))


def with_text(document: Document, name: str, line: str) -> Document:
    """The template with one part written anew. Raises BadValue: what is wrong with it."""
    if name in LISTS:
        return document._replace(**{name: split(line)})  # type: ignore[arg-type]
    text = as_text(line)
    if name == "abbreviation":
        text = _name(text)
    elif name == "review_days":
        return document._replace(review_days=_days(text))
    elif key := key_of(OF_TEMPLATE, name):
        text = chosen(text, key.choices) if key.choices and (text or name == "kind") else text
    return document._replace(**{name: text})  # type: ignore[arg-type]


def _name(text: str) -> str:
    called = folded(text).replace(" ", "-")
    if not is_abbreviation(called):
        raise BadValue(f"“{text}” cannot be its name", "use lower-case letters, digits and dashes, at most 40")
    return called


def _days(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and int(text) <= MAXIMUM_REVIEW_DAYS):
        raise BadValue(f"“{text}” is no number of days", "90, or nothing for what the team has set")
    return int(text or 0)


def chosen(text: str, choices: Sequence[str]) -> str:
    """The choice that is meant: whole, or by its beginning where no other begins so. Raises BadValue."""
    wanted = folded(text)
    begun = [choice for choice in choices if choice.startswith(wanted)]
    if wanted in choices or len(begun) == 1:
        return wanted if wanted in choices else begun[0]
    raise BadValue(f"“{text}” is none of them", ", ".join(begun or choices))


# of a field


def text_of_field(field: Field, name: str) -> str:
    value = getattr(field, name)
    if name == "options":
        return joined_options(field.options)
    if isinstance(value, bool):
        return YES if value else NO
    return one_line(str(value))


def with_field_text(document: Document, field: Field, name: str, line: str) -> Document:
    """The template with one part of a field written anew. Raises BadValue."""
    if name == "options":
        return _with_field(document, field, field._replace(options=split_options(line)))
    text = as_text(line)
    key = key_of(OF_FIELD, name)
    if name == "name":
        text = field_name(document, text, but=field.name)
    elif key and key.choices:
        text = chosen(text, key.choices)
    value: object = text == YES if name in ("required", "own") else text
    return _with_field(document, field, field._replace(**{name: value}))  # type: ignore[arg-type]


def field_name(document: Document, text: str, *, but: str = "") -> str:
    """A name a new field can have. Raises BadValue."""
    name = folded(text).replace(" ", "_").replace("-", "_")
    if not is_field_name(name):
        raise BadValue(f"“{text}” cannot be a field's name", "use letters, digits and _")
    if name != but and document.field(name):
        raise BadValue(f"there is a field {name} already", "choose another name")
    return name


def _with_field(document: Document, field: Field, new: Field) -> Document:
    return document._replace(fields=tuple(new if held is field else held for held in document.fields))
