"""Types at 20 keys a second into the app and looks whether every key arrives and how soon its list is there.

    python benchmarks/typing_speed.py [--sizes 1000,10000,100000] [--queries 30] [--seed 1]

The app is the real one on a desk of that many templates, in this process; keys come at exact moments whatever the app
is doing; queries are those of benchmarks/finding.py, sentences among them, so that word vectors are asked too. `late`
keys are those whose list was not there when the next key came.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from queries import KINDS, library_of, query_of  # beside this file
from textual import events

from library.desk.catalog import Pull, PulledTemplate, apply_pull
from library.desk.store import make_desk
from library.documents import Document, canonical_text
from snippets.app import SnippetsApp, make_app
from snippets.config import Config
from snippets.screens.find import FindScreen

KEY_SECONDS = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000", help="templates, with commas")
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("templates   ready s   keys   lost   wrong lists   ms from key to list p50 / p95 / most   late   MB")
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            print(asyncio.run(measure(Path(folder), size, given.queries, given.seed)), flush=True)


def lay(path: Path, size: int, seed: int) -> list[str]:
    """A desk of so many templates; returns what is typed."""
    dice = random.Random(seed)
    library = library_of(size, dice)
    desk = make_desk(path)
    pulled = []
    for item in library.items:
        document = Document(
            item.abbreviation, item.body or item.title, title=item.title, group=item.group, aliases=item.aliases,
            tags=item.tags,
        )  # fmt: skip
        text = canonical_text(document)
        pulled.append(PulledTemplate(item.template, 1, text, (), "mia", "2026-05-03T10:00:00.000000Z", item.phrasings))
    pull = Pull("benchmark", 1, "0", True, pulled)
    apply_pull(desk, pull, synced_at="2026-05-03T10:00:00.000000Z")
    desk.close()
    return [query_of(kind, library, dice).text for kind in KINDS for _ in range(10)]


async def measure(folder: Path, size: int, count: int, seed: int) -> str:
    texts = lay(folder / "desk.db", size, seed)
    gc.collect()
    config = Config(
        library=f"sqlite:///{folder}/library.db", desk=str(folder / "desk.db"), agent="ana", sync_seconds=0,
        file=str(folder / "config.toml"), profile={"first_name": "Ana"},
    )  # fmt: skip
    for _ in range(2):  # the second start finds its files
        started = time.perf_counter()
        app = make_app(config, clock=lambda: datetime(2026, 5, 4, tzinfo=UTC))
        async with app.run_test(size=(120, 40)) as pilot:
            screen = app.screen
            assert isinstance(screen, FindScreen)
            while screen.catalog is None:  # noqa: ASYNC110 - the app tells nobody
                await asyncio.sleep(0.01)
            ready = time.perf_counter() - started
            while screen.catalog.finder.meaning is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            await pilot.pause()
            await type_all(app, screen, ["one two three", "re"])
            chosen = random.Random(seed).sample(texts, min(count, len(texts)))
            taken, lost, wrong = await type_all(app, screen, chosen)
    taken.sort()
    late = sum(one > KEY_SECONDS for one in taken)
    p50, p95, most = (1000 * taken[min(int(len(taken) * part), len(taken) - 1)] for part in (0.5, 0.95, 1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    keys = f"{len(taken):6,} {lost:6} {wrong:13}"
    return f"{size:9,} {ready:9.2f} {keys} {p50:26.1f} / {p95:4.1f} / {most:5.1f} {late:6} {memory:4.0f}"


async def type_all(app: SnippetsApp, screen: FindScreen, texts: list[str]) -> tuple[list[float], int, int]:
    """Seconds from each key to its list; how many keys were lost, and how many last lists were not the right one."""
    seconds: list[float] = []
    lost = wrong = 0
    shown: dict[str, float] = {}
    search = screen.search_again

    def noted(*, keep: str = "") -> None:
        search(keep=keep)
        shown[screen.searched] = time.perf_counter()

    screen.search_again = noted  # type: ignore[method-assign]
    for text in texts:
        screen.words.value = ""
        await asyncio.sleep(0.3)
        shown.clear()
        moments = await _type(app, text)
        await asyncio.sleep(0.4)
        lost += len(text) - len(screen.words.value)
        seconds += [shown[typed] - at for typed, at in moments.items() if typed in shown]
        seconds += [KEY_SECONDS for typed in moments if typed not in shown]  # its list was passed over
        assert screen.catalog is not None
        expected = screen.catalog.finder.find(text)
        wrong += [row.key for row in screen.results.rows[:1]] != [match.entry.template for match in expected[:1]]
    screen.search_again = search  # type: ignore[method-assign]
    return seconds, lost, wrong


async def _type(app: SnippetsApp, text: str) -> dict[str, float]:
    """Sends the keys at their moments; returns when each text was complete."""
    moments: dict[str, float] = {}
    start = time.perf_counter()
    for place, letter in enumerate(text, start=1):
        due = start + place * KEY_SECONDS
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        moments[text[:place]] = time.perf_counter()
        app.post_message(events.Key("space" if letter == " " else letter, letter))
    return moments


if __name__ == "__main__":
    main()
