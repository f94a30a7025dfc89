"""Pictures of a busy day's screens: customers, several templates as one reply, the text, the script, flags, changes."""

from __future__ import annotations

import pytest

from library.documents import Document

from .conftest import DOCUMENTS
from .test_looks import LARGE, NARROW, SMALL, TICKET, Shown, shown  # noqa: F401 - the fixture

CLOSED = Document("closed", "We are closed on Monday. You reach us on Tuesday again.", title="Closed on Monday")
ALL = (*DOCUMENTS, CLOSED)
THREE = (f"paste:{TICKET}", "ctrl+n", "type:#48999 Bo", "ctrl+n", "ctrl+n", "shift+tab", "type:refund")


@pytest.mark.parametrize(
    ("size", "theme"),
    [(SMALL, ""), (LARGE, "textual-light"), (NARROW, ""), (SMALL, "ansi-dark")],
    ids=["small", "large-light", "narrow", "sixteen-colours"],
)
def test_three_customers(shown: Shown, size: tuple[int, int], theme: str) -> None:  # noqa: F811
    assert shown(*THREE, size=size, theme=theme)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_two_templates_filled_in_as_one(shown: Shown, size: tuple[int, int]) -> None:  # noqa: F811
    assert shown("type:closed", "f8", "type:refund", "enter", "type:Bo", size=size, documents=ALL)


def test_finding_what_joins(shown: Shown) -> None:  # noqa: F811
    assert shown("type:closed", "f8", documents=ALL)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, ""), (LARGE, "textual-light")], ids=["small", "large-light"])
def test_editing_the_text(shown: Shown, size: tuple[int, int], theme: str) -> None:  # noqa: F811
    assert shown("type:closed", "f7", size=size, theme=theme, documents=ALL)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, ""), (LARGE, "ansi-light")], ids=["small", "large-sixteen"])
def test_reading_out(shown: Shown, size: tuple[int, int], theme: str) -> None:  # noqa: F811
    assert shown("f2", "f2", "type:closed", "enter", size=size, theme=theme, documents=ALL)


def test_flagging(shown: Shown) -> None:  # noqa: F811
    assert shown("type:closed", "f3", documents=ALL)


def test_naming_a_customer(shown: Shown) -> None:  # noqa: F811
    assert shown("ctrl+r", "type:#7 Cy")
