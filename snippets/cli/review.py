"""`snippets review`: everything that waits for a lead, the longest waiting first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from library.checks import Finding
from library.checks.approving import Beside, beside, found_in
from library.checks.surroundings import known_in
from library.cleaning import for_line
from library.identifiers import moment, utc_text
from library.record import history, proposed, queue
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.grouping import group_option, is_in, refuse_unknown
from snippets.cli.open_screen import has_terminal, open_screen
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import ago, counted, lasting, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlmodel import Session

    from library.record.flags import FlagState
    from library.record.proposed import Became
    from library.record.queue import Answered, Queue, Waiting, WaitingSet

#: Times to answer are of so many days.
ANSWERED_DAYS = 90
#: Letters of each word why in a list.
_WHY = 60
_KINDS = {"set": "change set", "typo": "typo, live", "new": "new", "change": "change"}

Pair = tuple[str, int]


class Row(NamedTuple):
    """One thing that waits: for people as cells, for programs as plain values; `groups` says where it belongs."""

    since: str
    cells: tuple[str, ...]
    plain: dict[str, object]
    groups: tuple[str, ...]


class Read(NamedTuple):
    """The queue with what the checks find in it, and the groups of flagged templates."""

    queue: Queue
    found: Mapping[Pair, Sequence[Finding]]
    groups: Mapping[str, str]


@click.command("review", cls=Command)
@group_option("Only what is in this group, and in the groups in it.")
@click.option("--list", "is_list", is_flag=True, help="Print it where a terminal would open the screen.")
@json_option
@click.pass_context
def review_command(ctx: click.Context, group: str, is_list: bool, as_json: bool) -> None:
    """Show everything that waits for a lead: what, since when, by whom, and what the checks find in it.

    These are texts and change sets to approve, proposals and flags of agents to answer, typos that went live and that
    nobody else has read yet; and below them drafts that nobody has submitted, and what was sent back, with the reason.

    \b
      snippets review
      snippets compare refund-late
      snippets approve refund-late
      snippets reject refund-late -m "says nothing about the bank"
    """
    config = config_of(ctx)
    if has_terminal() and not (is_list or as_json):
        from snippets.screens.review import ReviewScreen  # brings textual: only for who opens it

        words = f"#{group}" if group else ""
        open_screen(config, lambda config, surroundings: ReviewScreen(config, surroundings, words=words))
        return
    with reading(config, is_synced=True, takes_in=True) as session:
        read = read_queue(session)
        stuck = proposed.stuck(session, by=config.agent)
        waiting = [row for row in _waiting(read) if _is_wanted(row, group)]
        drafts = [row for row in _rows(read.queue.drafts, "draft", read) if _is_wanted(row, group)]
        sent_back = [row for row in _rows(read.queue.sent_back, "sent back", read) if _is_wanted(row, group)]
        if group and not (waiting or drafts or sent_back):
            refuse_unknown(session, group)
    if as_json:
        print_json(
            {
                "waiting": [row.plain for row in waiting],
                "drafts": [row.plain for row in drafts],
                "sent_back": [row.plain for row in sent_back],
                "not_taken_in": [_plain_stuck(one) for one in stuck],
                "answered": {
                    "days": ANSWERED_DAYS,
                    "flags": _plain_answered(read.queue.flags_answered),
                    "proposals": _plain_answered(read.queue.proposals_answered),
                },
            }
        )
        return
    _show(waiting, drafts, sent_back, group)
    _tell_stuck(stuck)
    _tell_answered(read.queue)


def read_queue(session: Session) -> Read:
    waits = queue.queue(session, since=utc_text(now() - timedelta(days=ANSWERED_DAYS)))
    known = known_in(session)
    groups = {item.template: item.document.group for item in known if item.document}
    return Read(waits, _found(session, waits, beside(known)), groups)


def _found(session: Session, waits: Queue, known: Beside) -> dict[Pair, Sequence[Finding]]:
    """What the checks find: in each text beside what is live, in those of a change set as they will be together."""
    alone = [*waits.submitted, *waits.proposals, *waits.typos, *waits.drafts, *waits.sent_back]
    together = [waiting for one in waits.sets for waiting in one.items]
    states = history.states_of(session, [_pair(waiting) for waiting in (*alone, *together)])
    found: dict[Pair, Sequence[Finding]] = {}
    for some in (*([waiting] for waiting in alone), *(one.items for one in waits.sets)):
        about = [states[_pair(waiting)] for waiting in some if _pair(waiting) in states]
        found |= found_in(session, about, known=known)
    return found


def _pair(waiting: Waiting) -> Pair:
    return waiting.template, waiting.revision


def _is_wanted(row: Row, group: str) -> bool:
    return not group or any(is_in(name, group) for name in row.groups)


# rows


def _waiting(read: Read) -> list[Row]:
    waits = read.queue
    rows = [
        *_rows(waits.submitted, "", read),
        *_rows(waits.proposals, "proposal", read),
        *_rows(waits.typos, "typo", read),
        *(_row_of_set(one, read) for one in waits.sets),
        *(_row_of_flag(flag, read) for flag in waits.flags),
    ]
    return sorted(rows, key=lambda row: row.since)


def _rows(waiting: Iterable[Waiting], kind: str, read: Read) -> list[Row]:
    return [_row(item, kind or ("new" if item.live_revision is None else "change"), read) for item in waiting]


def _row(item: Waiting, kind: str, read: Read) -> Row:
    found = read.found.get(_pair(item), ())
    cells = (f"{item.abbreviation} r{item.revision}", _KINDS.get(kind, kind), item.by, _since(item.since), item.group)
    plain = {"kind": kind, **plain_waiting(item), **_counts(found)}
    return Row(item.since, (*cells, _checks(found), shortened(item.why, _WHY)), plain, (item.group,))


def _row_of_set(one: WaitingSet, read: Read) -> Row:
    found = [finding for item in one.items for finding in read.found.get(_pair(item), ())]
    groups = tuple(dict.fromkeys(item.group for item in one.items))
    names = ", ".join(item.abbreviation for item in one.items)
    when = f", from {one.live_from[:10]}" if one.live_from else ""
    why = f"{counted(len(one.items), 'template')}{when}: {names}"
    called, where = f"“{shortened(one.title, 30)}”", shortened(", ".join(groups), 30)
    cells = (called, _KINDS["set"], one.by, _since(one.since), where)
    plain: dict[str, object] = {"kind": "set", "id": one.id, "title": one.title, "by": one.by, "since": one.since}
    plain |= {"live_from": one.live_from or None, "items": [plain_waiting(item) for item in one.items]}
    return Row(one.since, (*cells, _checks(found), shortened(why, _WHY)), plain | _counts(found), groups)


def _row_of_flag(flag: FlagState, read: Read) -> Row:
    group = read.groups.get(flag.template, "")
    cells = (f"{flag.abbreviation} r{flag.revision}", "flag", flag.agent, _since(flag.at), group, "")
    plain = {"kind": "flag", "id": flag.id, "abbreviation": flag.abbreviation, "revision": flag.revision}
    plain |= {"template": flag.template, "title": flag.title, "group": group, "by": flag.agent, "since": flag.at}
    return Row(flag.at, (*cells, f"“{shortened(flag.why, _WHY)}”"), plain | {"why": flag.why}, (group,))


def plain_waiting(item: Waiting) -> dict[str, object]:
    """A revision that waits, for other programs."""
    return {
        "abbreviation": item.abbreviation,
        "revision": item.revision,
        "template": item.template,
        "title": item.title,
        "group": item.group,
        "author": item.author,
        "by": item.by,
        "since": item.since,
        "why": item.why,
        "based_on": item.based_on,
        "live_revision": item.live_revision,
    }


def _since(at: str) -> str:
    return ago(moment(at), now())


def _counts(found: Sequence[Finding]) -> dict[str, int]:
    faults = sum(finding.is_fault for finding in found)
    return {"faults": faults, "warnings": len(found) - faults}


def _checks(found: Sequence[Finding]) -> str:
    counts = _counts(found)
    parts = [counted(counts[f"{kind}s"], kind) for kind in ("fault", "warning") if counts[f"{kind}s"]]
    return ", ".join(parts) or "–"


# what is shown


def _show(waiting: Sequence[Row], drafts: Sequence[Row], sent_back: Sequence[Row], group: str) -> None:
    head = ["what", "kind", "by", "since", "group", "checks", "why"]
    if waiting:
        print_table([row.cells for row in waiting], head)
    else:
        tell(f"Nothing waits for approval{f' in {group}' if group else ''}.")
    is_headed = bool(waiting)
    titles = (("Drafts that nobody has submitted:", drafts), ("Sent back, and left as they are since:", sent_back))
    for title, rows in titles:
        if rows:
            say(("\n" if is_headed else "") + title)
            print_table([row.cells for row in rows], [] if is_headed else head)
            is_headed = True


def _tell_stuck(stuck: Sequence[Became]) -> None:
    """What agents proposed that cannot be a draft as it is."""
    for one in stuck:
        remedy = f" ({one.remedy})" if one.remedy else ""
        what = f"{one.name or 'a template'}, proposed by {one.agent} {_since(one.at)}"
        tell(for_line(f"snippets: {what}, cannot be taken in: {one.problem}{remedy}"))


def _plain_stuck(one: Became) -> dict[str, object]:
    plain: dict[str, object] = {"id": one.id, "abbreviation": one.name, "by": one.agent, "since": one.at}
    return plain | {"why": one.why, "problem": one.problem, "remedy": one.remedy}


def _tell_answered(waits: Queue) -> None:
    """How fast flags and proposals were answered lately, where any were."""
    answered = {"flags": waits.flags_answered, "proposals": waits.proposals_answered}
    told = [
        f"{what} within {lasting(taken.seconds)} (median of {taken.count})"
        for what, taken in answered.items()
        if taken.seconds is not None
    ]
    if told:
        tell(f"Answered in the last {ANSWERED_DAYS} days: {', '.join(told)}.")


def _plain_answered(answered: Answered) -> dict[str, object]:
    return {"median_seconds": answered.seconds, "count": answered.count}
