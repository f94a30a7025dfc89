"""What the shell offers behind a command's options and names. Never an error, and nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from library.errors import LibraryError
from snippets.cli.common import config_of

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from library.documents import Document


def complete_fields(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`field=` for every field of the template that was named."""
    document = _template_named(ctx)
    if document is None or "=" in incomplete:
        return []
    fields = {field.name: field.shown for field in document.fields}
    return _offered(((f"{name}=", label) for name, label in fields.items()), incomplete)


def complete_channels(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The channels the template has a text of its own for."""
    document = _template_named(ctx)
    return _offered(((channel, "") for channel in document.channels), incomplete) if document else []


def complete_drafts(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What waits for approval."""
    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        from library.record import history

        with reading(config_of(ctx)) as session:
            drafts = [(draft.abbreviation, draft.message) for draft in history.drafts(session)]
    except LibraryError:
        return []
    return _offered(drafts, incomplete)


def complete_members(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Everybody who is with the team."""
    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        from library.record import members

        with reading(config_of(ctx)) as session:
            people = [(person.name, person.role) for person in members.list(session) if not person.until]
    except LibraryError:
        return []
    return _offered(people, incomplete)


def complete_questions(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of questions with their names; names alone would be torn at their spaces by some shells."""
    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        from library.record import questions

        with reading(config_of(ctx)) as session:
            called = questions.names(session)
    except LibraryError:
        return []
    return _offered(called.items(), incomplete)


def complete_settings(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Every setting; of those that groups have, one for each group."""
    from library.record import settings
    from snippets.cli.grouping import groups_in
    from snippets.cli.opening import reading  # brings the ORM: only owners wait for it

    try:
        with reading(config_of(ctx)) as session:
            groups = groups_in(session)
    except LibraryError:
        groups = []
    of_groups = {f"{kind}.{group}": means for kind, means in settings.KNOWN_OF_GROUPS.items() for group in groups}
    return _offered({**settings.KNOWN, **of_groups}.items(), incomplete)


def _template_named(ctx: click.Context) -> Document | None:
    """The template in a command that is not whole yet: click leaves its name among what it could not place."""
    from library.desk.store import open_desk

    name = ctx.params.get("name") or next(iter(ctx.args), "")
    if not name:
        return None
    try:
        desk = open_desk(config_of(ctx).desk)
        try:
            return desk.live(str(name)).document
        finally:
            desk.close()
    except LibraryError:
        return None


def _offered(found: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(text, help=help) for text, help in found if text.startswith(incomplete)]
