"""The team's settings: what each means, for everybody or for one group, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.record import info, settings
from snippets.cli.common import Group, config_of, json_option
from snippets.cli.completing import complete_settings
from snippets.cli.grouping import groups_in, is_in
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

#: What counts where nobody has set anything.
_DEFAULTS = {"review.second_person": "auto", "review_days": "90"}


@click.group("settings", cls=Group)
def settings_command() -> None:
    """The team's rules, which the owner sets for everybody."""


@settings_command.command("list")
@json_option
@click.pass_context
def list_settings(ctx: click.Context, as_json: bool) -> None:
    """Show every setting there is, what it means, and its value. GROUP is a group's name, such as Billing/Refunds.

    \b
      snippets settings set "approve.Billing and refunds" "mia, ben"
      snippets settings set "review_days.Billing and refunds" 30
      snippets settings set review.second_person always
    """
    with reading(config_of(ctx)) as session:
        values = {"title": info.title(session), **settings.list(session)}
    rows = _rows(values)
    if as_json:
        print_json([{"key": key, "value": value, "means": means} for key, value, means in rows])
        return
    shown = [[key, value or _DEFAULTS.get(key, "–"), means] for key, value, means in rows]
    print_table(shown, ["setting", "value", "what it means"])


@settings_command.command("set")
@click.argument("key", shell_complete=complete_settings)
@click.argument("value")
@click.pass_context
def set_setting(ctx: click.Context, key: str, value: str) -> None:
    """Change a setting for the whole team. Only an owner may; snippets settings list explains them all.

    \b
      snippets settings set review.second_person always
      snippets settings set "approve.Billing and refunds" "mia, ben"
      snippets settings set "review_days.Billing and refunds" 30
    """
    config = config_of(ctx)

    def work(session: Session) -> bool:
        settings.set(session, key, value, by=config.agent)
        return _is_of_nothing(session, key)

    is_of_nothing = writing(config, work)
    tell(f"{key} is “{value}” now." if value else f"{key} is not set any more.")
    if value and is_of_nothing:
        tell(f"note: no live template is in {key.partition('.')[2]} yet")


def _rows(values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Every setting with its value, '' where nobody set it, and what it means; those of groups behind their pattern."""
    rows = [(key, values.get(key, ""), means) for key, means in settings.KNOWN.items()]
    for kind, means in settings.KNOWN_OF_GROUPS.items():
        rows.append((f"{kind}.GROUP", "", means))
        own = [key for key, value in values.items() if value and key.startswith(f"{kind}.")]
        rows += [(key, values[key], f"the same for {key.partition('.')[2]}") for key in own]
    return sorted(rows, key=lambda row: (row[0].replace(".GROUP", "."), row[0]))


def _is_of_nothing(session: Session, key: str) -> bool:
    """Whether a setting is about a group in which no live template is: it may just be misspelt."""
    kind, _, group = key.partition(".")
    if key in settings.KNOWN or kind not in settings.KNOWN_OF_GROUPS:
        return False
    return not any(is_in(name, group) for name in groups_in(session))
