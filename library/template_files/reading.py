"""A template file into a document; every fault names its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from library.documents import (
    FACT_TYPES,
    FIELD_TYPES,
    KINDS,
    Document,
    Example,
    Field,
    Option,
    Variant,
    is_abbreviation,
    is_field_name,
    normal,
    normalised,
)
from library.errors import BadDocument
from library.template_files.front_matter import Node, read_front_matter, refuse_control_characters
from library.template_files.keys import (
    EXAMPLE_KNOWN,
    FIELD_KNOWN,
    FIELD_TEXTS,
    KNOWN,
    LATER_TEXTS,
    TEXTS,
    Start,
    TemplateFile,
)

MAXIMUM_BYTES = 2_000_000
_TRUE, _FALSE = ("yes", "true"), ("no", "false")


def read(path: Path, *, group: str = "") -> TemplateFile:
    """The template in a file; `group` is taken where the file names none. Raises BadDocument naming file and line."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise BadDocument("is not a file", "a template is a text file; move this away")  # a pipe would never end
        if status.st_size > MAXIMUM_BYTES:
            raise BadDocument(f"is larger than {MAXIMUM_BYTES // 1_000_000} MB", "a template file is a page of text")
        data = path.read_bytes()
        parsed = parse(_decoded(data), group=group)
    except BadDocument as error:
        raise error.located(str(path)) from None
    except OSError as error:
        raise BadDocument(f"{path}: {error.strerror}", "check the path and its permissions", file=str(path)) from None
    return replace(parsed, file=str(path))


def parse(text: str, *, group: str = "") -> TemplateFile:
    """The template in a file's text. Raises BadDocument with the line of the fault."""
    text = normal(text.removeprefix("\ufeff"))
    refuse_control_characters(text)
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise BadDocument("does not begin with a --- line", "put the front matter between two --- lines", line=1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        raise BadDocument("the front matter has no closing --- line", "add a line --- above the body", line=1)
    front = read_front_matter("\n".join(lines[1:end]))
    body = "\n".join(lines[end + 1 :])
    document = _document(front, body, group)
    starts = {**_starts(front, lines), "body": Start(end + 2 + _blank_lines(body), is_line_by_line=True)}
    return TemplateFile(document, _text(front, "id") if "id" in front else "", starts=starts)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadDocument("is not UTF-8 text", "save it as UTF-8", line=line) from None


def _document(front: dict[str, Node], body: str, group: str) -> Document:
    texts = {key: _text(front, key) for key in (*TEXTS, *LATER_TEXTS) if key in front}
    if not texts.get("abbreviation"):
        raise BadDocument("has no abbreviation", "add a line such as abbreviation: refund-late", line=2)
    document = Document(
        **{"kind": "reply", "group": group, **texts},
        body=body,
        aliases=_list(front, "aliases"),
        tags=_list(front, "tags"),
        questions=_list(front, "questions"),
        fields=tuple(_field(name, node) for name, node in _mapping(front, "fields").items()),
        variants=tuple(
            Variant(channel, _scalar(node, channel)) for channel, node in _mapping(front, "variants").items()
        ),
        review_days=_whole_number(front, "review_days"),
        examples=_examples(front),
        extra=tuple((key, node.plain()) for key, node in front.items() if key not in KNOWN),
    )
    _refuse_bad_head(document, front)
    return normalised(document)


def _starts(front: Mapping[str, Node], lines: Sequence[str]) -> dict[str, Start]:
    """Where the parts of a front matter begin, for TemplateFile."""
    starts = {f"keys.{key}": Start(node.line) for key, node in front.items()}
    starts |= {f"fields.{name}": Start(node.line) for name, node in _mapping(front, "fields").items()}
    if "examples" in front and isinstance(examples := front["examples"].value, list):
        starts |= {f"examples.{number}": Start(node.line) for number, node in enumerate(examples, 1)}
    texts = _mapping(front, "variants")
    texts |= {"subject": front["subject"]} if "subject" in front else {}
    return starts | {place.strip(): _start_of_text(node, lines) for place, node in texts.items()}


def _start_of_text(node: Node, lines: Sequence[str]) -> Start:
    if not node.is_block:
        return Start(node.line)
    text = str(node.value)
    line = node.line + 1 + _blank_lines(text)
    first = text.lstrip("\n").partition("\n")[0]
    return Start(line, is_line_by_line=True, indent=len(lines[line - 1]) - len(first) if line <= len(lines) else 0)


def _blank_lines(text: str) -> int:
    """The empty lines before a text, which a document does not keep."""
    return len(text) - len(text.lstrip("\n"))


def _refuse_bad_head(document: Document, front: Mapping[str, Node]) -> None:
    """The faults of a document that stand on one line of the front matter."""
    if not is_abbreviation(document.abbreviation):
        raise BadDocument(
            f"“{document.abbreviation[:60]}” cannot be an abbreviation",
            "use lower-case letters, digits and dashes, at most 40; other spellings can be aliases",
            line=front["abbreviation"].line,
        )
    if document.kind not in KINDS:
        raise BadDocument(
            f"kind “{document.kind[:40]}” is unknown", f"use one of {', '.join(KINDS)}", line=front["kind"].line
        )
    if document.kind == "fact" and document.type not in ("", *FACT_TYPES):
        line = front["type"].line
        raise BadDocument(f"fact type “{document.type}” is unknown", f"use one of {', '.join(FACT_TYPES)}", line=line)


def _field(name: str, node: Node) -> Field:
    if not is_field_name(name):
        raise BadDocument(f"“{name}” cannot be a field's name", "use letters, digits and _", line=node.line)
    if node.value == "":
        return Field(name)
    if not isinstance(node.value, dict):
        raise BadDocument(f"field {name} is no mapping", "write {label: ..., type: ...}", line=node.line)
    keys = node.value
    texts = {attribute: _scalar(keys[key], key) for key, attribute in FIELD_TEXTS.items() if key in keys}
    if (type_ := texts.get("type", "text")) not in FIELD_TYPES:
        line = keys["type"].line
        raise BadDocument(
            f"field {name} has the unknown type “{type_}”", f"use one of {', '.join(FIELD_TYPES)}", line=line
        )
    return Field(
        name,
        **texts,
        options=_options(keys.get("options")),
        required=_yes_or_no(keys, "required", default=True),
        own=_yes_or_no(keys, "own", default=False),
        extra=tuple(sorted((key, value.plain()) for key, value in keys.items() if key not in FIELD_KNOWN)),
    )


def _examples(front: Mapping[str, Node]) -> tuple[Example, ...]:
    node = front.get("examples")
    if node is None or node.value == "":
        return ()
    if not isinstance(node.value, list):
        raise BadDocument("examples is no list", "begin each with a line - values: {...}", line=node.line)
    return tuple(_example(item) for item in node.value)


def _example(node: Node) -> Example:
    if not isinstance(node.value, dict):
        raise BadDocument("an example is no mapping", "write values: {...} and expect: in it", line=node.line)
    keys = node.value
    for key in keys:
        if key not in EXAMPLE_KNOWN:
            hint = f"an example has {', '.join(EXAMPLE_KNOWN)}"
            raise BadDocument(f"an example has no “{key[:40]}”", hint, line=keys[key].line)
    if "expect" not in keys or not _text(keys, "expect").strip():
        raise BadDocument("an example expects nothing", "write expect: and the whole reply below it", line=node.line)
    example = Example(
        _text(keys, "expect"),
        tuple((name, _scalar(value, name)) for name, value in _mapping(keys, "values").items()),
        channel=_text(keys, "channel") if "channel" in keys else "",
        today=_text(keys, "today") if "today" in keys else "",
    )
    try:
        normalised(Document("example", examples=(example,)))
    except BadDocument as error:
        message = error.message.removeprefix("example 1: ")
        raise BadDocument(f"an example is wrong: {message}", error.hint, line=node.line) from None
    return example


def _options(node: Node | None) -> tuple[Option, ...]:
    if node is None:
        return ()
    if isinstance(node.value, dict):
        return tuple(Option(value, _scalar(label, value)) for value, label in node.value.items())
    if isinstance(node.value, list):
        return tuple(
            option
            for item in node.value
            for option in ((Option(_scalar(item, "options")),) if isinstance(item.value, str) else _options(item))
        )
    raise BadDocument("options is no list", "write options: [one, two]", line=node.line)


def _mapping(front: Mapping[str, Node], key: str) -> dict[str, Node]:
    node = front.get(key)
    if node is None or node.value == "":
        return {}
    if not isinstance(node.value, dict):
        raise BadDocument(f"{key} is no mapping", f"write each on a line of its own below {key}:", line=node.line)
    return node.value


def _list(front: Mapping[str, Node], key: str) -> tuple[str, ...]:
    node = front.get(key)
    if node is None or node.value == "":
        return ()
    if isinstance(node.value, str):
        return (node.value,)
    if isinstance(node.value, dict):
        raise BadDocument(f"{key} is no list", f"write {key}: [one, two]", line=node.line)
    return tuple(_scalar(item, key) for item in node.value)


def _text(front: Mapping[str, Node], key: str) -> str:
    return _scalar(front[key], key)


def _scalar(node: Node, key: str) -> str:
    if not isinstance(node.value, str):
        raise BadDocument(f"{key} is not a text", "quote it, or write it on one line", line=node.line)
    return node.value


def _whole_number(front: Mapping[str, Node], key: str) -> int:
    if key not in front or not (text := _text(front, key)):
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise BadDocument(f"{key} is “{text[:40]}”, not a whole number", f"write {key}: 90", line=front[key].line)
    return int(text)


def _yes_or_no(keys: Mapping[str, Node], key: str, *, default: bool) -> bool:
    if key not in keys:
        return default
    text = _scalar(keys[key], key).lower()
    if text not in (*_TRUE, *_FALSE):
        raise BadDocument(f"{key} is “{text[:40]}”", f"write {key}: yes or {key}: no", line=keys[key].line)
    return text in _TRUE
