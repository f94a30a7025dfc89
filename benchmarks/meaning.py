"""Prints how well customers' words find templates, how often “nothing fits” is right, and what `suggest` costs.

    python benchmarks/meaning.py FOLDER [--seeds 5] [--encoder FOLDER] [--sizes 10000]

FOLDER holds banking77_train.jsonl.gz and clinc150_dev.jsonl.gz (one {"text", "intent"} a line; "oos" is out of scope),
and, where there are any, banking77_test.jsonl.gz and clinc150_test.jsonl.gz, which are then what is asked; otherwise a
quarter of the training rows is held out, another one with every seed. Figures are means over the seeds, with their
standard deviation where it says ±. What is missing is skipped and said.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from library.finding.index import Entry
from library.finding.meaning import Meaning, build_meaning, nearest
from library.finding.meaning_answers import answers
from library.finding.meaning_encoders import load_encoder
from library.finding.meaning_features import Encoder, units
from library.finding.meaning_packing import packed_meaning, unpacked_meaning

T = TypeVar("T")
Row = tuple[str, str]
#: Rows to know and rows to ask.
Draw = tuple[list[Row], list[Row]]
OUTSIDE = "oos"
#: The targets the project set itself: first and among five.
KNOWN = (
    ("titles only", 0, "57 / 82"),
    ("one phrasing", 1, "60.5 / 87"),
    ("ten", 10, "80.5 / 96"),
    ("all", 10_000, "92.5 / 99"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=5, help="how often rows to ask and phrasings are drawn anew")
    parser.add_argument("--encoder", default="", help="a folder with a model2vec model")
    parser.add_argument("--sizes", default="10000", help="templates, with commas")
    given = parser.parse_args()
    seeds = range(1, given.seeds + 1)
    began = time.perf_counter()
    encoder = load_encoder(given.encoder)
    print(f"{encoder.name}, loaded in {time.perf_counter() - began:.2f} s\n")
    if banking := [drawn for seed in seeds if (drawn := held_out(given.folder, "banking77", seed))]:
        recall_table(encoder, banking)
    if clinc := [drawn for seed in seeds if (drawn := held_out(given.folder, "clinc150", seed))]:
        abstaining_table(encoder, clinc)
        several_table(encoder, clinc)
        time_table(encoder, [text for text, _ in clinc[0][0]], [int(size) for size in given.sizes.split(",")])


def held_out(folder: Path, name: str, seed: int) -> Draw | None:
    """Rows to know and rows to ask."""
    known = read(folder / f"{name}_train.jsonl.gz") or read(folder / f"{name}_dev.jsonl.gz")
    if not known:
        print(f"{name}: no rows in {folder}, draw {seed} skipped")
        return None
    if asked := read(folder / f"{name}_test.jsonl.gz"):
        return known, asked
    random.Random(seed).shuffle(known)
    quarter = len(known) // 4
    return known[quarter:], known[:quarter]


def read(file: Path) -> list[Row]:
    if not file.exists():
        return []
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["text"], row["intent"]) for row in rows]


def library(rows: Sequence[Row], phrasings: int, dice: random.Random) -> list[Entry]:
    """One template an intent, whose title is the intent's name."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in rows:
        by_intent.setdefault(intent, []).append(text)
    by_intent.pop(OUTSIDE, None)
    made = []
    for intent, texts in sorted(by_intent.items()):
        drawn = tuple(dice.sample(texts, min(phrasings, len(texts))))
        made.append(Entry(intent, intent.replace("_", "-"), intent.replace("_", " "), phrasings=drawn))
    return made


def recall_table(encoder: Encoder, draws: list[Draw]) -> None:
    """Ours beside the same vectors used plainly: how hard the drawn messages are shows in both."""
    print(f"Banking77, one template an intent, {len(draws[0][1]):,} messages, first / among five")
    print(f"  {'':<24} {'ours':<29} {'three nearest questions':<29} target")
    for label, phrasings, target in KNOWN:
        ours, plain = [], []
        for seed, (known, asked) in enumerate(draws):
            entries, texts = library(known, phrasings, random.Random(seed)), [text for text, _ in asked]
            meaning = build_meaning(entries, encoder)
            ours.append([[match.entry.template for match in nearest(meaning, text, 5)] for text in texts])
            plain.append(three_nearest(encoder, entries, texts))
        columns = "   ".join(found_in(found, draws) for found in (ours, plain))
        print(f"  {label:<24} {columns}   {target}")
    print()


def found_in(found: Sequence[Sequence[Sequence[str]]], draws: Sequence[Draw]) -> str:
    firsts, fives = [], []
    for answers_, (_, asked) in zip(found, draws, strict=True):
        firsts.append(share([there[:1] == [intent] for there, (_, intent) in zip(answers_, asked, strict=True)]))
        fives.append(share([intent in there for there, (_, intent) in zip(answers_, asked, strict=True)]))
    return f"{spread(firsts)} / {spread(fives)}"


def three_nearest(encoder: Encoder, entries: Sequence[Entry], texts: Sequence[str]) -> list[list[str]]:
    """The five templates whose three nearest questions are most alike on average; the title is one where few are known.

    The usual way to use such vectors: what ours has to be better than.
    """
    rows = [(number, text) for number, entry in enumerate(entries) for text in _questions(entry)]
    owners = np.array([number for number, _ in rows])
    alike = units(encoder.encode(texts)) @ units(encoder.encode([text for _, text in rows])).T
    means = [np.sort(alike[:, owners == number], axis=1)[:, -3:].mean(axis=1) for number in range(len(entries))]
    order = np.argsort(-np.stack(means, axis=1), axis=1)[:, :5]
    return [[entries[number].template for number in row] for row in order.tolist()]


def _questions(entry: Entry) -> tuple[str, ...]:
    return entry.phrasings if len(entry.phrasings) > 1 else (entry.title, *entry.phrasings)


def abstaining_table(encoder: Encoder, draws: list[Draw]) -> None:
    print("CLINC150: in-scope messages answered / out-of-scope messages refused     target 90 / 60")
    for label, phrasings, _ in KNOWN:
        answered, refused = [], []
        for seed, (known, asked) in enumerate(draws):
            meaning = build_meaning(library(known, phrasings, random.Random(seed)), encoder)
            answered.append(share([bool(answers(meaning, text, 1)) for text, intent in asked if intent != OUTSIDE]))
            refused.append(share([not answers(meaning, text, 1) for text, intent in asked if intent == OUTSIDE]))
        print(f"  {label:<54} {spread(answered)} / {spread(refused)}")
    print()


def several_table(encoder: Encoder, draws: list[Draw]) -> None:
    """Two messages in one mail: both found, and one message in a mail: found, and taken for several."""
    both, alone, split = [], [], []
    for seed, (known, asked) in enumerate(draws):
        dice = random.Random(seed)
        meaning = build_meaning(library(known, 10, dice), encoder)
        inside = [row for row in asked if row[1] != OUTSIDE]
        for _ in range(200):
            (text, intent), (other, another) = dice.sample(inside, 2)
            found = {answer.matches[0].entry.template for answer in answers(meaning, mail(f"{text}. {other}?"))}
            both.append({intent, another} <= found)
            single = [answer.matches[0].entry.template for answer in answers(meaning, mail(f"{text}?"))]
            alone.append(intent in single)
            split.append(len(single) > 1)
    print("CLINC150, ten phrasings, in a mail with greeting and signature")
    print(f"  two questions, both answered first                     {share(both):5.1f}")
    print(f"  one question, answered first / taken for several       {share(alone):5.1f} / {share(split):4.1f}\n")


def mail(text: str) -> str:
    return f"Hi team,\n\nhope you are well. {text}\n\nThanks a lot,\nAna Lopez\nSent from my iPhone"


def time_table(encoder: Encoder, texts: list[str], sizes: Sequence[int]) -> None:
    print("five phrasings a template    titles alone s   build s   mapped s   file MB   suggest ms p50 / p95   peak MB")
    for size in sizes:
        entries = many(texts, size, random.Random(1))
        bare = [entry._replace(phrasings=()) for entry in entries]
        _, titles = timed(lambda: build_meaning(bare, encoder))  # noqa: B023
        meaning, built = timed(lambda: build_meaning(entries, encoder))  # noqa: B023
        data = packed_meaning(meaning, entries)
        mapped, loaded = timed(lambda: unpacked_meaning(data, entries, encoder))  # noqa: B023
        assert mapped is not None
        p50, p95 = quantiles(mapped, texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
        head = f"  {size:>7,} templates         {titles:14.2f}   {built:7.2f}   {loaded:8.2f}   {len(data) / 1e6:7.0f}"
        print(f"{head}   {p50:8.1f} / {p95:4.1f}         {peak:6.0f}")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def many(texts: list[str], count: int, dice: random.Random) -> list[Entry]:
    """Templates whose phrasings mix the words of real messages, so that none is there twice."""
    made = []
    for number in range(count):
        words = [word for text in dice.sample(texts, 6) for word in text.split()]
        phrasings = tuple(" ".join(dice.sample(words, min(len(words), dice.randint(6, 14)))) for _ in range(5))
        made.append(Entry(str(number), f"t-{number}", " ".join(dice.sample(words, 4)), phrasings=phrasings))
    return made


def quantiles(meaning: Meaning, texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds a message takes, warm, as `suggest` asks it."""
    taken = []
    for text in [*texts[:20], *texts[:300]]:
        began = time.perf_counter()
        answers(meaning, mail(text))
        taken.append((time.perf_counter() - began) * 1000)
    taken = sorted(taken[20:])
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def spread(values: Sequence[float]) -> str:
    return f"{mean(values):5.1f} ±{stdev(values) if len(values) > 1 else 0:3.1f}"


def share(true: Sequence[bool]) -> float:
    return 100 * sum(true) / max(len(true), 1)


if __name__ == "__main__":
    main()
