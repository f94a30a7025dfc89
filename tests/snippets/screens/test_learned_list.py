"""The list learns what this agent takes for which words, and what the team uses."""

from __future__ import annotations

from library.desk.choices import choices
from library.desk.store import open_desk
from library.documents import Document

from .conftest import Desktop, Opener

REPLIES = tuple(Document(f"{name}-note", f"About {name}.", title=f"A note about {name}") for name in ("apple", "plum"))


async def take_second(desktop: Desktop, words: str) -> str:
    await desktop.type(words)
    await desktop.press("down")
    taken = desktop.highlighted
    await desktop.press("enter")
    await desktop.settled()
    desktop.find.copied_at = float("-inf")
    return taken


async def test_what_was_taken_for_words_comes_first_for_the_same_words(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        taken = await take_second(desktop, "note")
        await desktop.type("note")
        assert desktop.highlighted == taken
        assert "as before" in desktop.find.results.rows[0].aside


async def test_it_is_still_known_when_the_app_opens_again(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        taken = await take_second(desktop, "note")
        other = next(reply.abbreviation for reply in REPLIES if reply.abbreviation != taken)
        await desktop.type(other)  # so that mere counts would not put it first
        await desktop.press("enter")
        await desktop.settled()
    async with open_app(REPLIES, has_desk=False) as desktop:
        await desktop.type("note")
        assert desktop.highlighted == taken


async def test_the_very_name_comes_before_any_habit(open_app: Opener) -> None:
    both = (Document("note", "Short.", title="Short"), Document("note-long", "Long.", title="Long"))
    async with open_app(both) as desktop:
        assert await take_second(desktop, "note") == "note-long"
        await desktop.type("note")
        assert desktop.highlighted == "note"
        assert desktop.names == ["note", "note-long"]


async def test_a_mistake_taken_back_teaches_nothing(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await desktop.type("note")
        first = desktop.highlighted
        await desktop.press("escape")
        await take_second(desktop, "note")
        await desktop.press("ctrl+z")
        await desktop.settled()
        assert desktop.highlighted == first
        desk = open_desk(desktop.path)
        assert choices(desk, "ana").own == {}
        desk.close()


async def test_a_customers_name_in_the_words_is_not_learned(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await take_second(desktop, "note kowalczyk")
        desk = open_desk(desktop.path)
        assert choices(desk, "ana").own == {}
        desk.close()
        assert b"kowalczyk" not in desktop.path.read_bytes().lower()


async def test_a_use_counts_among_equals_from_the_next_key_on(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        taken = await take_second(desktop, "a note")
        await desktop.type("no")
        assert desktop.highlighted == taken
