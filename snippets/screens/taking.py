"""A screen that takes replies: fills in, copies, notes the use, and is ready for the next one."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import work

from library.errors import LibraryError, MissingFields
from snippets.config import Config
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.attempts import Attempt
from snippets.screens.catalog_screen import CatalogScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.typed_input import TypedInput

if TYPE_CHECKING:
    from snippets.screens.delivering import Outgoing
    from snippets.screens.form import Form, Kept

#: A second enter so soon after a copy is a bounced key, not a wish for the first row of the empty box.
BOUNCE_SECONDS = 0.4


class TakingScreen(CatalogScreen[None]):
    """Holds the search under way and what was typed into forms. Late imports were loaded by the catalog's worker."""

    words: TypedInput

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config)
        self.surroundings = surroundings
        self.attempt: Attempt | None = None
        self.just_used = ""
        self.copied_at = float("-inf")
        self.is_copying = False
        #: What was typed into fields of templates not copied yet, by template: in memory only, gone with the app.
        self.kept: dict[str, Kept] = {}
        #: The reply taken without a form whose braces the agent has been warned of.
        self._warned_of = ""

    def search_again(self, *, keep: str = "") -> None:
        """Makes the list belong to the words in the box; the row `keep` stays highlighted where it is still there."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        self.end_attempt()

    def end_attempt(self) -> None:
        """A search that led to nothing is noted, masked; one that was used ends with its use."""
        attempt, self.attempt = self.attempt, None
        self.words.typed = 0
        if attempt and self.catalog and attempt.is_worth_keeping:
            from library.desk.outbox import record_search

            with telling(self, is_warning=True):
                record_search(self.catalog.desk, attempt.ended(self.config.agent, self.catalog.is_known_word))

    @property
    def is_resting(self) -> bool:
        """Whether enter is to be ignored: one reply is being copied, or the key bounced."""
        return self.is_copying or (not self.words.value and monotonic() - self.copied_at < BOUNCE_SECONDS)

    async def fill_in_or_take(self, form: Form) -> None:
        """Asks for what is open, or takes the reply at once where nothing is."""
        if not form.fields():
            self.take(form)
            return
        from snippets.screens.fill_in import FillInScreen

        ask_ticket = None
        if self.config.context_command:
            from snippets.delivery import ticket_context

            ask_ticket = partial(ticket_context, self.config)
        filling = FillInScreen(form, ask_ticket)
        await self.app.push_screen(filling, partial(self._after_filling, form))
        await filling.is_ready.wait()  # letters typed from now on belong to its first field

    def _after_filling(self, form: Form, is_filled: bool | None) -> None:
        self.kept[form.held.live.template] = form.kept
        if is_filled:
            with telling(self):
                self.take(form)

    def take(self, form: Form) -> None:
        """Sends a form's reply on its way. Raises MissingFields, BadValue, TemplateFault: then nothing leaves."""
        from snippets.screens.delivering import Outgoing

        try:
            outgoing = Outgoing(form, form.reply())
        except MissingFields as error:
            raise MissingFields(error.names, "press enter to fill in") from None
        form.warned_of = form.warned_of or self._warned_of
        if warning := form.braces(outgoing.reply):
            self._warned_of = form.warned_of
            self.notify(wordings.again(warning, "the same key"), severity="warning", markup=False)
            return
        self._warned_of = ""
        if self.attempt and self.catalog:
            template, rank = form.held.live.template, form.choice.row_rank
            known = self.catalog.is_known_word
            outgoing.search = self.attempt.ended(self.config.agent, known, template=template, rank=rank)
            outgoing.typed_in_search = self.words.typed
        words, attempt = self.words.value, self.attempt
        self._make_ready(form.held.live.template)
        self.deliver(outgoing, words, attempt)

    @work(group="deliver")
    async def deliver(self, outgoing: Outgoing, words: str, attempt: Attempt | None) -> None:
        """Copy, tell, note the use: in this order. What could not be copied is found again as it was."""
        from snippets.screens.delivering import note, put_on_clipboard, remember_own

        live = outgoing.form.held.live
        with telling(self):
            self.is_copying = True
            try:
                copied = await put_on_clipboard(outgoing, self.config, self.surroundings.copy)
            except LibraryError:
                if not self.words.value:
                    self.attempt, self.words.value = attempt, words
                raise
            finally:
                self.is_copying = False
            self.kept.pop(live.template, None)
            self.copied_at = monotonic()
            for text in outgoing.for_terminal:
                self.app.copy_to_clipboard(text)
            self.notify(wordings.copied(copied.said, live), markup=False)
            with telling(self, is_warning=True):
                await note(outgoing, self.config, self.config.desk, self.surroundings.clock())
            with telling(self, is_warning=True):
                own = await remember_own(outgoing, self.config)
                self.config = self.config._replace(own={**self.config.own, **own})
            if self.surroundings.is_once:
                self.app.exit()

    def _make_ready(self, just_used: str) -> None:
        """An empty box for the next one: at once, so that nothing typed from now on is lost."""
        self.just_used = just_used
        self.attempt = None
        self.copied_at = monotonic()
        self.words.typed = 0
        self.words.value = ""
        self.search_again()
