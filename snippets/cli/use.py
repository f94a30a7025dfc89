"""What an agent asks without copying: find a template, show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.desk.store import PERSONAL
from library.errors import BadValue
from snippets.cli.common import (
    Command,
    complete_names,
    config_of,
    json_option,
    now,
    ready_desk,
)
from snippets.cli.matches import note_nothing, plain_match, row_of
from snippets.cli.output import print_json, print_table, say, say_exactly, tell
from snippets.formatting import OVERTAKEN, shortened

if TYPE_CHECKING:
    from library.documents import Document

#: So few letters are looked for in less time than a kept index is read.
BRIEF = 2


@click.command("find", cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many templates at most.")
@click.option("--why", is_flag=True, help="Show what matched.")
@json_option
@click.pass_context
def find_command(ctx: click.Context, words: tuple[str, ...], limit: int, why: bool, as_json: bool) -> None:
    """Search templates by abbreviation, half-remembered words, or a customer's words.

    Templates of your own stand among the others, marked “mine”. From three words up, what the words mean counts too.

    \b
      snippets find refnd la
      snippets find "still waiting for my money" --why
    """
    from library.desk.catalog import entries
    from library.desk.choices import chosen
    from library.finding.folding import is_sentence
    from library.finding.index import build
    from library.finding.score import find
    from snippets.kept import index_at_hand

    config = config_of(ctx)
    desk = ready_desk(config, is_telling=True)
    started = now()
    text = " ".join(words)
    there = entries(desk, agent=config.agent)
    index = (index_at_hand(config.desk, there) if len(text) > BRIEF else None) or build(there)
    matches = find(index, text, limit, taken=chosen(desk, config.agent, text))
    if is_sentence(text):
        from snippets.cli.meant import with_meaning

        matches = with_meaning(config, index, there, text, matches)[:limit]
    if as_json:
        print_json([plain_match(match) for match in matches])
    elif matches:
        print_table([row_of(match, has_reason=why) for match in matches])
    if not matches:
        note_nothing(desk, config, text, kind="find", started=started)
        tell(f"snippets: nothing found for “{shortened(text, 60)}” (try fewer or other words)")
        ctx.exit(1)


@click.command("show", cls=Command)
@click.argument("name", shell_complete=complete_names)
@click.option("--revision", type=click.IntRange(1), help="An earlier revision, by its number.")
@click.option(
    "--as-of", "version", metavar="VERSION", type=click.IntRange(1), help="What agents got at a library version."
)
@click.option("--raw", is_flag=True, help="The template file, as export writes it.")
@json_option
@click.pass_context
def show_command(
    ctx: click.Context, name: str, revision: int | None, version: int | None, raw: bool, as_json: bool
) -> None:
    """Show a template: its text with its fields, and what to know before using it.

    A template of your own has a ~ before its name; where your shell would make a folder of it, quote it: '~thanks-ana'.

    \b
      snippets show refund-late
      snippets show refund-late --revision 3 --raw
      snippets show refund-late --as-of 12
    """
    from library.documents import as_plain

    config = config_of(ctx)
    if version is not None and (revision is not None or name.startswith(PERSONAL)):
        raise click.UsageError("--as-of says which revision by itself, and is for shared templates")
    if name.startswith(PERSONAL):
        _refuse_revision(name, revision)
        _show_own(ready_desk(config).live(name).document, is_raw=raw, as_json=as_json)
        return
    if version is not None:
        from snippets.cli.author import show_as_of

        show_as_of(config, name, version, is_raw=raw, as_json=as_json)
        return
    if revision is None:
        live = ready_desk(config).live(name)
        template, number, document = live.template, live.revision, live.document
        approved = {"approved_by": live.approved_by, "approved_at": live.approved_at}
        if live.is_overtaken:
            tell(OVERTAKEN)
    else:
        from snippets.cli.author import read_revision

        template, number, document = read_revision(config, name, revision)
        approved = {}
    if as_json:
        print_json({"template": template, "revision": number, **approved, **as_plain(document)})
    elif raw:
        from library.template_files import TemplateFile, text_of

        say_exactly(text_of(TemplateFile(document, template)), end="")
    else:
        from snippets.cli.showing import page_of

        say(page_of(document, number, **approved))


def _refuse_revision(name: str, revision: int | None) -> None:
    if revision is not None:
        raise BadValue(f"{name} is your own and has no revisions", f"leave --revision out: snippets show {name}")


def _show_own(document: Document, *, is_raw: bool, as_json: bool) -> None:
    """Shows a template of the agent's own: it has no revisions, and nobody has approved it."""
    from library.documents import as_plain

    if as_json:
        own = {"template": document.abbreviation, "revision": 0, "mine": True, "approved_by": "", "approved_at": ""}
        print_json({**own, **as_plain(document)})
    elif is_raw:
        from library.template_files import TemplateFile, text_of

        say_exactly(text_of(TemplateFile(document)), end="")
    else:
        from snippets.cli.showing import page_of

        head, _, *page = page_of(document, 0).split("\n")
        say("\n".join([head, " · ".join(filter(None, [document.group, "your own, seen by you alone"])), *page]))
