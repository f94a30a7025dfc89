"""`snippets propose`: an agent's own template to the leads, as the draft of one for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from library.desk.store import PERSONAL
from library.documents import folded, is_abbreviation, normalised
from library.errors import BadDocument, BadValue, NameTaken, StoreError, UnknownName
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, desk_as_is, json_option, own_faults
from snippets.cli.naming import bare, own_called, own_name
from snippets.cli.output import print_json, tell

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.desk.store import Desk
    from library.documents import Document
    from library.record.authoring import Saved
    from snippets.config import Config


class Proposal(NamedTuple):
    """A template of somebody's own as it goes to the leads: what it is called here, its document there, and why."""

    own: str
    document: Document
    by: str
    why: str


class Draft(NamedTuple):
    """The draft that a proposal continues: one sent earlier, which nobody has approved."""

    template: str
    number: int


@click.command("propose", cls=Command)
@own_name
@click.option("-m", "--message", default="", help="Why everybody should have it; the leads see it.")
@click.option("--as-name", metavar="NEW", default="", help="What it should be called. Default: its name without the ~.")
@yes_option
@json_option
@click.pass_context
def propose_command(ctx: click.Context, name: str, message: str, as_name: str, is_sure: bool, as_json: bool) -> None:
    """Send a template of your own to the leads, for everybody. What will be sent is shown, and you are asked.

    Yours stays as it is. The ~ may be left out.

    \b
      snippets propose thanks-ana -m "customers answer this one"
      snippets propose thanks-ana --as-name thanks-warm
    """
    from snippets.cli.opening import reading, writing

    config = config_of(ctx)
    desk = desk_as_is(config)
    proposal = Proposal(own_called(name), _document(config, desk, own_called(name), as_name), config.agent, message)
    _refuse_faulty(desk, proposal)
    try:
        if not is_sure and can_ask():
            with reading(config) as session:
                draft_of(session, proposal)
            _show(proposal)
        agreed("Send this to the leads?", is_sure=is_sure)
        saved = writing(config, lambda session: send(session, proposal))
    except StoreError as error:
        error.hint = f"nothing was sent, {proposal.own} is as it was; {error.hint}".removesuffix("; ")
        raise
    _tell(proposal, saved, as_json=as_json)


def send(session: Session, proposal: Proposal) -> Saved:
    """Keeps the proposal as a draft and asks for its approval.

    Raises NameTaken, NotAllowed, and BadValue where that very text waits for approval already.
    """
    from library.record import authoring, history, review
    from library.record.changes import take_turn

    take_turn(session)
    before = draft_of(session, proposal)
    saved = authoring.save(
        session,
        proposal.document,
        author=proposal.by,
        based_on=before.number if before else None,
        template=before.template if before else None,
        message=proposal.why,
        source="propose",
    )
    if not saved.is_new and any(draft.template == saved.template for draft in history.drafts(session)):
        raise BadValue(f"{proposal.document.abbreviation} waits for approval already", "snippets review shows it")
    review.submit(session, [(saved.template, saved.number)], by=proposal.by, reason=proposal.why)
    return saved


def draft_of(session: Session, proposal: Proposal) -> Draft | None:
    """What this person has proposed by that name before and nobody has approved; None for a name that is free.

    Raises NameTaken for any other template's.
    """
    from library.record import authoring, history

    names = proposal.document.names
    owners = authoring.owners(session, map(folded, names))
    template = owners.get(folded(names[0]), "")
    for taken in names:
        owner = owners.get(folded(taken), template)
        if owner != template or (owner and not _is_own_draft(session, owner, proposal.by)):
            raise _taken(taken, history.revisions(session, owner)[-1].abbreviation, proposal)
    return Draft(template, history.revisions(session, template)[-1].number) if template else None


def _is_own_draft(session: Session, template: str, by: str) -> bool:
    from library.record import history

    states = history.revisions(session, template)
    return not history.standings(session, [template]) and all(folded(state.author) == folded(by) for state in states)


def _taken(name: str, owner: str, proposal: Proposal) -> NameTaken:
    message = f"“{name}” belongs to the shared template “{owner}” already"
    if name == proposal.document.abbreviation:
        return NameTaken(message, f"send it by another name: snippets propose {bare(proposal.own)} --as-name NEW")
    return NameTaken(message, f"take {PERSONAL}{name} out of the aliases: snippets mine edit {bare(proposal.own)}")


def _document(config: Config, desk: Desk, own: str, as_name: str) -> Document:
    """The document as everybody would have it: by names without a ~. Raises UnknownName, BadValue."""
    own_faults(config, desk)
    live = desk.find_live(own)
    if live is None:
        raise UnknownName("template of your own", own, hint="snippets mine list shows them, and what is wrong with any")
    called = folded(as_name) or bare(live.document.abbreviation)
    if not is_abbreviation(called):
        raise BadValue(
            f"“{called}” cannot be the name of a template", "use lower-case letters, digits and dashes, at most 40"
        )
    aliases = tuple(map(bare, live.document.aliases))
    return normalised(live.document._replace(abbreviation=called, aliases=aliases))


def _refuse_faulty(desk: Desk, proposal: Proposal) -> None:
    """What no lead could approve need not be sent. Raises BadDocument."""
    from library import checks

    if faults := checks.faults(proposal.document, desk.document):
        hint = f"correct it first: snippets mine edit {bare(proposal.own)}"
        raise BadDocument("\n".join(str(fault) for fault in faults), hint)


def _show(proposal: Proposal) -> None:
    from library.template_files import TemplateFile, text_of

    tell(f"The leads will see this, sent by {proposal.by}:\n\n{text_of(TemplateFile(proposal.document))}")


def _tell(proposal: Proposal, saved: Saved, *, as_json: bool) -> None:
    name = proposal.document.abbreviation
    if as_json:
        print_json({"name": proposal.own, "abbreviation": name, "template": saved.template, "revision": saved.number})
    else:
        tell(f"{name} r{saved.number} waits for approval. {proposal.own} stays yours, as it is.")
