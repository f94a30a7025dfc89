"""How a text reads: Markdown that would be shown as it is, lines broken by hand, long sentences, links, no empathy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from library.checks.sentences import sentences_in, words_in
from library.checks.subject import GAP, TAG, Hit, Subject, Text, texts_of

MAXIMUM_WORDS = 35
#: Of a sentence that is read out, by the channel it is for.
MAXIMUM_WORDS_IN = {"phone": 25}

_MARKDOWN = (
    (re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]{1,200}\*\*(?![\w*])"), "bold"),
    (re.compile(r"(?<![\w_])__(?=[^\s_])[^_\n]{1,100} [^_\n]{1,100}__(?![\w_])"), "bold"),
    (re.compile(r"(?<![\w~])~~(?=[^\s~])[^~\n]{1,200}~~(?![\w~])"), "struck out"),
    (re.compile(r"(?m)^[ \x02]{0,3}#{1,6} +[^\W\d][^\n]{0,200}"), "a heading"),
    (re.compile(r"(?m)^[ \x02]{0,3}```[^`\n]{0,40}$|(?<![`\w])`[^`\n]{1,200}`(?![`\w])"), "code"),
    (re.compile(r"!?\[[^\[\]\n]{1,200}\]\((?:https?:|mailto:|www\.|/|#|\x01)[^()\s]{0,500}\)"), "a link"),
    (re.compile(r"(?m)^ {0,3}\|?(?: {0,3}:?-{3,40}:? {0,3}\|){1,20}(?: {0,3}:?-{3,40}:?)? {0,3}$"), "a table"),
)


def markdown(subject: Subject) -> Iterator[Hit]:
    """Marks that an e-mail or chat shows as they are."""
    for text in subject.texts:
        for pattern, what in _MARKDOWN if any(sign in text.prose for sign in "*_~#`[|") else ():
            for match in pattern.finditer(text.prose):
                found = text.body[match.start() : match.end()].strip()[:40]
                hint = "write plain text; a link stands as its address" if what == "a link" else "write plain text"
                yield Hit(
                    f"“{found}” is Markdown for {what}, and customers see its marks", hint, text.place, match.start()
                )


# lines

#: A line that was broken where it was full, not where something ends.
_FULL_LINE = 45
_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)]|[a-z][.)])[ \t]")


def hard_wraps(subject: Subject) -> Iterator[Hit]:
    """Paragraphs whose lines were broken by hand: they are ragged in every other window."""
    for text in subject.texts:
        for (at, line), (_, following) in zip(text.lines, text.lines[1:], strict=False):
            if _is_broken(line, following):
                message = "the line is broken within a sentence, and looks ragged where windows are narrower or wider"
                yield Hit(message, "write each paragraph as one line", text.place, at)
                break  # once is enough for a text


def _is_broken(line: str, following: str) -> bool:
    visible, next_ = _visible(line).rstrip(), _visible(following).rstrip()
    if not visible or not next_ or _ITEM.match(next_) or TAG in following[: len(following) - len(following.lstrip())]:
        return False
    begins, ends = next_.lstrip()[0], visible[-1]
    return len(visible) >= _FULL_LINE and begins.islower() and ends not in ".!?:;…>"


def _visible(line: str) -> str:
    """The line as it will be about as long, without tags; nothing for a line that tags branch at."""
    return re.sub(f"{GAP}+", "a gap", line.replace(TAG, "")) if not re.match(f"[ \t]*{TAG}", line) else ""


# sentences


def long_sentences(subject: Subject) -> Iterator[Hit]:
    for text in subject.texts:
        most = MAXIMUM_WORDS_IN.get(text.place, MAXIMUM_WORDS)
        seen: set[int] = set()
        for reading in text.readings:
            for start, sentence in sentences_in(reading):
                count = len(words_in(sentence))
                at = start + len(sentence) - len(sentence.lstrip(f" \n{TAG}"))
                if count > most and at not in seen:
                    seen.add(at)
                    yield Hit(f"a sentence of {count} words", f"make two of it; {most} are plenty", text.place, at)


# links

_LINK = re.compile(r"(?<![\w/=&?%])(?:http|ftp)://[^\s<>\"”]{1,500}", re.IGNORECASE)
_HERE = re.compile(r"[a-z]+://(?:localhost|127\.|10\.|192\.168\.|\[::1\])", re.IGNORECASE)


def insecure_links(subject: Subject) -> Iterator[Hit]:
    for text in subject.texts:
        for match in _LINK.finditer(text.prose):
            if not _HERE.match(match.group()):
                link = text.body[match.start() : match.end()].rstrip(".,;:!?)")
                hint = "write https://, if the page has it"
                yield Hit(f"the link {link[:80]} is not https", hint, text.place, match.start())


# empathy


def missing_empathy(subject: Subject) -> Iterator[Hit]:
    """A reply to a complaint without a word of sympathy, in languages whose words for it are known."""
    document = subject.document
    phrases = empathy_phrases().get(document.language.lower().replace("_", "-").partition("-")[0] or "en")
    if not phrases or not _is_about_complaints(document.group, document.tags):
        return
    for text in subject.texts:
        if text.place != "subject" and not any(
            phrase in said for said in _all_said(subject, text) for phrase in phrases
        ):
            message = "answers a complaint without a word of regret or understanding"
            yield Hit(message, "say it first: I am sorry that ...", text.place)


def _is_about_complaints(group: str, tags: tuple[str, ...]) -> bool:
    return (
        re.search(
            r"\b(?:complain|beschwerde|reklamation|plainte|r[ée]clamation|queja|reclam|klacht)",
            " ".join([group, *tags]).lower(),
        )
        is not None
    )


def _all_said(subject: Subject, text: Text) -> Iterator[str]:
    """The prose of a text and of every fragment the document includes, as phrases are compared."""
    yield _comparable(text.prose)
    for fragment in subject.fragments:
        for body in texts_of(fragment):
            yield _comparable(body)


def _comparable(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


@cache
def empathy_phrases() -> dict[str, tuple[str, ...]]:
    """The shipped phrases by language: what says that we are sorry, or understand."""
    from pathlib import Path  # only complaints need them

    found: dict[str, list[str]] = {}
    language = ""
    path = Path(__file__).parent.parent / "data" / "empathy_phrases.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            language = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            found.setdefault(language, []).append(_comparable(line))
    return {language: tuple(phrases) for language, phrases in found.items()}
