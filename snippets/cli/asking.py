"""Asks for a template's fields on the terminal, one line each; a wrong value is asked again, nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import click

from library.cleaning import for_line
from library.documents import Document, Field
from library.errors import BadValue
from library.rendering.fields import Catalog, fields_of, initial, parse
from snippets.cli.output import tell


class Asker:
    """One template's open questions. Prompts go to stderr: stdout is the reply's."""

    def __init__(
        self,
        document: Document,
        catalog: Catalog,
        context: Mapping[str, object],
        moment: datetime,
        channel: str,
        locale: str,
    ) -> None:
        self.document, self.catalog, self.context = document, catalog, context
        self.moment, self.channel, self.locale = moment, channel, locale

    def reached(self, values: Mapping[str, str]) -> tuple[Field, ...]:
        return fields_of(
            self.document,
            self.catalog,
            channel=self.channel,
            values=values,
            context=self.context,
            now=self.moment,
            locale=self.locale,
        )

    def refuse_unknown(self, given: Mapping[str, str]) -> None:
        """Raises BadValue for the first value whose field the template does not have."""
        known = dict.fromkeys([*(f.name for f in self.document.fields), *(f.name for f in self.reached(given))])
        for name in given:
            if name not in known:
                fields = f"its fields are {', '.join(known)}" if known else "it has no fields"
                raise BadValue(f"{self.document.abbreviation} has no field {name}", fields)

    def names_of(self, labels: Collection[str], values: Mapping[str, str]) -> list[str]:
        """The names, as --set takes them, of reached fields shown under these labels."""
        return [field.name for field in self.reached(values) if field.shown in labels]

    def asked(self, given: dict[str, str]) -> dict[str, str]:
        """The values with every open field asked; a choice or toggle opens what it governs."""
        values, starts = dict(given), {}
        while open_fields := [field for field in self.reached(values) if field.name not in values]:
            field = open_fields[0]
            start = starts[field.name] = initial(field, self.context, catalog=self.catalog, now=self.moment)
            values[field.name] = start if self._is_known(field, start) else self._ask(field, start)
        # What was taken as it stood is found again by rendering, and was not typed.
        return {name: value for name, value in values.items() if name in given or value != starts[name]}

    def _is_known(self, field: Field, start: str) -> bool:
        """Whether the value came from the ticket or the profile, so that nobody needs to be asked."""
        return bool(start) and bool(field.source)

    def _ask(self, field: Field, start: str) -> str:
        while True:
            text = click.prompt(_question(field), default=start, show_default=bool(start), err=True)
            try:
                if not text.strip() and field.required and field.type != "toggle":
                    raise BadValue(f"{field.shown} is needed", field.help)
                parse(field, text, today=self.moment.date(), locale=self.locale)
            except BadValue as error:
                tell(f"  {for_line(error.message)}" + (f" ({for_line(error.hint)})" if error.hint else ""))
            else:
                return str(text)


def _question(field: Field) -> str:
    if field.options:
        return for_line(f"{field.shown} ({' / '.join(option.shown for option in field.options)})")
    kind = {"date": " (a date)", "toggle": " (yes/no)", "number": " (a number)"}.get(field.type, "")
    return for_line(field.shown + kind)
