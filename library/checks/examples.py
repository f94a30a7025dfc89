"""A template's own examples as its tests: each is filled in and compared with the reply it has to give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from library import comparing
from library.checks.nearness import did_you_mean
from library.checks.subject import Hit, Subject, texts_of, uses_of
from library.documents import Document, Example, normal
from library.errors import LibraryError
from library.rendering.render import render

#: The day an example is rendered on that names none: always the same, so that it gives the same tomorrow.
SOME_DAY = datetime(2000, 1, 3)
_AROUND = 25


class _Shelf:
    """The fragments and facts around the document, as rendering asks for them."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def document(self, name: str) -> Document | None:
        return self.subject.lookup(name)


def failing_examples(subject: Subject) -> Iterator[Hit]:
    """Examples that give another reply than they say, or none."""
    for number, example in enumerate(subject.document.examples, 1):
        try:
            text = reply_of(subject, example)
        except LibraryError as error:
            message = f"{_called(number, example)} gives no reply: {error.message}"
            yield Hit(message, error.hint or "give it under values", "examples", name=str(number))
            continue
        if normal(text).strip("\n").rstrip() != example.expect:
            hint = "correct the template, or the example if the new reply is right"
            difference = first_difference(example.expect, text)
            yield Hit(f"{_called(number, example)} {difference}", hint, "examples", name=str(number))


def idle_values(subject: Subject) -> Iterator[Hit]:
    """Values an example gives to what the template never reads."""
    if not subject.document.examples or any(text.program is None for text in subject.texts):
        return
    every = (*texts_of(subject.document), *(text for fragment in subject.fragments for text in texts_of(fragment)))
    read = {name for text in every for name in uses_of(text).names} | subject.fields.keys()
    for number, example in enumerate(subject.document.examples, 1):
        for name, _ in example.values:
            if name not in read:
                hint = did_you_mean(name, read) or "take it out"
                message = f"{_called(number, example)} gives a value for {name}, which the template never reads"
                yield Hit(message, hint, "examples", name=str(number))


def reply_of(subject: Subject, example: Example) -> str:
    """The reply an example's fill-in gives. Raises LibraryError where it gives none."""
    document = subject.document
    now = datetime.fromisoformat(example.today) if example.today else SOME_DAY
    return render(
        document,
        _Shelf(subject),
        values=dict(example.values),
        context={},
        now=now,
        channel=example.channel,
        locale=document.language or "en",
    ).text


def first_difference(expected: str, given: str) -> str:
    """Where two texts part, in a line: expected “within 5 days”, gives “within 14 days”."""
    pieces = comparing.compare(expected, given)
    at = next(number for number, piece in enumerate(pieces) if piece.kind != comparing.SAME)
    before = _end_of(pieces[at - 1].text) if at else ""
    gone = pieces[at].text if pieces[at].kind == comparing.GONE else ""
    following = pieces[at + 1 :] if gone else pieces[at:]
    new = following[0].text if following and following[0].kind == comparing.NEW else ""
    after = _start_of(next((piece.text for piece in pieces[at:] if piece.kind == comparing.SAME), ""))
    return f"expects “{_shown(before + gone + after)}” and gives “{_shown(before + new + after)}”"


def _end_of(text: str) -> str:
    """Its last words."""
    return text if len(text) <= _AROUND else f"…{text[-_AROUND:].partition(' ')[2] or text[-_AROUND:]}"


def _start_of(text: str) -> str:
    """Its first words."""
    return text if len(text) <= _AROUND else f"{text[:_AROUND].rpartition(' ')[0] or text[:_AROUND]}…"


def _shown(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= 120 else f"{line[:119]}…"


def _called(number: int, example: Example) -> str:
    return f"example {number}" + (f" ({example.channel})" if example.channel else "")
