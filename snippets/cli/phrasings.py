"""How customers put a question: said by a lead, or proposed by uses and then accepted or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from library.cleaning import for_line
from library.errors import UnknownName
from library.identifiers import moment, utc_text
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.deciding import listed
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say, tell
from snippets.cli.questioning import question_argument, question_named, write
from snippets.formatting import ago, counted, shortened

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.proposals import Proposed
    from library.record.questions import TopQuestion

#: What is older is not proposed any more.
PERIOD = timedelta(days=90)
#: Letters of a phrasing in a list.
_TEXT = 72


class Decided(NamedTuple):
    """Phrasings a lead decided about, what was left where there is no question, and the library's version then."""

    done: Sequence[Proposed]
    left: Sequence[Proposed]
    version: int


@click.command("phrase", cls=Command)
@question_argument
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True)
@click.option("--remove", "is_removed", is_flag=True, help="Take these phrasings away instead.")
@click.pass_context
def phrase_command(ctx: click.Context, question: str, texts: tuple[str, ...], is_removed: bool) -> None:
    """Add ways customers put a question: its templates are then found by them. Personal data is masked.

    \b
      snippets questions phrase where-is-my-refund "money still not back"
      snippets questions phrase where-is-my-refund "money still not back" --remove
    """
    from library.masking import mask
    from library.record import questions
    from library.record.wordings import readable

    def work(session: Session, by: str) -> tuple[list[str], TopQuestion]:
        found = question_named(session, question)
        wanted = _known(found, texts) if is_removed else [readable(mask(text)) for text in texts]
        questions.phrase(session, found.id, wanted, by=by, state="removed" if is_removed else "confirmed")
        return wanted, question_named(session, found.id)

    wanted, found = write(ctx, work)
    said = " and ".join(f"“{text}”" for text in wanted)
    done = f"{'No' if is_removed else 'A'} way to ask “{found.name}”{' any more' if is_removed else ''}: {said}."
    tell(for_line(f"{done} It has {counted(len(found.phrasings), 'phrasing')} now."))


def _known(question: TopQuestion, texts: Sequence[str]) -> list[str]:
    """The question's phrasings as they are written. Raises UnknownName."""
    spelt = {text.casefold(): text for text in question.phrasings}
    unknown = [text for text in texts if text.strip().casefold() not in spelt]
    if unknown:
        raise UnknownName("phrasing", unknown[0], hint=f"snippets questions show {question.id} shows them")
    return [spelt[text.strip().casefold()] for text in texts]


@click.command("phrasings", cls=Command)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many rows at most.")
@json_option
@click.pass_context
def phrasings_command(ctx: click.Context, limit: int, as_json: bool) -> None:
    """Show new ways customers put what templates answer, brought by at least three different tickets.

    They come from messages given to suggest, masked, after which one of its templates was used, in the last 90 days.

    \b
      snippets questions phrasings
      snippets questions accept 3f9c21d0
      snippets questions refuse 77ab03c4
    """
    from library.record.proposals import LEAST_TICKETS

    with reading(config_of(ctx), is_synced=True) as session:
        every = _proposed(session, least_tickets=1)
    found = [item for item in every if item.tickets >= LEAST_TICKETS]
    if as_json:
        print_json([_plain(item) for item in found[:limit]])
        return
    if found:
        head = ["id", "tickets", "template", "question", "last", "phrasing"]
        print_table([_row(item) for item in found[:limit]], head)
    say(("\n" if found else "") + _brought(len(found), len(every), min(limit, len(found))))
    if found:
        say(_next(found))


@click.command("accept", cls=Command)
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All that three tickets brought, shown or not.")
@json_option
@click.pass_context
def accept_command(ctx: click.Context, ids: tuple[str, ...], is_all: bool, as_json: bool) -> None:
    """Make proposed phrasings phrasings of the questions their templates answer, so that these are found by them.

    \b
      snippets questions phrasings
      snippets questions accept 3f9c21d0 77ab03c4
      snippets questions accept --all
    """
    done = _decide(ctx, ids, is_all=is_all, is_accepted=True)
    if as_json:
        print_json(_plain_decided(done, "accepted"))
        return
    for item in done.done:
        tell(for_line(f"Accepted for {_asked(item)}: “{item.text}”."))
    _tell_end(done, f"Agents get {'it' if len(done.done) == 1 else 'them'} with their next sync.")


@click.command("refuse", cls=Command)
@click.argument("ids", metavar="ID...", nargs=-1)
@json_option
@click.pass_context
def refuse_command(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Refuse proposed phrasings: they, and what is nearly the same, are not proposed for these questions again.

    \b
      snippets questions refuse 77ab03c4
    """
    done = _decide(ctx, ids, is_all=False, is_accepted=False)
    if as_json:
        print_json(_plain_decided(done, "refused"))
        return
    for item in done.done:
        tell(for_line(f"Refused for {_asked(item)}: “{item.text}”. It is not proposed again."))


def _decide(ctx: click.Context, ids: Sequence[str], *, is_all: bool, is_accepted: bool) -> Decided:
    if bool(ids) == is_all:
        raise click.UsageError("Give the ids that snippets questions phrasings shows.", ctx)

    def work(session: Session, by: str) -> Decided:
        from library.record import changes, proposals

        waiting = _proposed(session)
        if is_all:
            chosen = [item for item in waiting if item.questions]
        else:
            chosen = [proposals.find(waiting, id_) for id_ in dict.fromkeys(ids)]
        proposals.decide(session, chosen, by=by, is_accepted=is_accepted)
        left = [item for item in waiting if is_all and not item.questions]
        return Decided(chosen, left, changes.current_version(session))

    return write(ctx, work)


def _proposed(session: Session, **least: int) -> list[Proposed]:
    from library.record import proposals

    return proposals.proposed(session, since=utc_text(now() - PERIOD), **least)


def _tell_end(done: Decided, sentence: str) -> None:
    if done.done:
        tell(f"{sentence} The library is at version {done.version}.")
    elif not done.left:
        tell("Nothing waits: no phrasing was brought by three different tickets.")
    if done.left:
        names = listed(list(dict.fromkeys(item.abbreviation for item in done.left)))
        tell(
            f"Left: {counted(len(done.left), 'phrasing')} of {names}, which answer no question yet."
            f" Next: snippets questions link QUESTION {for_line(done.left[0].abbreviation)}"
        )


def _brought(enough: int, every: int, shown: int) -> str:
    if not every:
        return "Uses propose no new phrasing: none came with a message given to suggest in the last 90 days."
    was = "was" if enough == 1 else "were"
    rest = f" Shown: the first {shown}; --limit {enough} shows all." if shown < enough else ""
    return (
        f"{enough:,} of {counted(every, 'proposed phrasing')} {was} brought by three different tickets or more,"
        f" in the last 90 days.{rest}"
    )


def _next(found: Sequence[Proposed]) -> str:
    ready = [item for item in found if item.questions]
    if not ready:
        called = for_line(found[0].abbreviation)
        return f"Next: {called} answers no question yet: snippets questions link QUESTION {called}"
    return f"Next: snippets questions accept {ready[0].id}, or refuse {ready[0].id}; accept --all takes all of them."


def _row(item: Proposed) -> list[str]:
    names = ", ".join(id_ for id_, _ in item.questions) or "none yet"
    when = ago(moment(item.last_at), now())
    return [item.id, str(item.tickets), item.abbreviation, names, when, shortened(item.text, _TEXT)]


def _asked(item: Proposed) -> str:
    return listed([f"“{name}”" for _, name in item.questions])


def _plain(item: Proposed) -> dict[str, object]:
    return {
        "id": item.id,
        "text": item.text,
        "template": item.template,
        "abbreviation": item.abbreviation,
        "questions": [{"id": id_, "name": name} for id_, name in item.questions],
        "tickets": item.tickets,
        "first_at": item.first_at,
        "last_at": item.last_at,
        "wordings": list(item.wordings),
    }


def _plain_decided(done: Decided, verb: str) -> dict[str, object]:
    return {
        verb: [_plain(item) for item in done.done],
        "without_question": [_plain(item) for item in done.left],
        "version": done.version,
    }
