"""Prints how often finding puts the right template first, and what a keystroke costs, beside peers in the same run.

    python benchmarks/finding.py [--sizes 1000,10000,100000] [--libraries patterns,products] [--queries 500]
                                 [--seeds 1,2] [--no-peers] [--no-quality] [--no-costs]

benchmarks/queries.py says how the library `patterns` and all queries are made, benchmarks/products.py the other one,
benchmarks/peers.py what the peers are given, benchmarks/finding_costs.py how building, loading and memory are measured.
Recalls are percentages with their standard errors. `best peer` is the one with the highest recall in that kind, and the
verdict says whether it is better than ours by more than two standard errors of the difference.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from finding_costs import print_costs  # noqa: E402
from peers import Peer, Search, peers  # noqa: E402
from products import product_library  # noqa: E402
from queries import KINDS, Library, Query, keystrokes, library_of, query_of  # noqa: E402

from library.finding import build, find  # noqa: E402

OURS, PROCESSOR = "ours", "ours, processor"
LIBRARIES: dict[str, Callable[[int, random.Random], Library]] = {"patterns": library_of, "products": product_library}


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


def measure_quality(made: str, size: int, count: int, seeds: Sequence[int], *, with_peers: bool) -> Tallies:
    found: Tallies = {}
    for seed in seeds:
        dice = random.Random(seed)
        library = LIBRARIES[made](size, dice)
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


def print_quality(made: str, size: int, seeds: Sequence[int], found: Tallies) -> None:
    peers_only = [who for who in found if who != OURS]
    print(f"\n{size:,} templates ({made}), seeds {', '.join(map(str, seeds))}: recall@1 ± standard error / recall@5")
    print("kind".ljust(14) + "".join(who.center(18) for who in found) + "verdict".ljust(26) + "queries")
    for kind in KINDS:
        row = {who: best_arrangement(found[who], kind) for who in found}
        cells = "".join(tally.shown().center(18) for tally in row.values())
        asked = "/".join(str(tally.asked) for tally in row.values())
        print(kind.ljust(14) + cells + verdict(row, peers_only).ljust(26) + asked)
    means = "".join(_mean(found[who]).center(18) for who in found)
    print("mean".ljust(14) + means, flush=True)


def verdict(row: dict[str, Tally], peers_only: Sequence[str]) -> str:
    """Ours beside the best peer: below it only where the difference is over two of its standard errors."""
    if not peers_only:
        return ""
    mine = row[OURS]
    below = [who for who in peers_only if row[who].share - mine.share > 2 * hypot(row[who].error, mine.error)]
    if below:
        return f"BELOW {', '.join(below)}"
    best = max(peers_only, key=lambda who: row[who].share)
    apart = mine.share - row[best].share
    if apart > 2 * hypot(row[best].error, mine.error):
        return f"above {best}"
    return f"level with {best}"


def _mean(by_arrangement: dict[str, dict[str, Tally]]) -> str:
    best = [best_arrangement(by_arrangement, kind) for kind in KINDS]
    first = sum(tally.share for tally in best) / len(best)
    five = sum(tally.five / max(tally.asked, 1) for tally in best) / len(best)
    return f"{100 * first:5.1f}/{100 * five:5.1f}"


def milliseconds(search: Search, texts: Sequence[str], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    times = []
    for text in texts:
        began = clock()
        search(text)
        times.append((clock() - began) * 1000)
    return times


def print_speed(made: str, size: int, seeds: Sequence[int], *, with_peers: bool) -> None:
    """Over all seeds; each key once, with the program warm. Processor time is what an idle machine would take."""
    times: dict[str, tuple[list[float], list[float]]] = {}
    for seed in seeds:
        dice = random.Random(seed)
        library = LIBRARIES[made](size, dice)
        asked = [query_of(kind, library, dice) for kind in KINDS for _ in range(40)]
        typed = keystrokes(asked, 1_000, dice)
        short = list(dict.fromkeys(text[:length] for text in typed for length in (1, 2)))[:300]
        searching = {OURS: (ours(library), len(typed))}
        if with_peers:
            others = peers(library.items, len(typed))
            searching |= {who: (one.searches["names and title"], max(20, one.most // 4)) for who, one in others.items()}
        gc.collect()
        gc.freeze()  # what the benchmark holds besides is not to be looked through for garbage meanwhile
        for who, (search, most) in searching.items():
            every, first = times.setdefault(who, ([], []))
            every += milliseconds(search, typed[:most])
            first += milliseconds(search, short[:most])
        every, first = times.setdefault(PROCESSOR, ([], []))
        search, _ = searching[OURS]
        every += milliseconds(search, typed, time.thread_time)
        first += milliseconds(search, short, time.thread_time)
        gc.unfreeze()
    print(f"\n{size:,} templates ({made}), seeds {', '.join(map(str, seeds))}: milliseconds a keystroke")
    print("p50 / p95 / most".ljust(18) + "every key".center(28) + "one or two letters".center(28) + "keys")
    for who, both in times.items():
        cells = "".join(_quantiles(sorted(one)).center(28) for one in both)
        print(who.ljust(18) + cells + "/".join(str(len(one)) for one in both), flush=True)


def _quantiles(times: Sequence[float]) -> str:
    return f"{times[len(times) // 2]:.2f} / {times[int(len(times) * 0.95)]:.2f} / {times[-1]:.1f}"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", default="1000,10000,100000")
    reader.add_argument("--libraries", default=",".join(LIBRARIES))
    reader.add_argument("--queries", type=int, default=500, help="per kind and seed")
    reader.add_argument("--seeds", default="1,2")
    reader.add_argument("--no-peers", action="store_true")
    reader.add_argument("--no-quality", action="store_true")
    reader.add_argument("--no-costs", action="store_true")
    wanted = reader.parse_args()
    seeds, sizes = ([int(one) for one in text.split(",")] for text in (wanted.seeds, wanted.sizes))
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if not wanted.no_costs:
        print_costs(lambda size: library_of(size, random.Random(seeds[0])).items, sizes)
    for size in sizes:
        for made in wanted.libraries.split(","):
            print_speed(made, size, seeds, with_peers=not wanted.no_peers)
            if not wanted.no_quality:
                found = measure_quality(made, size, wanted.queries, seeds, with_peers=not wanted.no_peers)
                print_quality(made, size, seeds, found)
    print(f"\nload of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
