"""Start-up beside bare scripts on the same interpreter, in one run: `python benchmarks/startup.py [--runs 25]`.

Every row interleaves ours with its floor, so that a busy moment of the machine hits both; figures are medians. Ratios
are what counts. The library has 10,000 templates; the floors import what nobody could do without and nothing else.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app_floor import Terminal, measure_app  # beside this file

from library.documents import Document, Field
from library.record import review
from library.record.database import create_library, run
from library.sync import sync_open

SIZE = 10_000
TOPICS = ("refund", "order", "login", "invoice", "return", "plan", "delivery", "password", "account", "card")
#: In the rows of the list: the titles of all but a few templates hold it.
LISTED = b", case "
#: How long the sync of a full start goes on after the app is gone: the next start is not to pay for it.
SYNC_SECONDS = 1.5
TURNS = ("late", "missing", "change", "cancel", "wrong", "twice", "how", "where", "expired", "locked")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: milliseconds at the median, ours and the floor's."""

    what: str
    ours: float
    floor: float
    target: float

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def documents() -> list[Document]:
    """10,000 templates, three of them the ones measured."""
    made = [
        Document("sign-off", "Kind regards,\n{{ agent.first_name }}", kind="fragment"),
        Document("plain-thanks", "Hello,\n\nThank you for your message. We answer within a day.\n\nKind regards"),
        Document(
            "with-fields",
            "Hi {{ first_name }},\n\n{% if sorry %}I am sorry for the wait. {% endif %}Order {{ order_number }} is"
            " on its way.\n\n{% include 'sign-off' %}",
            fields=(Field("first_name"), Field("order_number"), Field("sorry", type="toggle", default="yes")),
        ),
        Document(
            "with-date",
            "Hi {{ first_name }},\n\nYour refund left us on {{ refunded_on | date('long') }}.",
            fields=(Field("first_name"), Field("refunded_on", type="date")),
        ),
    ]
    for number in range(SIZE - len(made)):
        topic, turn = TOPICS[number % 10], TURNS[number // 10 % 10]
        title = f"{topic.capitalize()} {turn}, case {number // 100}"
        body = f"Hello,\n\nabout your {topic}: {turn}. " + "We look into it and write again within two days. " * 5
        made.append(Document(f"{topic}-{turn}-{number // 100}", body, title=title, group=f"Group {number % 20}"))
    return made


def make_library(folder: Path) -> None:
    """A library in a file that holds the templates, and its desk."""
    library = create_library(f"sqlite:///{folder / 'library.db'}", owner="ana")
    run(library, lambda session: review.publish(session, [(d, None) for d in documents()], by="ana"))
    sync_open(library, folder / "desk.db", now=datetime.now().astimezone())
    library.close()


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.decode()}")
    return taken


def compare(what: str, ours: Callable[[], float], floor: Callable[[], float], target: float, runs: int) -> Row:
    """Medians over interleaved runs, after one of each to warm the caches of the file system."""
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(runs)]
    return Row(what, *(statistics.median(taken) * 1000 for taken in zip(*pairs, strict=True)), target)


def measure_commands(folder: Path, runs: int) -> list[Row]:
    library, desk = folder / "library.db", folder / "desk.db"
    # With this set, our modules would be compiled anew at every start, and those of the floor, installed by pip, not.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"SNIPPETS_DATA": str(folder), "SNIPPETS_CONFIG": str(folder / "config.toml")}
    environment |= {"SNIPPETS_LIBRARY": str(library), "SNIPPETS_DESK": str(desk), "SNIPPETS_AS": "ana"}
    command = str(Path(sys.executable).with_name("snippets"))
    fields = ["--set", "first_name=Ana", "--set", "order_number=A10482", "--set", "agent.first_name=Mia"]
    dated = ["--set", "first_name=Ana", "--set", "refunded_on=2026-11-20"]

    def ours(*arguments: str) -> Callable[[], float]:
        return lambda: seconds([command, *arguments], environment)

    def floor(modules: str) -> Callable[[], float]:
        return lambda: seconds([sys.executable, "-c", f"import {modules}"], environment)

    jinja = "click, sqlite3, jinja2"
    return [
        compare(
            "copy X --print, no fields", ours("copy", "plain-thanks", "--print"), floor("click, sqlite3"), 1.5, runs
        ),
        compare("copy X --print, fields", ours("copy", "with-fields", "--print", *fields), floor(jinja), 1.3, runs),
        compare(
            "copy X --print, a date",
            ours("copy", "with-date", "--print", *dated),
            floor(f"{jinja}, babel.dates"),
            1.3,
            runs,
        ),
        compare("show X", ours("show", "with-fields"), floor("click, sqlite3"), float("nan"), runs),
        compare("find refund la", ours("find", "refund", "la"), floor("click, sqlite3"), float("nan"), runs),
    ]


def measure_once(folder: Path, runs: int) -> Row:
    """From the start of the process to the list, which answers the next key: `--once` beside a full start."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"SNIPPETS_DATA": str(folder), "SNIPPETS_CONFIG": str(folder / "config.toml")}
    environment |= {"SNIPPETS_LIBRARY": str(folder / "library.db"), "SNIPPETS_DESK": str(folder / "desk.db")}
    environment |= {"SNIPPETS_AS": "ana", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    command = str(Path(sys.executable).with_name("snippets"))

    def listed(*arguments: str) -> float:
        terminal = Terminal([command, *arguments], environment)
        try:
            return terminal.until(LISTED)
        finally:
            terminal.close()
            time.sleep(SYNC_SECONDS)

    return compare("--once until the list is shown; floor: a full start", lambda: listed("--once"), listed, 1.0, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=25)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_library(folder)
        # A sync is started by `copy` once a minute, after its output; here none is due.
        settings = 'sync_seconds = 3600\n[agent]\nfirst_name = "Ana"\n'
        (folder / "config.toml").write_text(settings, encoding="utf-8")
        rows = measure_commands(folder, runs)
        rows += [Row(*measured) for measured in measure_app(folder / "desk.db", runs)]
        rows.append(measure_once(folder, runs))
    print(f"| {SIZE:,} templates, medians of {runs} | ours ms | floor ms | ratio | target |")
    print("|---|---|---|---|---|")
    for row in rows:
        target = "" if row.target != row.target else f"<= {row.target}"
        print(f"| {row.what} | {row.ours:.1f} | {row.floor:.1f} | {row.ratio:.2f} | {target} |")


if __name__ == "__main__":
    main()
