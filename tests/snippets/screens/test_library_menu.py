"""From the find screen to what leads do: edit the highlighted template, write a new one, begin with another's text."""

from __future__ import annotations

from .conftest import Opener


async def test_it_names_the_highlighted_template_and_opens_the_editor(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thanks")
        await desktop.press("ctrl+g")
        await desktop.until(lambda: desktop.screen == "ChoosingScreen")
        labels = [entry.label for entry in desktop.app.screen.list.entries]  # type: ignore[attr-defined]
        assert labels[:3] == ["Edit thanks", "New template", "Copy thanks"]
        await desktop.press("e")
        await desktop.until(lambda: desktop.screen == "EditorScreen")
        await desktop.until(lambda: "there is no library" in desktop.app.screen.query_one("#sample").text)  # type: ignore[attr-defined]
        await desktop.press("escape")
        await desktop.until(lambda: desktop.screen == "FindScreen")
        assert desktop.find.words.value == "thanks"


async def test_enter_takes_the_highlighted_task_and_esc_none(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.press("ctrl+g")
        await desktop.until(lambda: desktop.screen == "ChoosingScreen")
        await desktop.press("escape")
        await desktop.until(lambda: desktop.screen == "FindScreen")
        await desktop.press("ctrl+g")
        await desktop.until(lambda: desktop.screen == "ChoosingScreen")
        await desktop.press("down", "enter")
        await desktop.until(lambda: desktop.screen == "EditorScreen")


async def test_without_a_template_there_is_only_what_needs_none(open_app: Opener) -> None:
    async with open_app([]) as desktop:
        await desktop.press("ctrl+g")
        await desktop.until(lambda: desktop.screen == "ChoosingScreen")
        labels = [entry.label for entry in desktop.app.screen.list.entries]  # type: ignore[attr-defined]
        assert "New template" in labels
        assert not any("Edit" in label or "Copy" in label for label in labels)


async def test_letters_that_come_in_one_batch_take_one_task(open_app: Opener) -> None:
    for letters in ("nn", "nr", "rh", "ee"):
        async with open_app() as desktop:
            await desktop.type("thanks")
            await desktop.press("ctrl+g")
            await desktop.until(lambda: desktop.screen == "ChoosingScreen")
            await desktop.type(letters)
            await desktop.until(lambda: desktop.screen in ("EditorScreen", "ReviewScreen"))
            assert desktop.app.is_running
