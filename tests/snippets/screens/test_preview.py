"""What the preview shows is what is copied, byte for byte: over the seed templates, with fill-ins at random."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from library.cleaning import for_clipboard
from library.documents import Document, Field
from library.errors import BadValue
from library.rendering.fields import parse
from library.template_files import read
from snippets.screens import wordings

from .conftest import NOW, Desktop, Opener

SEEDS = Path(__file__).parents[3] / "seed_templates"
TEMPLATES = 20
WORDS = (
    "Bo", "Ana-Maria", "O’Neil", "[b]", "  ", "été", "日本", "👩‍👧", "<i>", "&amp;", "100 %", "{ }", "\\n", "A10482",
    "10482", "‹Label›", "two  spaces", "-", "'", '"',
)  # fmt: skip


@cache
def seeds() -> tuple[Document, ...]:
    return tuple(read(path).document for path in sorted(SEEDS.rglob("*.md")))


def value_for(field: Field, chance: random.Random) -> str:
    """Something that keeps the field's rules."""
    for _ in range(100):
        value = some_value(field, chance)
        try:
            parse(field, value, today=NOW.date())
        except BadValue:
            continue
        return value
    raise AssertionError(f"no value found for {field}")


def some_value(field: Field, chance: random.Random) -> str:
    """Something an agent may give this field; now and then nothing where that is allowed."""
    if not field.required and chance.random() < 0.3:
        return ""
    if field.options:
        count = chance.randint(1, len(field.options)) if field.type == "choices" else 1
        return "\n".join(option.value for option in chance.sample(field.options, count))
    if field.type == "date":
        day = NOW.date() + timedelta(days=chance.randint(-200, 200))
        return chance.choice(["today", "yesterday", "-3", day.isoformat(), f"{day.day}.{day.month}."])
    texts = {
        "number": str(chance.randint(1, 5)),
        "money": chance.choice(["12,50", "1,234.50", "7"]),
        "toggle": chance.choice(["yes", "no"]),
        "email": "bo@example.com",
        "url": "https://example.com/a?b=c&d",
    }
    if field.type in texts:
        return texts[field.type]
    if field.pattern:
        return chance.choice(["A10482", "10482", "12345678"])
    lines = [" ".join(chance.choices(WORDS, k=chance.randint(1, 4))).strip() or "x" for _ in range(3)]
    return "\n".join(lines) if field.type == "multiline" else lines[0]


async def fill_in(desktop: Desktop, chance: random.Random) -> None:
    """Every field that is asked, those that open on the way too."""
    done: set[str] = set()
    while names := [name for name in desktop.texts if name not in done]:
        row = desktop.row(names[0])
        done.add(names[0])
        row.editor.put(value_for(row.field, chance))
        await desktop.form._take_text(row)


def shown_reply(desktop: Desktop) -> str:
    """The reply in the preview, without what stands around it for the agent's eyes."""
    live, text = desktop.form.hand.forms[0].held.live, desktop.form.reply.text
    return text.removeprefix(wordings.check_first(live).plain).removesuffix(wordings.notes(live).plain)


@pytest.mark.timeout(180)
async def test_what_the_preview_shows_is_copied_byte_for_byte(open_app: Opener) -> None:
    replies = [document for document in seeds() if document.kind == "reply" and document.fields]
    chosen = random.Random(3).sample(replies, TEMPLATES)
    async with open_app(seeds()) as desktop:
        for number, document in enumerate(chosen):
            chance = random.Random(number)
            desktop.find.words.value = document.abbreviation
            await desktop.press("enter")
            assert desktop.form.hand.name == document.abbreviation
            await fill_in(desktop, chance)
            assert desktop.form.hand.wrong() == []
            shown = shown_reply(desktop)
            await desktop.press("f6")
            await desktop.settled()
            assert len(desktop.clipboard) == number + 1, (document.abbreviation, desktop.toasts[-1:])
            assert for_clipboard(desktop.clipboard[-1]).encode() == shown.encode(), document.abbreviation
            await desktop.pilot.pause(0.4)  # until a second enter counts again
