"""What the screen of duplicates says: its rows, what stands above a comparison, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from library.cleaning import for_line
from snippets.formatting import counted
from snippets.screens.duplicates_reading import ALIAS, COUNTED_DAYS, DROP, KEEP, MERGE, Deed, Found
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from library.checks.clusters import Cluster
    from snippets.screens.ask_line import AskLineScreen

MUTED, LOUD = "$foreground-muted", "bold"


class Shown(NamedTuple):
    """A cluster as it is shown: what is left of it, and which of its templates stays when others go."""

    cluster: Cluster
    templates: tuple[str, ...]
    stays: str


def entries(found: Found, shown: Sequence[Shown]) -> list[Entry]:
    rows = []
    for one in shown:
        uses = sum(found.uses(template) for template in one.templates)
        rows.append(Entry("", f"{len(one.templates):,} templates · {alike(one.cluster.alike)} · {used(uses)}",
                          is_heading=True))  # fmt: skip
        rows += [_entry(found, template, stays=template == one.stays) for template in one.templates]
    return rows


def _entry(found: Found, template: str, *, stays: bool) -> Entry:
    document = found.document(template)
    uses = counted(found.uses(template), "use") if found.uses(template) else ""
    parts = ("stays" if stays else "", uses, document.title)
    return Entry(template, document.abbreviation, " · ".join(filter(None, parts)))


def head(found: Found, template: str, stays: str) -> Content:
    """What is compared with what."""
    document, other = found.document(template), found.document(stays)
    if template == stays:
        heading = f"{document.abbreviation} stays when another one goes"
        parts = [used(found.uses(template)), document.group]
    else:
        heading = f"From {other.abbreviation} to {document.abbreviation}"
        share = found.alike(template, stays)
        parts = [
            alike(share) if share else "alike by way of others",
            f"{found.uses(stays):,} and {counted(found.uses(template), 'use')} in {COUNTED_DAYS} days",
            document.group,
        ]
    return Content.assemble((for_line(heading), LOUD), (f"\n{for_line(' · '.join(filter(None, parts)))}\n\n", MUTED))


def alike(share: float) -> str:
    return f"{int(share * 100)} % alike"


def used(uses: int) -> str:
    return f"{counted(uses, 'use') if uses else 'not used'} in {COUNTED_DAYS} days"


def done(found: Found, deed: Deed) -> str:
    name = for_line(found.document(deed.template).abbreviation)
    other = for_line(found.document(deed.kept).abbreviation)
    return {
        KEEP: f"{name} is meant to be like the others; u takes it back",
        MERGE: f"{name} is retired, its names and questions lead to {other}",
        ALIAS: f"{name} is retired, its names lead to {other}",
        DROP: f"{name} is retired, nothing of it leads elsewhere; u brings it back",
    }[deed.kind]


def question(found: Found, deed: Deed) -> AskLineScreen:
    """Asks before names are given away, which is for good; enter agrees."""
    from snippets.screens.ask_line import AskLineScreen

    name, other = (found.document(id_).abbreviation for id_ in (deed.template, deed.kept))
    what = "names and questions" if deed.kind == MERGE else "names"
    return AskLineScreen(
        f"Retire {name} and let its {what} lead to {other}? Say why.",
        title="Merge" if deed.kind == MERGE else "Alias",
        remark=f"The text of {for_line(other)} stays as it is. Names that were given away do not come back.",
        value=f"says the same as {other}",
    )


def taken_back(name: str, deed: Deed) -> str:
    if deed.kind == KEEP:
        return f"{for_line(name)} is shown as a duplicate again"
    return f"{for_line(name)} is with agents again"


def stays_already(name: str) -> str:
    return f"{for_line(name)} is the one that stays; go to another one, or press space on the one that shall stay"


def count_of(shown: Sequence[Shown]) -> str:
    templates = sum(len(one.templates) for one in shown)
    return f"{counted(templates, 'template')} in {counted(len(shown), 'cluster')}" if shown else "none"


def comparing(count: int, share: float) -> str:
    return f"Comparing {counted(count, 'template')} … {int(share * 100)} %"


def waiting() -> Content:
    return Content.assemble(
        ("Every template is compared with every other one.\n\n", ""),
        ("That takes some seconds where there are thousands; esc leaves at any time.", MUTED),
    )


def nothing(group: str) -> Content:
    where = f" in {for_line(group)}" if group else ""
    return Content.assemble(
        f"No two templates{where} say nearly the same.\n\n",
        ("Templates come here when nine letters of ten are the same in both; facts, translations and short texts do"
         " not count.", MUTED),
    )  # fmt: skip
