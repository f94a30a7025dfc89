"""What bringing template files into a library would do, and doing it: all of it or nothing, as often as one likes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from library import checks
from library.checks import Finding
from library.checks.surroundings import with_files
from library.documents import Document, canonical_text, folded
from library.errors import BadDocument, NameTaken
from library.record import authoring, history, members, review
from library.template_files import TemplateFile

NEW, CHANGED, DRAFTED, UNCHANGED = "new", "changed", "drafted", "unchanged"
SHOWN_FAULTS = 20
#: Retiring more templates than this, or more than one in so many, is worth a second look.
FEW = 10
ONE_IN = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """One file's part of an import: the template it is, '' for a new one, and the live revision it replaces."""

    file: TemplateFile
    action: str
    template: str = ""
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    `missing` are the abbreviations of live templates that no file holds, `live` is how many are live in all. `notes`
    say, each with its file and line, what is no fault but worth knowing. `found` says how often which check found
    something in what changes, by its code; none of that keeps it out.
    """

    items: tuple[Planned, ...]
    missing: tuple[str, ...]
    live: int
    notes: tuple[str, ...] = ()
    found: tuple[tuple[str, int], ...] = ()

    @property
    def is_much_missing(self) -> bool:
        """Whether retiring what is missing would take so much away that somebody has to say that it is meant."""
        return len(self.missing) > FEW or len(self.missing) * ONE_IN > self.live

    def having(self, action: str) -> tuple[Planned, ...]:
        return tuple(item for item in self.items if item.action == action)


def plan(session: Session, files: Sequence[TemplateFile], *, is_live: bool = True, is_strict: bool = False) -> Plan:
    """What these files would change, by id, then by name; what waits as a draft already counts where none goes live.

    Raises BadDocument naming every template with a fault, NameTaken where a file claims another template's name. What
    was good enough for another tool is only counted, unless `is_strict`.
    """
    live = history.live(session)
    owners = authoring.owners(session, (folded(name) for file in files for name in file.document.names))
    known = authoring.newest_revisions(session, (file.id for file in files if file.id))
    by_id = {template.template: template for template in live}
    items = tuple(_planned(file, by_id, owners, known) for file in files)
    if not is_live:
        items = _with_drafted(session, items)
    found = _findings(files, live)
    _refuse([(file, finding) for file, finding in found if finding.is_fault])
    more = _more(items, live)
    _refuse([(file, finding) for file, finding in more if finding.is_fault and is_strict])
    touched = {item.template for item in items}
    missing = tuple(sorted(t.document.abbreviation for t in live if t.template not in touched))
    notes = tuple(_told(*note) for note in found if not note[1].is_fault)
    return Plan(items, missing, len(live), notes, tuple(Counter(finding.code for _, finding in more).most_common()))


def apply(
    session: Session,
    plan: Plan,
    *,
    by: str,
    is_live: bool,
    source: str = "import",
    message: str = "",
    should_retire_missing: bool = False,
) -> int:
    """Carries a plan out in the session's transaction; returns how many templates got a new revision.

    Raises NotAllowed where `is_live` is asked by a person who may not approve.
    """
    changed = [item for item in plan.items if item.action in (NEW, CHANGED)]
    pairs = [(item.file.document, item.template or item.file.id or None) for item in changed]
    if is_live:
        review.publish(session, pairs, by=by, source=source, message=message)
    else:
        for item, (document, template) in zip(changed, pairs, strict=True):
            authoring.save(
                session, document, author=by, based_on=item.based_on, template=template, message=message, source=source
            )
    if should_retire_missing and plan.missing:
        review.retire(session, list(plan.missing), by=by, reason=message or "no longer in the imported folder")
    return len(changed)


def _planned(
    file: TemplateFile, by_id: Mapping[str, history.Live], owners: Mapping[str, str], known: Collection[str]
) -> Planned:
    claimed = {owner for name in file.document.names if (owner := owners.get(folded(name)))}
    template = file.id if file.id in known else owners.get(folded(file.document.abbreviation), "")
    if not template and len(claimed) == 1:
        template = next(iter(claimed))
    if others := claimed - {template}:
        other = by_id.get(next(iter(others)))
        whose = f"“{other.document.abbreviation}”" if other else "another template"
        raise NameTaken(
            f"{file.file or file.document.abbreviation}: a name of it belongs to {whose}", "choose another name"
        )
    held = by_id.get(template)
    if held is None:
        return Planned(file, NEW, template)
    is_same = held.text == canonical_text(file.document)
    return Planned(file, UNCHANGED if is_same else CHANGED, template, held.revision)


def _with_drafted(session: Session, items: Sequence[Planned]) -> tuple[Planned, ...]:
    """The items, those marked whose very text waits for approval, based on what is live now."""
    waiting = {draft.template: draft for draft in history.drafts(session)}

    def is_drafted(item: Planned) -> bool:
        draft = waiting.get(item.template)
        is_same = draft is not None and draft.text == canonical_text(item.file.document)
        return is_same and draft is not None and (draft.based_on or 0) >= (item.based_on or 0)

    return tuple(replace(item, action=DRAFTED) if is_drafted(item) else item for item in items)


def _findings(files: Sequence[TemplateFile], live: Sequence[history.Live]) -> list[tuple[TemplateFile, Finding]]:
    known: dict[str, Document] = {}
    for template in live:
        document = template.document
        known |= dict.fromkeys(template.names, document)
    for file in files:
        known |= {folded(name): file.document for name in file.document.names}
    return [
        (file, found)
        for file in files
        for found in checks.findings(file.document, lambda name: known.get(folded(name)))
    ]


def _more(items: Sequence[Planned], live: Sequence[history.Live]) -> list[tuple[TemplateFile, Finding]]:
    """What the other checks find in what is new or changed, as the library will be."""
    changed = [item for item in items if item.action in (NEW, CHANGED)]
    if not changed:
        return []
    known = [checks.Known(item.template, item.document, item.names) for item in live]
    known, ids = with_files(known, [item.file for item in items])
    around = checks.around_of(known, has_likeness=False)
    return [
        (item.file, found)
        for item in changed
        for found in checks.check(item.file.document, around.about(ids[item.file.document.abbreviation]))
        if not checks.is_basic(found)
    ]


def _told(file: TemplateFile, finding: Finding) -> str:
    """The finding with the line of the file it is about; with the place in the template where there is no such line."""
    line = file.line_of(finding.part, finding.line)
    if file.file and line:
        return f"{file.file}:{line}: {finding.advice}"
    return f"{file.file}: {finding}" if file.file else str(finding)


def _refuse(faults: Sequence[tuple[TemplateFile, Finding]]) -> None:
    if not faults:
        return
    lines = [_told(*fault) for fault in faults[:SHOWN_FAULTS]]
    rest = f"\nand {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
    raise BadDocument("\n".join(lines) + rest, "nothing was imported; correct these and import again")


def settled(session: Session, *, by: str, is_draft: bool) -> bool:
    """Whether an import by this person goes live: when they may approve, and did not ask for drafts."""
    return not is_draft and members.role_of(session, by) in members.DECIDE
