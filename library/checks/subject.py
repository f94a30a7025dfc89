"""What every check looks at: a document, its texts cut into code and prose, each worked out once and only if asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from library.checks.around import Around
from library.checks.branching import Chain, chains_of
from library.documents import Document, Field, folded
from library.errors import TemplateFault
from library.rendering import language
from library.rendering.run import MAXIMUM_INCLUDE_DEPTH
from library.rendering.scan import RawToken, tokens_of

#: What stands in prose for each letter of a gap and of a tag: no document holds control characters.
GAP, TAG = "\x01", "\x02"
#: Letters in all readings of a text together.
_MAXIMUM_READ = 500_000

_LOOSE_CODE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*?%\}|\{#[^{}]*?#\}")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_NOT_LINE_END = re.compile(r"[^\n]")


class Hit(NamedTuple):
    """What a check found: `at` is the offset in the text of its place, -1 where it is about no spot in it.

    `is_mild` for what is only a warning though the check's other finds are faults.
    """

    message: str
    hint: str = ""
    place: str = "body"
    at: int = -1
    name: str = ""
    is_mild: bool = False


class Text:
    """One text of a document that reaches customers: its body, the one for a channel, or its subject."""

    def __init__(self, place: str, body: str, name: str) -> None:
        self.place = place
        self.body = body
        self.name = name

    @cached_property
    def read(self) -> language.Program | TemplateFault:
        try:
            return language.program_of(self.body, self.name)
        except TemplateFault as fault:
            return fault

    @property
    def program(self) -> language.Program | None:
        """The checked body, None where it is outside the small language."""
        return self.read if isinstance(self.read, language.Program) else None

    @cached_property
    def tokens(self) -> list[RawToken]:
        """Its tokens with their offsets, none where it is plain or outside the language."""
        if self.program is None or language.is_plain(self.body):
            return []
        try:
            return tokens_of(self.body)
        except TemplateFault:  # only with characters that are dropped before it is read
            return []

    @cached_property
    def prose(self) -> str:
        """The text with its code blanked out letter by letter, so that offsets hold."""
        if language.is_plain(self.body):
            return self.body
        if not self.tokens:
            return _LOOSE_CODE.sub(_blanked, self.body)
        pieces, end = [], 0
        for start, stop, mark in self._spans():
            pieces += [self.body[end:start], _NOT_LINE_END.sub(mark, self.body[start:stop])]
            end = stop
        return _COMMENT.sub(_blanked, "".join([*pieces, self.body[end:]]))

    def _spans(self) -> Iterator[tuple[int, int, str]]:
        start = 0
        for offset, kind, _ in self.tokens:
            if kind.endswith("_begin"):
                start = offset
            elif kind.endswith("_end"):
                is_trimming = self.body[offset] == "-"
                yield start, offset + (3 if is_trimming else 2), GAP if kind == "variable_end" else TAG

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        return chains_of(self.tokens)

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The prose as a customer may get it, one branch of each if; every branch in one reading, unless too many."""
        longest = max((len(chain.branches) for chain in self.chains), default=1)
        most = max(1, _MAXIMUM_READ // (len(self.body) + 1))
        return tuple(self._reading(number) for number in range(min(longest, most)))

    def _reading(self, number: int) -> str:
        letters = list(self.prose)
        for chain in self.chains:
            chosen = min(number, len(chain.branches) - 1)
            for branch in (*chain.branches[:chosen], *chain.branches[chosen + 1 :]):
                letters[branch.start : branch.end] = [
                    letter if letter == "\n" else TAG for letter in letters[branch.start : branch.end]
                ]
        return "".join(letters)

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """Each line of the prose with the offset it begins at."""
        found, at = [], 0
        for line in self.prose.split("\n"):
            found.append((at, line))
            at += len(line) + 1
        return found


def _blanked(match: re.Match[str]) -> str:
    return _NOT_LINE_END.sub(GAP if match.group().startswith("{{") else TAG, match.group())


class Subject:
    """A document under its checks. `patience` is how many conditions are still tried before nobody looks further."""

    patience = 50_000

    def __init__(self, document: Document, around: Around) -> None:
        self.document = document
        self.around = around
        self.names = frozenset(map(folded, document.names))
        self.texts = tuple(Text(place, body, document.abbreviation) for place, body in places_of(document))

    def lookup(self, name: str) -> Document | None:
        """The live template of a name; the document itself by its own names, as it will be."""
        return self.document if folded(name) in self.names else self.around.document(name)

    @cached_property
    def fragments(self) -> tuple[Document, ...]:
        """Every fragment it includes, through others too, each once; as deep as fragments may be included."""
        found: dict[str, Document] = {}
        level = [self.document]
        for _ in range(MAXIMUM_INCLUDE_DEPTH):
            names = {name for outer in level for text in texts_of(outer) for name in uses_of(text).includes}
            level = []
            for name in sorted(names):
                included = self.lookup(name)
                if included is not None and included.kind == "fragment" and included.abbreviation not in found:
                    found[included.abbreviation] = included
                    level.append(included)
        return tuple(found.values())

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every declared field by name; a fragment's where the document declares none itself."""
        declared = {field.name: field for field in self.document.fields}
        for fragment in self.fragments:
            for field in fragment.fields:
                declared.setdefault(field.name, field)
        return declared


def places_of(document: Document) -> list[tuple[str, str]]:
    """Every text of a document that fields, facts and fragments can stand in, with the name of its place."""
    variants = [(variant.channel, variant.body) for variant in document.variants]
    return [("body", document.body), *variants, *([("subject", document.subject)] if document.subject else ())]


def texts_of(document: Document) -> tuple[str, ...]:
    return tuple(text for _, text in places_of(document))


def uses_of(body: str) -> language.Uses:
    """What a body reads; nothing for a body outside the language, which is told as a fault of its own."""
    try:
        return language.uses(body)
    except TemplateFault:
        return language.Uses()
