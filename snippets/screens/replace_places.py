"""What search and replace finds as somebody types: each place left out or taken in; replace.py makes texts of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from library.errors import LibraryError
from library.replacing import Hit, Search, Wanted
from snippets.config import Config
from snippets.screens import replace_reading as reading
from snippets.screens import replace_wording as wording
from snippets.screens.leading_list import ListingScreen
from snippets.screens.replace_reading import Places, Texts
from snippets.screens.replace_wording import key_of
from snippets.screens.surroundings import Surroundings
from snippets.widgets.hit_list import HitList
from snippets.widgets.shortening import TIGHT
from snippets.widgets.typed_input import TypedInput

if TYPE_CHECKING:
    from snippets.settling import Settled

#: Whoever types so fast is not searching yet.
PAUSE_SECONDS = 0.12
NOTHING = Wanted(Search(""))


class PlacesScreen(ListingScreen):
    """`places` is what was found last; `turned` are the places somebody left out or, inside tags, took in."""

    CSS_PATH = ["leading.tcss", "replace.tcss"]  # type: ignore[assignment]  # noqa: RUF012 - as Textual has it
    AUTO_FOCUS: ClassVar[str] = "#find"

    def __init__(self, config: Config, surroundings: Surroundings, wanted: Wanted = NOTHING) -> None:
        super().__init__(config, surroundings)
        self.rows: HitList = HitList(id="listed", label_width=wording.PLACE_WIDTH)
        self.search, self.group = wanted.search, wanted.group
        self.find = TypedInput(wanted.search.text, placeholder="words as they stand", id="find")
        self.new = TypedInput(wanted.new, placeholder="nothing: it is taken out", id="new")
        self.options = Static(id="options", markup=False)
        self.places: Places | None = None
        self.turned: set[str] = set()
        #: What was made here last, until something else is looked for.
        self.settled: tuple[Settled, int] | None = None
        self._texts: Texts | None = None
        self._pause: Timer | None = None
        #: What the comparison shows: a place, those taken of its template, and what takes their place.
        self._drawn: tuple[str, tuple[str, ...], str] | None = None

    def compose_box(self) -> ComposeResult:
        with Vertical(id="boxes"):
            with Horizontal(classes="box"):
                yield Static("Find", markup=False)
                yield self.find
            with Horizontal(classes="box"):
                yield Static("Replace with", markup=False)
                yield self.new
            yield self.options

    # searching

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.search._replace(text=self.find.value), self.new.value, self.group)

    @property
    def is_found(self) -> bool:
        """Whether the list shows what the boxes say now."""
        return self.places is not None and self.places.wanted == self.wanted

    @on(Input.Changed)
    def search_soon(self) -> None:
        if self.settled and self.is_found:
            return  # nobody typed: the boxes were only filled
        self.settled = None
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self.read)

    def action_read_again(self) -> None:
        self._texts = self.settled = None
        self.read()

    def read(self) -> None:
        wanted, known = self.wanted, self._texts
        self.options.update(wording.options(wanted))
        if self.settled is not None:
            return
        if not wanted.search.text:
            self.places = None
            self.show_rows()
            return
        self.ask(
            lambda session: reading.places(session, wanted, known),
            self.take_places,
            about="places",
            otherwise=self.take_failure,
        )

    def take_places(self, places: Places) -> None:
        self._texts = places.texts
        if places.wanted.search == self.wanted.search and places.wanted.group == self.group:
            self.places = places
            self.show_rows()

    def take_failure(self, error: LibraryError) -> None:
        self.group = ""
        self.tell(error)
        self.read()

    def show_rows(self, *, keep: str = "") -> None:
        places = self.places if self.settled is None else None
        self.rows.lines = wording.lines(places) if places else {}
        entries = wording.entries(places, self.out) if places else []
        self.rows.display = bool(entries)
        self.show_list(entries, keep=keep)
        self.show_highlighted()
        self.waiting_changed()

    @property
    def hits(self) -> Sequence[Hit]:
        return self.places.found.hits if self.places and self.settled is None else ()

    @property
    def hit(self) -> Hit | None:
        row = self.rows.highlighted
        return next((hit for hit in self.hits if row and key_of(hit) == row.key), None)

    @property
    def out(self) -> set[str]:
        """The places that are left out: those inside tags unless they were taken in, and those somebody left out."""
        return {key_of(hit) for hit in self.hits if hit.is_in_tag} ^ self.turned

    def of_template(self, template: str) -> list[Hit]:
        return [hit for hit in self.hits if hit.template == template]

    def show_highlighted(self) -> None:
        hit, places = self.hit, self.places
        if self.settled is not None:
            self._drawn = None
            self.comparison.show_sections((), head=wording.done(*self.settled))
        elif hit is None or places is None:
            self._drawn = None
            self.comparison.show_sections((), head=wording.nothing(self.wanted))
        else:
            self.draw(hit, places)
        self.refresh_bindings()

    def draw(self, hit: Hit, places: Places) -> None:
        out, its = self.out, self.of_template(hit.template)
        taken = [one for one in its if key_of(one) not in out]
        drawn = (key_of(hit), tuple(map(key_of, taken)), places.wanted.new)
        if self._drawn == drawn:
            return  # whoever reads on stays where they are
        self._drawn = drawn
        document = places.found.documents[hit.template]
        head = wording.head(hit, document, its, out)
        try:
            sections = [reading.difference(document, taken, places.wanted.new)]
        except LibraryError as error:
            sections = []
            head = head.append(error.message)
        self.comparison.show_sections(sections, head=head, how=TIGHT)

    def waiting_changed(self) -> None:
        said = "One moment …" if self.is_waiting else wording.count(self.places if not self.settled else None, self.out)
        self.show_status("Search and replace", said, is_read=True)

    # which places

    def action_turn(self) -> None:
        if hit := self.hit:
            self.turned ^= {key_of(hit)}
            keys = self.keys
            self.show_rows(keep=keys[min(keys.index(key_of(hit)) + 1, len(keys) - 1)])

    def action_turn_all(self) -> None:
        """Out where any is in; else in, but for those inside tags."""
        if hit := self.hit:
            its, out = self.of_template(hit.template), self.out
            is_any_in = any(key_of(one) not in out for one in its)
            for one in its:
                if (key_of(one) in out) != is_any_in and not (one.is_in_tag and not is_any_in):
                    self.turned ^= {key_of(one)}
            self.show_rows()

    def action_words(self) -> None:
        self.search = self.search._replace(is_word=not self.search.is_word)
        self.search_again()

    def action_capitals(self) -> None:
        self.search = self.search._replace(is_exact=not self.search.is_exact)
        self.search_again()

    def action_group(self) -> None:
        from snippets.screens.ask_line import AskLineScreen

        if self.group:
            self.take_group("")
            return
        here = self.places.found.documents[self.hit.template].group if self.places and self.hit else ""
        remark = "And in the groups in it; the same key looks in all again."
        asked = AskLineScreen("Only in which group?", title="Group", value=here, example="Billing", remark=remark)
        self.app.push_screen(asked, lambda group: self.take_group(group) if group else None)

    def take_group(self, group: str) -> None:
        self.group = group
        self.search_again()

    def search_again(self) -> None:
        self.settled = None
        self.read()

    # boxes

    def action_next_box(self, count: int = 1) -> None:
        stops = [self.find, self.new, None]
        here = stops.index(self.focused) if self.focused in stops else 2
        self.set_focus(stops[(here + count) % len(stops)])

    def action_find(self) -> None:
        self.set_focus(self.find)

    @on(Input.Submitted)
    def leave_box(self, event: Input.Submitted) -> None:
        self.set_focus(self.new if event.input is self.find else None)
