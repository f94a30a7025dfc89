"""Late results are added below the highlighted row and never move it: enter takes what was highlighted, always."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from library.documents import Document
from library.finding import Match
from snippets.screens import nearing
from snippets.screens.nearing import NearingScreen

from .conftest import Desktop, Opener

TOPICS = ("refund", "parcel", "invoice", "password", "address", "delivery", "voucher", "account", "return", "warranty")
REPLIES = tuple(
    Document(f"{topic[:4]}-{number}", f"The reply is {topic} {number}.", title=f"What to do about the {topic} {number}")
    for topic in TOPICS
    for number in range(12)
)
WORDS = [*TOPICS, "what", "to", "do", "about", "the", "refnd", "pacel", "where", "is", "my", "never", "came", "zzz"]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("rounds", [40, pytest.param(1000, marks=pytest.mark.long)])
async def test_enter_takes_the_highlighted_template_whatever_arrives_late(
    open_app: Opener, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearing, "BOUNCE_SECONDS", 60)  # however slow the machine: each round says when one has looked
    dice = random.Random(20261122)
    async with open_app(REPLIES) as desktop:
        taken = 0
        for _ in range(rounds):
            expected = await _look_for_something(desktop, dice)
            _inject(desktop, dice)
            before = len(desktop.clipboard)
            await desktop.press("enter")
            if dice.random() < 0.5:
                _inject(desktop, dice)
            await desktop.settled()
            if not expected:
                assert len(desktop.clipboard) == before, "nothing was highlighted, and something was taken"
                await desktop.press("escape")
                continue
            taken += 1
            assert len(desktop.clipboard) == before + 1
            assert desktop.clipboard[-1] == _text_of(expected)
            desktop.find.copied_at = float("-inf")  # as if the agent had drawn breath
        assert taken > rounds * 0.8


async def _look_for_something(desktop: Desktop, dice: random.Random) -> str:
    """A few words, the last of them key by key, and moves; returns the name then highlighted."""
    *words, last = dice.choices(WORDS, k=dice.randint(1, 5))
    desktop.find.words.value = " ".join([*words, ""])
    desktop.find.words.cursor_position = len(desktop.find.words.value)
    _inject(desktop, dice)
    await desktop.type(last[:3])
    _inject(desktop, dice)
    await desktop.type(last[3:])
    for _ in range(dice.choice([0, 0, 1, 3])):
        await desktop.press("down")
        _inject(desktop, dice)
    if dice.random() < 0.3:
        await desktop.pilot.pause(0.1)  # the program's own late results
    await desktop.until(lambda: desktop.find.searched == desktop.find.words.value)
    desktop.find._came_late = float("-inf")  # as if the agent had looked at what there is now
    return desktop.highlighted


def _inject(desktop: Desktop, dice: random.Random) -> None:
    """Late results for what is in the box, for what was there before, or for something else."""
    words = dice.choice([desktop.find.words.value, desktop.find.searched, desktop.find.words.value[:-3], "refund"])
    desktop.find.post_message(NearingScreen.NearFound(words, _found(desktop, dice)))


def _found(desktop: Desktop, dice: random.Random) -> Sequence[Match]:
    assert desktop.find.catalog is not None
    entries = dice.sample(desktop.find.catalog.finder.index.entries, 8)
    return [Match(entry, dice.uniform(0.4, 0.9), "title", entry.title) for entry in entries]


def _text_of(name: str) -> str:
    return next(document.body for document in REPLIES if document.abbreviation == name)
