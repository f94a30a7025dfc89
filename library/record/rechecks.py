"""Which live templates a change reaches, through includes and facts, and whether each of them still renders.

A template is taken to reach another when its text holds one of the other's names as a word, or the word that makes a
filter read that fact: now and then one too many is checked, never one too few, and no body is read for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from sqlmodel import Session

from library.documents import Document, fact_key, folded, from_canonical
from library.errors import TemplateFault
from library.record import history
from library.record.history import Live

#: Given a document and what finds a live one by name: '' or why it would not render.
Renders = Callable[[Document, Callable[[str], Document | None]], str]

_WORD = re.compile(r"[\w-]+")
#: Faults named in one message; more would not be read.
NAMED = 5
#: Names looked for one by one; more are looked up word by word.
FEW = 20


def refuse_broken(
    session: Session, changed: Collection[str], before: Mapping[str, Live], renders: Renders | None
) -> None:
    """Raises TemplateFault, listing them, if live templates no longer render now that `changed` ones are as they are.

    `before` holds the changed ones that were live until now: others may still call them by names they have lost. What
    agents will get when approved change sets come is checked as well.
    """
    faults: dict[str, str] = {}
    for at in ("", *sorted({item.live_from for item in history.coming(session).values()})):
        now = {item.template: item for item in history.live(session, at=at)}
        reached = reaching(now, changed, before)
        find = _finder(now)
        check = renders or partial(rendering_fault, lost=_lost(before, find))
        checked = ((now[key].names[0], check(now[key].document, find)) for key in reached)
        faults |= {name: f"{name} ({fault}{f', from {at}' if at else ''})" for name, fault in checked if fault}
    if faults:
        named = sorted(faults.values())
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        raise TemplateFault(
            f"live templates would no longer render: {', '.join(named[:NAMED])}{more}",
            "nothing was changed; mend them, or approve them together",
        )


def reaching(now: Mapping[str, Live], changed: Collection[str], before: Mapping[str, Live]) -> set[str]:
    """The changed templates that are live, and every live one that reaches one of them, directly or through others."""
    reached = {template for template in changed if template in now}
    spread = [source[key] for source in (now, before) for key in changed if key in source]
    texts = {key: folded(item.text) for key, item in now.items() if key not in reached}
    while spread and texts:
        mentions = mentioning(calling_words(name for item in spread for name in item.names))
        found = [key for key, text in texts.items() if mentions(text)]
        spread = [now[key] for key in found]
        reached.update(found)
        for key in found:
            del texts[key]
    return reached


def rendering_fault(document: Document, find: Callable[[str], Document | None], *, lost: Collection[str] = ()) -> str:
    """Why a document would not render: refused syntax, a missing include or fact, an include within itself; or ''.

    A fact that only filters read is not missing where the library has gone without it all along, but where it is
    among the `lost`.
    """
    return _fault(document, find, lost, (), set())


def _lost(before: Mapping[str, Live], find: Callable[[str], Document | None]) -> set[str]:
    """Facts that filters need without being told, and that were live until now."""
    from library.rendering.filters import UNNAMED_FACTS  # with rendering, only for who approves

    facts = [item for item in before.values() if item.document.kind == "fact"]
    had = _callable_names(name for item in facts for name in item.names)
    return {key for key, fact in UNNAMED_FACTS.items() if fact.is_needed and key in had and not _is_fact(key, find)}


def _is_fact(key: str, find: Callable[[str], Document | None]) -> bool:
    fact = find(key) or find(key.replace("_", "-"))
    return fact is not None and fact.kind == "fact"


def _fault(
    document: Document,
    find: Callable[[str], Document | None],
    lost: Collection[str],
    above: tuple[str, ...],
    sound: set[str],
) -> str:
    """The same below some others; `sound` are the fragments looked at already, each of which is walked once."""
    from library.rendering import language  # jinja2 comes with it: only for who approves

    if document.abbreviation in above:
        return f"{document.abbreviation} includes itself"
    for body in dict.fromkeys((document.body, *(variant.body for variant in document.variants))):
        if language.is_plain(body):
            continue
        try:
            used = language.uses(body, name=document.abbreviation)
        except TemplateFault as fault:
            return fault.message
        for name in used.facts:
            if (name in lost or name not in used.unnamed) and not _is_fact(name, find):
                return f"fact {name} is not live"
        for name in used.includes:
            part = find(name)
            if part is None:
                return f"{name} is not live"
            if part.kind != "fragment":
                return f"{name} is a {part.kind}, and only fragments can be included"
            if part.abbreviation in sound:
                continue
            if inner := _fault(part, find, lost, (*above, document.abbreviation), sound):
                return inner
    sound.add(document.abbreviation)
    return ""


def _callable_names(called: Iterable[str]) -> set[str]:
    names = {folded(name) for name in called}
    return names | {fact_key(name) for name in names}


def calling_words(called: Iterable[str]) -> set[str]:
    """The words by which a text may call templates that have these names."""
    from library.rendering.filters import UNNAMED_FACTS  # with rendering, only for who approves

    names = _callable_names(called)
    return names | {fact.word for key, fact in UNNAMED_FACTS.items() if key in names}


def mentioning(names: set[str]) -> Callable[[str], bool]:
    """Whether a folded text holds one of the names as a word; names of other characters count anywhere in it."""
    words = {name for name in names if _WORD.fullmatch(name)}
    odd = names - words
    if len(words) > FEW:
        return lambda text: not words.isdisjoint(_WORD.findall(text)) or any(name in text for name in odd)
    whole = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words)))})(?![\w-])") if words else None
    return lambda text: (
        any(name in text for name in odd) or bool(whole and any(name in text for name in words) and whole.search(text))
    )


def _finder(now: Mapping[str, Live]) -> Callable[[str], Document | None]:
    texts = {folded(name): item.text for item in now.values() for name in item.names}
    read: dict[str, Document] = {}

    def find(name: str) -> Document | None:
        text = texts.get(folded(name))
        if text is None:
            return None
        if text not in read:
            read[text] = from_canonical(text)
        return read[text]

    return find
