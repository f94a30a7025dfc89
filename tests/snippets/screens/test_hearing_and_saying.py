"""What an agent hears of templates and says of them: changes, flags and answers, favourites, own templates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from library.desk.flags import Answer, note_answers
from library.desk.store import open_desk
from library.documents import Document, Field

from .conftest import Desktop, Opener
from .desks import pull, rows

PERIOD = Document("period", "You have 30 days to send it back.", title="Return period")
CLOSED = Document("closed", "We are closed on Monday.", title="Closed")
HELLO = Document("hello", "Hi {{ name }}, you have 30 days.", title="Hello", fields=(Field("name", "Name"),))


@dataclass
class Library:
    """What the leads do meanwhile, as a sync brings it."""

    path: Path
    version: int = 3

    def changes(self, document: Document) -> None:
        self.version += 1
        desk = open_desk(self.path)
        pull(desk, [document], version=self.version, is_full=False)
        desk.close()


async def synced(desktop: Desktop) -> None:
    desktop.find.look_for_changes()
    await desktop.settled()


async def test_what_changed_since_one_used_it_is_said_where_one_takes_it(open_app: Opener) -> None:
    async with open_app([PERIOD, CLOSED]) as desktop:
        await desktop.take("period")
        await desktop.settled()
        Library(desktop.path).changes(PERIOD._replace(body="You have 14 days to send it back."))
        await synced(desktop)
        await desktop.type("period")
        assert "changed by Mia since you used it: 30 → 14" in desktop.preview
        await desktop.press("ctrl+l")
        shown = desktop.app.screen.query_one("#difference").text  # type: ignore[attr-defined]
        assert "[-30-]{+14+} days" in shown
        await desktop.press("escape", "enter")
        await desktop.settled()
        await desktop.pilot.pause(0.5)
        await desktop.type("period")
        assert "since you used it" not in desktop.preview


async def test_what_changed_is_said_in_the_form_too(open_app: Opener) -> None:
    async with open_app([HELLO]) as desktop:
        await desktop.take("hello")
        await desktop.type("Ana")
        await desktop.press("enter")
        await desktop.settled()
        Library(desktop.path).changes(HELLO._replace(body="Hi {{ name }}, you have 14 days."))
        await synced(desktop)
        await desktop.take("hello")
        assert "30 → 14" in desktop.form.reply.text
        await desktop.press("ctrl+l")
        assert desktop.screen == "DifferenceScreen"


async def test_who_never_used_a_template_is_told_of_no_change(open_app: Opener) -> None:
    async with open_app([PERIOD]) as desktop:
        Library(desktop.path).changes(PERIOD._replace(body="You have 14 days to send it back."))
        await synced(desktop)
        await desktop.type("period")
        assert "14 days" in desktop.preview
        assert "since you used it" not in desktop.preview
        await desktop.press("ctrl+l")
        assert desktop.screen == "FindScreen"


async def test_a_template_is_flagged_with_a_word_why_and_personal_data_in_it_masked(open_app: Opener) -> None:
    async with open_app([PERIOD]) as desktop:
        await desktop.type("period")
        await desktop.press("f3")
        await desktop.type("14 days now, says bo@example.com")
        await desktop.press("enter")
        await desktop.settled()
        (flag,) = rows(desktop.path, "flags")
        assert flag["template"] == "id-period"
        assert "14 days now" in str(flag["why"])
        assert "bo@example.com" not in str(flag["why"])


async def test_a_flag_can_be_left_without_a_word(open_app: Opener) -> None:
    async with open_app([PERIOD]) as desktop:
        await desktop.type("period")
        await desktop.press("f3", "escape")
        await desktop.settled()
        assert rows(desktop.path, "flags") == []
        assert desktop.find.words.value == "period"


async def test_the_flagger_hears_once_what_became_of_it(open_app: Opener) -> None:
    async with open_app([PERIOD]) as desktop:
        await desktop.type("period")
        await desktop.press("f3")
        await desktop.type("outdated")
        await desktop.press("enter")
        await desktop.settled()
        desk = open_desk(desktop.path)
        id_ = str(rows(desktop.path, "flags")[0]["id"])
        note_answers(desk, [Answer(id_, "changed", "Mia", "2026-11-20T11:00:00.000000Z", "14 days now")])
        desk.close()
        Library(desktop.path).changes(PERIOD._replace(body="You have 14 days to send it back."))
        await synced(desktop)
        told = "period, which you flagged, was changed by Mia: 14 days now"
        assert told in desktop.toasts
        desktop.app.clear_notifications()
        desktop.find.load_catalog()
        await desktop.settled()
        assert told not in desktop.toasts


async def test_a_favourite_stands_first_in_the_empty_box_until_it_is_none(open_app: Opener) -> None:
    async with open_app([PERIOD, CLOSED, HELLO]) as desktop:
        first = desktop.names[0]
        await desktop.type("period")
        await desktop.press("ctrl+f", "escape")
        assert desktop.names[0] == "period"
        assert desktop.find.results.rows[0].aside == "★"
        await desktop.press("ctrl+f")
        await desktop.type("x")
        await desktop.press("escape")
        assert desktop.names[0] == first


async def test_a_template_of_ones_own_is_found_marked_and_its_use_is_nobodys_business(
    open_app: Opener, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thanks-ana.md").write_text(
        "---\nabbreviation: ~thanks-ana\ntitle: My thanks\n---\nThanks a million!\n", encoding="utf-8"
    )
    async with open_app([PERIOD]) as desktop:
        desktop.find.config = desktop.find.config._replace(mine=str(tmp_path / "mine"))
        await synced(desktop)
        await desktop.type("million")
        assert desktop.highlighted == "~thanks-ana"
        assert desktop.find.results.rows[0].aside == "mine"
        assert "your own" in desktop.preview
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Thanks a million!"]
        assert rows(desktop.path, "uses") == []
        await desktop.pilot.pause(0.5)
        assert desktop.names[0] == "~thanks-ana"
        assert desktop.find.results.rows[0].aside == "mine"


async def test_a_file_of_ones_own_that_cannot_be_used_is_named_with_its_remedy(
    open_app: Opener, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "broken.md").write_text("---\nabbreviation: ~broken\n---\n{% if %}\n", encoding="utf-8")
    async with open_app([PERIOD]) as desktop:
        desktop.find.config = desktop.find.config._replace(mine=str(tmp_path / "mine"))
        await synced(desktop)
        assert any("broken.md" in toast for toast in desktop.toasts)
        assert desktop.names == ["period"]


async def test_a_template_changed_while_one_fills_it_in_is_shown_before_it_leaves(open_app: Opener) -> None:
    async with open_app([HELLO]) as desktop:
        await desktop.take("hello")
        await desktop.type("Ana")
        Library(desktop.path).changes(HELLO._replace(body="Hi {{ name }}, you have 14 days."))
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        assert "14 days" in desktop.form.reply.text
        assert desktop.texts == {"name": "Ana"}
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Hi Ana, you have 14 days."]


async def test_a_template_taken_out_while_one_fills_it_in_never_leaves(open_app: Opener) -> None:
    async with open_app([HELLO, CLOSED]) as desktop:
        await desktop.take("hello")
        await desktop.type("Ana")
        desk = open_desk(desktop.path)
        pull(desk, [], version=4, gone=("id-hello",), is_full=False)
        desk.close()
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        assert rows(desktop.path, "uses") == []
        assert any("taken out by Mia on 2026-05-03: carrier strike" in toast for toast in desktop.toasts)
