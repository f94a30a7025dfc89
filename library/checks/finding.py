"""One thing wrong with a template, and where in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from library.documents import Document

Lookup = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a template.

    `place` is “body”, “subject”, a channel, “fields”, “examples” or “keys”; `line` and `column` count from 1 there, 0
    if unknown; `name` is the field, key or example it is about. `code` names the check that found it, for good.
    """

    template: str
    message: str
    hint: str
    place: str = "body"
    line: int = 0
    is_fault: bool = True
    name: str = ""
    code: str = ""
    column: int = 0

    @property
    def part(self) -> str:
        """The part of a template file it is about, as TemplateFile.line_of takes it."""
        return f"{self.place}.{self.name}" if self.name else self.place

    @property
    def advice(self) -> str:
        """What is wrong and what to do, without where."""
        return self.message + (f" ({self.hint})" if self.hint else "")

    def __str__(self) -> str:
        where = f"{self.template}, {self.place}" + (f" line {self.line}" if self.line else "")
        return f"{where}: {self.advice}"
