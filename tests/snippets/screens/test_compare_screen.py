"""Comparing two texts of a template: what is shown of them, and the way from difference to difference."""

from __future__ import annotations

from pathlib import Path

from builders import made_library, reply

from library.comparing import compare
from library.documents import Document, Field
from snippets.app import SnippetsApp
from snippets.screens.compare import CompareScreen
from snippets.screens.compared import section
from snippets.widgets.comparison import Comparison
from snippets.widgets.shortening import excerpt, near

from .leads import Lead, leading

LONG = "\n\n".join(f"Paragraph {number} says that {number} comes." for number in range(60))
BEFORE = reply("late", f"Dear customer,\n\n{LONG}\n\nKind regards", title="Late")
AFTER = reply("late", f"Dear {{{{ name }}}},\n\n{LONG}\n\nWith kind regards", title="Later", tags=("bank",))


def of(before: Document | None, after: Document) -> object:
    def make(app: SnippetsApp) -> CompareScreen:
        return CompareScreen("late: r1 → r2", [section("", before, after)])

    return make


def shown(lead: Lead) -> str:
    """What is in sight."""
    comparison = lead.app.screen.query_one(Comparison)
    lines = (comparison.render_line(y).text.rstrip() for y in range(comparison.content_size.height))
    return "\n".join(lines)


async def test_words_inside_lines_and_metadata_are_compared_by_signs(tmp_path: Path) -> None:
    async with leading(tmp_path, of(BEFORE, AFTER), fill=made_library) as lead:
        text = lead.text("comparison")
        assert "title: [-Late-]{+Later+}" in text
        assert "tags: {+bank+}" in text
        assert "Dear [-customer-]{+{{ name }}+}," in text
        assert lead.status == "late: r1 → r2 | 4 differences"


async def test_n_and_p_go_round_from_difference_to_difference(tmp_path: Path) -> None:
    async with leading(tmp_path, of(BEFORE, AFTER), fill=made_library, size=(80, 24)) as lead:
        await lead.press("w")
        assert "regards" not in shown(lead)
        seen = []
        for _ in range(4):
            await lead.press("n")
            seen.append(lead.status.rpartition("| ")[2])
        assert seen == ["1 of 4", "2 of 4", "3 of 4", "4 of 4"]
        assert "{+With kind+}" in shown(lead)
        await lead.press("n")
        assert "title: [-Late-]{+Later+}" in shown(lead)
        await lead.press("p")
        assert "{+With kind+}" in shown(lead)


async def test_what_is_far_from_any_change_is_left_out_until_w_is_pressed(tmp_path: Path) -> None:
    async with leading(tmp_path, of(BEFORE, AFTER), fill=made_library) as lead:
        assert "Paragraph 30" not in lead.text("comparison")
        assert "⋯ 60 more lines as before" in lead.text("comparison")
        await lead.press("n", "n", "w")
        assert "Paragraph 30" in lead.text("comparison")
        assert lead.status.endswith("2 of 4")


async def test_of_a_new_template_the_whole_is_shown_without_signs(tmp_path: Path) -> None:
    new = reply("late", "Hi {{ name }}.", fields=(Field("name", "Customer", required=False),), variants={"chat": "Hi."})
    async with leading(tmp_path, of(None, new), fill=made_library) as lead:
        text = lead.text("comparison")
        assert "{+" not in text
        assert "chat wording\nHi." in text
        assert "field name, label: Customer" in text
        assert lead.status == "late: r1 → r2 | "
        await lead.press("n", "p", "w")


async def test_nothing_differs_is_said(tmp_path: Path) -> None:
    async with leading(tmp_path, of(BEFORE, BEFORE), fill=made_library) as lead:
        assert lead.text("comparison") == "Nothing differs."


async def test_text_of_strangers_is_never_obeyed(tmp_path: Path) -> None:
    hostile = reply("late", "[red]x[/red] \u202egnp", title="[@click=app.quit]leave[/]")
    async with leading(tmp_path, of(BEFORE, hostile), fill=made_library) as lead:
        assert "[@click=app.quit]" in lead.text("comparison")
        assert "\u202e" not in lead.text("comparison")


def test_lines_near_a_change_stay_and_the_others_are_counted() -> None:
    pieces = list(near(compare("a\nb\nc\nd\ne\nf\ng", "a\nb\nc\nd\ne\nf\nG")))
    assert "".join(text for _, text in pieces) == "⋯ 5 more lines as before\nf\ngG"
    few = compare("a\nb\nc\nd", "a\nb\nc\nD")
    assert "".join(text for _, text in near(few)) == "a\nb\nc\ndD"


def test_a_changed_text_fits_on_one_line_with_the_words_around_its_changes() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    pieces = list(excerpt(compare(f"{words} 30 days {words}", f"{words} 14 days {words}")))
    text = "".join(text for _, text in pieces)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "word39 3014 days word0" in text
    assert len(text) < 100
