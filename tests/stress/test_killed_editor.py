"""A killed editor: what stood on the screen for a second is there again, round after round, on the same text."""

from __future__ import annotations

import random
import time
from pathlib import Path

from forms import Figures, sizes
from places import Place
from running_app import ENTER, QUIT, WAITING, Clipboard, RunningApp, needs_terminal
from test_killed_app import furnished, running

from snippets.screens.editor_kept import Kept, read

pytestmark = needs_terminal

LIBRARY, DROP = "\x07", "\x12"
BODY = "Thank you for your patience."
#: So long on the screen, and it is safe.
SAFE_SECONDS = 1.0
BACK = "Here is what you had not saved"


@sizes("rounds", short=5, long=100)
def test_the_text_of_a_killed_editor_comes_back(
    tmp_path: Path, chance: random.Random, figures: Figures, rounds: int
) -> None:
    place = furnished(tmp_path / "machine", Clipboard(tmp_path / "clipboard"), {"parcel-late": BODY})
    kept, lost, longest = "", 0, 0.0
    for turn in range(rounds):
        with running(place) as app:
            open_editor(app, is_back=bool(kept))
            words = [f"w{turn}x{number} " for number in range(chance.randrange(1, 5))]
            typed = [(word, type_word(app, word)) for word in words]
            app.read_for(chance.random() * 1.6)
            ended = time.monotonic()
            app.kill()
        before, kept = kept, left_in(place)
        new = kept.removeprefix(before)
        assert before + new == kept, (before, kept)
        every = "".join(word for word, _ in typed)
        assert every.startswith(new), (new, every)
        gone = [(word, at) for word, at in typed if not new.startswith(every[: every.index(word) + len(word)])]
        lost += len(gone)
        longest = max([longest, *(ended - at for _, at in gone)])
        assert all(ended - at < SAFE_SECONDS for _, at in gone), (gone, ended)
    with running(place) as app:
        open_editor(app, is_back=True)
        app.press(DROP)
        app.until_shown("again drops it")
        app.press(DROP)
        app.until(lambda: left_file(place) is None, "an empty desk")
        app.press(QUIT)
    figures.add("kills", rounds)
    figures.add("words kept", len(kept.split()))
    figures.add("words typed in the last moment and lost", lost)
    figures.add("longest on the screen and lost, in seconds", longest)


def open_editor(app: RunningApp, *, is_back: bool) -> None:
    """From the list to the editor of its one template; what was left of it is said and shown."""
    app.until_shown(WAITING)
    app.until_shown("parcel-late")
    app.press(LIBRARY)
    app.until_shown("Edit parcel-late")
    app.press(ENTER)
    app.until_shown(BACK if is_back else "2 warnings")


def type_word(app: RunningApp, word: str) -> float:
    """Types a word; returns the moment it stood on the screen."""
    app.press(word)
    app.until_shown(word.strip())
    return time.monotonic()


def left_file(place: Place) -> Kept | None:
    files = sorted((place.desk.parent / "unsaved").glob("*.json"))
    return read(str(files[0])) if files else None


def left_in(place: Place) -> str:
    """What was typed before the text the library has."""
    kept = left_file(place)
    if kept is None:
        return ""
    assert kept.document.body.endswith(BODY), kept.document.body
    return kept.document.body.removesuffix(BODY)
