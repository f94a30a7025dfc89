"""What a template file holds: the keys of its front matter, shared by reading and writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.documents import Document

SUFFIX = ".md"

TEXTS = ("abbreviation", "kind", "title", "group", "language", "type")
LATER_TEXTS = ("note", "escalate", "after", "kb", "owner", "subject", "live_from", "translates")
LISTS = ("aliases", "tags", "questions")
#: A field's keys in the file, by the attribute that holds them.
FIELD_TEXTS = {"label": "label", "type": "type", "from": "source"}
FIELD_TEXTS |= {"default": "default", "pattern": "pattern", "message": "message"}
FIELD_TEXTS |= {"min": "minimum", "max": "maximum", "help": "help"}


#: Every key of the front matter that means something to us.
KNOWN = frozenset({"id", "fields", "variants", "review_days", "examples", *TEXTS, *LATER_TEXTS, *LISTS})
#: The same of a field.
FIELD_KNOWN = frozenset({*FIELD_TEXTS, "options", "required", "own"})
#: The same of an example, in the order they are written.
EXAMPLE_KNOWN = ("channel", "today", "values", "expect")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a part of a template begins in its file, lines counted from 1.

    `is_line_by_line` where each line of the part is one of the file, which a quoted text's are not; `indent` is how
    many blanks stand before each.
    """

    line: int
    is_line_by_line: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template as a file holds it. `id` is '' until an export has written one.

    `starts` says where its parts begin: “body”, “subject”, each channel, “fields.NAME”, “examples.NUMBER” and
    “keys.KEY”.
    """

    document: Document
    id: str = ""
    file: str = ""
    starts: Mapping[str, Start] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str, line: int = 1) -> int:
        """The file's line for a line of a part, both from 1; 0 where that is not known."""
        start = self.starts.get(part)
        if start is None:
            return 0
        return start.line + max(line, 1) - 1 if start.is_line_by_line else start.line

    def column_of(self, part: str, column: int) -> int:
        """The file's column for a column of a part, both from 1; 0 where that is not known."""
        start = self.starts.get(part)
        return start.indent + column if start is not None and start.is_line_by_line and column else 0
