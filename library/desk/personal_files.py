"""One of an agent's own template files into a document; every fault says where and what to do.

Imported only when a file has changed: reading one brings YAML, and checking its text the template language.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from stat import S_ISREG

from library.desk.store import PERSONAL
from library.documents import Document, normal, normalised
from library.errors import BadDocument, TemplateFault
from library.rendering import language, rules
from library.template_files import MAXIMUM_BYTES, TemplateFile, parse


def read_own(path: str) -> Document:
    """The reply in a file. Raises BadDocument with the line where that is known, OSError for one that cannot be opened.

    Its text is one that renders, but for what it asks of shared fragments and facts, which come and go.
    """
    template = _parsed(normal(_text_in(path)))
    for line, message, hint in _faults(template):
        raise BadDocument(message, hint, line=line)
    return template.document


def _text_in(path: str) -> str:
    if not S_ISREG(os.stat(path).st_mode):
        # A folder among them: nothing below it is read. A pipe would never end.
        raise BadDocument("is no file", "only files right in this folder are templates; move it elsewhere")
    with open(path, "rb") as stream:
        data = stream.read(MAXIMUM_BYTES + 1)
    if len(data) > MAXIMUM_BYTES:
        raise BadDocument(f"is larger than {MAXIMUM_BYTES // 1_000_000} MB", "a template file is a page of text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadDocument("is not UTF-8 text", "save it as UTF-8", line=line) from None


def _parsed(text: str) -> TemplateFile:
    """The template in a file's text, its abbreviation with the mark that template files of the team never have."""
    front, end, body = text.partition("\n---")
    front, marks = re.subn(rf"^(abbreviation[ \t]*:[ \t]*[\"']?){PERSONAL}", r"\1", front, count=1, flags=re.MULTILINE)
    template = parse(front + end + body)
    document = template.document
    if not marks:
        raise BadDocument(
            f"its name is {document.abbreviation}, and names of your own begin with {PERSONAL}",
            f"write abbreviation: {PERSONAL}{document.abbreviation}",
            line=template.line_of("keys.abbreviation"),
        )
    own = normalised(document._replace(abbreviation=PERSONAL + document.abbreviation))
    return TemplateFile(own, template.id, starts=template.starts)


def _faults(template: TemplateFile) -> Iterator[tuple[int, str, str]]:
    """Line, message and hint of what keeps a template from being used."""
    document = template.document
    if document.kind != "reply":
        hint = "leave kind out; fragments and facts are shared by the team"
        yield template.line_of("keys.kind"), f"is a {document.kind}, and only replies can be your own", hint
    for alias in document.aliases:
        if not alias.startswith(PERSONAL) or alias == PERSONAL:
            line, hint = template.line_of("keys.aliases"), f"write {PERSONAL}{alias.lstrip(PERSONAL) or 'name'}"
            yield line, f"the alias {alias} does not begin with {PERSONAL}, as names of your own do", hint
    if not document.body and not document.variants:
        yield 0, "has no text yet", "write it below the second --- line"
    for field in document.fields:
        for message, hint in rules.faults_of(field):
            yield template.line_of(f"fields.{field.name}"), f"field {field.name}: {message}", hint
    yield from _body_faults(template)


def _body_faults(template: TemplateFile) -> Iterator[tuple[int, str, str]]:
    document = template.document
    variants = [(variant.channel, variant.body) for variant in document.variants]
    for part, body in [("body", document.body), ("subject", document.subject), *variants]:
        try:
            language.check(body)
        except TemplateFault as fault:
            where = f"line {fault.line}, column {fault.column}: "
            yield template.line_of(part, fault.line), fault.message.removeprefix(where), fault.hint
