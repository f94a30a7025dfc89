"""What is said of a template while it is written: how it reads, and what the checks find, at its line and below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from library.checks import Around, Finding, check
from library.cleaning import for_line
from library.documents import Document, normalised
from library.errors import BadDocument, LibraryError, TemplateFault
from library.rendering import language
from snippets.formatting import counted, shortened
from snippets.messages import Failed
from snippets.screens import wordings
from snippets.screens.editor_outline import BODY, places_of
from snippets.screens.editor_samples import sample_of
from snippets.screens.editor_text import EVERY_CHANNEL, TextScreen
from snippets.screens.editor_work import around
from snippets.widgets.body_area import Mark
from snippets.widgets.lines import Lines

#: So long without a key, and the checks look again; the sample follows sooner.
CHECK_SECONDS = 0.3
SAMPLE_SECONDS = 0.06
#: So long at most, where keys keep coming.
MUTED, FAULT, WARNING = "$foreground-muted", "$text-error", "$text-warning"


class CheckedScreen(TextScreen):
    """Samples and checks run in threads; what comes too late is dropped."""

    @dataclass
    class SampleMade(Message):
        """How the template reads now."""

        content: Content
        is_whole: bool

    @dataclass
    class Checked(Message):
        """What is wrong with it, and which names it uses that are no fields."""

        document: Document
        findings: Sequence[Finding]
        undeclared: tuple[str, ...]

    @dataclass
    class AroundRead(Message):
        """What else the library holds."""

        around: Around

    around: Around | None = None
    findings: Sequence[Finding] = ()
    undeclared: tuple[str, ...] = ()
    #: The finding that F8 went to last.
    at_finding = 0
    _sample_timer: Timer | None = None
    _check_timer: Timer | None = None

    def findings_changed(self) -> None:
        """The checks have looked again."""

    @work(thread=True, exclusive=True, group="around", exit_on_error=False)
    def read_around(self) -> None:
        template = self.opened.template if self.opened else ""
        try:
            self.post_message(self.AroundRead(around(self.config, template)))
        except LibraryError as error:
            self.post_message(Failed(error, is_warning=True))

    @on(AroundRead)
    def take_around(self, event: AroundRead) -> None:
        self.around = event.around
        self.make_sample()
        self.check_now()

    def look_again(self) -> None:
        """Makes sample and findings follow what has changed."""
        if self.around is None:
            return
        for timer in (self._sample_timer, self._check_timer):
            if timer is not None:
                timer.stop()
        self._sample_timer = self.set_timer(SAMPLE_SECONDS, self.make_sample)
        self._check_timer = self.set_timer(CHECK_SECONDS, self.check_now)

    # how it reads

    def make_sample(self) -> None:
        if self.around is not None:
            self._make_sample(self.current, self.around, "" if self.place == BODY else self.place)

    @work(thread=True, exclusive=True, group="sample", exit_on_error=False)
    def _make_sample(self, document: Document, around: Around, channel: str) -> None:
        worker = get_current_worker()
        content, is_whole = reads_like(document, around, self, channel)
        if not worker.is_cancelled:
            self.post_message(self.SampleMade(content, is_whole))

    @on(SampleMade)
    def take_sample(self, event: SampleMade) -> None:
        """While there is a fault in the text, how it read before stands there, muted."""
        sample = self.query_one("#sample", Lines)
        if event.is_whole:
            self._read_like = event.content.plain
        elif self._read_like:
            event.content = Content.styled(self._read_like, MUTED)
        sample.show(event.content, keep_place=True)

    #: The last sample that could be made.
    _read_like = ""

    # what is wrong

    def check_now(self) -> None:
        if self.around is not None:
            self._check(self.current, self.around)

    @work(thread=True, exclusive=True, group="check", exit_on_error=False)
    def _check(self, document: Document, around: Around) -> None:
        worker = get_current_worker()
        findings, undeclared = findings_of(document, around), undeclared_in(document)
        if not worker.is_cancelled:
            self.post_message(self.Checked(document, findings, undeclared))

    @on(Checked)
    def take_findings(self, event: Checked) -> None:
        self.findings, self.undeclared = event.findings, event.undeclared
        self.at_finding = min(self.at_finding, max(0, len(self.findings) - 1))
        self.mark_lines()
        self.show_findings()
        self.show_header()
        self.findings_changed()

    def mark_lines(self) -> None:
        for place, area in self.areas.items():
            area.mark(Mark(f.line, f.column, f.is_fault) for f in self.findings if f.place == place and f.line)

    def show_findings(self) -> None:
        lines = self.query_one("#findings", Lines)
        lines.show(found(self.findings, self.at_finding, lines.content_size.width))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_findings)

    def beside_places(self) -> Content:
        faults = sum(finding.is_fault for finding in self.findings)
        warnings = len(self.findings) - faults
        parts = [(counted(faults, "fault"), FAULT)] if faults else []
        parts += [(counted(warnings, "warning"), WARNING)] if warnings else []
        if not parts:
            return Content.styled("checks ok" if self.around else "", MUTED)
        return Content.styled(" · ", MUTED).join([Content.styled(*part) for part in parts])

    async def action_next_finding(self) -> None:
        """To where the next finding is."""
        await self.letters_taken()
        if not self.findings:
            self.notify("The checks find nothing wrong", timeout=3, markup=False)
            return
        self.at_finding = (self.at_finding + self._is_there()) % len(self.findings)
        self._gone_to = self.findings[self.at_finding]
        self.show_findings()
        await self.go_to_finding(self._gone_to)

    _gone_to: Finding | None = None

    def _is_there(self) -> bool:
        """Whether the one shown was gone to already."""
        return self._gone_to is not None and self._gone_to == self.findings[self.at_finding]

    async def go_to_finding(self, finding: Finding) -> None:
        """To its line in the text."""
        if finding.place in places_of(self.document):
            await self.show_place(finding.place)
            self.area.go_to(finding.line or 1, finding.column)


def reads_like(document: Document, around: Around, screen: TextScreen, channel: str) -> tuple[Content, bool]:
    """The sample as it is shown, or why there is none, and which of the two it is."""
    now = screen.surroundings.clock()
    try:
        sample = sample_of(document, around.document, screen.config, channel=channel, now=now)
    except LibraryError as error:
        return Content.styled(for_line(error.message), MUTED), False
    subject = wordings.body(sample.subject)
    text = wordings.body(sample.parts)
    if not text.plain.strip():
        return Content.styled("Nothing is written yet", MUTED), True
    head = Content.assemble(("Subject: ", MUTED), subject, "\n\n") if subject.plain else Content("")
    return Content.assemble(head, text), True


def findings_of(document: Document, around: Around) -> tuple[Finding, ...]:
    """What the checks find; a document that is no template yet is a finding too."""
    name = document.abbreviation
    if not name:
        return (Finding("", "it has no name yet", "write one at the top of the details", "keys", name="abbreviation"),)
    try:
        document = normalised(document)
    except BadDocument as error:
        return (Finding(name, error.message, error.hint, "keys"),)
    return check(document, around)


def undeclared_in(document: Document) -> tuple[str, ...]:
    """Names the texts use that are no fields; none where a text cannot be read."""
    texts = (document.body, *(variant.body for variant in document.variants), document.subject)
    try:
        names = dict.fromkeys(name for text in texts for name in language.uses(text).names)
    except TemplateFault:
        return ()
    return tuple(name for name in names if "." not in name and document.field(name) is None)


def found(findings: Sequence[Finding], at: int, width: int) -> Content:
    """All findings from the one at hand on, that one with all its words; the others in a line each."""
    if not findings:
        return Content("")
    lines = []
    for number in range(at, len(findings)):
        finding = findings[number]
        sign, style = ("!", FAULT) if finding.is_fault else ("·", WARNING)
        where = where_of(finding)
        hint = f": {finding.hint}" if finding.hint and number == at else ""
        said = (
            for_line(finding.message) if number == at else shortened(finding.message, max(10, width - len(where) - 4))
        )
        lines.append(Content.assemble((f"{sign} {where}  ", style), said, (for_line(hint), MUTED)))
    return Content("\n").join(lines)


def where_of(finding: Finding) -> str:
    """“line 3”, “chat line 1”, “field order_number”, “title”."""
    if finding.place == "fields":
        return f"field {finding.name}" if finding.name else "fields"
    if finding.place == "examples":
        return f"example {finding.name}".strip()
    if finding.place == "keys":
        return finding.name or "details"
    place = "" if finding.place == BODY else finding.place
    line = f"line {finding.line}" if finding.line else "" if place else EVERY_CHANNEL
    return " ".join(filter(None, (place, line)))
