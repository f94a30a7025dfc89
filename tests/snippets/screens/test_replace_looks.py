"""Pictures of search and replace, and of where a revision went; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import fact, made_library, reply
from textual.pilot import Pilot
from textual.widgets import Input

from library.record import history, intake
from snippets.app import SnippetsApp, make_app
from snippets.clipboard import Copied
from snippets.screens.affected import AffectedScreen
from snippets.screens.affected_reading import Spell
from snippets.screens.find import FindScreen
from snippets.screens.replace import ReplaceScreen

from .leads import Lead, do, lead_config, read
from .pictures import Compare, Shown

SMALL, LARGE = (80, 24), (120, 40)
DARK, LIGHT = "textual-dark", "textual-light"
NOW = datetime(2026, 6, 12, 12, tzinfo=UTC)
FIND = ("C", "a", "r", "e", "tab", *"Support")
DOCUMENTS = (
    reply(
        "refund-late",
        "Hi,\n\nour Care team sent your refund within {{ facts.refund_days }} days. Care answers soon, and please do"
        " write to Care again whenever you are not sure about anything at all.\n\nKind regards\nCare",
        title="Refund from Care",
        group="Billing/Refunds",
        variants={"chat": "Care sent it."},
    ),
    reply("login-reset", "Ask Care. {# Care #}", title="Cannot log in", group="Account"),
    reply("refund-method", "Please allow {{ facts.refund_days }} days. {% include 'sign-off' %}", title="Other card"),
    reply("sign-off", "Yours, {{ facts.refund_days }} days long", kind="fragment"),
    fact("refund-days", "30"),
)


@pytest.fixture
def shown(snap_compare: Compare, tmp_path: Path) -> Shown:
    """Whether a screen looks as in its picture after these keys."""

    def compare(
        opened: Callable[[SnippetsApp], ReplaceScreen | AffectedScreen],
        *keys: str,
        size: tuple[int, int] = SMALL,
        theme: str = DARK,
    ) -> bool:
        url = f"sqlite:///{tmp_path}/acme-support.db"
        made_library(url, *DOCUMENTS)
        used(url)
        app = make_app(lead_config(tmp_path, url, "mia", theme), clock=lambda: NOW, copy=_copy)

        async def press(pilot: Pilot[None]) -> None:
            lead = Lead(app, pilot, url)
            await lead.until(lambda: isinstance(app.screen, FindScreen))
            await app.push_screen(opened(app))
            await lead.settled()
            for key in keys:
                await pilot.press(key)
                await lead.settled()
            if isinstance(app.screen, AffectedScreen) and app.screen.where:
                spell = Spell(1, "2026-05-02T08:00:00.000000Z", 7, "2026-06-11T08:00:00.000000Z")
                app.screen.take_where(app.screen.where._replace(spells=(spell,)))  # the record's own clock has no past
            app.clear_notifications()
            for box in app.screen.query(Input):
                box.cursor_blink = False
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=press)

    return compare


def _copy(text: str, **_: object) -> Copied:
    return Copied("xclip", is_confirmed=True)


def used(url: str) -> None:
    """Two replies on some days of May, one of them mostly."""
    rows: list[dict[str, object]] = []
    for name, channel, days in (("refund-late", "email", range(3, 21)), ("refund-method", "chat", range(3, 21, 4))):
        template = read(url, lambda session, name=name: history.resolve(session, name))  # type: ignore[misc]
        row = {"template": template, "agent": "ana", "revision": 1, "version": 1, "channel": channel}
        for day in days:
            at = (datetime(2026, 5, 1, 9, tzinfo=UTC) + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            rows += [{**row, "used_at": at, "id": f"{name}-{day}-{n}"} for n in range(1 + day * day % 17)]
    do(url, lambda session: intake.store_uses(session, rows))


def replacing(app: SnippetsApp) -> ReplaceScreen:
    return ReplaceScreen(app.config, app.surroundings)


def affected(app: SnippetsApp) -> AffectedScreen:
    return AffectedScreen(app.config, app.surroundings, "refund-days", 1)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_search_and_replace(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(replacing, *FIND, "tab", "end", "up", "space", size=size, theme=theme)


def test_nothing_searched_yet(shown: Shown) -> None:
    assert shown(replacing, theme=LIGHT)


def test_before_it_is_replaced(shown: Shown) -> None:
    assert shown(replacing, *FIND, "f6")


def test_what_became_of_it(shown: Shown) -> None:
    assert shown(replacing, *FIND, "f6", "d", "enter")


@pytest.mark.parametrize(("size", "theme"), [(SMALL, LIGHT), (LARGE, DARK)], ids=["small-light", "large"])
def test_where_a_fact_went(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(affected, size=size, theme=theme)
