"""`snippets approve`: drafts go live, by name or all that waits in a group; a typo's correction without waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from library.checks.approving import beside, found_in, refuse_faulty
from library.checks.surroundings import known_in
from library.errors import BadValue
from library.identifiers import moment
from library.record import approvers, history, queue, review
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.completing import complete_drafts
from snippets.cli.deciding import decide, item_of, listed, message_option, plain_done, tell_done
from snippets.cli.grouping import group_option, is_in, refuse_unknown
from snippets.cli.opening import reading
from snippets.cli.output import print_json, tell
from snippets.formatting import ago, counted, shortened

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.queue import Waiting


class _Waits(NamedTuple):
    """What waits in a group: what this person may approve, and what they may not, each with the reason."""

    able: tuple[Waiting, ...]
    left: tuple[tuple[str, str], ...]


@click.command("approve", cls=Command)
@click.argument("names", metavar="[NAME[@REVISION]]...", nargs=-1, shell_complete=complete_drafts)
@group_option("Everything that waits in this group and in the groups in it; it is listed, and you are asked.")
@click.option("--typo", "is_typo", is_flag=True, help="A typo's correction: live at once, read by somebody else after.")
@message_option
@yes_option
@json_option
@click.pass_context
def approve_command(
    ctx: click.Context,
    names: Sequence[str],
    group: str,
    is_typo: bool,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Make drafts live, all of them or none: NAME is its newest revision, NAME@3 its third.

    Where the team's rules ask for a second person, nobody approves what they wrote; a draft that corrects nothing but
    typos may then go live with --typo, and waits in snippets review for somebody else to confirm it. What the checks
    call a fault is refused.

    \b
      snippets approve refund-late
      snippets approve --group Billing
      snippets approve refund-late --typo
    """
    if bool(names) == bool(group):
        raise click.UsageError("name what is to be approved, or a group: snippets approve --group Billing")
    if group and is_typo:
        raise click.UsageError("--typo is for drafts by name: each is looked at by itself")
    if group:
        _approve_group(ctx, group, message, is_sure=is_sure, as_json=as_json)
        return
    items = [item_of(name) for name in dict.fromkeys(names)]
    done = decide(ctx, items, lambda session, by: _approve(session, items, by, message, is_typo=is_typo))
    unread = any(review.is_to_be_looked_at(state) for state in done.about)
    rest = "; somebody else has to read {them}: snippets confirm" if unread else ""
    tell_done(done, "approved", f"{{names}} {{is}} live, library version {{version}}{rest}.", as_json=as_json)


def _approve(session: Session, items: Sequence[review.Item], by: str, message: str, *, is_typo: bool = False) -> int:
    """Approves them, then has them checked: so whoever may not approve is told that, and a fault undoes it all."""
    about = [review.asked_of(session, item, by) for item in items]
    version = 0
    if is_typo:
        for item in items:
            version = review.publish_typo(session, item, by=by, reason=message)
    else:
        version = review.approve(session, items, by=by, reason=message)
    refuse_faulty(session, about)
    return version


# all that waits in a group


def _approve_group(ctx: click.Context, group: str, message: str, *, is_sure: bool, as_json: bool) -> None:
    config = config_of(ctx)
    with reading(config) as session:
        waits = _waiting_in(session, group, config.agent)
    for name, why in waits.left:
        tell(f"left out: {name}: {why}")
    if not waits.able:
        raise BadValue(f"nothing that you may approve waits in {group}", "snippets review lists what waits")
    for waiting in waits.able:
        tell(_line(waiting))
    agreed(f"Make {counted(len(waits.able), 'template')} live?", is_sure=is_sure)
    items: list[review.Item] = [(waiting.template, waiting.revision) for waiting in waits.able]
    done = decide(ctx, items, lambda session, by: _approve(session, items, by, message))
    if as_json:
        left = [{"name": name, "why": why} for name, why in waits.left]
        print_json({**plain_done(done, "approved"), "left_out": left})
    else:
        tell_done(done, "approved", "{names} {is} live, library version {version}.", as_json=False)


def _waiting_in(session: Session, group: str, by: str) -> _Waits:
    """Raises UnknownName for a group that nothing is in, live or waiting."""
    waits = queue.queue(session, since="")
    every = [*waits.submitted, *waits.proposals]
    found = [waiting for waiting in every if is_in(waiting.group, group)]
    if not found:
        refuse_unknown(session, group)
    states = history.states_of(session, [(waiting.template, waiting.revision) for waiting in found])
    rules, known_now = approvers.policy(session), beside(known_in(session))
    able: list[Waiting] = []
    left: list[tuple[str, str]] = []
    for waiting in found:
        state = states[waiting.template, waiting.revision]
        [candidate] = review.candidates(session, [state])
        faults = sum(finding.is_fault for finding in found_in(session, [state], known=known_now).popitem()[1])
        if not rules.may_approve(by, candidate.groups):
            left.append((candidate.name, f"{listed(rules.approvers(waiting.group)) or 'nobody'} may approve it"))
        elif not rules.is_settled_by(by, state.author, candidate.groups):
            others = [name for name in rules.approvers(waiting.group) if not rules.is_same(name, by)]
            left.append((candidate.name, f"you wrote it, somebody else has to approve it: {listed(others)}"))
        elif faults:
            left.append((candidate.name, f"{counted(faults, 'fault')}: snippets check {waiting.abbreviation}"))
        else:
            able.append(waiting)
    sets = [one.title for one in waits.sets if any(is_in(item.group, group) for item in one.items)]
    left += [(f"“{title}”", "a change set is approved as a whole: snippets change-set approve") for title in sets]
    return _Waits(tuple(able), tuple(left))


def _line(waiting: Waiting) -> str:
    why = f": {shortened(waiting.why, 60)}" if waiting.why else ""
    since = ago(moment(waiting.since), now())
    return f"{waiting.abbreviation} r{waiting.revision}, by {waiting.author}, {since}{why}"
