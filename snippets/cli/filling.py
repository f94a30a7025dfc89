"""One template being filled in on the command line: from --set, the ticket, the profile, and the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from library.errors import BadValue, LibraryError, MissingFields
from snippets.cli.output import tell

if TYPE_CHECKING:
    from datetime import datetime

    from library.desk.store import Desk, Live
    from library.rendering.render import Reply
    from snippets.cli.asking import Asker
    from snippets.config import Config


def can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


class Filling:
    """One template being filled in: what rendering needs, gathered once."""

    def __init__(
        self,
        config: Config,
        desk: Desk,
        live: Live,
        channel: str,
        moment: datetime,
    ) -> None:
        self.config, self.desk, self.live, self.channel, self.moment = config, desk, live, channel, moment
        self.context: Mapping[str, object] = {}
        self.version = 0

    def take_ticket(self, source: str | None) -> None:
        """Takes a ticket's data from a file or from - (standard input), else from the settings' context command.

        Raises BadValue for a source that cannot be read; a failing command is told and goes without.
        """
        from snippets.delivery import context_of, read_ticket, ticket_context

        ticket: Mapping[str, object] = {}
        if source is not None:
            ticket = read_ticket(_text_in(source), f"--context {source}")
        elif not self.is_plain():
            try:
                ticket = ticket_context(self.config)
            except LibraryError as error:
                tell(f"snippets: {error.message} ({error.hint})")
        self.context = context_of(self.config, ticket=ticket)

    def is_plain(self) -> bool:
        """Whether the text has no fields at all, so that nothing need be known of a ticket."""
        from library.rendering.language import is_plain

        return is_plain(self.live.document.body_for(self.channel))

    def remember_own(self, values: Mapping[str, str]) -> None:
        """Writes down the agent's own values (`own: yes`), the only ones ever kept."""
        for field in self.live.document.fields:
            value = values.get(field.name, "")
            if field.own and value and value != self.config.own.get(field.name):
                from snippets.config import remember

                try:
                    self.config = remember(self.config, f"own.{field.name}", value)
                except LibraryError as error:
                    tell(f"snippets: {field.shown} is not remembered: {error.message} ({error.hint})")

    def rendered(self, values: Mapping[str, str]) -> Reply:
        """The reply, all of it of one library version: a sync may have come while the fields were asked.

        Raises MissingFields with the options that would fill in what is missing.
        """
        from library.rendering.render import render

        try:
            with self.desk.snapshot():
                self.live = self.desk.live(self.live.document.abbreviation)
                self.version = self.desk.version
                return render(
                    self.live.document,
                    self.desk,
                    values=values,
                    context=self.context,
                    now=self.moment,
                    channel=self.channel,
                    locale=self.config.locale,
                )
        except MissingFields as error:
            names = self.asker().names_of(error.names, values)
            raise MissingFields(error.names, f"add {' '.join(f'--set {name}=…' for name in names)}") from None

    def asker(self) -> Asker:
        from snippets.cli.asking import Asker

        return Asker(self.live.document, self.desk, self.context, self.moment, self.channel, self.config.locale)

    def completed(self, given: dict[str, str]) -> dict[str, str]:
        """The values with what is still missing asked on the terminal, field by field as branches open.

        Raises BadValue for a value of a field the template does not have.
        """
        if self.is_plain():
            if given:
                raise BadValue(f"{self.live.document.abbreviation} has no fields", "leave --set out")
            return given
        asker = self.asker()
        asker.refuse_unknown(given)
        return asker.asked(given) if can_ask() else given


def _text_in(source: str) -> str:
    try:
        with click.open_file(source, encoding="utf-8") as stream:
            return str(stream.read())
    except OSError as error:
        raise BadValue(f"{source}: {error.strerror}", "check the path given to --context") from None
    except UnicodeDecodeError:
        raise BadValue(f"--context {source} is not UTF-8 text", "save it as UTF-8") from None
