"""Pictures of change sets and of facts; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

import pytest
from builders import fact, fragment, made_library, reply

from snippets.screens.leading_places import CHANGE_SETS, FACTS

from .test_change_sets_screen import opened, two_sets
from .test_review_looks import DARK, LARGE, LIGHT, SMALL, Shown
from .test_review_looks import shown as shown

TEXTS = (
    "Your refund takes {{ facts.refund_days }} days.",
    "Please allow {{ facts.refund_days }} days, or write again.",
)


def quoted(url: str) -> None:
    replies = [reply(f"refund-{n}", TEXTS[n % 2], title=f"Refund, case {n}") for n in range(1, 8)]
    hours = fact("opening-hours", "Monday to Friday, 9 to 17 o’clock", type="text")
    days = fact("refund-days", "30")._replace(title="Days a refund takes")
    made_library(url, days, hours, fragment("when", "In {{ facts.refund_days }} days."), *replies)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_change_sets(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(CHANGE_SETS, "down", fill=two_sets, size=size, theme=theme)


def test_no_change_set(shown: Shown) -> None:
    assert shown(CHANGE_SETS, fill=made_library)


def test_picking_what_is_taken_out(shown: Shown) -> None:
    assert shown(CHANGE_SETS, "o", "space", fill=opened, theme=LIGHT)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_facts(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(FACTS, "down", fill=quoted, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, LIGHT), (LARGE, DARK)], ids=["small-light", "large"])
def test_another_value_of_a_fact(shown: Shown, size: tuple[int, int], theme: str) -> None:
    keys = ("down", "c", "backspace", "backspace", "1", "4", "enter")
    assert shown(FACTS, *keys, fill=quoted, size=size, theme=theme)
