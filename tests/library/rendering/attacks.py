"""One hostile template, file or paste at work: every way the program reads it, what it told, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from leaks import SECRET
from rendering_builders import NOW, Shelf, fact, fragment, reply

from library import template_files
from library.checks import findings
from library.documents import Document, Field, Option
from library.errors import LibraryError
from library.rendering import language
from library.rendering.context import from_text
from library.rendering.fields import initial, review
from library.rendering.render import preview, preview_subject, render

CONTEXT: dict[str, object] = {
    "customer": {"name": "Ana"},
    "order": {"items": [str(n) for n in range(100)], "text": "ab " * 6_000},
    "secret": {"password": SECRET},
}
VALUES = {
    **dict.fromkeys(("x", "y", "a", "b", "c", "_x", "self", "config", "g", "lipsum"), "some value"),
    "many": ", ".join(str(n) for n in range(200)),
}
MANY = Field("many", type="choices", options=tuple(Option(str(n)) for n in range(200)))
_WIDE = [
    fragment(f"wide-{level}", f"{{% include 'wide-{level + 1}' %}}" * 60 if level < 5 else "{{ x }}" * 60)
    for level in range(1, 6)
]
_COMMON = (
    *_WIDE,
    fragment("circle", "{% include 'other-half' %}"),
    fragment("other-half", "{% include 'circle' %}"),
    Document("a-reply", body="x"),
    fact("fee", "5", "number"),
    fact("hidden", SECRET),
)

Step = Callable[[], str]


class Attack(NamedTuple):
    """`source` is all the attacker wrote: what stands in it is no leak where it is told again."""

    family: str
    source: str
    steps: tuple[Step, ...]


class Outcome(NamedTuple):
    """What was told, refusals among it, and how long the slowest step took."""

    told: str
    seconds: float


def rendering(
    family: str,
    document: Document,
    *others: Document,
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
    channel: str = "",
    locale: str = "en",
) -> Attack:
    """A document saved, asked for its fields, previewed and rendered, among others that may be hostile too."""
    given = VALUES if values is None else values
    known = CONTEXT if context is None else context
    shelf = Shelf(*_COMMON, *others)
    inputs = {"values": given, "context": known, "now": NOW, "channel": channel, "locale": locale}

    def reviewed() -> str:
        found = review(document, shelf, **inputs)  # type: ignore[arg-type]
        return "\n".join([*(f.shown for f in found.fields), *(f"{e.message} {e.hint}" for e in found.bad.values())])

    def previewed() -> str:
        parts = (*preview(document, shelf, **inputs), *preview_subject(document, shelf, **inputs))  # type: ignore[arg-type]
        return "".join(part.text for part in parts)

    def rendered() -> str:
        made = render(document, shelf, **inputs)  # type: ignore[arg-type]
        return f"{made.text}\n{made.subject}"

    def begun() -> str:
        return "\n".join(initial(field, known, catalog=shelf, now=NOW) for field in document.fields)

    def saved() -> str:
        return "\n".join(map(str, findings(document, shelf.document)))

    customer = context.get("customer") if context else None
    written = repr((document, others, values, customer))
    return Attack(family, written, (saved, reviewed, begun, previewed, rendered))


def body(family: str, text: str) -> Attack:
    return rendering(family, reply(text, *([MANY] if "many" in text else [])))


def template_file(family: str, text: str) -> Attack:
    """A template file: read, and where it can be read, saved and rendered."""

    def read() -> str:
        document = template_files.parse(text).document
        return "\n".join([document.body, *map(str, findings(document, Shelf(*_COMMON).document))])

    def rendered() -> str:
        document = template_files.parse(text).document
        return render(document, Shelf(*_COMMON), values=VALUES, context=CONTEXT, now=NOW).text

    return Attack(family, text, (read, rendered))


def paste(family: str, text: str) -> Attack:
    """A pasted ticket: read as context, and rendered from it."""

    def read() -> str:
        return str(from_text(text))

    def rendered() -> str:
        document = reply("{{ customer.name | default('you') }} {{ order.number | default('') }} {{ ticket.id }}")
        return render(document, Shelf(), values={"ticket.id": "1"}, context=from_text(text), now=NOW).text

    return Attack(family, text, (read, rendered))


def carried_out(attack: Attack) -> Outcome:
    """Every step of it, from the parse on; anything raised but our own errors ends the test."""
    told, slowest = [], 0.0
    for step in attack.steps:
        language.forget()
        start = time.perf_counter()
        try:
            said = step()
        except LibraryError as refusal:
            said = f"refused: {refusal.message} ({refusal.hint})"
        slowest = max(slowest, time.perf_counter() - start)
        told.append(said)
    return Outcome("\n".join(told), slowest)
