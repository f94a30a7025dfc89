"""A template's whole content as frozen values, its canonical text, and the hash that text is known by.

Named tuples, because the agent's road defines them at every start: a frozen dataclass of twenty fields takes four
times as long.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from library.errors import BadDocument

FORMAT = 1
KINDS = ("reply", "fragment", "fact")
FIELD_TYPES = ("text", "multiline", "choice", "choices", "date", "number", "money", "toggle", "email", "url")
FACT_TYPES = ("text", "number", "money", "date", "dates", "url")
RESERVED_NAMES = frozenset({"customer", "agent", "ticket", "order", "company", "today", "now", "facts"})

MAXIMUM_NAME = 200
MAXIMUM_BODY = 200_000
MAXIMUM_REVIEW_DAYS = 999_999
MAXIMUM_EXAMPLES = 100

#: Unknown front matter, kept as it came: strings, and lists and mappings of them.
Plain = str | list["Plain"] | dict[str, "Plain"]


class Option(NamedTuple):
    """One answer of a choice: `value` reaches the body, `label` is what the agent sees."""

    value: str
    label: str = ""

    @property
    def shown(self) -> str:
        return self.label or self.value


class Field(NamedTuple):
    """A named gap in a body. `source` is the file's `from:`, a dotted path into the context."""

    name: str
    label: str = ""
    type: str = "text"
    default: str = ""
    source: str = ""
    required: bool = True
    pattern: str = ""
    message: str = ""
    help: str = ""
    options: tuple[Option, ...] = ()
    minimum: str = ""
    maximum: str = ""
    own: bool = False
    extra: tuple[tuple[str, Plain], ...] = ()

    @property
    def shown(self) -> str:
        """The label, or the name made readable."""
        return self.label or self.name.replace("_", " ").replace(".", " ").capitalize()


class Variant(NamedTuple):
    """The body for one channel."""

    channel: str
    body: str


class Example(NamedTuple):
    """A fill-in and the reply it has to give: `values` as typed, by field or dotted context name, sorted.

    `today` is the day it is rendered on, 2026-05-03, or the minute, 2026-05-03 09:30; "" for a day that never changes.
    """

    expect: str
    values: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    today: str = ""


class Document(NamedTuple):
    """The whole content of a revision."""

    abbreviation: str
    body: str = ""
    kind: str = "reply"
    title: str = ""
    group: str = ""
    language: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    type: str = ""
    fields: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    note: str = ""
    escalate: str = ""
    after: str = ""
    kb: str = ""
    owner: str = ""
    review_days: int = 0
    subject: str = ""
    live_from: str = ""
    translates: str = ""
    examples: tuple[Example, ...] = ()
    extra: tuple[tuple[str, Plain], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the template claims, abbreviation first."""
        return (self.abbreviation, *self.aliases)

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(variant.channel for variant in self.variants)

    def body_for(self, channel: str) -> str:
        """The variant's body for a channel, or the common body where it has none."""
        return next((variant.body for variant in self.variants if variant.channel == channel), self.body)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def is_abbreviation(text: str) -> bool:
    """Whether a text is a name as we make them ourselves; imported aliases may hold any printable characters."""
    return re.fullmatch("[a-z0-9][a-z0-9-]{0,39}", text) is not None


def is_field_name(text: str) -> bool:
    return re.fullmatch("[a-z_][a-z0-9_]{0,63}", text) is not None


def is_value_name(text: str) -> bool:
    """Whether an example can give a value by this name: a field's, or a dotted one of the context."""
    return all(is_field_name(part) for part in text.split("."))


def folded(name: str) -> str:
    """The form names are compared in: NFC, lower-case, no outer space."""
    return unicodedata.normalize("NFC", name).strip().lower()


def fact_key(abbreviation: str) -> str:
    """The name a body quotes a fact by: `refund-days` is `facts.refund_days`."""
    return abbreviation.replace("-", "_")


def normal(text: str) -> str:
    """NFC with `\\n` line ends: the only form text has in a document."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalised(document: Document) -> Document:
    """The document with every text in normal form and bodies without outer blank space.

    Raises BadDocument where a text holds a control character or a name is unusable.
    """
    changes: dict[str, object] = {}
    for name, value in zip(document._fields, document, strict=True):
        if isinstance(value, str):
            changes[name] = _body(value) if name == "body" else normal(value).strip()
    changes["aliases"] = _texts(document.aliases)
    changes["tags"] = _texts(document.tags)
    changes["questions"] = _texts(document.questions)
    changes["fields"] = tuple(_normal_field(field) for field in document.fields)
    changes["variants"] = tuple(
        sorted((Variant(normal(v.channel).strip(), _body(v.body)) for v in document.variants), key=lambda v: v.channel)
    )
    changes["examples"] = tuple(_normal_example(example) for example in document.examples)
    changes["extra"] = tuple(sorted((normal(key), _normal_plain(value)) for key, value in document.extra))
    result = document._replace(**changes)  # type: ignore[arg-type]
    _refuse_unusable(result)
    return result


def canonical_text(document: Document) -> str:
    """The exact text that is hashed and stored: NFC JSON, keys sorted, no floats, empty values left out."""
    return json.dumps(
        {"format": FORMAT, **as_plain(document)}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def document_hash(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    from hashlib import sha256  # the agent's road reads documents and hashes none

    return sha256(text.encode("utf-8")).hexdigest()


def as_plain(document: Document) -> dict[str, object]:
    """The document as JSON values; what is empty or the default is left out: new keys never change old hashes."""
    plain: dict[str, object] = {"kind": document.kind, "abbreviation": document.abbreviation, "body": document.body}
    for key in _TEXT_KEYS:
        if value := getattr(document, key):
            plain[key] = value
    for key in ("aliases", "tags", "questions"):
        if value := getattr(document, key):
            plain[key] = list(value)
    if document.review_days:
        plain["review_days"] = document.review_days
    if document.fields:
        plain["fields"] = [_plain_field(field) for field in document.fields]
    if document.variants:
        plain["variants"] = {variant.channel: variant.body for variant in document.variants}
    if document.examples:
        plain["examples"] = [_plain_example(example) for example in document.examples]
    if document.extra:
        plain["extra"] = dict(document.extra)
    return plain


def from_canonical(text: str) -> Document:
    """The document a canonical text holds.

    Raises BadDocument for text that is not JSON or of a format this program does not know.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"a stored document is not readable: {error}", "run snippets verify") from None
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise BadDocument("a stored document has a format this program does not know", "update the program")
    try:
        return Document(
            **{key: plain[key] for key in ("kind", "abbreviation", "body", "review_days", *_TEXT_KEYS) if key in plain},
            aliases=tuple(plain.get("aliases", ())),
            tags=tuple(plain.get("tags", ())),
            questions=tuple(plain.get("questions", ())),
            fields=tuple(_field_from(item) for item in plain.get("fields", ())),
            variants=tuple(Variant(channel, body) for channel, body in sorted(plain.get("variants", {}).items())),
            examples=tuple(_example_from(item) for item in plain.get("examples", ())),
            extra=tuple(sorted(plain.get("extra", {}).items())),
        )
    except (TypeError, ValueError, AttributeError):
        raise BadDocument("a stored document lacks what every document has", "run snippets verify") from None


_TEXT_KEYS = (
    *("title", "group", "language", "type", "note", "escalate", "after"),
    *("kb", "owner", "subject", "live_from", "translates"),
)
_FIELD_TEXT_KEYS = ("label", "default", "source", "pattern", "message", "help", "minimum", "maximum")


def _plain_field(field: Field) -> dict[str, object]:
    plain: dict[str, object] = {"name": field.name, "type": field.type}
    for key in _FIELD_TEXT_KEYS:
        if value := getattr(field, key):
            plain[key] = value
    if not field.required:
        plain["required"] = False
    if field.own:
        plain["own"] = True
    if field.options:
        plain["options"] = [[option.value, option.label] if option.label else option.value for option in field.options]
    if field.extra:
        plain["extra"] = dict(field.extra)
    return plain


def _field_from(plain: Mapping[str, object]) -> Field:
    known = {key: value for key, value in plain.items() if key not in ("options", "extra")}
    options = plain.get("options", ())
    extra = plain.get("extra", {})
    if not isinstance(options, list | tuple) or not isinstance(extra, dict):
        raise TypeError("options is no list, or extra is no mapping")
    return Field(
        **known,  # type: ignore[arg-type]
        options=tuple(Option(*item) if isinstance(item, list) else Option(item) for item in options),
        extra=tuple(sorted(extra.items())),
    )


def _plain_example(example: Example) -> dict[str, object]:
    plain: dict[str, object] = {"expect": example.expect}
    for key in ("channel", "today"):
        if value := getattr(example, key):
            plain[key] = value
    if example.values:
        plain["values"] = dict(example.values)
    return plain


def _example_from(plain: Mapping[str, object]) -> Example:
    values = plain.get("values", {})
    if not isinstance(values, dict):
        raise TypeError("values is no mapping")
    return Example(**{**plain, "values": tuple(sorted(values.items()))})  # type: ignore[arg-type]


def _normal_example(example: Example) -> Example:
    values = tuple(sorted((name, normal(value)) for name, value in example.values))
    return Example(_body(example.expect), values, normal(example.channel).strip(), example.today.strip())


def _normal_field(field: Field) -> Field:
    texts = {key: normal(getattr(field, key)) for key in _FIELD_TEXT_KEYS}
    options = tuple(Option(normal(option.value).strip(), normal(option.label).strip()) for option in field.options)
    extra = tuple(sorted((normal(key), _normal_plain(value)) for key, value in field.extra))
    return field._replace(**texts, options=options, extra=extra)  # type: ignore[arg-type]


def _normal_plain(value: Plain) -> Plain:
    if isinstance(value, str):
        return normal(value)
    if isinstance(value, list):
        return [_normal_plain(item) for item in value]
    return {normal(key): _normal_plain(item) for key, item in value.items()}


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := normal(value).strip())))


def _body(text: str) -> str:
    return normal(text).strip("\n").rstrip()


def _refuse_unusable(document: Document) -> None:
    if document.kind not in KINDS:
        raise BadDocument(f"kind “{document.kind}” is unknown", f"use one of {', '.join(KINDS)}")
    if not is_abbreviation(document.abbreviation.removeprefix("~")):
        raise BadDocument(
            f"“{document.abbreviation[:60]}” cannot be an abbreviation",
            "use lower-case letters, digits and dashes, at most 40; other spellings can be aliases",
        )
    for name in document.names:
        if not name or len(name) > MAXIMUM_NAME or not name.isprintable() or name != name.strip():
            raise BadDocument(f"“{name[:60]!s}” cannot be a name", "use letters, digits and dashes, at most 40")
    _refuse_bad_keys(document)
    if len(document.body) > MAXIMUM_BODY or any(len(v.body) > MAXIMUM_BODY for v in document.variants):
        raise BadDocument(f"the body has over {MAXIMUM_BODY:,} characters", "split it into several templates")
    text = canonical_text(document)
    if found := re.search(_CONTROL, text):
        code = found.group().lower()
        raise BadDocument(f"a control character ({code}) is in the text", "remove it; only new line and tab are text")


def _refuse_bad_keys(document: Document) -> None:
    """What no template file could hold: it would come back as another document."""
    names = [field.name for field in document.fields]
    for field in document.fields:
        if not is_field_name(field.name):
            raise BadDocument(f"“{field.name[:60]}” cannot be a field's name", "use lower-case letters, digits and _")
        if field.type not in FIELD_TYPES:
            raise BadDocument(
                f"field {field.name} has the unknown type “{field.type[:40]}”", f"use one of {', '.join(FIELD_TYPES)}"
            )
        if names.count(field.name) > 1:
            raise BadDocument(f"the field {field.name} stands twice", "remove one of them")
    for channel in document.channels:
        if not channel:
            raise BadDocument("a variant has no channel", "name it: chat, phone ...")
        if document.channels.count(channel) > 1:
            raise BadDocument(f"the variant {channel[:40]} stands twice", "remove one of them")
    _refuse_bad_examples(document)
    if taken := {key for key, _ in document.extra} & _KEYS:
        raise BadDocument(f"“{min(taken)}” cannot be a key of your own", "rename it")
    if not 0 <= document.review_days <= MAXIMUM_REVIEW_DAYS:
        raise BadDocument(f"review_days is {document.review_days}", "write review_days: 90")


def _refuse_bad_examples(document: Document) -> None:
    if len(document.examples) > MAXIMUM_EXAMPLES:
        raise BadDocument(f"has over {MAXIMUM_EXAMPLES} examples", "keep the ones that show a difference")
    for number, example in enumerate(document.examples, 1):
        if not example.expect:
            raise BadDocument(f"example {number} expects nothing", "write expect: and the whole reply below it")
        if example.today and not _is_moment(example.today):
            hint = "write today: 2026-05-03, or today: 2026-05-03 09:30"
            raise BadDocument(f"example {number}: today is “{example.today[:40]}”, which is no day", hint)
        names = [name for name, _ in example.values]
        for name in names:
            if not is_value_name(name) or names.count(name) > 1:
                hint = "name fields, or what comes from outside as agent.first_name, each once"
                raise BadDocument(f"example {number}: “{name[:60]}” cannot have a value", hint)


def _is_moment(text: str) -> bool:
    from datetime import datetime  # only examples name a day

    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?", text) is not None


_KEYS = frozenset(
    {"id", "kind", "abbreviation", "aliases", "tags", "questions", "fields", "variants", "review_days", "examples"}
    | {*_TEXT_KEYS}
)

#: JSON writes control characters as \u00XX; DEL and the C1 range stand as themselves. Tab and new line are text.
_CONTROL = r"(?<!\\)(?:\\\\)*\\(?:u00[01][0-9a-f]|[bfr])|[\x7f-\x9f]|[\ud800-\udfff]"
