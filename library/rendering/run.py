"""One run of a document over what was typed and what is known: the only mechanism behind fields, preview and reply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from library.documents import RESERVED_NAMES, Document, Field, folded
from library.errors import BadValue, MissingFields, TemplateFault
from library.rendering import context as contexts
from library.rendering import spacing
from library.rendering.facts import Catalog, Facts
from library.rendering.language import Program, program_of
from library.rendering.parsing import parse
from library.rendering.scope import Missing, Piece, Scope, Value
from library.rendering.wording import language_of

MAXIMUM_INCLUDE_DEPTH = 5
#: In a reply and all its fragments together: what keeps the reading of many long ones short.
MAXIMUM_TOKENS_TOGETHER = 12_000
#: The one channel of a document's own text that has a subject.
MAIL = "email"
#: What stands between picks, so that a comma within one does no harm.
_BETWEEN = {"choices": ("\n",)}


class Outcome:
    """What one run found.

    `pieces` and `subject` are the reply's, `fields` those read, in order, `missing` the required ones left empty, and
    `bad` the wrong values by field name.
    """

    __slots__ = ("bad", "by_context", "fields", "missing", "pieces", "subject")

    def __init__(
        self,
        pieces: list[Piece],
        subject: list[Piece],
        fields: tuple[Field, ...],
        missing: tuple[Field, ...],
        bad: dict[str, BadValue],
        by_context: tuple[str, ...],
    ) -> None:
        self.pieces = pieces
        self.subject = subject
        self.fields = fields
        self.missing = missing
        self.bad = bad
        self.by_context = by_context


def run(
    document: Document,
    catalog: Catalog,
    *,
    values: Mapping[str, str],
    context: Mapping[str, object],
    now: datetime,
    channel: str,
    locale: str,
) -> Outcome:
    """Run a document's body for a channel, and its subject. Raises TemplateFault for one that cannot run."""
    return _Run(document, catalog, values, context, now, channel, locale).outcome()


class _Run:
    def __init__(
        self,
        document: Document,
        catalog: Catalog,
        values: Mapping[str, str],
        context: Mapping[str, object],
        now: datetime,
        channel: str,
        locale: str,
    ) -> None:
        self.catalog = catalog
        self.values = values
        self.context = context
        self.now = now
        self.today = now.date()
        self.locale = locale
        self.channel = channel
        self.reply_locale = _reply_locale(document.language, locale)
        self.declared = {field.name: field for field in document.fields}
        self.programs: dict[str, Program] = {}
        self.bodies: dict[str, Program] = {}
        self.heights: dict[str, int] = {}
        self.fields: dict[str, Field] = {}
        self.bad: dict[str, BadValue] = {}
        self.by_context: list[str] = []
        self.document = document
        self.tokens = 0

    def outcome(self) -> Outcome:
        program = program_of(self.document.body_for(self.channel), self.document.abbreviation)
        self.collect(program, (self.document.abbreviation,))
        subject = self.subject() if self.document.subject else None
        scope = Scope(
            self.fetch,
            Facts(self.catalog).value,
            self.declared.__contains__,
            now=self.now,
            locale=self.reply_locale,
            programs=self.programs,
        )
        program.run(scope)
        pieces, subject_pieces = scope.pieces, _run_subject(subject, scope) if subject else []
        fields = self.fields
        for name in scope.peeked.difference(scope.demanded):
            fields[name] = fields[name]._replace(required=False)
        return Outcome(
            spacing.settled(pieces),
            subject_pieces,
            tuple(fields.values()),
            tuple(field for name, field in fields.items() if name in scope.demanded and name not in self.bad)
            if scope.demanded
            else (),
            self.bad,
            tuple(self.by_context),
        )

    def subject(self) -> Program | None:
        """The subject's program; a channel with a text of its own has no subject, unless it is e-mail."""
        if self.channel != MAIL and self.channel in self.document.channels:
            return None
        program = program_of(self.document.subject, subject_name(self.document.abbreviation))
        self.collect(program, (self.document.abbreviation,))
        return program

    # fragments

    def collect(self, program: Program, path: tuple[str, ...]) -> int:
        """Programs and declarations of all fragments a body may include, whichever branch is taken; how deep they go.

        Raises TemplateFault for an unknown name, a template that is no fragment, a cycle, or more than five levels.
        """
        height = 0
        for name, offset in program.includes.items():
            fragment = self.fragment(program, name, offset, path)
            below = self.heights.get(fragment.abbreviation)
            if below is None:
                below = self.heights[fragment.abbreviation] = self.collect_fragment(program, fragment, offset, path)
            self.programs[name] = self.bodies[fragment.abbreviation]
            height = max(height, below + 1)
            if len(path) + below > MAXIMUM_INCLUDE_DEPTH:
                raise self.too_deep(program, fragment, offset, path)
        return height

    def collect_fragment(self, program: Program, fragment: Document, offset: int, path: tuple[str, ...]) -> int:
        for field in fragment.fields:
            known = self.declared.setdefault(field.name, field)
            if known.type != field.type:
                message = f"the field {field.name} is {known.type} here and {field.type} in {fragment.abbreviation}"
                raise program.fault(offset, message, "give both the same type, or rename one")
        inner = program_of(fragment.body_for(self.channel), fragment.abbreviation)
        self.bodies[fragment.abbreviation] = inner
        self.tokens += inner.tokens
        if self.tokens > MAXIMUM_TOKENS_TOGETHER:
            message = f"its fragments hold more than {MAXIMUM_TOKENS_TOGETHER:,} words of code together"
            raise program.fault(offset, message, "include fewer of them")
        return self.collect(inner, (*path, fragment.abbreviation))

    def fragment(self, program: Program, name: str, offset: int, path: tuple[str, ...]) -> Document:
        fragment = self.catalog.document(folded(name))
        if fragment is None:
            raise program.fault(offset, f"there is no live fragment “{name[:60]}”", "make it, or correct the name")
        if fragment.kind != "fragment":
            message = f"“{name[:60]}” is a {fragment.kind}, and only fragments can be included"
            raise program.fault(offset, message, "make a fragment of the shared part")
        if fragment.abbreviation in path:
            shown = " > ".join((*path, fragment.abbreviation))
            raise program.fault(offset, f"templates include each other in a circle: {shown}", "take one include out")
        if len(path) > MAXIMUM_INCLUDE_DEPTH:
            raise self.too_deep(program, fragment, offset, path)
        return fragment

    def too_deep(self, program: Program, fragment: Document, offset: int, path: tuple[str, ...]) -> TemplateFault:
        shown = " > ".join((*path, fragment.abbreviation))
        message = f"includes are over {MAXIMUM_INCLUDE_DEPTH} deep: {shown}"
        return program.fault(offset, message, "include the inner ones directly")

    # values

    def fetch(self, name: str) -> Value:
        """A field's value, noted as one the reply needs: as typed, else from the context, else the default."""
        field = self.declared.get(name) or undeclared(name)
        self.fields[name] = field
        typed = self.values.get(name)
        source = source_of(field)
        if source and (known := contexts.value_at(self.context, source)) is not None:
            if typed is None and isinstance(known, list | dict) and name not in self.declared:
                self.by_context.append(name)
                return known
            from_context = contexts.as_typed(known, *_BETWEEN.get(field.type, ()))
            typed = (from_context or None) if typed is None else typed
            if from_context and typed == from_context:
                self.by_context.append(name)
        if typed is None:
            typed = default_of(field, self.context, self.catalog, now=self.now)
        try:
            return parse(field, typed, today=self.today, locale=self.locale)  # type: ignore[return-value]
        except MissingFields:
            return Missing(field)
        except BadValue as error:
            self.bad[name] = error
            return Missing(field)


def _run_subject(program: Program, scope: Scope) -> list[Piece]:
    """The subject over the values the body has read already, on one line."""
    scope.pieces, scope.local = [], {}
    program.run(scope)
    return spacing.on_one_line(scope.pieces)


def undeclared(name: str) -> Field:
    """What a name that no template declares stands for: a required text, from the context where the name is dotted."""
    return Field(name=name, source=name if "." in name else "")


def subject_name(abbreviation: str) -> str:
    """What a document's subject is called where it is wrong."""
    return f"subject of {abbreviation}"


def start_of(field: Field, context: Mapping[str, object]) -> str:
    """The text the context fills a field in with, "" where it knows nothing."""
    if not (source := source_of(field)):
        return ""
    return contexts.as_typed(contexts.value_at(context, source), *_BETWEEN.get(field.type, ()))


def source_of(field: Field) -> str:
    """The dotted path a field is filled in from: its own `from:`, or the agent's value of it where it is their own."""
    return field.source or (f"own.{field.name}" if field.own else "")


def _reply_locale(language: str, locale: str) -> str:
    """The template's language, in the agent's regional form where that is the same language."""
    return locale if not language or language_of(language) == language_of(locale) else language


def default_of(field: Field, context: Mapping[str, object], catalog: Catalog | None, *, now: datetime) -> str:
    """A field's default: as written, or worked out where it is an expression over context, facts, today and now.

    Raises TemplateFault for a default that reads another field or includes a fragment.
    """
    if "{" not in field.default:
        return field.default
    program = program_of(field.default, f"default of {field.name}")
    if program.includes:
        raise program.fault(0, "a default cannot include a fragment", "write the text itself")

    def fetch(name: str) -> Value:
        if name.partition(".")[0] not in RESERVED_NAMES:
            raise TemplateFault(
                f"the default of {field.shown} reads the field {name}", "use only the context and facts"
            )
        value = contexts.value_at(context, name)
        return Missing(field) if value is None or value == "" else value

    scope = Scope(fetch, Facts(catalog).value, lambda name: False, now=now, locale="", programs={})
    program.run(scope)
    if scope.demanded:
        return ""
    return "".join(text for text, _, _ in spacing.settled(scope.pieces))
