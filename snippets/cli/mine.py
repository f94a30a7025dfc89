"""`snippets mine`: templates of one's own, a text file each, found beside the team's by their owner alone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.desk.own_templates import file_of, own_templates, write_new
from library.documents import folded, is_abbreviation
from library.errors import BadValue, UnknownName
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import (
    COMMON_OPTIONS,
    Group,
    complete_names,
    config_of,
    desk_as_is,
    json_option,
    own_faults,
    ready_desk,
    tell_fault,
)
from snippets.cli.in_editor import edit_file
from snippets.cli.naming import bare, own_called, own_name
from snippets.cli.output import print_json, print_table, say_exactly, tell
from snippets.cli.proposing import propose_command
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from library.desk.personal import PersonalFault
    from library.desk.store import Desk
    from library.documents import Document
    from snippets.config import Config

__all__ = ["mine_command", "propose_command"]


@click.group("mine", cls=Group, params=COMMON_OPTIONS())
def mine_command() -> None:
    """Templates of your own: found beside the team's, by you alone, and sent to nobody unless you propose one.

    Each is a text file. Its name begins with ~, which may be left out here, as shells take it for a home folder.

    \b
      snippets mine new thanks-ana
      snippets copy '~thanks-ana'
      snippets propose thanks-ana       to the leads, for everybody
    """


@mine_command.command("list")
@json_option
@click.pass_context
def list_mine(ctx: click.Context, as_json: bool) -> None:
    """Show the templates of your own. The folder they are in and files that cannot be used are told too."""
    config = config_of(ctx)
    desk = desk_as_is(config)
    faults = own_faults(config, desk)
    found = own_templates(desk)
    if as_json:
        templates = [
            {"name": own.name, "title": own.title, "file": os.path.join(config.mine, own.file)} for own in found
        ]
        broken = [{"file": f.file, "line": f.line or None, "message": f.message, "hint": f.hint} for f in faults]
        print_json({"folder": config.mine, "templates": templates, "faults": broken})
        return
    print_table([[own.name, shortened(own.title, 60), own.file] for own in found])
    hint = "" if found or faults else "; make one: snippets mine new NAME"
    tell(for_line(f"{counted(len(found), 'template')} of your own in {config.mine}{hint}"))
    for fault in faults:
        tell_fault(fault)


@mine_command.command("new")
@click.argument("name")
@click.option(
    "--from", "origin", metavar="NAME", shell_complete=complete_names, help="Begin with this template's text."
)
@click.pass_context
def new_mine(ctx: click.Context, name: str, origin: str | None) -> None:
    """Make a template of your own. Its file opens in $EDITOR; without a terminal, its path is printed.

    \b
      snippets mine new thanks-ana
      snippets mine new refund-ana --from refund-late
    """
    config = config_of(ctx)
    called = own_called(name)
    if not is_abbreviation(bare(called)):
        raise BadValue(
            f"“{for_line(called)}” cannot be the name of a template",
            "use lower-case letters, digits and dashes, at most 40",
        )
    desk = ready_desk(config) if origin else desk_as_is(config)
    own_faults(config, desk)
    if file := file_of(desk, called):
        raise BadValue(f"{called} is there already, in {os.path.join(config.mine, file)}", f"snippets mine edit {name}")
    text = _copied_text(desk, origin, called) if origin else _skeleton(called)
    path = write_new(config.mine, called, text)
    _edited(config, desk, path)


@mine_command.command("edit")
@own_name
@click.pass_context
def edit_mine(ctx: click.Context, name: str) -> None:
    """Edit a template of your own. Its file opens in $EDITOR; without a terminal, its path is printed.

    \b
      snippets mine edit thanks-ana
    """
    config = config_of(ctx)
    desk = desk_as_is(config)
    _edited(config, desk, _path_of(config, desk, name))


@mine_command.command("remove")
@own_name
@yes_option
@click.pass_context
def remove_mine(ctx: click.Context, name: str, is_sure: bool) -> None:
    """Delete the file of a template of your own.

    \b
      snippets mine remove thanks-ana
    """
    config = config_of(ctx)
    desk = desk_as_is(config)
    path = _path_of(config, desk, name)
    agreed(f"Delete {for_line(path)} for good?", is_sure=is_sure)
    try:
        os.unlink(path)
    except OSError as error:
        raise BadValue(f"{path} cannot be deleted: {error.strerror}", "check the folder's permissions") from None
    own_faults(config, desk)
    tell(for_line(f"{path} is deleted."))


def _path_of(config: Config, desk: Desk, name: str) -> str:
    """The file of a template by its name, or by the file's where it cannot be read. Raises UnknownName."""
    called = own_called(name)
    faults = own_faults(config, desk)
    if file := file_of(desk, called):
        return os.path.join(config.mine, file)
    broken = _fault_of(faults, called)
    if broken is None:
        raise UnknownName("template of your own", called, hint="snippets mine list shows them")
    return broken.file


def _fault_of(faults: list[PersonalFault], called: str) -> PersonalFault | None:
    """What is wrong with the file that is called like a template, with or without its ending."""
    wanted = {bare(called), f"{bare(called)}.md", f"{called}.md"}
    return next((fault for fault in faults if folded(os.path.basename(fault.file)) in wanted), None)


def _copied_text(desk: Desk, origin: str, called: str) -> str:
    """The file's text for a template of one's own that begins as a copy of another."""
    from library.template_files import TemplateFile, text_of

    live = desk.find_live(origin) or desk.find_live(own_called(origin)) or desk.live(origin)
    if live.document.kind != "reply":
        raise BadValue(
            f"{origin} is a {live.document.kind}, and only replies can be your own", "name the template of a reply"
        )
    return text_of(TemplateFile(_as_own(live.document, called)))


def _as_own(document: Document, called: str) -> Document:
    """The document under its new name, without what belongs to the team's copy of it."""
    return document._replace(
        abbreviation=called, aliases=(), questions=(), owner="", review_days=0, live_from="", translates=""
    )


def _skeleton(called: str) -> str:
    """A file to begin with. It has no text, so that nobody can send it to a customer before it is written."""
    title = bare(called).replace("-", " ").capitalize()
    lines = [
        "---",
        f"abbreviation: {called}",
        f"title: {title}",
        "# fields:",
        "#   first_name: {label: Customer's first name}",
        "# The text follows below the next line; {{ first_name }} in it is asked for.",
        "---",
    ]
    return "\n".join([*lines, "", ""])


def _edited(config: Config, desk: Desk, path: str) -> None:
    """Opens the file where somebody is there to edit it, and says what came of it; else prints where it is."""
    if not (can_ask() and sys.stdout.isatty()):
        say_exactly(path)
        return
    edit_file(path)
    faults = {fault.file: fault for fault in own_faults(config, desk)}
    if fault := faults.get(path):
        tell_fault(fault)
        return
    name = next((kept.name for kept in own_templates(desk) if os.path.join(config.mine, kept.file) == path), "")
    tell(for_line(f"{name}: {path}" if name else f"{path} is gone."))
