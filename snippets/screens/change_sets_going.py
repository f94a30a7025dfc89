"""The list of change sets that are going on, with what is in the highlighted one; change_sets.py alters them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from snippets.config import Config
from snippets.screens import change_sets_reading as reading
from snippets.screens import change_sets_wording as wording
from snippets.screens import review_wording
from snippets.screens.change_sets_reading import SetRow
from snippets.screens.help import first_key_on
from snippets.screens.leading_list import ListingScreen, key_after
from snippets.screens.review_reading import Details
from snippets.screens.surroundings import Surroundings
from snippets.widgets.comparison import Section
from snippets.widgets.shortening import BRIEF, TIGHT

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks import Finding
    from library.errors import LibraryError


class GoingScreen(ListingScreen):
    """`sets` is what was read last; what is in `gone` was decided here and is left out of it at once."""

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.sets: tuple[SetRow, ...] | None = None
        self.gone: set[str] = set()
        self.details: dict[SetRow, Details] = {}
        self.found: dict[SetRow, tuple[Finding, ...]] = {}
        #: The set to be highlighted once it is read.
        self._wanted = ""
        #: What is drawn: a set, and whether with its texts and findings.
        self._drawn: tuple[SetRow, bool, bool] | None = None

    def on_mount(self) -> None:
        self.keep_reading()

    # reading

    def action_read_again(self) -> None:
        self.details.clear()
        self.found.clear()
        self._drawn = None
        self.read()

    def read(self) -> None:
        self.ask(reading.sets, self.take_sets, about="sets")

    def take_sets(self, sets: tuple[SetRow, ...]) -> None:
        if sets != self.sets:
            self.found.clear()  # something was decided: what is live may be other than it was
        self.sets = sets
        self.details = {row: told for row, told in self.details.items() if row in sets}
        keep, self._wanted = self._wanted, ""
        self.show_rows(keep=keep)

    def show_rows(self, *, keep: str = "") -> None:
        if self.sets is not None:
            self.show_list(wording.entries(self.sets, self.gone, self.surroundings.clock()), keep=keep)
            self.show_highlighted()
            self.waiting_changed()

    @property
    def row(self) -> SetRow | None:
        here = self.rows.highlighted
        return next((row for row in self.sets or () if here and row.key == here.key), None)

    def show_highlighted(self) -> None:
        """The highlighted one: at once where it was read before."""
        row = self.row
        if row is None:
            self._drawn = None
            self.comparison.show_sections((), head=wording.nothing(first_key_on(self, "change_sets.begin")))
        else:
            self.draw(row)
            self.ask_about(row)
        self.refresh_bindings()

    def draw(self, row: SetRow) -> None:
        drawn = (row, row in self.details, row in self.found)
        if self._drawn == drawn:
            return  # whoever reads on stays where they are
        self._drawn = drawn
        head = wording.head(row, self.found.get(row), self.surroundings.clock())
        if not row.item.about:
            head = head + wording.empty(first_key_on(self, "change_sets.put_in"))
        how = BRIEF if len(row.item.about) > 1 else TIGHT
        self.comparison.show_sections(self.sections_of(row), head=head, how=how)

    def sections_of(self, row: SetRow) -> tuple[Section, ...]:
        details = self.details.get(row)
        return (*details.sections, *review_wording.effects(details)) if details and row.item.about else ()

    def ask_about(self, row: SetRow) -> None:
        now, locale = self.surroundings.clock(), self.config.locale
        if row not in self.details:
            self.ask(
                lambda session: reading.details(session, row, now=now, locale=locale),
                partial(self.take_details, row),
                about="details",
            )
        if row not in self.found and row.item.about:
            self.ask(lambda session: reading.findings(session, row), partial(self.take_findings, row), about="checks")

    def take_details(self, row: SetRow, details: Details) -> None:
        self.details[row] = details
        if self.row == row:
            self.draw(row)

    def take_findings(self, row: SetRow, findings: tuple[Finding, ...]) -> None:
        self.found[row] = findings
        if self.row == row:
            self.draw(row)

    def waiting_changed(self) -> None:
        self.show_status("Change sets", wording.count_of(self.sets or ()), is_read=self.sets is not None)

    # what is decided

    def ready(self) -> SetRow | None:
        """What a decision is about: the highlighted one, once it was shown, and there was a moment to see it."""
        row = self.row
        return row if row is not None and self.may_decide(is_loaded=row in self.details) else None

    def alter(self, work: Callable[[Session], str], said: str = "") -> None:
        """Writes, then highlights the set whose id the work returns."""
        self.write(work, partial(self.take_altered, said))

    def take_altered(self, said: str, key: str) -> None:
        if said:
            self.notify(said, timeout=4, markup=False)
        self._wanted = key
        self.read()

    def tell_and_read(self, said: str) -> None:
        self.gone.clear()
        self.notify(said, timeout=6, markup=False)
        self.read()

    def leave_out(self, row: SetRow) -> None:
        """Goes on with the next one at once."""
        self.gone.add(row.key)
        self.went_on()
        self.show_rows(keep=key_after(self.keys, row.key, lambda key: key not in self.gone))

    def bring_back(self, row: SetRow, error: LibraryError) -> None:
        self.gone.discard(row.key)
        self.tell(error)
        self.show_rows(keep=row.key)
        self.read()

    # other screens

    def action_open(self) -> None:
        from snippets.screens.compare import CompareScreen

        if (row := self.row) and row in self.details:
            head = wording.head(row, self.found.get(row), self.surroundings.clock())
            self.app.push_screen(CompareScreen(f"“{row.title}”", self.sections_of(row), about=head))

    def action_leave(self) -> None:
        self.dismiss()
