"""Prints how often finding puts the right template first, and what a keystroke costs, beside peers in the same run.

    python benchmarks/finding.py [--sizes 1000,10000,100000] [--queries 500] [--seeds 1,2] [--no-peers] [--no-quality]

benchmarks/queries.py says how libraries and queries are made, benchmarks/peers.py what the peers are given.
Recalls are percentages with their standard errors; `<` marks a kind where a peer is better by over two of them.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from peers import Peer, Search, peers  # noqa: E402
from queries import KINDS, Library, Query, keystrokes, library_of, query_of  # noqa: E402

from library.finding import build, find  # noqa: E402

OURS = "ours"


@dataclass(slots=True)
class Tally:
    """How many of the asked queries had the right template first, and among the first five."""

    asked: int = 0
    first: int = 0
    five: int = 0

    def count(self, query: Query, answer: Sequence[str]) -> None:
        self.asked += 1
        self.first += bool(answer) and answer[0] in query.equals
        self.five += any(name in query.equals for name in answer[:5])

    def add(self, other: Tally) -> None:
        self.asked, self.first, self.five = (
            self.asked + other.asked,
            self.first + other.first,
            self.five + other.five,
        )

    @property
    def share(self) -> float:
        return self.first / max(self.asked, 1)

    @property
    def error(self) -> float:
        """The standard error of `share`; half a hit away from none and all, where the plain formula says nought."""
        share = (self.first + 0.5) / (self.asked + 1)
        return sqrt(share * (1 - share) / max(self.asked, 1))

    def shown(self) -> str:
        return f"{100 * self.share:5.1f}±{100 * self.error:.1f}/{100 * self.five / max(self.asked, 1):5.1f}"


Tallies = dict[str, dict[str, dict[str, Tally]]]  # peer, arrangement, kind


def ours(library: Library) -> Search:
    index = build(library.items)
    index.warm()
    return lambda text: [match.entry.abbreviation for match in find(index, text)]


def measure_quality(size: int, count: int, seeds: Sequence[int], *, with_peers: bool) -> Tallies:
    found: Tallies = {}
    for seed in seeds:
        dice = random.Random(seed)
        library = library_of(size, dice)
        asked = {kind: [query_of(kind, library, dice) for _ in range(count)] for kind in KINDS}
        searching = {OURS: Peer({"": ours(library)}, count)} | (peers(library.items, count) if with_peers else {})
        for who, peer in searching.items():
            for arrangement, search in peer.searches.items():
                tallies = found.setdefault(who, {}).setdefault(arrangement, {kind: Tally() for kind in KINDS})
                for kind in KINDS:
                    for query in asked[kind][: peer.most]:
                        tallies[kind].count(query, search(query.text))
    return found


def best_arrangement(by_arrangement: dict[str, dict[str, Tally]], kind: str) -> Tally:
    return max((tallies[kind] for tallies in by_arrangement.values()), key=lambda tally: (tally.share, tally.five))


def print_quality(size: int, seeds: Sequence[int], found: Tallies) -> None:
    print(f"\n{size:,} templates, seeds {', '.join(map(str, seeds))}: recall@1 ± standard error / recall@5")
    print("kind".ljust(16) + "".join(who.center(20) for who in found) + "queries")
    sums = {who: [0.0, 0.0] for who in found}
    for kind in KINDS:
        row = {who: best_arrangement(found[who], kind) for who in found}
        mine = row[OURS]
        behind = any(
            other.share - mine.share > 2 * sqrt(other.error**2 + mine.error**2)
            for who, other in row.items()
            if who != OURS
        )
        for who, tally in row.items():
            sums[who][0] += tally.share
            sums[who][1] += tally.five / max(tally.asked, 1)
        cells = "".join(tally.shown().center(20) for tally in row.values())
        print(kind.ljust(16) + cells + "/".join(str(tally.asked) for tally in row.values()) + (" <" if behind else ""))
    means = "".join(
        f"{100 * first / len(KINDS):5.1f}/{100 * five / len(KINDS):5.1f}".center(20) for first, five in sums.values()
    )
    print("mean".ljust(16) + means, flush=True)


def milliseconds(search: Search, texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        search(text)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def print_speed(size: int, seed: int, *, with_peers: bool) -> None:
    dice = random.Random(seed)
    library = library_of(size, dice)
    asked = [query_of(kind, library, dice) for kind in KINDS for _ in range(40)]
    typed = keystrokes(asked, 2_000, dice)
    short = list(dict.fromkeys(text[:length] for text in typed for length in (1, 2)))[:400]
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    index = build(library.items)
    index.warm()
    built = time.perf_counter() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\n{size:,} templates, seed {seed}: index built in {built:.2f} s, {memory:.0f} MB beside the templates")
    print(
        "milliseconds a keystroke, p50 / p95 / most".ljust(44)
        + "every key".center(24)
        + "one or two letters".center(24)
    )
    searching = {OURS: (lambda text: [m.entry.abbreviation for m in find(index, text)], 2_000)}
    if with_peers:
        others = peers(library.items, 2_000)
        searching |= {who: (peer.searches["names and title"], max(20, peer.most // 4)) for who, peer in others.items()}
    for who, (search, most) in searching.items():
        cells = ""
        for texts in (typed, short):
            times = milliseconds(search, texts[:most])
            cells += f"{times[len(times) // 2]:.2f} / {times[int(len(times) * 0.95)]:.2f} / {times[-1]:.1f}".center(24)
        print(who.ljust(44) + cells, flush=True)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", default="1000,10000,100000")
    reader.add_argument("--queries", type=int, default=500, help="per kind and seed")
    reader.add_argument("--seeds", default="1,2")
    reader.add_argument("--no-peers", action="store_true")
    reader.add_argument("--no-quality", action="store_true")
    wanted = reader.parse_args()
    seeds = [int(seed) for seed in wanted.seeds.split(",")]
    for size in map(int, wanted.sizes.split(",")):
        if not wanted.no_quality:
            found = measure_quality(size, wanted.queries, seeds, with_peers=not wanted.no_peers)
            print_quality(size, seeds, found)
        print_speed(size, seeds[0], with_peers=not wanted.no_peers)


if __name__ == "__main__":
    main()
