"""`snippets duplicates`: templates that say nearly the same, the most used first, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from library.checks.clusters import Cluster
from library.cleaning import for_line
from library.comparing import compare, summary
from library.record import duplicates, history
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import COMMON_OPTIONS, Group, complete_names, config_of, json_option, now
from snippets.cli.deciding import agree, decide, listed, message_option, tell_done
from snippets.cli.grouping import group_option, is_in
from snippets.cli.open_screen import has_terminal, open_screen
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import counted, shortened
from snippets.screens.duplicates_reading import COUNTED_DAYS, Found, found

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.documents import Document

#: Clusters shown unless more are asked for.
SHOWN = 10
#: More templates than this take some seconds to compare, which is told.
MANY = 2000


@click.group("duplicates", cls=Group, invoke_without_command=True, params=COMMON_OPTIONS())
@group_option("Only where one of them is in this group, or in the groups in it.")
@click.option("--limit", default=SHOWN, show_default=True, type=click.IntRange(1), help="How many clusters at most.")
@click.option("--list", "is_list", is_flag=True, help="Print them where a terminal would open the screen.")
@json_option
@click.pass_context
def duplicates_command(ctx: click.Context, group: str, limit: int, is_list: bool, as_json: bool) -> None:
    """Show templates that say nearly the same, the most used first, with what differs.

    Of each cluster a template is kept (it is meant to be like the others), or retired: merged, its names and questions
    lead to another one; as an alias, only its names do; dropped, nothing of it leads elsewhere. No text is altered.

    \b
      snippets duplicates
      snippets duplicates merge refund-late refund-gone
      snippets duplicates keep refund-late refund-late-card -m "cards take longer"
    """
    if ctx.invoked_subcommand is not None:
        return
    config = config_of(ctx)
    if has_terminal() and not (is_list or as_json):
        from snippets.screens.duplicates import DuplicatesScreen  # brings textual: only for who opens it

        open_screen(config, lambda config, surroundings: DuplicatesScreen(config, surroundings, group=group))
        return
    with reading(config, is_synced=True) as session:
        every = found(session, now=now(), before=None, told=_telling(is_quiet=as_json))
    wanted = [one for one in every.clusters if any(is_in(every.document(id_).group, group) for id_ in one.templates)]
    if as_json:
        print_json([_plain(one, every) for one in wanted[:limit]])
        return
    for one in wanted[:limit]:
        _show(one, every)
    _tell(wanted, limit)


def _telling(*, is_quiet: bool) -> Callable[[int, float], None]:
    """Says once that many are compared."""
    told: set[int] = set()

    def tell_many(count: int, share: float) -> None:
        if count > MANY and count not in told and not is_quiet:
            tell(f"Comparing {count:,} templates ...")
        told.add(count)

    return tell_many


@duplicates_command.command("merge")
@click.argument("kept", shell_complete=complete_names)
@click.argument("dropped", shell_complete=complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def merge(ctx: click.Context, kept: str, dropped: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Retire DROPPED for good and give its names and questions to KEPT, whose text stays as it is.

    \b
      snippets compare refund-late refund-gone
      snippets duplicates merge refund-late refund-gone
    """
    verb, question = duplicates.merge, "Retire {} and let its names and questions lead to {}?"
    _retire_for(ctx, verb, question, kept, dropped, message, is_sure=is_sure, as_json=as_json)


@duplicates_command.command("alias")
@click.argument("kept", shell_complete=complete_names)
@click.argument("dropped", shell_complete=complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def alias(ctx: click.Context, kept: str, dropped: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Retire DROPPED for good and make its names aliases of KEPT; its questions are not taken to be answered by it.

    To give a template one more name nobody has: snippets alias.

    \b
      snippets duplicates alias refund-late refund-gone
    """
    verb, question = duplicates.make_alias, "Retire {} and let its names lead to {}?"
    _retire_for(ctx, verb, question, kept, dropped, message, is_sure=is_sure, as_json=as_json)


def _retire_for(
    ctx: click.Context,
    verb: Callable[..., int],
    question: str,
    kept: str,
    dropped: str,
    message: str,
    *,
    is_sure: bool,
    as_json: bool,
) -> None:
    """What merge and alias have in common: {} in the question are the one that goes and the one that stays."""
    config = config_of(ctx)
    with reading(config) as session:
        names = [history.revisions(session, name)[-1].abbreviation for name in (kept, dropped)]
    agreed(question.format(for_line(names[1]), for_line(names[0])), is_sure=is_sure)
    version = writing(config, lambda session: verb(session, kept, dropped, by=config.agent, reason=message))
    if as_json:
        print_json({"kept": names[0], "dropped": names[1], "version": version})
    else:
        tell(f"{for_line(names[1])} is retired, its names lead to {for_line(names[0])}, library version {version}.")


@duplicates_command.command("drop")
@click.argument("name", shell_complete=complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def drop(ctx: click.Context, name: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Retire NAME because another template says the same; nothing of it leads elsewhere.

    \b
      snippets duplicates drop refund-gone
    """
    agree(ctx, [name], "Take {} from agents for good?", is_sure=is_sure)
    done = decide(ctx, [name], lambda session, by: duplicates.drop(session, name, by=by, reason=message))
    sentence = "{names} {is} retired, library version {version}; snippets revive brings {them} back."
    tell_done(done, "retired", sentence, as_json=as_json, is_by_revision=False)


@duplicates_command.command("keep")
@click.argument("names", metavar="NAME NAME...", nargs=-1, required=True, shell_complete=complete_names)
@click.option("--undo", "is_undone", is_flag=True, help="They are not meant to be alike after all.")
@message_option
@json_option
@click.pass_context
def keep(ctx: click.Context, names: Sequence[str], is_undone: bool, message: str, as_json: bool) -> None:
    """Say that templates are meant to be alike: they are not shown as duplicates any more, nor warned of by checks.

    \b
      snippets duplicates keep refund-late refund-late-card -m "cards take longer"
      snippets duplicates keep --undo refund-late refund-late-card
    """
    config = config_of(ctx)

    def work(session: Session) -> tuple[list[str], int]:
        if is_undone:
            version = duplicates.forget_alike(session, names, by=config.agent)
        else:
            version = duplicates.keep_alike(session, names, by=config.agent, reason=message)
        return [history.revisions(session, name)[-1].abbreviation for name in names], version

    called, version = writing(config, work)
    if as_json:
        print_json({"forgotten" if is_undone else "kept": called, "version": version})
    elif is_undone:
        tell(f"{listed(called)} are shown as duplicates again, where they are alike.")
    else:
        tell(f"{listed(called)} stay as they are, and are not shown as duplicates any more.")


def _show(one: Cluster, every: Found) -> None:
    first = every.document(one.templates[0])
    alike = f"{int(one.alike * 100)} % alike"
    say(f"{counted(len(one.templates), 'template')}, {alike}, {counted(one.uses, 'use')} in {COUNTED_DAYS} days")
    rows = []
    for template in one.templates:
        document = every.document(template)
        differs = "" if document is first else _difference(first, document)
        uses = counted(every.uses(template), "use")
        rows.append(["", document.abbreviation, uses, document.group, shortened(document.title, 50), differs])
    print_table(rows)
    say()


def _difference(first: Document, other: Document) -> str:
    return summary(compare(first.body, other.body)) or "the same text"


def _tell(wanted: Sequence[Cluster], limit: int) -> None:
    if not wanted:
        tell("No two templates say nearly the same.")
    elif len(wanted) > limit:
        tell(f"and {len(wanted) - limit:,} more (--limit {len(wanted)} shows them)")


def _plain(one: Cluster, every: Found) -> dict[str, object]:
    first = every.document(one.templates[0])
    return {
        "alike": round(one.alike, 3),
        "uses": one.uses,
        "days": COUNTED_DAYS,
        "templates": [
            {
                "abbreviation": (document := every.document(template)).abbreviation,
                "template": template,
                "title": document.title,
                "group": document.group,
                "uses": every.uses(template),
                "differs": "" if document is first else _difference(first, document),
            }
            for template in one.templates
        ],
    }
