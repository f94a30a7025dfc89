"""Keys to a finished reply with two fields, counted in the real app: `python benchmarks/keystrokes.py`.

Five common tasks, from a waiting find screen until the text is on the clipboard; beside each the same in TextExpander's
inline search and in an espanso form, as their manuals describe them. Nothing of ours is counted by thinking: the keys
are pressed in the app, with the shipped templates, and the last one, not one before, puts the right reply on the
clipboard.

What is taken from the manuals, and what they leave open (which is counted in their favour), stands in ASSUMED below.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from textual import events

from snippets.app import make_app
from snippets.clipboard import Copied
from snippets.config import Config, load, looked_up
from snippets.founding import found_library


class Manual(NamedTuple):
    """A page that says which keys there are, and what it says."""

    title: str
    address: str
    says: str


#: espanso's pages were read in full (their sources: github.com/espanso/website), and TE1; of TE2 and TE3, which could
#: not be opened here, what others report of them in their own words.
MANUALS = {
    "TE1": Manual(
        "Expanding Snippets with Delimiters",
        "https://textexpander.com/learn/using/snippets/expanding-snippets/expanding-snippets-with-delimiters",
        "TextExpander can expand your Snippets immediately when you type the abbreviations.",
    ),
    "TE2": Manual(
        "Searching Snippets, Inline Search",
        "https://textexpander.com/learn/using/searching-snippets",
        "(as reported) a popup at the cursor searches abbreviations, contents and labels",
    ),
    "TE3": Manual(
        "Fill-ins",
        "https://textexpander.com/learn/using/snippets/advanced-snippet-elements/advanced-fill-ins",
        "(as reported) single line, several lines, date picker, popup menu, optional section; each may have a default",
    ),
    "ES1": Manual(
        "Getting Started, Search-bar",
        "https://espanso.org/docs/get-started/",
        "You can open the search bar [...] By pressing ALT+SPACE (Option+Space on macOS).",
    ),
    "ES2": Manual(
        "Forms",
        "https://espanso.org/docs/matches/forms/",
        "we can submit the form either by clicking “Submit” or pressing CTRL+Enter. [...] Text Fields are the default"
        " control type. [...] By default, the Tab key can only be used to change focus between Text fields on macOS.",
    ),
    "ES3": Manual(
        "Matches Basics",
        "https://espanso.org/docs/matches/basics/",
        "The “:” prefix to triggers is useful [...] It's not required",
    ),
    "ES4": Manual(
        "espanso's source: search.cpp, form.cpp",
        "https://github.com/espanso/espanso/tree/dev/espanso-modulo/src/sys",
        "WXK_RETURN submits the row; in a form, “(or press Enter to submit, ESC to cancel)”",
    ),
}

#: What is counted, and by which page; where the pages leave something open, it counts as few keys as can be.
ASSUMED = (
    ("their search is open and waits, as our find screen does: the hotkey that opens it is not counted", "ES1; TE2"),
    ("the same letters find the row in all three, and it comes first", "TE2, ES1: order open"),
    ("one key takes the row", "ES4: Return; TE2: key open"),
    ("typed out in full, a trigger needs no such key; names are the same in all three", "ES2, ES3; TE1"),
    ("one key from field to field", "ES2: Tab; TE3: key open"),
    ("fields with a default need no key, wherever they stand", "ES2; TE3"),
    (
        "yesterday: one arrow key in a date picker; six letters in a text (19 Nov) where there is none",
        "TE3: keys open; ES2",
    ),
    ("one key ends the form", "ES2: CTRL+Enter, ES4: Enter; TE3: key open"),
    ("what was used last comes first in an empty search", "all pages: open"),
    ("a value that stands in the ticket is one key: pasted, its copying not counted", "all pages: open"),
)


class Step(NamedTuple):
    """Letters that find or fill in, or one key: `kind` is find, value or key."""

    kind: str
    text: str

    @property
    def keys(self) -> int:
        return 1 if self.kind == "key" else len(self.text)


def find(words: str) -> Step:
    return Step("find", words)


def value(text: str) -> Step:
    return Step("value", text)


def key(name: str) -> Step:
    return Step("key", name)


Way = tuple[Step, ...]
ENTER, TAB, RETURN, SUBMIT, PICK, PASTE = (
    key(name) for name in ("enter", "tab", "return", "ctrl+enter", "down", "paste")
)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
#: The day before: -1 and yesterday do it too.
YESTERDAY = value("y")
TICKET = (
    "From: Bo Berg <bo@example.com>\nSubject: Invoice\nOrder: A10482\n\n"
    "Hello, could you send me the invoice for my order? Our accounts need it."
)


class Task(NamedTuple):
    """One task and the keys it takes; `said` is what the copied reply must hold, `before` is done without counting."""

    what: str
    ours: Way
    said: tuple[str, ...]
    textexpander: Way
    #: Where there are two ways, the shorter one counts.
    espanso: tuple[Way, ...]
    before: Way = ()


def form(name: Step, second: Step, end: Step, between: Step) -> Way:
    return (name, between, second, end)


ANA, BO, EVA, TOM = (value(name) for name in ("Ana", "Bo", "Eva", "Tom"))
ORDER, OTHER, KETTLE = value("A10482"), value("B20417"), value("red kettle")
FIRST_REPLY: Way = (find("ref"), ENTER, *form(ANA, ORDER, ENTER, ENTER))

TASKS = (
    Task(
        "the abbreviation is known (refund-how); name, order number",
        ours=FIRST_REPLY,
        said=("Hi Ana,", "A10482", "refund"),
        textexpander=(find("ref"), RETURN, *form(ANA, ORDER, RETURN, TAB)),
        espanso=(
            (find("ref"), RETURN, *form(ANA, ORDER, SUBMIT, TAB)),
            (find("refund-how"), *form(ANA, ORDER, SUBMIT, TAB)),
        ),
    ),
    Task(
        "words of the title, half remembered (back stock); name, item",
        # A third field may stay empty: F6 copies from anywhere, where enter would go to it.
        ours=(find("back stock"), ENTER, *form(BO, KETTLE, key("f6"), ENTER)),
        said=("Hi Bo,", "red kettle", "stock"),
        textexpander=(find("back stock"), RETURN, *form(BO, KETTLE, RETURN, TAB)),
        espanso=((find("back stock"), RETURN, *form(BO, KETTLE, SUBMIT, TAB)),),
    ),
    Task(
        "one field is a date: yesterday (personal data); name, day",
        ours=(find("personal data"), ENTER, *form(EVA, YESTERDAY, ENTER, ENTER)),
        said=("Hi Eva,", "November 19, 2026"),
        textexpander=(find("personal data"), RETURN, *form(EVA, PICK, RETURN, TAB)),
        espanso=((find("personal data"), RETURN, *form(EVA, value("19 Nov"), SUBMIT, TAB)),),
    ),
    Task(
        "the reply used a moment ago, for another customer; name, order number",
        before=FIRST_REPLY,
        ours=(ENTER, *form(TOM, OTHER, ENTER, ENTER)),
        said=("Hi Tom,", "B20417", "refund"),
        textexpander=(RETURN, *form(TOM, OTHER, RETURN, TAB)),
        espanso=((RETURN, *form(TOM, OTHER, SUBMIT, TAB)), (find("refund-how"), *form(TOM, OTHER, SUBMIT, TAB))),
    ),
    Task(
        "the ticket is on the clipboard (asks for an invoice); name, order number",
        # Pasted into the find box it tells who the customer is, and what it asks finds the reply.
        ours=(PASTE, ENTER, ENTER),
        said=("Hi Bo,", "A10482", "invoice"),
        textexpander=(find("inv"), RETURN, *form(PASTE, PASTE, RETURN, TAB)),
        espanso=(
            (find("inv"), RETURN, *form(PASTE, PASTE, SUBMIT, TAB)),
            (find("invoice-copy"), *form(PASTE, PASTE, SUBMIT, TAB)),
        ),
    ),
)


class Counted(NamedTuple):
    """Letters to find, letters of values, other keys."""

    find: int
    value: int
    key: int

    @property
    def total(self) -> int:
        return sum(self)

    def __str__(self) -> str:
        return f"{self.find} + {self.value} + {self.key} = {self.total}"


def counted(way: Sequence[Step]) -> Counted:
    return Counted(*(sum(step.keys for step in way if step.kind == kind) for kind in Counted._fields))


def of_peers(task: Task) -> tuple[Counted, Counted]:
    """TextExpander's count and espanso's."""
    return counted(task.textexpander), min((counted(way) for way in task.espanso), key=lambda count: count.total)


async def pressed(task: Task, config: Config) -> Counted:
    """Presses our keys in the app; the last one, not one before, copies the right reply."""
    clipboard: list[str] = []

    def copy(text: str, **_: object) -> Copied:
        clipboard.append(text)
        return Copied("xclip", is_confirmed=True)

    app = make_app(config, clock=lambda: NOW, copy=copy)
    async with app.run_test(size=(100, 30)) as pilot:

        async def until(is_so: Callable[[], bool], what: str) -> None:
            for _ in range(500):
                if is_so():
                    return
                await pilot.pause(0.02)
            raise AssertionError(f"{task.what}: {what} did not come")

        async def press(way: Way) -> None:
            for step in way:
                if step == PASTE:
                    app.post_message(events.Paste(TICKET))
                    await pilot.pause()
                else:
                    await pilot.press(*("space" if one == " " else one for one in _keys(step)))

        await until(lambda: bool(getattr(app.screen.query_one("#results"), "rows", ())), "the list")
        if task.before:
            await press(task.before)
            await until(lambda: bool(clipboard), "the reply before")
            await pilot.pause(0.5)  # an enter right after a copy is taken for a key that bounced
            clipboard.clear()
        *most, last = task.ours
        await press(tuple(most))
        await pilot.pause(0.1)
        assert clipboard == [], f"{task.what}: copied before the last key"
        await press((last,))
        await until(lambda: bool(clipboard), "the reply")
        assert all(said in clipboard[0] for said in task.said), f"{task.what}: another reply was copied: {clipboard[0]}"
    return counted(task.ours)


def _keys(step: Step) -> Sequence[str]:
    return [step.text] if step.kind == "key" else step.text


def made(folder: Path) -> Config:
    """The shipped templates in a library of one's own, as on a first start."""
    config = load({"SNIPPETS_DATA": str(folder), "SNIPPETS_CONFIG": str(folder / "config.toml"), "SNIPPETS_AS": "mia"})
    found_library(config)
    return looked_up(config)


def on_fresh_desk(config: Config, folder: Path) -> Config:
    """Mia's settings with a copy of the desk, so that what one task used does not help the next."""
    folder.mkdir()
    profile = {"first_name": "Mia", "asked": "yes", "toured": "yes"}
    desk = str(shutil.copy(config.desk, folder / "desk.db"))
    return config._replace(desk=desk, profile=profile, sync_seconds=0)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        config = made(Path(name))
        print("letters to find + letters of values + other keys")
        print()
        print("| task | ours | TextExpander, inline search | espanso, form |")
        print("|---|---|---|---|")
        for number, task in enumerate(TASKS):
            ours = asyncio.run(pressed(task, on_fresh_desk(config, Path(name) / str(number))))
            textexpander, espanso = of_peers(task)
            print(f"| {task.what} | {ours} | {textexpander} | {espanso} |")
    print()
    print("| counted for them | by |")
    print("|---|---|")
    for what, source in ASSUMED:
        print(f"| {what} | {source} |")
    print()
    for name, manual in MANUALS.items():
        print(f"{name}: {manual.title}, {manual.address}: {manual.says}")


if __name__ == "__main__":
    main()
