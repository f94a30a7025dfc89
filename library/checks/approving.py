"""What the checks find in revisions that wait for approval, in the library as it will be with all of them live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from library.checks import check
from library.checks.around import Around, Known, around_of
from library.checks.finding import Finding
from library.checks.surroundings import known_in
from library.documents import folded
from library.errors import BadDocument
from library.record.history import RevisionState

#: More faults in one message would not be read.
NAMED = 10
Found = dict[tuple[str, int], tuple[Finding, ...]]


class Beside(NamedTuple):
    """What is known beside revisions that wait, ready for many questions; and the names each template has by its id."""

    around: Around
    names: Mapping[str, tuple[str, ...]]


def beside(known: Iterable[Known], *, has_likeness: bool = False) -> Beside:
    """Near-duplicates are only looked for if asked: that reads the whole library's texts."""
    every = list(known)
    return Beside(around_of(every, has_likeness=has_likeness), {item.template: item.names for item in every})


def found_in(
    session: Session,
    about: Sequence[RevisionState],
    *,
    known: Beside | Sequence[Known] | None = None,
    has_likeness: bool = False,
) -> Found:
    """What is wrong with each revision, by template and number, as if all were live; a redacted one is left out.

    `known` is what `known_in` gives, or `beside` of it, which is quicker for many calls; read here where it is None.
    """
    if not isinstance(known, Beside):
        known = beside(known_in(session) if known is None else known, has_likeness=has_likeness)
    documents = {state.template: document for state in about if (document := state.document) is not None}
    changed = []
    for template, document in documents.items():
        names = dict.fromkeys((*map(folded, document.names), *known.names.get(template, ())))
        changed.append(Known(template, document, tuple(names)))
    around = _with(known.around, around_of(changed, has_likeness=False))
    return {
        (state.template, state.number): check(documents[state.template], around.about(state.template))
        for state in about
        if state.text is not None
    }


def _with(around: Around, changed: Around) -> Around:
    """What is known with some templates changed."""
    return around._replace(
        document=lambda name: changed.document(name) or around.document(name),
        owner=lambda name: changed.owner(name) or around.owner(name),
        facts={**around.facts, **changed.facts} if changed.facts else around.facts,
        fragments=[*around.fragments, *changed.fragments] if changed.fragments else around.fragments,
    )


def refuse_faulty(session: Session, about: Sequence[RevisionState]) -> None:
    """Raises BadDocument, naming each fault with its line and remedy; warnings refuse nothing."""
    faults = [finding for found in found_in(session, about).values() for finding in found if finding.is_fault]
    if not faults:
        return
    lines = [str(finding) for finding in faults[:NAMED]]
    if len(faults) > NAMED:
        lines.append(f"and {len(faults) - NAMED} more: snippets check {' '.join({item.template for item in faults})}")
    raise BadDocument("\n".join(lines), "nothing was changed; correct what is wrong and save it again")
