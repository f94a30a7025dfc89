"""Prints how often finding puts the right template first, and what a keystroke costs, beside peers in the same run.

    python benchmarks/finding.py [--sizes 1000,10000] [--queries 500] [--seed 1] [--no-peers]

Thirteen kinds of query on synthetic libraries. Where several templates answer a query equally (they share the prefix,
the title start, the initials or all the words typed) any of them counts, for peers too; “strict” asks for the very one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from library.finding import Entry, build, find

_SUBJECTS = (
    "refund parcel invoice password account subscription delivery address order payment card voucher receipt "
    "login email phone contract warranty return exchange booking ticket seat meter tariff router printer laptop "
    "headset charger battery screen keyboard camera speaker cable adapter licence download upload backup profile "
    "username newsletter survey review complaint discount gift points membership trial upgrade balance transfer "
    "deposit statement loan mortgage insurance claim policy premium passport visa luggage flight hotel room "
    "rental vehicle key appointment prescription course exam certificate webinar calendar widget dashboard report "
    "export import template webhook token session browser cookie firewall domain hosting server database storage"
)
_STATES = (
    "late missing lost damaged wrong blocked expired cancelled duplicate declined pending incomplete delayed "
    "stolen refused changed unconfirmed overdue rejected locked frozen unavailable faulty empty broken reopened "
    "suspended unread unpaid partial moved renewed shipped received escalated forgotten overcharged reversed "
    "merged disabled"
)
_PLACES = (
    "abroad paypal klarna giropay express locker neighbour customs weekend holiday business student family "
    "prepaid wholesale marketplace iphone android windows linux tablet watch outlet partner branch chat voicemail "
    "twitter germany austria france italy spain poland sweden norway denmark finland ireland belgium portugal "
    "greece croatia"
)
SUBJECTS, STATES, PLACES = _SUBJECTS.split(), _STATES.split(), _PLACES.split()
FRAMES = (
    "{subject} {state}",
    "{subject} {state} {place}",
    "{state} {subject} with {place}",
    "why is the {subject} {state}",
    "{subject} is {state} for {place}",
    "what to do when a {subject} was {state}",
    "{place} {subject} {state} again",
    "how to report a {state} {subject} from {place}",
)
FILLERS = (
    "hello, {} and I do not know what to do, can you help me please?",
    "hi there. {}. thanks a lot",
    "I wanted to ask: {}? it has been days now",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    wanted: str
    equals: frozenset[str]


def entries(count: int, dice: random.Random) -> list[Entry]:
    """Templates with different abbreviations, made of the title's own words or their beginnings."""
    made: dict[str, Entry] = {}
    while len(made) < count:
        subject, state, place = dice.choice(SUBJECTS), dice.choice(STATES), dice.choice(PLACES)
        title = dice.choice(FRAMES).format(subject=subject, state=state, place=place)
        parts = [word for word in title.split() if word in (subject, state, place)]
        if dice.random() < 0.25:
            parts = [part[: dice.randint(3, 5)] for part in parts]
        name = "-".join(parts)
        if name in made and count < 5_000:
            continue
        while name in made:
            name = f"{'-'.join(parts)}-{dice.choice(PLACES)[: dice.randint(2, 6)]}"
        body = f"Hi, about the {subject}: it is {state}. We looked into it with {place} and will write to you soon."
        phrasings = (f"my {subject} is {state}", f"{place} says the {subject} was {state} what now")
        made[name] = Entry(
            str(len(made)),
            name,
            title.capitalize(),
            f"{place.title()}/{subject.title()}",
            (),
            (state,),
            phrasings,
            body,
        )
    return list(made.values())


def slip(text: str, dice: random.Random) -> str:
    """One typing slip past the first letter: two letters swapped, one left out, doubled, or another."""
    if len(text) < 3:
        return text
    place = dice.randrange(1, len(text) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    return text[:place] + dice.choice(LETTERS) + text[place + (kind == 2) :]


def initials(text: str) -> str:
    return "".join(word[0] for word in text.lower().replace("-", " ").split())


def subsequence(text: str, dice: random.Random) -> str:
    letters = text.replace("-", "")
    kept = sorted(dice.sample(range(1, len(letters)), k=max(3, round(len(letters) * 0.6)) - 1))
    return letters[0] + "".join(letters[place] for place in kept)


def some_words(title: str, dice: random.Random) -> list[str]:
    telling = [word for word in title.lower().split() if len(word) > 4] or title.lower().split()
    return dice.sample(telling, k=min(len(telling), dice.randint(2, 3)))


class Library:
    """The entries with what is needed to know which of them answer a query equally well."""

    def __init__(self, items: list[Entry]) -> None:
        self.items = items
        self.words = {item.abbreviation: item.title.lower().split() for item in items}

    def where(self, is_equal: Callable[[Entry], bool]) -> frozenset[str]:
        return frozenset(item.abbreviation for item in self.items if is_equal(item))

    def with_words(self, beginnings: list[str]) -> frozenset[str]:
        return frozenset(
            name
            for name, words in self.words.items()
            if all(any(word.startswith(begin) for word in words) for begin in beginnings)
        )


def queries(library: Library, kind: str, count: int, dice: random.Random) -> Iterator[Query]:
    for _ in range(count):
        item = dice.choice(library.items)
        name, title = item.abbreviation, item.title.lower()
        text, equals = name, frozenset((name,))
        if kind == "prefix":
            text = name[: dice.randint(3, max(4, len(name) - 1))]
            equals = library.where(lambda other, text=text: other.abbreviation.startswith(text))  # type: ignore[misc]
        elif kind == "no dash":
            text = name.replace("-", "")
        elif kind == "with spaces":
            text = name.replace("-", " ")
        elif kind == "subsequence":
            text = subsequence(name, dice)
        elif kind == "one typo":
            text = slip(name, dice)
        elif kind == "two typos":
            text = slip(slip(name, dice), dice)
        elif kind == "initials":
            text = initials(name) if name.count("-") > 1 else initials(title)
            equals = library.where(
                lambda other, text=text: text in (initials(other.abbreviation), initials(other.title))
            )  # type: ignore[misc]
        elif kind == "title start":
            text = title[: max(6, round(len(title) * dice.uniform(0.5, 0.9)))].rstrip()
            equals = library.where(lambda other, text=text: other.title.lower().startswith(text))  # type: ignore[misc]
        elif kind in ("title words", "words typo", "word prefixes", "question"):
            words = some_words(title, dice)
            text = " ".join(words)
            if kind == "words typo":
                place = dice.choice([at for at, word in enumerate(words) if len(word) == max(map(len, words))])
                text = " ".join(slip(word, dice) if at == place else word for at, word in enumerate(words))
            elif kind == "word prefixes":
                words = [word[: dice.randint(3, 4)] for word in words]
                text = " ".join(words)
            elif kind == "question":
                words, text = title.split(), dice.choice(FILLERS).format(title)
            equals = library.with_words(words)
        yield Query(text, name, equals)


KINDS = (
    *("exact", "prefix", "no dash", "subsequence", "one typo", "two typos", "initials", "title start"),
    *("title words", "words typo", "word prefixes", "with spaces", "question"),
)
Search = Callable[[str], list[str]]


def peers(items: list[Entry]) -> dict[str, tuple[Search, int]]:
    """Other ways to find in “abbreviation title”, each with how many queries per kind it gets (slow ones get few)."""
    names = [item.abbreviation for item in items]
    texts = [f"{item.abbreviation} {item.title}" for item in items]
    many, few = 500, max(10, 40_000 // len(items))
    found: dict[str, tuple[Search, int]] = {}

    from rapidfuzz import fuzz, process

    found["WRatio"] = (
        lambda text: [names[at] for _, _, at in process.extract(text, texts, scorer=fuzz.WRatio, limit=5)],
        min(many, 20 * few),
    )

    from textual.fuzzy import Matcher

    def by_textual(text: str) -> list[str]:
        matcher = Matcher(text)
        scored = sorted(((matcher.match(one), -at) for at, one in enumerate(texts)), reverse=True)[:5]
        return [names[-at] for score, at in scored if score > 0]

    found["textual"] = (by_textual, few)

    lowered = [text.lower() for text in texts]

    def by_scan(text: str) -> list[str]:
        return [names[at] for at, one in enumerate(lowered) if text in one][:5]

    found["byte scan"] = (by_scan, many)
    try:
        from iterfzf import iterfzf  # noqa: F401  # pragma: no cover
    except ImportError:
        pass
    else:
        found["fzf"] = (lambda text: _by_fzf(text, texts, names), few)
    return found


def _by_fzf(text: str, texts: list[str], names: list[str]) -> list[str]:
    """fzf as a filter, one process a query, found inside the wheel iterfzf."""
    import subprocess

    from iterfzf import BUNDLED_EXECUTABLE

    said = subprocess.run(
        [str(BUNDLED_EXECUTABLE), "--filter", text], input="\n".join(texts), capture_output=True, text=True, check=False
    )
    return [line.split(" ", 1)[0] for line in said.stdout.splitlines()[:5]]


@dataclass(slots=True)
class Tally:
    first: int = 0
    five: int = 0
    strict: int = 0
    asked: int = 0

    def count(self, query: Query, answer: list[str]) -> None:
        self.asked += 1
        self.first += bool(answer) and answer[0] in query.equals
        self.five += any(name in query.equals for name in answer[:5])
        self.strict += bool(answer) and answer[0] == query.wanted

    def shown(self) -> str:
        return " / ".join(f"{100 * part / self.asked:3.0f}" for part in (self.first, self.five, self.strict))


def keystrokes(asked: list[Query], dice: random.Random, count: int) -> list[str]:
    """What stands in the box after each key while some of the queries are typed."""
    texts = [query.text for query in dice.sample(asked, k=min(len(asked), 400))]
    every = [text[:length] for text in texts for length in range(1, min(len(text), 40) + 1)]
    return dice.sample(every, k=min(len(every), count))


def milliseconds(search: Search, texts: list[str]) -> tuple[float, float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        search(text)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def measure(size: int, count: int, seed: int, with_peers: bool) -> None:
    dice = random.Random(seed)
    items = entries(size, dice)
    began = time.perf_counter()
    index = build(items)
    index.warm()
    print(f"\n{size:,} templates, seed {seed}; index warm in {time.perf_counter() - began:.2f} s")
    searches: dict[str, tuple[Search, int]] = {
        "ours": (lambda text: [match.entry.abbreviation for match in find(index, text)], count)
    }
    if with_peers:
        searches |= peers(items)
    library = Library(items)
    asked = {kind: list(queries(library, kind, count, dice)) for kind in KINDS}
    tallies = {(who, kind): Tally() for who in searches for kind in KINDS}
    for who, (search, most) in searches.items():
        for kind in KINDS:
            for query in asked[kind][:most]:
                tallies[who, kind].count(query, search(query.text))
    print("recall@1 / @5 / strict@1".ljust(26) + "".join(who.center(18) for who in searches))
    for kind in KINDS:
        print(kind.ljust(26) + "".join(tallies[who, kind].shown().center(18) for who in searches))
    means = {
        who: Tally(*(sum(part) for part in zip(*(_parts(tallies[who, kind]) for kind in KINDS), strict=True)))
        for who in searches
    }
    print("mean".ljust(26) + "".join(means[who].shown().center(18) for who in searches))
    typed = keystrokes([query for kind in KINDS for query in asked[kind]], dice, 2_000)
    short = [text[:length] for text in typed[:200] for length in (1, 2)]
    for label, texts in (("ms a keystroke p50/p95", typed), ("one or two letters", short)):
        cells = (
            milliseconds(search, texts[: 2_000 if who == "ours" else min(most, 100)])
            for who, (search, most) in searches.items()
        )
        print(label.ljust(26) + "".join(f"{middle:.2f} / {slow:.2f}".center(18) for middle, slow in cells))


def _parts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.first, tally.five, tally.strict, tally.asked


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--sizes", default="1000,10000")
    reader.add_argument("--queries", type=int, default=500)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--no-peers", action="store_true")
    wanted = reader.parse_args()
    for size in wanted.sizes.split(","):
        measure(int(size), wanted.queries, wanted.seed, not wanted.no_peers)


if __name__ == "__main__":
    main()
