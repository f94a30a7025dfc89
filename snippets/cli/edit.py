"""`snippets edit` and `snippets new`: a template as a file in $EDITOR, checked, and saved as a draft.

The file lies among what is not saved, its owner's alone, until the library has it: what was written is never lost.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from library.checks import Around, check
from library.cleaning import for_line
from library.documents import is_abbreviation
from library.errors import BadDocument, BadValue, NameTaken
from library.filesystem import make_private_file, make_private_folder
from library.template_files import SUFFIX, TemplateFile, read, text_of
from snippets.cli.agreeing import can_ask
from snippets.cli.common import Command, complete_names, config_of, json_option, name_argument
from snippets.cli.deciding import message_option
from snippets.cli.in_editor import edit_file, has_named_editor
from snippets.cli.opening import writing
from snippets.cli.output import tell
from snippets.cli.settling import Settled, settle, tell_settled, way_option
from snippets.config import Config
from snippets.formatting import ago, counted
from snippets.screens.conflict_parts import clashes_of, with_text
from snippets.screens.editor_kept import folder_of
from snippets.screens.editor_work import Start, Theirs, around, open_template

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.documents import Document

#: What stands around the two sides of a conflict; no template has such lines.
_MARKS = re.compile(r"^(<{7} theirs|\|{7} before|={7}|>{7} mine)$")
_SOURCE = "edit"
_SKELETON = """---
abbreviation: {name}
title:
group:
# fields:
#   first_name: {{label: Customer's first name, from: customer.first_name}}
# The text follows below the next line; {{{{ first_name }}}} in it is asked for.
---

"""


class Work(NamedTuple):
    """A template in a file: which one, the revision it began with, the newest seen then, and how it read.

    `stem` is what its file is called before that revision's number, "" for a new template.
    """

    path: str
    stem: str
    template: str
    based_on: int | None
    seen: int
    before: str


class Asked(NamedTuple):
    """What the command was asked to do with it."""

    way: str | None
    message: str
    as_json: bool


@click.command("edit", cls=Command)
@name_argument
@way_option
@message_option
@click.option("--screen", "is_screen", is_flag=True, help="In the app's own editor, with a preview, not in $EDITOR.")
@json_option
@click.pass_context
def edit_command(
    ctx: click.Context, name: str, way: str | None, message: str, is_screen: bool, as_json: bool
) -> None:  # fmt: skip
    """Edit a template in $EDITOR. It is checked, and saved as a draft.

    \b
      snippets edit refund-late
      snippets edit refund-late --approve -m "5 days now"
      snippets edit refund-late --screen
    """
    config = config_of(ctx)
    if is_screen:
        _in_screen(config, Start(name))
        return
    opened = open_template(config, Start(name))
    called = opened.document.abbreviation
    text, stem = text_of(TemplateFile(opened.document, opened.template)), f"{called}-r"
    path = _path_of(config, f"{stem}{opened.based_on}")
    work = Work(path, stem, opened.template, opened.based_on, opened.seen, text)
    _edit(config, work, Asked(way, message, as_json), again=f"snippets edit {called}")


@click.command("new", cls=Command)
@click.argument("name", metavar="[NAME]", default="")
@click.option(
    "--from", "origin", metavar="NAME", shell_complete=complete_names, default="",
    help="Begin with the text of this template.",
)  # fmt: skip
@way_option
@message_option
@click.option("--screen", "is_screen", is_flag=True, help="In the app's own editor, with a preview, not in $EDITOR.")
@json_option
@click.pass_context
def new_command(
    ctx: click.Context, name: str, origin: str, way: str | None, message: str, is_screen: bool, as_json: bool
) -> None:
    """Write a new template in $EDITOR. It is checked, and saved as a draft.

    \b
      snippets new card-limit
      snippets new refund-card --from refund-late --submit -m "cards take longer"
    """
    config = config_of(ctx)
    if name and not is_abbreviation(name):
        raise BadValue(f"“{name}” cannot be a name", "use lower-case letters, digits and dashes, at most 40")
    if is_screen:
        _in_screen(config, Start(origin=origin, abbreviation=name))
        return
    text = _SKELETON.format(name=name)
    if origin:
        text = text_of(TemplateFile(open_template(config, Start(origin=origin, abbreviation=name)).document))
        text = text if name else text.replace("---\n", "---\nabbreviation:\n", 1)
    work = Work(_path_of(config, f"new-{name}" if name else "new"), "", "", None, 0, text)
    again = f"snippets new {name}".rstrip()
    _edit(config, work, Asked(way, message, as_json), again=again)


# the file


def _path_of(config: Config, name: str) -> str:
    return os.path.join(folder_of(config), f"{name}{SUFFIX}")


def _edit(config: Config, work: Work, asked: Asked, *, again: str) -> None:
    """From the file to the library, over as many rounds in the editor as it takes."""
    if not (can_ask() or has_named_editor()):
        raise BadValue("there is no terminal to edit in", "set $EDITOR to a program that needs none")
    from filelock import FileLock, Timeout

    make_private_folder(folder_of(config))
    work = _left(work)
    try:
        with FileLock(f"{work.path}.lock", blocking=False, mode=0o600):
            settled = _saved(config, work, asked, again)
    except Timeout:
        raise BadValue(f"{work.path} is being edited in another window", "finish there first") from None
    with suppress(OSError):
        os.unlink(f"{work.path}.lock")
    if settled is not None:
        tell_settled(settled, as_json=asked.as_json)


def _left(work: Work) -> Work:
    """The work an earlier round has left behind, where there is any and it is wanted; else the file written anew."""
    folder = os.path.dirname(work.path)
    found = [name for name in sorted(os.listdir(folder)) if _based_on(name, work.stem)]
    paths = [work.path] if os.path.exists(work.path) else [os.path.join(folder, name) for name in found[-1:]]
    for path in paths:
        if not can_ask():
            raise BadValue(f"a text that was not saved is in {path}", "go on with it in a terminal, or move it away")
        from datetime import datetime

        when = ago(datetime.fromtimestamp(os.path.getmtime(path)).astimezone(), datetime.now().astimezone())
        if click.confirm(f"You have a text of this that was not saved, {when}. Go on with it?", default=True, err=True):
            number = _based_on(os.path.basename(path), work.stem)
            return work._replace(path=path, based_on=number or work.based_on, seen=number or work.seen)
        os.unlink(path)
    make_private_file(work.path)
    Path(work.path).write_text(work.before, encoding="utf-8")
    return work


def _based_on(name: str, stem: str) -> int:
    """The revision a file's name says it began with, 0 where it is of another template."""
    found = re.fullmatch(rf"{re.escape(stem)}(\d+){re.escape(SUFFIX)}", name)
    return int(found[1]) if found and stem else 0


def _saved(config: Config, work: Work, asked: Asked, again: str) -> Settled | None:
    """What became of it; None where nothing was written. Raises BadValue where it was given up: the file stays then."""
    known: Around | None = None
    while True:
        edit_file(work.path)
        if Path(work.path).read_text(encoding="utf-8", errors="replace") == work.before:
            os.unlink(work.path)
            tell("Nothing was changed.")
            return None
        known = known or around(config, work.template)
        if (document := _checked(work, known)) is not None:
            try:
                settled = _kept(config, work, document, asked)
            except (NameTaken, BadDocument) as error:
                tell(f"snippets: {error.message}" + (f" ({error.hint})" if error.hint else ""))
            else:
                if isinstance(settled, Settled):
                    os.unlink(work.path)
                    return settled
                work = _with_both(work, settled)
        if not can_ask() or not click.confirm("Edit it again?", default=True, err=True):
            raise BadValue(f"nothing was saved; your text is in {work.path}", f"{again} goes on with it")


def _checked(work: Work, known: Around) -> Document | None:
    """The document in the file, None where something keeps it from others; what is found is told with its line."""
    try:
        file = read(Path(work.path))
    except BadDocument as error:
        tell(f"{error.message}" + (f" ({error.hint})" if error.hint else ""))
        return None
    lines = Path(work.path).read_text(encoding="utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if _MARKS.match(line)]
    for number in marked[:1]:
        tell(f"{work.path}:{number}: two texts stand here (keep what is right, and take the marks out)")
    findings = check(file.document, known)
    for finding in () if marked else findings:
        line, column = file.line_of(finding.part, finding.line), file.column_of(finding.part, finding.column)
        where = ":".join([work.path, *(str(number) for number in (line, column) if number)])
        tell(for_line(f"{where}: {'fault' if finding.is_fault else 'warning'}: {finding.advice}"))
    faults = sum(finding.is_fault for finding in findings)
    if faults and not marked:
        tell(f"{counted(faults, 'fault')} {'keeps' if faults == 1 else 'keep'} it from others.")
    return None if marked or faults else file.document


# into the library


def _kept(config: Config, work: Work, document: Document, asked: Asked) -> Settled | Theirs:
    """What became of the draft; theirs where both changed the same, and nothing was written."""

    def save(session: Session) -> tuple[Settled | None, Theirs | None]:
        from library.record import authoring, edits

        by = config.agent
        if work.based_on is None:
            saved = authoring.save(session, document, author=by, message=asked.message, source=_SOURCE)
            return settle(session, [saved], by=by, way=asked.way, title=asked.message, reason=asked.message), None
        done = edits.save_merged(
            session, document, author=by, template=work.template, based_on=work.based_on, seen=work.seen,
            message=asked.message, source=_SOURCE,
        )  # fmt: skip
        other = done.theirs
        theirs = Theirs(other.number, other.author, other.document or document, done.merge) if other else None
        if done.saved is None:
            return None, theirs
        way = asked.way if theirs is None else None  # nobody has read the two together yet
        return settle(session, [done.saved], by=by, way=way, title=asked.message, reason=asked.message), theirs

    settled, theirs = writing(config, save)
    if settled is None:
        assert theirs is not None
        return theirs
    if theirs is not None:
        tell(
            f"{theirs.author} saved r{theirs.number} while you wrote: both texts are in this draft. Read it once more."
        )
    return settled


def _with_both(work: Work, theirs: Theirs) -> Work:
    """The file with both sides of what both changed, to be edited once more on top of theirs."""
    document = theirs.merge.document
    tell(f"{theirs.author} saved r{theirs.number} while you wrote, and both of you changed:")
    for clash in clashes_of(theirs.merge):
        sides = "" if clash.is_text else f": theirs “{clash.theirs}”, yours “{clash.mine}”, which is in the file"
        tell(for_line(f"  {clash.called}{sides}"))
    for conflict in theirs.merge.conflicts:
        if conflict.merged is not None:
            document = with_text(document, conflict.part, conflict.merged.marked)
    Path(work.path).write_text(text_of(TemplateFile(document, work.template)), encoding="utf-8")
    path = os.path.join(os.path.dirname(work.path), f"{work.stem}{theirs.number}{SUFFIX}")
    os.replace(work.path, path)
    return work._replace(path=path, based_on=theirs.number, seen=theirs.number, before="")


# the screen


def _in_screen(config: Config, start: Start) -> None:
    """The app at its editor; it ends with it. Raises UnknownName before anything is shown."""
    from snippets.cli.open_screen import has_terminal, open_screen

    if not has_terminal():
        raise BadValue("the editor needs a terminal", "without one: EDITOR=... snippets edit NAME")
    open_template(config, start)
    from snippets.screens.editor import EditorScreen

    open_screen(config, lambda config, surroundings: EditorScreen(config, surroundings, start))
