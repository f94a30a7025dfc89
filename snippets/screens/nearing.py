"""The half of the find screen that understands customers' words: a little after the last key, below what letters found.

A message that was pasted is answered at once: nobody has looked at rows for it yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.timer import Timer
from textual.worker import get_current_worker

from library.errors import LibraryError
from snippets.config import Config
from snippets.messages import Failed, telling
from snippets.screens.attempts import FIND, SUGGEST
from snippets.screens.handing_over import BOUNCE_SECONDS
from snippets.screens.looking import LookingScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.typed_input import one_line

if TYPE_CHECKING:
    from library.finding import Entry, Match
    from library.finding.meaning import Meaning
    from snippets.screens.catalog import Catalog

#: After the last key: who types on is not interrupted.
NEAR_SECONDS = 0.08
#: The word vectors are loaded when nothing was typed for so long, or as soon as a sentence is: it slows the keys down.
LOAD_SECONDS = 2.0


class NearingScreen(LookingScreen):
    """Late results are added below the highlighted row, and never move it."""

    class NearFound(Message):
        """What these words ask for by what they mean."""

        def __init__(self, words: str, matches: Sequence[Match]) -> None:
            super().__init__()
            self.words = words
            self.matches = matches

    class MeaningLoaded(Message):
        """Customers' words can be understood from now on, in the catalog they were read of."""

        def __init__(self, meaning: Meaning) -> None:
            super().__init__()
            self.meaning = meaning

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        #: What was pasted last, as it came.
        self._pasted = ""
        #: Whether nobody was told yet that nothing fits what was pasted.
        self._is_untold = False
        self._found: list[Match] = []
        self._came_late = float("-inf")
        self._asked_at = monotonic()
        self._waiting: Timer | None = None
        #: For which catalog and encoder the vectors were asked for last.
        self._encoder_tried: object = None

    # a pasted message

    def read_paste(self, text: str) -> str:
        from library.finding.folding import is_sentence

        read = super().read_paste(text)
        self._pasted = read.strip("\r\n") if is_sentence(read) else ""
        self._is_untold = bool(self._pasted)
        return read

    @property
    def is_pasted(self) -> bool:
        return bool(self._pasted) and one_line(self._pasted) in self.words.value

    @property
    def asks_as(self) -> str:
        return SUGGEST if self.is_pasted else FIND

    @property
    def asked(self) -> str:
        """Of a pasted message what it asks: its greeting and signature are not worth noting."""
        if not self.is_pasted:
            return super().asked
        from library.finding.messages import asked_in

        return " ".join(asked_in(self._message).split()) or super().asked

    @property
    def _message(self) -> str:
        """The pasted message with its lines; with what was typed beside it, where there is anything."""
        return self.words.value.replace(one_line(self._pasted), self._pasted, 1)

    # finding

    def matches(self, words: str) -> list[Match]:
        from library.finding.blending import together

        assert self.catalog is not None
        finder = self.catalog.finder
        found = finder.find(words, is_pasted=self.is_pasted)
        if self.is_pasted and finder.meaning:
            answers = finder.answers(self._message)
            self._tell_fitting(answers)
            found = together(answers, found)
        self._found = found
        return found

    def _tell_fitting(self, answers: Sequence[Match]) -> None:
        if self._is_untold and not answers:
            self.notify("Nothing fits this message: what is listed only shares words with it", timeout=4, markup=False)
        self._is_untold = False

    def search_again(self, *, keep: str = "") -> None:
        super().search_again(keep=keep)
        self._asked_at = monotonic()
        if self._waiting:
            self._waiting.stop()
            self._waiting = None
        if self.catalog is None or not self._is_sentence():
            return
        if self.catalog.finder.meaning is None:
            self.load_meaning()
        elif not self.is_pasted:
            self._waiting = self.set_timer(NEAR_SECONDS, self._look_nearer)

    def _is_sentence(self) -> bool:
        from library.finding.folding import is_sentence

        return is_sentence(self.words.value)

    def _look_nearer(self) -> None:
        if self.catalog is not None and self.words.value == self.searched:
            asked = self.catalog.finder.asked(self.searched)
            self._find_near(self.catalog, self.searched, asked.words)

    @work(thread=True, exclusive=True, group="near")
    def _find_near(self, catalog: Catalog, words: str, asked: str) -> None:
        """`asked` is the words without their filters, which are looked at where the index may be: not here."""
        found = catalog.finder.nearest(asked)
        if found and not get_current_worker().is_cancelled:
            self.post_message(self.NearFound(words, found))

    @on(NearFound)
    def take_near(self, event: NearFound) -> None:
        """Late results count for the very words they were asked for, and only while these still stand in the box."""
        if self.catalog is None or not event.words == self.searched == self.words.value:
            return
        from library.finding.blending import blended

        had_any = bool(self.results.rows)
        near = self.catalog.finder.asked(event.words).passing(event.matches)
        with telling(self):
            self._found = blended(self._found, near, fixed=self.results.place + 1 if had_any else 0)
            self.results.show_below(self.rows_of(self._found))
            if not had_any and self._found:
                self._came_late = monotonic()
                self.preview.display = True
                self.show_highlighted()
            if self.attempt:
                self.attempt.note_late()

    @property
    def is_resting(self) -> bool:
        """Enter was meant for an empty list where rows have only just come into it."""
        return super().is_resting or monotonic() - self._came_late < BOUNCE_SECONDS

    # word vectors

    def catalog_changed(self) -> None:
        super().catalog_changed()
        if not self.is_brief:
            self.set_timer(LOAD_SECONDS, self._load_when_idle)

    def _load_when_idle(self) -> None:
        left = LOAD_SECONDS - (monotonic() - self._asked_at)
        if left > 0:
            self.set_timer(left, self._load_when_idle)
        else:
            self.load_meaning()

    def encoder_changed(self) -> None:
        """Other vectors are wanted: those at hand stay until they are there."""
        self._encoder_tried = None
        self.load_meaning(is_anew=True)

    def load_meaning(self, *, is_anew: bool = False) -> None:
        """Once for each catalog and encoder: what failed is told once."""
        is_loading = any(worker.group == "meaning" and not worker.is_finished for worker in self.workers)
        tried = (self.catalog, self.config.encoder)
        if self.catalog is None or is_loading or self._encoder_tried == tried:
            return
        if is_anew or self.catalog.finder.meaning is None:
            self._encoder_tried = tried
            self._load_meaning(self.catalog.finder.index.entries[:])

    @work(thread=True, group="meaning")
    def _load_meaning(self, entries: Sequence[Entry]) -> None:
        from snippets.kept import kept_meaning

        try:
            self.post_message(self.MeaningLoaded(kept_meaning(self.config.desk, entries, self.config.encoder)))
        except LibraryError as error:
            self.post_message(Failed(error, is_warning=True))

    @on(MeaningLoaded)
    def take_meaning(self, event: MeaningLoaded) -> None:
        if self.catalog is None:
            return
        self.catalog.finder.meaning = event.meaning
        if not self._is_sentence():
            return
        if self.is_pasted:
            answers = self.catalog.finder.answers(self._message)
            self._tell_fitting(answers)
            self.take_near(self.NearFound(self.searched, answers))
        else:
            self._look_nearer()
