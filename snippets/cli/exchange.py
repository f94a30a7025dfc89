"""Templates in and out: folders of template files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from library.errors import BadValue, StoreReadOnly
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.opening import reading, rehearsing, writing
from snippets.cli.output import print_json, say, tell
from snippets.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.exchange.importing import Plan
    from library.template_files import TemplateFile
    from snippets.config import Config

#: Names of templates to be retired that are shown before somebody is asked.
SHOWN = 20


@click.command("import", cls=Command)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="Keep what changes back from agents, for somebody to approve.")
@click.option("--review", "is_for_review", is_flag=True, help="Submit what changes as one change set.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would happen, refusals too; change nothing.")
@click.option("--retire-missing", is_flag=True, help="Retire every template that PATH does not hold.")
@click.option("--strict", "is_strict", is_flag=True, help="Refuse what `snippets check` calls a fault.")
@click.option("-m", "--message", default="", help="What this import is about; shown in each history.")
@yes_option
@json_option
@click.pass_context
def import_command(
    ctx: click.Context,
    path: Path,
    draft: bool,
    is_for_review: bool,
    is_dry: bool,
    retire_missing: bool,
    is_strict: bool,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Bring in a template file, or a folder of them; folders become groups.

    Templates are known by their id, then by their name. What is unchanged stays as it is; what is changed goes live at
    once when you may approve it. All of it or nothing: one fault, and nothing is imported.

    \b
      snippets import templates/ --dry-run
      snippets import refund-late.md -m "shorter"
      snippets import templates/ --review -m "refunds: 14 days"
    """
    from library.exchange.folder import read_path

    if is_for_review and (draft or retire_missing):
        raise click.UsageError("--review goes without --draft, and without --retire-missing: retiring is not reviewed")
    config = config_of(ctx)
    files = read_path(path)
    bringing = _Import(
        config,
        path,
        files,
        is_draft=draft,
        is_for_review=is_for_review,
        is_retiring=retire_missing,
        is_strict=is_strict,
        message=message,
    )
    if is_dry:
        made = bringing.rehearse()
        made.tell(as_json=as_json, is_dry=True)
        if bringing.is_too_much(made.plan) and not is_sure:
            if not can_ask():
                raise bringing.refusal(made.plan)
            tell("note: the import itself asks about that first")
        return
    bringing.may_retire = None if is_sure else bringing.asked()
    writing(config, bringing.work).tell(as_json=as_json)


@click.command("export", cls=Command)
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
@json_option
@click.pass_context
def export_command(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Write every live template to a folder, one file each: the same bytes for the same library, fit for git.

    \b
      snippets export templates/
    """
    from library.exchange.folder import ids_in, write_folder
    from library.record import authoring, history
    from library.template_files import TemplateFile

    with reading(config_of(ctx)) as session:
        live = history.live(session)
        known = authoring.newest_revisions(session, ids_in(path))
    files = [TemplateFile(template.document, template.template) for template in live]
    written = write_folder(path, files, known=known)
    if as_json:
        print_json(
            {
                "templates": len(live),
                "written": [str(file) for file in written.written],
                "unchanged": written.unchanged,
                "removed": [str(file) for file in written.removed],
            }
        )
        return
    tell(
        f"{counted(len(live), 'template')} in {path}: {len(written.written)} written, {written.unchanged} unchanged,"
        f" {len(written.removed)} removed."
    )


class _Import:
    """One import as it was asked for; `may_retire` are the templates that may go, None for any."""

    def __init__(
        self,
        config: Config,
        path: Path,
        files: list[TemplateFile],
        *,
        is_draft: bool,
        is_for_review: bool,
        is_retiring: bool,
        is_strict: bool,
        message: str,
    ) -> None:
        self.config, self.path, self.files = config, path, files
        self.is_draft, self.is_for_review, self.is_retiring = is_draft, is_for_review, is_retiring
        # Nobody is asked to read what the checks call a fault.
        self.is_strict = is_strict or is_for_review
        self.message = message or (f"import of {path.name}" if is_for_review else "")
        self.may_retire: Collection[str] | None = None

    def plan(self, session: Session) -> _Made:
        from library.exchange.importing import plan, settled

        is_live = not self.is_for_review and settled(session, by=self.config.agent, is_draft=self.is_draft)
        planned = plan(session, self.files, is_live=is_live, is_strict=self.is_strict)
        return _Made(planned, is_live, self.is_retiring)

    def work(self, session: Session) -> _Made:
        made = self.plan(session)
        if self.is_too_much(made.plan) and self.may_retire is not None and set(made.plan.missing) - {*self.may_retire}:
            raise self.refusal(made.plan)
        return self.carried_out(session, made)

    def carried_out(self, session: Session, made: _Made) -> _Made:
        """Writes what is planned: live, as drafts, or where somebody else has to approve, as one change set."""
        from library.exchange.importing import CHANGED, NEW, apply
        from library.record import change_sets, review

        done, by = made, self.config.agent
        plan = made.plan
        if made.is_live or self.is_for_review:
            files = [item for item in plan.items if item.action in (NEW, CHANGED)]
            pairs = [(item.file.document, item.template or item.file.id or None) for item in files]
            why, asks = self.message, self.is_for_review
            published = review.publish(session, pairs, by=by, source="import", message=why, is_for_review=asks)
            if published.change_set:
                title = change_sets.find(session, published.change_set).title
                done = replace(made, is_live=False, change_set=title)
            plan = replace(plan, items=())
        apply(session, plan, by=by, is_live=False, message=self.message, should_retire_missing=self.is_retiring)
        return done

    def rehearse(self) -> _Made:
        """What the import would do, tried to the end and undone; only planned where the library may only be read."""
        try:
            return rehearsing(self.config, self.work)
        except StoreReadOnly:
            tell("note: the library may only be read from here: this is the plan, the import itself would be refused")
            with reading(self.config) as session:
                return self.plan(session)

    def asked(self) -> Collection[str]:
        """The templates somebody at the terminal agrees to retire; none where nobody need be asked, or can be."""
        if not self.is_retiring or not can_ask():
            return ()
        with reading(self.config) as session:
            plan = self.plan(session).plan
        if not self.is_too_much(plan):
            return ()
        for name in plan.missing[:SHOWN]:
            tell(f"retire   {name}")
        if len(plan.missing) > SHOWN:
            tell(f"and {len(plan.missing) - SHOWN} more")
        agreed(f"{self.refusal(plan).message}. Retire them?")
        return plan.missing

    def is_too_much(self, plan: Plan) -> bool:
        return self.is_retiring and plan.is_much_missing

    def refusal(self, plan: Plan) -> BadValue:
        lost = f"{len(plan.missing)} of {counted(plan.live, 'template')} would be retired"
        return BadValue(f"{lost}: {self.path} holds only {len(self.files)}", "add --yes if that is meant")


@dataclass(frozen=True, slots=True)
class _Made:
    """What an import did, or would do."""

    plan: Plan
    is_live: bool
    is_retiring: bool
    #: The title of the change set that was submitted, "" where there is none.
    change_set: str = ""

    def tell(self, *, as_json: bool, is_dry: bool = False) -> None:
        found = {action: self.plan.having(action) for action in ("new", "changed", "drafted", "unchanged")}
        retired = self.plan.missing if self.is_retiring else ()
        if as_json:
            names = {action: [item.file.document.abbreviation for item in items] for action, items in found.items()}
            notes = {"live": self.is_live, "dry_run": is_dry, "warnings": list(self.plan.notes)}
            notes["change_set"] = self.change_set or None
            notes["found"] = dict(self.plan.found)
            print_json({**names, "retired": list(retired), **notes})
            return
        for note in self.plan.notes:
            tell(f"note: {note}")
        if self.plan.found:
            kinds = ", ".join(f"{number:,} × {code}" for code, number in self.plan.found)
            tell(f"note: worth a look: {kinds} (snippets check says where, and what to do)")
        if is_dry:
            for item in (*found["new"], *found["changed"]):
                say(f"{item.action:8} {item.file.document.abbreviation}  {item.file.document.title}".rstrip())
            for name in retired:
                say(f"retire   {name}")
        would = "would be " if is_dry else ""
        live = "live" if self.is_live else "kept as drafts: somebody has to approve them"
        if self.change_set:
            live = f"submitted as the change set “{self.change_set}”: snippets review shows it to who may approve it"
        drafted = [f"{len(found['drafted'])} already drafted"] if found["drafted"] else []
        parts = [f"{len(found[action])} {action}" for action in ("new", "changed")]
        parts += [*drafted, f"{len(found['unchanged'])} unchanged", *([f"{len(retired)} retired"] if retired else [])]
        if found["new"] or found["changed"] or retired:
            tell(f"{', '.join(parts)}; {would}{live}.")
        else:
            tell(f"Nothing has changed{': ' if drafted else ''}{''.join(drafted)}.")
