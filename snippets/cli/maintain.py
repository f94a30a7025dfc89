"""Looking after a library: make it, see how it is, prove it whole, keep and bring back copies."""

from __future__ import annotations

from pathlib import Path

import click

from library.errors import StoreDamaged, StoreError
from snippets.cli.common import Command, config_of, json_option, now, ready_desk
from snippets.cli.output import print_json, say, tell
from snippets.formatting import ago, counted
from snippets.places import without_password


@click.command("init", cls=Command)
@click.option("--empty", is_flag=True, help="Begin without the seed templates and questions.")
@click.option("--title", default="", help="What the library is called.")
@json_option
@click.pass_context
def init_command(ctx: click.Context, empty: bool, title: str, as_json: bool) -> None:
    """Make a library, with templates for the fifty questions every support team gets.

    You become its owner. Nothing leaves this machine.
    """
    from snippets.founding import found_library

    config = config_of(ctx)
    made = found_library(config, is_empty=empty, title=title)
    if as_json:
        print_json(
            {"library": made.library_id, "address": without_password(config.library), "templates": made.templates}
        )
        return
    tell(f"Made the library {without_password(config.library)}; its owner is {config.agent}.")
    if made.templates:
        tell(f"{counted(made.replies, 'reply', 'replies')} to begin with. Next: snippets")
    else:
        tell("It is empty. Next: snippets import FOLDER")


@click.command("status", cls=Command)
@json_option
@click.pass_context
def status_command(ctx: click.Context, as_json: bool) -> None:
    """Say which library this is, how fresh the copy here is, and what waits to be handed in."""
    from library.desk.outbox import waiting
    from library.identifiers import moment

    config = config_of(ctx)
    desk = ready_desk(config)
    meta, waits = desk.meta(), waiting(desk)
    synced_at = meta.get("synced_at", "")
    templates = desk.counts()
    if as_json:
        print_json(
            {
                "library": without_password(config.library),
                "library_id": meta.get("library_id", ""),
                "version": int(meta.get("version", 0)),
                "head": meta.get("head_hash", ""),
                "synced_at": synced_at or None,
                "replies": templates.get("reply", 0),
                "fragments": templates.get("fragment", 0),
                "facts": templates.get("fact", 0),
                "uses_waiting": waits.uses,
                "searches_waiting": waits.searches,
                "proposals_waiting": waits.proposals,
                "desk": str(desk.path),
                "agent": config.agent,
            }
        )
        return
    fresh = ago(moment(synced_at), now()) if synced_at else "never"
    say(f"library    {without_password(config.library)}")
    say(f"version    {meta.get('version', 0)}, taken {fresh}")
    say(
        f"templates  {counted(templates.get('reply', 0), 'reply', 'replies')},"
        f" {counted(templates.get('fragment', 0), 'fragment')}, {counted(templates.get('fact', 0), 'fact')}"
    )
    proposed = f", {counted(waits.proposals, 'proposal')}" if waits.proposals else ""
    say(f"waiting    {counted(waits.uses, 'use')}, {counted(waits.searches, 'search', 'searches')}{proposed}")
    say(f"you        {config.agent}")


@click.command("verify", cls=Command)
@json_option
@click.pass_context
def verify_command(ctx: click.Context, as_json: bool) -> None:
    """Prove that nothing in the library was altered behind the program's back.

    Every text, revision, decision and change is recomputed; each damage is named. Exit 1 if there is any.
    """
    from library.record.verify import verify
    from snippets.leading import open_to_read

    library = open_to_read(config_of(ctx))
    try:
        damages = verify(library)
    finally:
        library.close()
    if as_json:
        print_json([{"table": d.table, "key": d.key, "what": d.what} for d in damages])
    else:
        for damage in damages:
            say(f"{damage.table} {damage.key}: {damage.what}")
    if damages:
        raise StoreError(
            f"{counted(len(damages), 'damage')} found in the library",
            "keep this file, restore a backup beside it, compare",
        )
    if not as_json:
        tell("The library is whole.")


@click.command("backup", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def backup_command(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Write a copy of the library to FILE while others go on working; the copy is checked before it counts."""
    from library.record.backup import backup
    from snippets.leading import open_to_read

    library = open_to_read(config_of(ctx))
    try:
        backup(library, file)
    finally:
        library.close()
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size})
    else:
        tell(f"Wrote {file} ({size / 1_000_000:.1f} MB).")


@click.command("restore-backup", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Even where the library has gone on since.")
@json_option
@click.pass_context
def restore_backup_command(ctx: click.Context, file: Path, force: bool, as_json: bool) -> None:
    """Put a backup in the library's place. The replaced library is kept beside it.

    Every desk notices, takes everything anew, and hands in again what it kept.
    """
    from library.record.backup import restore

    config = config_of(ctx)
    try:
        kept = restore(file, config.library, force=force)
    except StoreDamaged as error:
        called = error.message.removeprefix("the backup ").removeprefix("the library ")
        if not called.startswith(f"{file} "):
            raise
        raise StoreDamaged(error.message, "nothing was changed; name a file that snippets backup made") from None
    if as_json:
        print_json({"library": without_password(config.library), "kept": str(kept) if kept else None})
        return
    tell(f"Restored {file}.")
    if kept:
        tell(f"What was there before is in {kept}.")
