"""Pictures of the duplicates; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import made_library, reply
from textual.pilot import Pilot
from textual.widgets import Input

from snippets.screens.duplicates import DuplicatesScreen
from snippets.screens.find import FindScreen

from .leads import LOGIN, REFUND, Lead, lead_app_of, lead_config, use
from .test_review_looks import DARK, LARGE, LIGHT, SMALL, Compare

CARD = REFUND._replace(
    abbreviation="refund-late-card",
    title="Refund to a credit card not arrived yet",
    body=REFUND.body.replace("30 days", "14 days").replace("your account as well", "your card's statement"),
    tags=("refund", "card"),
)
SLOW = REFUND._replace(
    abbreviation="refund-slow", title="Money back is late", body=REFUND.body.replace("Please write", "Write")
)
SENT = reply(
    "parcel-sent",
    "Good morning,\n\nyour parcel left us today, and the carrier will bring it to you within two days.\n\nKind regards",
    title="Parcel is on its way",
    group="Orders",
)
PACKET = SENT._replace(
    abbreviation="packet-sent", title="Your packet was sent", body=SENT.body.replace("parcel", "packet")
)


def alike(url: str) -> None:
    made_library(url, REFUND, CARD, SLOW, LOGIN, SENT, PACKET)
    for name, times in (("refund-late", 41), ("refund-late-card", 12), ("packet-sent", 3)):
        use(url, name, times=times)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
@pytest.mark.parametrize("keys", [(), ("end", "space"), ("m",)], ids=["compared", "marked", "asked"])
def test_duplicates(
    snap_compare: Compare, tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int], theme: str
) -> None:
    assert taken(snap_compare, tmp_path, keys, size, theme)


def test_no_duplicates(snap_compare: Compare, tmp_path: Path) -> None:
    assert taken(snap_compare, tmp_path, ("K", "K", "K"), SMALL, LIGHT)


def taken(snap_compare: Compare, folder: Path, keys: tuple[str, ...], size: tuple[int, int], theme: str) -> bool:
    url = f"sqlite:///{folder}/acme-support.db"
    alike(url)
    app = lead_app_of(lead_config(folder, url, "mia", theme))

    async def press(pilot: Pilot[None]) -> None:
        lead = Lead(app, pilot, url)
        await lead.until(lambda: isinstance(app.screen, FindScreen))
        await app.push_screen(DuplicatesScreen(app.config, app.surroundings))
        await lead.settled()
        for key in keys:
            await pilot.press(key)
            await lead.settled()
        app.clear_notifications()
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await pilot.pause()

    return snap_compare(app, terminal_size=size, run_before=press)
