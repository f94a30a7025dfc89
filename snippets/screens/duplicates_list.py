"""The list of near-equal templates: clusters as they were read, what is left of them, and the comparison of one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING

from library.errors import LibraryError
from snippets.config import Config
from snippets.groups import is_in
from snippets.screens import duplicates_reading as reading
from snippets.screens import duplicates_wording as wording
from snippets.screens.compared import section
from snippets.screens.duplicates_reading import Found
from snippets.screens.duplicates_wording import Shown
from snippets.screens.leading_list import ListingScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.comparison import Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks.clusters import Cluster

#: How often the share that is compared is shown anew.
TOLD_SECONDS = 0.2


class ClustersScreen(ListingScreen):
    """`found` is what was read last; `shown` what is left of it here: what was decided is left out at once.

    Of each cluster one stays when others go: the most used, or the one that was marked for it.
    """

    def __init__(self, config: Config, surroundings: Surroundings, *, group: str = "") -> None:
        super().__init__(config, surroundings)
        self.group = group
        self.found: Found | None = None
        self.shown: list[Shown] = []
        self.marked: set[str] = set()
        #: Decided here, and for all of what is read by now, still there.
        self.gone: set[str] = set()
        self.texts: dict[tuple[str, str], Section] = {}
        #: How many templates are being compared, and the share that is done; written by the thread that compares.
        self.progress: tuple[int, float] | None = None
        #: What of it is written by now.
        self.written: set[str] = set()

    def on_mount(self) -> None:
        self.set_interval(TOLD_SECONDS, self.waiting_changed)

    # reading

    def read(self) -> None:
        now, before = self.surroundings.clock(), self.found
        self.ask(
            lambda session: reading.found(session, now=now, before=before, told=self._told),
            partial(self.take_found, frozenset(self.written)),
            about="clusters",
            otherwise=self._failed,
        )
        if before is None:
            self.comparison.show_sections((), head=wording.waiting())

    def _told(self, count: int, share: float) -> None:
        """Called where templates are compared, which ends there once nobody waits for it."""
        if not self.is_attached:
            raise CancelledError
        self.progress = (count, share)

    def _failed(self, error: LibraryError) -> None:
        self.progress = None
        self.tell(error)

    def take_found(self, written: frozenset[str], found: Found) -> None:
        """Shows what was found; what was `written` when it was asked for is part of it."""
        before, self.found, self.progress = self.found, found, None
        self.gone -= written
        self.written -= written
        if before is not None:
            self.texts = {key: text for key, text in self.texts.items() if _are_same(before, found, key)}
        self.show_rows(keep="" if before else self._first(found))

    def _first(self, found: Found) -> str:
        """To begin with, a template beside the one that stays: their comparison says more than one text."""
        return next((one.templates[1] for one in found.clusters if self._is_wanted(found, one)), "")

    def show_rows(self, *, keep: str = "") -> None:
        if self.found is None:
            return
        self.shown = [one for cluster in self.found.clusters if (one := self._left_of(self.found, cluster))]
        self.show_list(wording.entries(self.found, self.shown), keep=keep)
        self.show_highlighted()
        self.waiting_changed()

    def _left_of(self, found: Found, cluster: Cluster) -> Shown | None:
        left = tuple(template for template in cluster.templates if template not in self.gone)
        if len(left) < 2 or not self._is_wanted(found, cluster):
            return None
        return Shown(cluster, left, next((template for template in left if template in self.marked), left[0]))

    def _is_wanted(self, found: Found, cluster: Cluster) -> bool:
        return any(is_in(found.document(template).group, self.group) for template in cluster.templates)

    @property
    def here(self) -> tuple[Found, Shown, str] | None:
        """The highlighted template, by id, and its cluster."""
        row, found = self.rows.highlighted, self.found
        shown = next((one for one in self.shown if row and row.key in one.templates), None)
        return (found, shown, row.key) if row and found and shown else None

    def show_highlighted(self) -> None:
        if here := self.here:
            found, shown, template = here
            key = (shown.stays, template)
            sections = (self.texts[key],) if key in self.texts else ()
            self.comparison.show_sections(sections, head=wording.head(found, template, shown.stays))
            if not sections:
                self.ask(partial(_section, found, key), partial(self.take_text, key), about="text")
        elif self.found is not None:
            self.comparison.show_sections((), head=wording.nothing(self.group))
        self.refresh_bindings()

    def take_text(self, key: tuple[str, str], text: Section) -> None:
        self.texts[key] = text
        if (here := self.here) and key == (here[1].stays, here[2]):
            self.show_highlighted()

    def waiting_changed(self) -> None:
        progress = self.progress
        said = wording.comparing(*progress) if progress else wording.count_of(self.shown)
        title = f"Duplicates in {self.group}" if self.group else "Duplicates"
        self.show_status(title, said, is_read=self.found is not None or progress is not None)


def _section(found: Found, key: Sequence[str], session: Session) -> Section:
    """What the second says otherwise than the first but for its name; all of it where they are one."""
    stays, template = (found.document(id_) for id_ in key)
    before = None if stays is template else stays._replace(abbreviation=template.abbreviation)
    return section("", before, template)


def _are_same(before: Found, found: Found, templates: Sequence[str]) -> bool:
    known, now = before.compared.documents, found.compared.documents
    return all(id_ in now and known.get(id_) == now[id_] for id_ in templates)
