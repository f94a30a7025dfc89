"""What a customer asks in a whole message: without greeting, thanks, signature and quoted text, question by question.

Standard library only, and linear in the message's length. English, German, French and Spanish courtesies.
"""

from __future__ import annotations

import re
from functools import cache

from library.finding.folding import plain_words

#: A pasted thread is cut here before anything is looked at.
LONGEST = 20_000
#: Questions of one message that are answered at most.
MOST_QUESTIONS = 12

_GREETINGS = (
    r"hello|hi|hey|hiya|dear|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern"
    r"|hallo|guten (?:tag|morgen|abend)|moin|servus|liebe[rs]?|sehr geehrte[rs]?"
    r"|bonjour|bonsoir|salut|cher|ch[eè]re|hola|buenos d[ií]as|buenas (?:tardes|noches)|estimad[oa]s?"
)
_CLOSINGS = (
    r"(?:with )?(?:kind|best|warm|many|kindest|warmest)?\s?regards|best(?: wishes)?|all the best|cheers|sincerely"
    r"|yours(?: sincerely| faithfully| truly)?|respectfully|take care"
    r"|(?:many |kind )?thanks(?: a lot| again| so much| in advance| very much)?"
    r"|thank you(?: again| so much| very much| in advance| kindly)?|thx|ty|tia|greetings|looking forward to .{0,60}"
    r"|mit freundlichen gr[uü](?:ß|ss)en|(?:viele|liebe|beste|freundliche|sch[oö]ne) gr[uü](?:ß|ss)e|gru(?:ß|ss)|mfg|lg"
    r"|vielen dank(?: im voraus)?|danke(?: im voraus)?"
    r"|(?:bien )?cordialement|(?:bien )?[aà] vous|merci(?: beaucoup| d'avance)?|salutations"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|(?:muchas )?gracias(?: de antemano)?|atentamente"
)
#: A closing with a name after it.
_CLOSING = rf"(?:{_CLOSINGS})(?:,? \w[\w'-]{{0,30}}|, \w[\w'-]{{0,30}}(?: \w[\w'-]{{0,30}}){{1,2}})?"
_SENT_FROM = r"sent from my .{0,60}|get outlook for .{0,40}|von meinem .{0,40} gesendet|envoy[eé] de mon .{0,40}"
_QUOTE_BEGINS = (
    r"-{2,} ?(?:original message|forwarded message|urspr[uü]ngliche nachricht) ?-*"
    r"|-{2,} ?(?:message d'origine|mensaje original) ?-*|_{8,}|begin forwarded message:"
    r"|on .{4,120} wrote:|am .{4,120} schrieb .{0,80}:|le .{4,120} a [eé]crit ?:"
    r"|el .{4,120} escribi[oó]:"
)
_HEADER = r"(?:from|sent|to|cc|date|subject|von|gesendet|an|betreff|de|envoy[eé]|objet|para|asunto|enviado): .{1,200}"
_SUBJECT = r"(?:subject|betreff|objet|asunto): .{1,200}"
_PLEASANTRIES = (
    r"(?:i )?hope (?:you are|you're|this (?:finds|reaches)|all is) .{0,60}|how are you(?: doing)?(?: today)?"
    r"|(?:can|could) you (?:please )?help(?: me)?(?: out)?|please help(?: me)?"
    r"|i (?:have|had) (?:a|some|two|three|a few|another|one more) questions?(?: for you)?"
    r"|(?:any|your) help (?:is|would be) .{0,40}"
    r"|please (?:advise|let me know|get back to me)|that(?:'s| is) all"
)
#: What begins another question inside a sentence.
_TURNS = (
    r"(?:[,;]\s*(?:and|but)\s+)?\b(?:also|another (?:thing|question)|one more (?:thing|question)|secondly"
    r"|second question|besides|by the way|additionally|in addition)\b[,:]?"
    r"|[,;]?\s+and (?=(?:how|where|when|why|what|who|can|could|do|does|is|are|will|may|should)\b)"
)


def asked_in(message: str) -> str:
    """The message without quoted text, greeting, closing and signature; lines stay lines."""
    subject, lines = _own_lines(message[:LONGEST].replace("\r\n", "\n").replace("\r", "\n"))
    lines = _without_signature(_without_greeting([line.strip() for line in lines]))
    return "\n".join([*subject, *lines]).strip()


def questions_in(message: str) -> list[str]:
    """The message's sentences that say something, in order, split where another question begins."""
    found: list[str] = []
    for line in asked_in(message).split("\n"):
        for sentence in _sentences(_bullet().sub("", line)):
            for part in _pattern(_TURNS).split(sentence):
                text = part.strip(" \t,;:-–—")
                if plain_words(text) and not _is(_PLEASANTRIES, text) and not _is(_CLOSING, text):
                    found.append(text)
    return found


def _own_lines(message: str) -> tuple[list[str], list[str]]:
    """The subject's words, where a pasted mail begins with its header, and its lines up to where an earlier one begins.

    Lines marked as quoted are left out.
    """
    lines = message.strip().split("\n")
    start = next((number for number, line in enumerate(lines) if not _is_header(line)), len(lines))
    subject: list[str] = []
    if start > 1:
        subject = [line.partition(":")[2].strip() for line in lines[:start] if _is(_SUBJECT, line.strip())]
        lines = lines[start:]
    kept = []
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if _begins_quote(line.strip(), following.strip()):
            break
        if not line.lstrip().startswith((">", "|")):
            kept.append(line)
    return subject, kept


def _begins_quote(line: str, following: str) -> bool:
    """“On Monday Ana wrote:”, which mail programs often break in two, or the first two header lines of a mail."""
    if _is(_QUOTE_BEGINS, line) or (_is_header(line) and _is_header(following)):
        return True
    return line[:3].lower() in ("on ", "am ", "le ", "el ") and _is(_QUOTE_BEGINS, f"{line} {following}")


def _is_header(line: str) -> bool:
    return _is(_HEADER, line.strip())


def _without_greeting(lines: list[str]) -> list[str]:
    """Takes “Hi Ana,” off the first line that says something, and the line with it where nothing is left."""
    for number, line in enumerate(lines):
        if not line:
            continue
        found = _pattern(rf"(?:{_GREETINGS})\b(?:[ ,]*(?:there|all|team|everyone|sir|madam|sirs|or|herr|frau))*").match(
            line
        )
        if not found:
            return lines[number:]
        rest = _after_name(line[found.end() :])
        return [rest, *lines[number + 1 :]]
    return []


def _after_name(text: str) -> str:
    """What follows a greeting's name: all after “,”, “!”, “:” or “.” when at most four words stand before it."""
    before, mark, after = _partition(text)
    if len(plain_words(before)) <= 4 and (mark or not plain_words(before)[2:]):
        # Without a mark two words may be a name (“Hi Ana Lee”), more are what is asked.
        return after.strip(" -–—") if mark else ""
    return text.strip(" ,!.:-–—")


def _partition(text: str) -> tuple[str, str, str]:
    found = re.search(r"[,!:.–—]|\s-\s", text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")


def _without_signature(lines: list[str]) -> list[str]:
    """Lines before the signature: “-- ”, a closing with at most four lines after it, or “Sent from my ...”."""
    kept = list(lines)
    for number, line in enumerate(kept):
        if line in ("--", "—", "__") or _is(_SENT_FROM, line):
            kept = kept[:number]
            break
    for number, line in enumerate(kept):
        after = [rest for rest in kept[number + 1 :] if rest]
        is_end = len(after) <= 6 and all(len(plain_words(rest)) <= 6 and "?" not in rest for rest in after)
        if number and is_end and _is(_CLOSING, line):
            return kept[:number]
    return kept


def _sentences(line: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!…])[)\"'”]?\s+(?=\S)", line) if part.strip()]


def _is(source: str, text: str) -> bool:
    """Whether all of a text is one of these courtesies, signs at its end aside."""
    return len(text) <= 200 and _pattern(source).fullmatch(text.rstrip(" ,.!?…:)-") + _colon(text)) is not None


def _colon(text: str) -> str:
    return ":" if text.endswith(":") else ""


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


@cache
def _bullet() -> re.Pattern[str]:
    return re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-c]\))\s+")
