"""`snippets facts`: shared values, who quotes them, and what another value makes of every reply before it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from library import checks
from library.cleaning import for_line
from library.comparing import compare
from library.documents import Document, fact_key, folded, normalised
from library.errors import BadDocument, BadValue, UnknownName
from library.record import history, quoting
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.compare import near_changes
from snippets.cli.deciding import message_option
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, say, say_compared, tell
from snippets.cli.settling import APPROVE, Settled, edit, plain_settled, settle, tell_settled, way_option
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from sqlmodel import Session

    from library.record.history import Live
    from library.record.quoting import Effect

#: Names in one line.
NAMED = 12


class Quoted(NamedTuple):
    """A live fact, and the abbreviations of the replies and fragments that quote it, themselves or through others."""

    live: Live
    by: tuple[str, ...]


def complete_facts(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from library.desk.store import open_desk
    from library.errors import LibraryError

    try:
        desk = open_desk(config_of(ctx).desk)
        facts = desk.facts()
    except LibraryError:
        return []
    return [CompletionItem(fact.abbreviation) for fact in facts.values() if fact.abbreviation.startswith(incomplete)]


@click.command("facts", cls=Command)
@click.argument("name", default="", shell_complete=complete_facts)
@click.argument("value", default=None, required=False)
@click.option("--dry-run", "is_dry", is_flag=True, help="Only show what another value would make of every template.")
@way_option
@message_option
@yes_option
@json_option
@click.pass_context
def facts_command(
    ctx: click.Context,
    name: str,
    value: str | None,
    is_dry: bool,
    way: str | None,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Show the team's facts, who quotes one, or what another value makes of every template that does.

    With a value, each of these templates is shown as it is and as it will be; then the new value is kept as a draft,
    submitted or approved. Several facts and templates go live together in a change set.

    \b
      snippets facts
      snippets facts refund-days
      snippets facts refund-days 14 --dry-run
      snippets facts refund-days 14 -m "new bank" --approve
    """
    config = config_of(ctx)
    if value is None:
        _list(ctx, name, as_json=as_json)
        return
    with reading(config) as session:
        before = _fact(session, name)
        after = _with_value(session, before.document, value)
        effects = quoting.affected_by(session, {before.template: after}, now=now(), locale=config.locale)
    change: dict[str, object] = {"fact": after.abbreviation, "before": before.document.body, "after": after.body}
    change["templates"] = [_plain_effect(effect) for effect in effects]
    if not as_json:
        _show_change(before.document, after, effects)
    if is_dry:
        if as_json:
            print_json(change)
        return
    if way == APPROVE:
        agreed(f"Change {after.abbreviation} to {for_line(after.body)} for everybody?", is_sure=is_sure)

    def work(session: Session) -> Settled:
        saved = edit(
            session,
            before.template,
            lambda document: document._replace(body=after.body),
            by=config.agent,
            message=message,
            source="command",
        )
        return settle(session, [saved], by=config.agent, way=way, title=message, reason=message)

    settled = writing(config, work)
    if as_json:
        print_json({**change, **plain_settled(settled)})
    else:
        tell_settled(settled, as_json=False)


def _fact(session: Session, name: str) -> Live:
    """The live fact of a name, written as templates quote it or as it is called. Raises UnknownName, BadValue."""
    template = history.resolve(session, name.removeprefix("facts.").replace("_", "-"))
    live = history.live_among(session, [template]).get(template)
    if live is None:
        raise BadValue(f"{name} is not live", f"snippets history {name} says why")
    if live.document.kind != "fact":
        raise UnknownName("fact", name, (), "snippets facts lists them")
    return live


def _with_value(session: Session, document: Document, value: str) -> Document:
    """The fact with another value. Raises BadValue where it has that already, BadDocument where it cannot have it."""
    after = normalised(document._replace(body=value))
    if after.body == document.body:
        raise BadValue(f"{document.abbreviation} is {for_line(value)} already", "nothing was changed")
    live = {folded(name): item for item in history.live(session) for name in item.names}
    found = checks.faults(after, lambda name: live[folded(name)].document if folded(name) in live else None)
    if found:
        raise BadDocument(found[0].message, found[0].hint)
    return after


# lists


def _list(ctx: click.Context, name: str, *, as_json: bool) -> None:
    with reading(config_of(ctx)) as session:
        live = {item.template: item for item in history.live(session)}
        facts = [_fact(session, name)] if name else [item for item in live.values() if item.document.kind == "fact"]
    found = sorted(_quoted(facts, live), key=lambda one: one.live.names[0])
    if as_json:
        print_json([_plain(one) for one in found])
    elif name:
        [one] = found
        document = one.live.document
        say(for_line(f"{document.abbreviation}: {document.body}"))
        say(f"quoted as facts.{fact_key(document.abbreviation)} by {counted(len(one.by), 'template')}")
        for caller in one.by:
            say(f"  {for_line(caller)}")
    else:
        print_table([_row(one) for one in found], ["fact", "value", "kind", "quoted by", "title"])


def _quoted(facts: Iterable[Live], live: Mapping[str, Live]) -> list[Quoted]:
    """Who quotes each fact: what calls it, and what calls those."""
    calls = {
        item.document.abbreviation: quoting.called_names(item.document)
        for item in live.values()
        if item.document.kind != "fact"
    }
    names = {item.document.abbreviation: {folded(name) for name in item.names} for item in live.values()}
    found = []
    for fact in facts:
        by: set[str] = set()
        wanted = {folded(name) for name in fact.names}
        while new := {caller for caller, called in calls.items() if called & wanted} - by:
            by |= new
            wanted = set().union(*(names[caller] for caller in new))
        found.append(Quoted(fact, tuple(sorted(by))))
    return found


def _row(one: Quoted) -> list[str]:
    document = one.live.document
    return [document.abbreviation, shortened(document.body, 40), document.type, str(len(one.by)), document.title]


def _plain(one: Quoted) -> dict[str, object]:
    document = one.live.document
    return {
        "abbreviation": document.abbreviation,
        "quoted_as": f"facts.{fact_key(document.abbreviation)}",
        "value": document.body,
        "type": document.type,
        "title": document.title,
        "revision": one.live.revision,
        "template": one.live.template,
        "quoted_by": list(one.by),
    }


# a change


def _show_change(before: Document, after: Document, effects: Sequence[Effect]) -> None:
    say(for_line(f"{after.abbreviation}: {before.body} → {after.body}"))
    seen = [effect for effect in effects if effect.before != effect.after and not effect.fault]
    for effect in seen:
        say(f"\n{for_line(_called(effect))}")
        for line in near_changes(compare(effect.before, effect.after), around=0):
            say_compared(line, indent="  ")
    shown = {effect.abbreviation for effect in seen}
    unseen = sorted({effect.abbreviation for effect in effects} - shown)
    if unseen:
        more = f" and {len(unseen) - NAMED} more" if len(unseen) > NAMED else ""
        say(f"\nSeen only with values filled in: {for_line(', '.join(unseen[:NAMED]))}{more}")
    for effect in effects:
        if effect.fault:
            tell(for_line(f"{_called(effect)} would not render: {effect.fault}"))
    count = len(shown | set(unseen))
    tell(f"{counted(count, 'template')} {'quotes' if count == 1 else 'quote'} it.")


def _called(effect: Effect) -> str:
    return effect.abbreviation + (f", {effect.channel}" if effect.channel else "")


def _plain_effect(effect: Effect) -> dict[str, object]:
    return {
        "abbreviation": effect.abbreviation,
        "template": effect.template,
        "title": effect.title,
        "group": effect.group,
        "channel": effect.channel,
        "before": effect.before,
        "after": effect.after,
        "fault": effect.fault,
    }
