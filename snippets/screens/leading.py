"""What the screens of leads have in common: the library is opened in a thread, never where somebody types.

A screen asks and goes on; the answer comes to it when it is there. Nothing of the database is loaded before it asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from textual.screen import ScreenResultType

from library.errors import LibraryError
from snippets.config import Config, with_setting
from snippets.leading import catch_up, reading, writing
from snippets.messages import Failed, telling
from snippets.screens.changing import SettingChanged
from snippets.screens.ordered import OrderedScreen
from snippets.screens.surroundings import Surroundings

if TYPE_CHECKING:
    from sqlmodel import Session
    from textual.app import App

T = TypeVar("T")
Failing = Callable[[LibraryError], None]
#: An answer that is there sooner needs no word that it is awaited.
LOADING_SECONDS = 0.15


class LeadingScreen(OrderedScreen[ScreenResultType]):
    """`ask` reads the library, `write` alters it; `is_waiting` is whether an answer is awaited for some time."""

    def __init__(self, config: Config, surroundings: Surroundings, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.config = config
        self.surroundings = surroundings
        self.is_waiting = False
        #: The newest question of each subject that nobody has begun to answer.
        self._asked: dict[str, Callable[[], Callable[[], None]]] = {}
        self._failing: dict[str, Failing] = {}
        self._busy: set[str] = set()

    def waiting_changed(self) -> None:
        """An answer is awaited for some time, or no longer."""

    def on_setting_changed(self, event: SettingChanged) -> None:
        self.config = with_setting(self.config, event.key, event.value)

    # reading

    def ask(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], None],
        *,
        about: str = "",
        otherwise: Failing | None = None,
    ) -> None:
        """Reads the library in a thread, then does something with what was read.

        Of several questions about one subject only the newest is answered: an answer that comes after another question
        was asked is dropped. What goes wrong is told in one line, or to `otherwise`.
        """
        self._asked[about] = lambda: partial(then, reading(self.config, work))
        self._failing[about] = otherwise or self.tell
        if about not in self._busy:
            self._begin(about)
            self.run_worker(self._answer(about), group=f"ask {about}", exit_on_error=True)

    async def _answer(self, about: str) -> None:
        try:
            while about in self._asked:
                question, failing, fault = self._asked.pop(about), self._failing[about], None
                try:
                    then = await asyncio.to_thread(question)
                except LibraryError as error:
                    fault = error
                if about in self._asked:
                    continue
                self._busy.discard(about)
                if fault is not None:
                    failing(fault)
                else:
                    with telling(self):
                        then()
                return  # what was asked meanwhile is another worker's
        finally:
            self._look_at_waiting()

    def _begin(self, about: str) -> None:
        self._busy.add(about)
        if self.is_attached:
            self.set_timer(LOADING_SECONDS, self._look_at_waiting)

    def _look_at_waiting(self) -> None:
        if self.is_waiting != bool(self._busy) and self.is_attached:
            self.is_waiting = bool(self._busy)
            self.waiting_changed()

    # writing

    def write(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], None] = lambda result: None,
        *,
        otherwise: Failing | None = None,
    ) -> None:
        """Alters the library in one transaction, in a thread, then takes the news to the desk.

        Everything is written in the order it was asked for, also where this screen is left meanwhile; then only a
        failure is told.
        """
        self.app.run_worker(self._write(self.app, work, then, otherwise or self.tell), group="write")

    async def _write(
        self, app: App[object], work: Callable[[Session], T], then: Callable[[T], None], failing: Failing
    ) -> None:
        async with _turn_of(app):
            self._begin("write")
            try:
                result = await asyncio.to_thread(writing, self.config, work)
            except LibraryError as error:
                (failing if self.is_attached else partial(_tell, app))(error)
                return
            finally:
                self._busy.discard("write")
                self._look_at_waiting()
            if self.is_attached:
                with telling(self):
                    then(result)
        try:
            await asyncio.to_thread(catch_up, self.config)
        except LibraryError as error:
            app.post_message(Failed(LibraryError(f"done, but not fetched here yet: {error.message}"), is_warning=True))

    def edit(self, name: str) -> None:
        """Opens a template in the editor, over this screen."""
        from snippets.screens.editor import EditorScreen
        from snippets.screens.editor_work import Start

        self.app.push_screen(EditorScreen(self.config, self.surroundings, Start(name)))

    def tell(self, error: LibraryError) -> None:
        _tell(self.app, error)


_turns: WeakKeyDictionary[App[object], asyncio.Lock] = WeakKeyDictionary()


def _turn_of(app: App[object]) -> asyncio.Lock:
    """An app's one turn to write: asyncio gives it to whoever has waited longest."""
    return _turns.setdefault(app, asyncio.Lock())


def _tell(app: App[object], error: LibraryError) -> None:
    app.post_message(Failed(error))
