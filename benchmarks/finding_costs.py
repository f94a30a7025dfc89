"""What finding costs beside its keystrokes: building, writing, loading, changing an index, and the memory it takes.

Each figure is taken by a fresh process on a desk of so many templates, each with one phrasing, as the app reads it.
Run by benchmarks/finding.py; run with a folder it is such a process itself.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from library.desk.catalog import Pull, PulledTemplate, apply_pull, entries
from library.desk.store import make_desk, open_desk
from library.documents import Document, canonical_text
from library.finding import Entry

_Found = TypeVar("_Found")
_AT = "2026-05-03T10:00:00Z"
_AGENT = "ana"
#: What is measured, in which it is printed, and its target at 10,000 and at 100,000 templates.
_SHOWN = (
    ("read", "the desk's templates read, s", "", ""),
    ("build", "index built, s", "1", "8"),
    ("write", "its file written, s", "", ""),
    ("load", "index loaded from its file, s", "0.1", "0.5"),
    ("load_changed", "  with 20 templates changed since, s", "", ""),
    ("update", "one changed template taken in, ms", "", ""),
    ("use", "one use counted, ms", "", ""),
    ("file", "size of the file, MB", "", ""),
    ("templates_mb", "memory of Python and the templates, MB", "", ""),
    ("letters_mb", "  with the index too, MB", "", ""),
    ("meaning_mb", "  with word vectors too, MB", "", "450"),
    ("meaning_build", "vectors made and written, s", "", ""),
    ("meaning_load", "vectors loaded from their file, s", "", ""),
)


def print_costs(library: Callable[[int], Sequence[Entry]], sizes: Sequence[int]) -> None:
    """A column a size; `library` makes the templates of that many."""
    columns = [measured(library(size)) for size in sizes]
    print(
        "\n"
        + "one process each".ljust(44)
        + "".join(f"{size:>10,}" for size in sizes)
        + "   target at 10,000 / 100,000"
    )
    for key, label, *targets in _SHOWN:
        figures = "".join(f"{column[key]:10.2f}" for column in columns)
        print(f"{label:<44}{figures}   {' / '.join(filter(None, targets))}".rstrip(), flush=True)


def measured(items: Sequence[Entry]) -> dict[str, float]:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        lay(folder, items)
        for what in _MEASURES:
            said = subprocess.run([sys.executable, __file__, folder, what], capture_output=True, text=True, check=True)
            found |= json.loads(said.stdout)
    return found


def lay(folder: str, items: Sequence[Entry]) -> None:
    desk = make_desk(os.path.join(folder, "desk.db"))
    apply_pull(desk, Pull("benchmark", 1, "0", True, [_pulled(item) for item in items]), synced_at=_AT)
    desk.close()


def _pulled(item: Entry) -> PulledTemplate:
    described = Document(
        *(item.abbreviation, item.body), title=item.title, group=item.group, aliases=item.aliases, tags=item.tags
    )
    phrasings = item.phrasings[:1] or (f"please tell me about {item.title}",)
    return PulledTemplate(item.template, 1, canonical_text(described), (), "mia", _AT, phrasings)


def timed(function: Callable[[], _Found]) -> tuple[_Found, float]:
    began = time.perf_counter()
    found = function()
    return found, time.perf_counter() - began


def _read(folder: str) -> tuple[list[Entry], float]:
    return timed(lambda: entries(open_desk(os.path.join(folder, "desk.db")), agent=_AGENT))


def _files(folder: str) -> tuple[str, str]:
    return os.path.join(folder, "desk.index"), os.path.join(folder, "desk.meaning")


def measure_building(folder: str) -> dict[str, float]:
    from library.finding.index_files import kept_index

    there, read = _read(folder)
    _, whole = timed(lambda: kept_index(_files(folder)[0], there))
    from library.finding import build

    index, built = timed(lambda: build(there))
    _, warmed = timed(index.warm)
    return {"read": read, "build": built + warmed, "write": max(whole - built - warmed, 0.0)}


def measure_loading(folder: str) -> dict[str, float]:
    from library.finding import build
    from library.finding.index_files import known_index
    from library.finding.kept_files import write_private
    from library.finding.packing import packed

    file = _files(folder)[0]
    there, _ = _read(folder)
    templates = resident()
    index, load = timed(lambda: known_index(file, there))
    if index is None:  # a small library has no file: what one would bring is measured all the same
        index = build(there)
        index.warm()
        write_private(file, packed(index))
        index, load = timed(lambda: known_index(file, there))
    assert index is not None
    return {"load": load, "file": os.path.getsize(file) / 1e6, "templates_mb": templates, "letters_mb": resident()}


def measure_changing(folder: str) -> dict[str, float]:
    from library.finding import update
    from library.finding.index_files import known_index

    there, _ = _read(folder)
    altered = [entry._replace(title=f"{entry.title}, from now on") for entry in there[:20]]
    index, load = timed(lambda: known_index(_files(folder)[0], [*altered, *there[20:]]))
    assert index is not None
    dice = random.Random(1)
    changed, used = [], []
    for entry in dice.sample(there[20:], 21):
        changed.append(timed(lambda entry=entry: update(index, [entry._replace(body=f"{entry.body} Now.")]))[1])
        used.append(timed(lambda entry=entry: update(index, [entry._replace(body=f"{entry.body} Now.", uses=1)]))[1])
    return {"load_changed": load, "update": 1000 * sorted(changed)[10], "use": 1000 * sorted(used)[10]}


def make_vectors(folder: str) -> dict[str, float]:
    from library.finding.meaning_encoders import load_encoder
    from library.finding.meaning_files import kept_meaning

    there, _ = _read(folder)
    _, made = timed(lambda: kept_meaning(_files(folder)[1], there, load_encoder()))
    return {"meaning_build": made}


def measure_meaning(folder: str) -> dict[str, float]:
    from library.finding.index_files import known_index
    from library.finding.meaning_encoders import load_encoder
    from library.finding.meaning_files import kept_meaning

    there, _ = _read(folder)
    index = known_index(_files(folder)[0], there)
    meaning, load = timed(lambda: kept_meaning(_files(folder)[1], there, load_encoder()))
    assert index is not None
    assert meaning.rows
    return {"meaning_load": load, "meaning_mb": resident()}


def resident() -> float:
    """Megabytes this process holds in memory, mapped files included."""
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


_MEASURES = {
    "building": measure_building,
    "loading": measure_loading,
    "changing": measure_changing,
    "vectors": make_vectors,
    "meaning": measure_meaning,
}

if __name__ == "__main__":
    print(json.dumps(_MEASURES[sys.argv[2]](sys.argv[1])))
