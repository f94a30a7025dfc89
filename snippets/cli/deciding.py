"""What the commands that decide have in common: whom they are about, carried out together, told in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.record import history, review
from snippets.cli.agreeing import agreed
from snippets.cli.common import config_of
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, tell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from sqlmodel import Session

    from library.record.history import RevisionState

_REVISION = re.compile(r"(.+)@r?(\d{1,9})")
message_option = click.option("-m", "--message", default="", help="Why; shown in the history.")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command decided: about which revisions, as `name r3`, and the library's version with it."""

    about: tuple[RevisionState, ...]
    version: int

    def told(self, sentence: str, *, is_by_revision: bool = True) -> str:
        """The sentence with {names}, {is}, {them} and {version} in place."""
        is_one = len(self.about) == 1
        names = [state.abbreviation + (f" r{state.number}" if is_by_revision else "") for state in self.about]
        return sentence.format(
            names=listed(names),
            version=self.version,
            **{"is": "is" if is_one else "are", "waits": "waits" if is_one else "wait"},
            them="it" if is_one else "them",
        )


def named(
    complete: Callable[[click.Context, click.Parameter, str], list[CompletionItem]], what: str = "NAME..."
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """One name or more, each once."""
    return click.argument(
        "names",
        metavar=what,
        nargs=-1,
        required=True,
        shell_complete=complete,
        callback=lambda ctx, parameter, names: list(dict.fromkeys(names)),
    )


def decide(ctx: click.Context, items: Sequence[review.Item], verb: Callable[[Session, str], int]) -> Done:
    """What was decided, in one transaction: of each template, the revision its newest decision is about."""
    config = config_of(ctx)

    def work(session: Session) -> Done:
        version = verb(session, config.agent)
        return Done(tuple(_decided_last(session, item) for item in items), version)

    return writing(config, work)


def _decided_last(session: Session, item: review.Item) -> RevisionState:
    states = history.revisions(session, item if isinstance(item, str) else item[0])
    return max(states, key=lambda state: state.decisions[-1].number if state.decisions else 0)


def agree(ctx: click.Context, names: Sequence[str], question: str, *, is_sure: bool) -> None:
    """Asks about the templates by the names they have; one that nobody has is told before anything is asked."""
    if is_sure:
        return
    with reading(config_of(ctx)) as session:
        called = [history.revisions(session, name)[-1].abbreviation for name in names]
    agreed(question.format(listed(called)))


def item_of(name: str) -> review.Item:
    """`refund-late@3` is a revision, anything else a name."""
    found = _REVISION.fullmatch(name)
    return (found[1], int(found[2])) if found else name


def tell_done(done: Done, kind: str, sentence: str, *, as_json: bool, is_by_revision: bool = True) -> None:
    if not as_json:
        tell(done.told(sentence, is_by_revision=is_by_revision))
        return
    print_json(plain_done(done, kind))


def plain_done(done: Done, kind: str) -> dict[str, object]:
    """What was decided, for other programs."""
    about = [
        {"abbreviation": state.abbreviation, "template": state.template, "revision": state.number, "decision": kind}
        for state in done.about
    ]
    return {"decided": about, "version": done.version}


def listed(names: Sequence[str]) -> str:
    shown = [for_line(name) for name in names]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def literally(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
