"""A body cut into the tokens jinja2's parser reads, and what the small language refuses at sight of a token.

Every token carries its offset in the body where jinja2 has a line number: each later fault can name line and column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from library.documents import MAXIMUM_BODY
from library.errors import TemplateFault

MAXIMUM_TOKENS = 6_000
#: In one `{{ }}` or `{% %}`: what keeps the parser's recursion shallow.
MAXIMUM_TOKENS_IN_TAG = 200
MAXIMUM_BRACKETS = 8
MAXIMUM_BLOCKS = 10
MAXIMUM_LOOPS = 3
MAXIMUM_DIGITS = 18

MARKS = ("{{", "}}", "{%", "%}")
CONTROL_WORDS = frozenset({"if", "elif", "else", "endif", "for", "endfor"})

#: (offset, jinja2's name of the token, value)
RawToken = tuple[int, str, object]

_OPENING = re.compile(r"\{[{%#]")
_TOKEN = re.compile(
    r"\s*(?:(-?[%}]\})|([A-Za-z_]\w*)|('[^'\\\n]*(?:\\.[^'\\\n]*)*'|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\")|(\d+(?:\.\d+)?)|([=!<>]=|\*\*|//|\S))"
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}

_OPERATORS = {
    "==": "eq", "!=": "ne", ">": "gt", ">=": "gteq", "<": "lt", "<=": "lteq", "~": "tilde", "|": "pipe", ",": "comma",
    ".": "dot", "=": "assign", "(": "lparen", ")": "rparen", "[": "lbracket", "]": "rbracket",
}  # fmt: skip
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "**", "%"})
_TAGS = {
    "set": "declare a field with a default, or keep the value in a fact",
    "macro": "put the text into a fragment and include it",
    "call": "put the text into a fragment and include it",
    "import": "include a fragment: {% include 'sign-off' %}",
    "from": "include a fragment: {% include 'sign-off' %}",
    "extends": "include a fragment: {% include 'sign-off' %}",
    "block": "include a fragment: {% include 'sign-off' %}",
    "filter": "write the filter in the gap: {{ name | upper }}",
    "with": "write the value where it is used",
    "print": "write {{ name }}",
    "raw": "braces are only for fields; describe them in words",
}


class Segment:
    """A stretch of the body; its `word` is "data", "gap", "comment", or the first word of a tag."""

    __slots__ = ("end", "offset", "text", "tokens", "word")

    def __init__(self, word: str, offset: int, end: int, text: str = "", tokens: Sequence[RawToken] = ()) -> None:
        self.word = word
        self.offset = offset
        self.end = end
        self.text = text
        self.tokens = tokens


def place(body: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return body.count("\n", 0, offset) + 1, offset - body.rfind("\n", 0, offset)


def fault(body: str, offset: int, message: str, hint: str, name: str = "") -> TemplateFault:
    """A TemplateFault that says where in the body, and in which template, it arose."""
    line, column = place(body, offset)
    where = f"{name}, line {line}, column {column}" if name else f"line {line}, column {column}"
    return TemplateFault(f"{where}: {message}", hint, line=line, column=column, template=name)


def tokens_of(body: str, name: str = "") -> list[RawToken]:
    """Every token of a body, ready for the parser.

    Raises TemplateFault for too many tokens, arithmetic, and tags other than if, for and include.
    """
    if len(body) > MAXIMUM_BODY:
        raise fault(body, 0, f"the body has over {MAXIMUM_BODY:,} characters", "split it into several templates", name)
    segments = _Scanner(body, name).segments()
    _drop_lines_of_control_tags(body, segments)
    tokens: list[RawToken] = []
    for segment in segments:
        if segment.word != "data":
            tokens += segment.tokens
        elif segment.text:
            tokens.append((segment.offset, "data", segment.text))
    return tokens


class _Scanner:
    def __init__(self, body: str, name: str) -> None:
        self.body = body
        self.name = name
        self.count = 0
        self.open: list[tuple[str, int]] = []

    def refuse(self, offset: int, message: str, hint: str) -> TemplateFault:
        return fault(self.body, offset, message, hint, self.name)

    def segments(self) -> list[Segment]:
        body, position, found = self.body, 0, []
        trims = False
        while True:
            opening = _OPENING.search(body, position)
            start = opening.start() if opening else len(body)
            text = self.data(position, start)
            if trims:
                text = text.lstrip()
            if opening and body.startswith("-", start + 2):
                text = text.rstrip()
            found.append(Segment("data", position, start, text))
            if not opening:
                break
            segment, position = self.comment(start) if opening.group() == "{#" else self.tag(start)
            trims = body[position - 3] == "-"
            found.append(segment)
        if self.open:
            word, offset = self.open[-1]
            raise self.refuse(offset, f"{{% {word} %}} is never closed", f"write {{% end{word} %}} where it ends")
        return found

    def spend(self, tokens: int, start: int) -> None:
        self.count += tokens
        if self.count > MAXIMUM_TOKENS:
            raise self.refuse(start, f"more than {MAXIMUM_TOKENS:,} words of code", "split it into fragments")

    def data(self, start: int, end: int) -> str:
        text = self.body[start:end]
        for mark in ("}}", "%}"):
            if (at := text.find(mark)) >= 0:
                raise self.refuse(start + at, f"“{mark}” closes nothing", "remove it, or open it before the name")
        return text

    def comment(self, start: int) -> tuple[Segment, int]:
        end = self.body.find("#}", start + 2)
        if end < 0:
            raise self.refuse(start, "the comment is never closed", "write #} where it ends")
        self.spend(3, start)
        return Segment("comment", start, end + 2), end + 2

    def tag(self, start: int) -> tuple[Segment, int]:
        """The gap or tag that opens at `start`, and the offset behind it."""
        is_gap = self.body[start + 1] == "{"
        closing = "}}" if is_gap else "%}"
        kind = "variable" if is_gap else "block"
        tokens: list[RawToken] = [(start, f"{kind}_begin", "{{" if is_gap else "{%")]
        position = start + 2 + self.body.startswith("-", start + 2)
        depth = 0
        while True:
            match = _TOKEN.match(self.body, position)
            if match is None:
                raise self.refuse(start, "the braces are never closed", f"write {closing} where it ends")
            position = match.end()
            if mark := match.group(1):
                if not mark.endswith(closing):
                    raise self.refuse(match.start(1), f"“{mark}” does not close “{tokens[0][2]}”", f"write {closing}")
                break
            token = self.token(match, tokens[-1])
            if tokens[-1][1] == "sign":
                tokens.pop()
            tokens.append(token)
            depth += (token[1] in ("lparen", "lbracket")) - (token[1] in ("rparen", "rbracket"))
            if depth > MAXIMUM_BRACKETS or len(tokens) > MAXIMUM_TOKENS_IN_TAG:
                raise self.refuse(token[0], "one pair of braces holds too much", "write it as several simpler ones")
        tokens.append((match.start(1), f"{kind}_end", closing))
        self.spend(len(tokens), start)
        word = "gap" if is_gap else self.word(tokens, start)
        return Segment(word, start, position, tokens=tokens), position

    def token(self, match: re.Match[str], previous: RawToken) -> RawToken:
        group, text = match.lastindex or 0, match.group(match.lastindex or 0)
        offset = match.start(group)
        if group == 2:
            return offset, "name", text
        if group == 3:
            return offset, "string", self.string(offset, text)
        if group == 4:
            return self.number(offset, text, previous)
        if text in _OPERATORS:
            return offset, _OPERATORS[text], text
        if text == "-" and self.body[offset + 1 : offset + 2].isdigit() and previous[1] in _BEFORE_SIGN:
            return offset, "sign", text
        if text in _ARITHMETIC:
            raise self.refuse(
                offset, f"“{text}” is not allowed", "templates do not calculate; for dates write plus(days=3)"
            )
        if text in "'\"":
            raise self.refuse(offset, "the quotation mark is never closed", "close it on the same line")
        raise self.refuse(offset, f"“{text}” is not allowed here", "write a field's name, and filters after |")

    def number(self, offset: int, text: str, previous: RawToken) -> RawToken:
        if len(text) > MAXIMUM_DIGITS:
            raise self.refuse(offset, "the number is too long", f"use at most {MAXIMUM_DIGITS} digits")
        text = f"-{text}" if previous[1] == "sign" else text
        if "." not in text:
            return offset, "integer", int(text)
        from decimal import Decimal  # most bodies hold no such number

        return offset, "float", Decimal(text)

    def string(self, offset: int, quoted: str) -> str:
        text = quoted[1:-1]
        if "\\" in text:
            for escape in _ESCAPE.finditer(text):
                if escape.group(1) not in _ESCAPED:
                    raise self.refuse(offset, f"“\\{escape.group(1)}” is not allowed", "write the character itself")
            text = _ESCAPE.sub(lambda escape: _ESCAPED[escape.group(1)], text)
        if any(mark in text for mark in MARKS):
            raise self.refuse(offset, "the text would show braces to the customer", "remove the braces")
        return text

    def word(self, tokens: list[RawToken], start: int) -> str:
        """The tag's first word, its place among the open blocks checked."""
        word = str(tokens[1][2]) if len(tokens) > 2 and tokens[1][1] == "name" else ""
        if word in ("if", "for"):
            self.open.append((word, start))
            self.refuse_depth(start)
        elif word in ("endif", "endfor"):
            self.close(word, start)
        elif word in ("elif", "else"):
            if not self.open or (word == "elif" and self.open[-1][0] != "if"):
                raise self.refuse(start, f"{{% {word} %}} without {{% if %}}", "write {% if name %} before it")
        elif word != "include":
            hint = _TAGS.get(word, "the tags are if, elif, else, endif, for, endfor and include")
            raise self.refuse(start, f"{{% {word or '...'} %}} is not allowed", hint)
        return word

    def refuse_depth(self, start: int) -> None:
        if len(self.open) > MAXIMUM_BLOCKS:
            raise self.refuse(start, "too many tags inside each other", "put the inner part into a fragment")
        if sum(word == "for" for word, _ in self.open) > MAXIMUM_LOOPS:
            raise self.refuse(start, f"more than {MAXIMUM_LOOPS} loops inside each other", "use fewer loops")

    def close(self, word: str, start: int) -> None:
        opener = word.removeprefix("end")
        if not self.open:
            raise self.refuse(
                start, f"{{% {word} %}} without {{% {opener} %}}", f"write {{% {opener} ... %}} before it"
            )
        open_word, offset = self.open.pop()
        if open_word != opener:
            line, _ = place(self.body, offset)
            hint = f"close {{% {open_word} %}} of line {line} with {{% end{open_word} %}} first"
            raise self.refuse(start, f"{{% {word} %}} closes {{% {open_word} %}}", hint)


_BEFORE_SIGN = frozenset({"lparen", "lbracket", "comma", "assign", "eq", "ne", "gt", "gteq", "lt", "lteq"})


def _drop_lines_of_control_tags(body: str, segments: list[Segment]) -> None:
    """A line of nothing but control tags and comments leaves no line behind.

    Segments alternate: text, tag, text, ..., text.
    """
    at = 1
    while at < len(segments):
        last = at
        while last + 2 < len(segments) and _is_silent(segments[last + 2]) and not segments[last + 1].text.strip(" \t"):
            last += 2
        if all(_is_silent(segments[at]) for at in range(at, last + 1, 2)) and _fills_lines(body, segments, at, last):
            segments[at - 1].text = segments[at - 1].text.rstrip(" \t")
            for between in range(at + 1, last, 2):
                segments[between].text = ""
            if body[segments[last].end - 3] != "-":
                segments[last + 1].text = segments[last + 1].text.lstrip(" \t").removeprefix("\n")
        at = last + 2


def _is_silent(segment: Segment) -> bool:
    return segment.word in CONTROL_WORDS or segment.word == "comment"


def _fills_lines(body: str, segments: list[Segment], at: int, last: int) -> bool:
    """Whether nothing but blanks stands before the first and behind the last of these tags on their lines."""
    start, end = segments[at].offset, segments[last].end
    line_end = body.find("\n", end)
    before = body[body.rfind("\n", 0, start) + 1 : start]
    return not before.strip(" \t") and not body[end : line_end if line_end >= 0 else len(body)].strip(" \t")
