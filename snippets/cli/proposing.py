"""`snippets propose`: an agent's own template to the leads, as the draft of one for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from library.cleaning import for_line
from library.desk.embedded import file_of
from library.desk.proposals import is_handed_in, record_proposal, refuse_too_long, remark
from library.desk.store import PERSONAL
from library.documents import canonical_text, folded, is_abbreviation, normalised
from library.errors import BadDocument, BadValue, LibraryError, NameTaken, StoreError, UnknownName
from library.identifiers import make_id, utc_text
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, desk_as_is, json_option, now, own_faults
from snippets.cli.naming import bare, own_called, own_name
from snippets.cli.output import print_json, tell
from snippets.places import is_shared_folder

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


class Sent(NamedTuple):
    """What became of a proposal: the draft it is, or None; where it waits here still, why."""

    draft: Saved | None
    waits: str = ""


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
    While your team's server is out of reach it waits here, and goes with the next sync.

    \b
      snippets propose thanks-ana -m "customers answer this one"
      snippets propose thanks-ana --as-name thanks-warm
    """

    config = config_of(ctx)
    desk = desk_as_is(config)
    own = own_called(name)
    proposal = Proposal(own, _document(config, desk, own, as_name), config.agent, remark(message))
    _refuse_faulty(desk, proposal)
    try:
        is_direct = _writes_itself(config)
        _refuse(config, desk, proposal, is_direct=is_direct)
        if not is_sure and can_ask():
            _show(proposal)
        agreed("Send this to the leads?", is_sure=is_sure)
        if is_direct:
            _rehearse(config, proposal)
        sent = _send(config, desk, proposal, is_direct=is_direct)
    except StoreError as error:
        error.hint = f"nothing was sent, {proposal.own} is as it was; {error.hint}".removesuffix("; ")
        raise
    _tell(proposal, sent, as_json=as_json)


def _writes_itself(config: Config) -> bool:
    """Whether this person may add a draft to the library. Raises StoreError where a library in a file is not there.

    A server that is out of reach, or that lets this person only hand in, is no reason not to send anything.
    """
    from library.record.proposed import may_write
    from snippets.cli.opening import reading

    if is_shared_folder(config.library):
        return False
    try:
        with reading(config) as session:
            return may_write(session)
    except StoreError:
        if file_of(config.library):
            raise
        return False


def _refuse(config: Config, desk: Desk, proposal: Proposal, *, is_direct: bool) -> None:
    """Raises NameTaken for a name of a shared template: by the library, or by what is known of it here."""
    if not is_direct:
        for name in proposal.document.names:
            if live := desk.find_live(name):
                raise _taken(name, live.document.abbreviation, proposal)
        return
    from library.record.proposed import TakenBy, draft_of
    from snippets.cli.opening import reading

    try:
        with reading(config) as session:
            draft_of(session, proposal.document, proposal.by)
    except TakenBy as error:
        raise _taken(error.name, error.owner, proposal) from None


def _rehearse(config: Config, proposal: Proposal) -> None:
    """Raises what would keep the library from taking it: then nothing is sent."""
    from library.record.proposed import send
    from library.record.sources import SOURCE
    from snippets.cli.opening import rehearsing

    document, by, why = proposal.document, proposal.by, proposal.why
    rehearsing(config, lambda session: send(session, document, author=by, by=by, why=why, source=SOURCE))


def _send(config: Config, desk: Desk, proposal: Proposal, *, is_direct: bool) -> Sent:
    """Records it here, hands it in, and makes it a draft where this person may; otherwise a lead's program will."""
    from library.desk import proposals
    from snippets.syncing import sync_desk

    id_ = make_id()
    text = canonical_text(proposal.document)
    record_proposal(desk, proposals.Proposal(id_, proposal.by, text, proposal.why, utc_text(now())))
    waits = ""
    try:
        sync_desk(config)
    except LibraryError as error:
        waits = error.message
    if not is_handed_in(desk, id_):
        return Sent(None, waits or f"the library takes nothing from {proposal.by} at this login")
    return Sent(_taken_in(config, id_) if is_direct else None)


def _taken_in(config: Config, id_: str) -> Saved | None:
    """The draft that was made of it; None where something came between: the leads' programs will try again."""
    from library.record.authoring import Saved
    from library.record.proposed import revision_of, take_in
    from snippets import leading

    def take(session: Session) -> Saved | None:
        became = [one for one in take_in(session, by=config.agent) if one.id == id_ and not one.problem]
        return Saved(became[0].template, became[0].revision, True) if became else revision_of(session, id_)

    try:
        return leading.writing(config, take)
    except StoreError:
        return None


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
    refuse_too_long(canonical_text(proposal.document))


def _show(proposal: Proposal) -> None:
    from library.template_files import TemplateFile, text_of

    tell(f"The leads will see this, sent by {proposal.by}:\n\n{text_of(TemplateFile(proposal.document))}")


def _tell(proposal: Proposal, sent: Sent, *, as_json: bool) -> None:
    name, draft = proposal.document.abbreviation, sent.draft
    if as_json:
        found = {"template": draft and draft.template, "revision": draft and draft.number}
        print_json({"name": proposal.own, "abbreviation": name, **found, "waits_here": bool(sent.waits)})
    elif draft:
        tell(f"{name} r{draft.number} waits for approval. {proposal.own} stays yours, as it is.")
    elif sent.waits:
        tell(for_line(f"{name} waits here and goes with the next sync: {sent.waits}. {proposal.own} stays yours."))
    else:
        tell(f"{name} was sent to the leads. {proposal.own} stays yours, as it is.")
