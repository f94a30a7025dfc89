"""Search and replace on a real library: found while typing, left out by hand, and made to texts only when told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import fact, made_library, reply

from library.record import authoring, change_sets, history, members, review
from snippets.app import SnippetsApp
from snippets.screens.leading_places import REPLACE, screen_at
from snippets.screens.replace import ReplaceScreen

from .leads import Lead, do, leading, read

REFUND = reply(
    "refund-late",
    "Hi,\n\nour Care team sent it. Care answers soon.\n\nKind regards\nCare",
    title="Refund from Care",
    group="Billing/Refunds",
    variants={"chat": "Care sent it."},
)
CARD = reply("card-limit", "Be careful, and ask care for more.", title="Card limit", group="Cards")
LOGIN = reply("login-reset", "Ask Care. {# Care #}", group="Account")
HOSTILE = reply("odd-one", "[red]Care[/red] \U0001f469‍\U0001f4bb", title="[b]x")
DOCUMENTS = (REFUND, CARD, LOGIN)


def replacing(app: SnippetsApp) -> ReplaceScreen:
    screen = screen_at(REPLACE, app.config, app.surroundings)
    assert isinstance(screen, ReplaceScreen)
    return screen


def shop(url: str) -> None:
    made_library(url, *DOCUMENTS)


def with_second(url: str) -> None:
    shop(url)
    do(url, lambda session: members.add(session, "bo", role="lead", by="mia"))


async def search(lead: Lead, old: str, new: str) -> None:
    """Types both and goes to the list."""
    await lead.type(old)
    await lead.press("tab")
    await lead.type(new)
    await lead.press("tab")
    await found(lead)


async def found(lead: Lead) -> None:
    screen = lead.app.screen
    assert isinstance(screen, ReplaceScreen)
    await lead.until(lambda: screen.is_found)
    await still(lead)


async def still(lead: Lead) -> None:
    """Until all is read and written; the keys of this screen need no moment after that."""
    await lead.app.workers.wait_for_complete()
    await lead.pilot.pause()
    await lead.app.workers.wait_for_complete()
    await lead.pilot.pause()


def listed(lead: Lead) -> list[str]:
    return [" ".join(entry.label.split()) for entry in lead.list("listed").entries]


def drafts(lead: Lead) -> dict[str, str]:
    """The newest texts that are not live, by name."""
    waiting = lead.read(lambda session: [state.document for state in history.drafts(session)])
    return {document.abbreviation: document.body for document in waiting if document}


async def make(lead: Lead, way: str) -> None:
    """F6, then one of drafts, submit for approval, live now; the reason stays as it is proposed."""
    await lead.press("f6")
    await lead.until(lambda: lead.screen == "ChoosingScreen")
    await lead.press(way[0])
    await lead.until(lambda: lead.screen == "AskLineScreen")
    await lead.press("enter")
    await still(lead)


async def test_every_place_is_listed_as_one_types_with_its_difference_beside_it(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        assert lead.text("beside").startswith("Type what is to be found.")
        await search(lead, "Care", "Support")
        assert listed(lead) == [
            "login-reset · 1 of 2", "✓ body 1", "· body 1",
            "refund-late · Refund from Care · 5 places", "✓ title", "✓ body 3", "✓ body 3", "✓ body 6", "✓ chat 1",
        ]  # fmt: skip
        assert lead.status == "Search and replace | 7 places in 2 templates, 1 left out"
        await lead.press("end")
        text = lead.text("beside")
        assert "refund-late, Refund from Care\nBilling/Refunds · 5 places" in text
        assert "title: Refund from [-Care-]{+Support+}" in text
        assert "our [-Care-]{+Support+} team sent it. [-Care-]{+Support+} answers soon." in text
        assert drafts(lead) == {}


async def test_whole_words_capitals_and_a_group_narrow_it(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "care", "x")
        assert lead.status.endswith("2 places in 1 template")
        await lead.press("w")
        await found(lead)
        assert lead.status.endswith("1 place in 1 template")
        await lead.press("c")
        await found(lead)
        assert lead.status.endswith("8 places in 3 templates, 1 left out")
        await lead.press("end", "g", "enter")
        await still(lead)
        await found(lead)
        assert lead.status.endswith("5 places in 1 template")
        await lead.press("f4", "f3")
        await found(lead)
        assert lead.status.endswith("1 place in 1 template")


async def test_a_group_that_is_not_there_is_told_and_all_are_looked_through(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await lead.type("Care")
        await found(lead)
        await lead.press("f4")
        await lead.until(lambda: lead.screen == "AskLineScreen")
        await lead.press("ctrl+u")
        await lead.type("Bilings")
        await lead.press("enter")
        await lead.until(lambda: bool(lead.toasts))
        await found(lead)
        assert "no group is named “Bilings”" in lead.toasts[0]
        assert lead.status.endswith("7 places in 2 templates, 1 left out")


async def test_what_is_left_out_stays_as_it_is_in_the_drafts(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("home", "down", "down", "down", "space")
        assert lead.status.endswith("7 places in 2 templates, 2 left out")
        await make(lead, "drafts")
        assert drafts(lead) == {
            "login-reset": "Ask Support. {# Care #}",
            "refund-late": "Hi,\n\nour Care team sent it. Support answers soon.\n\nKind regards\nSupport",
        }
        assert lead.live("refund-late") == REFUND
        text = lead.text("beside")
        assert text.startswith("Replaced in 5 places.")
        assert "login-reset r2, refund-late r2 are drafts, in the change set “Care” is now “Support”." in text
        sets = lead.read(lambda session: change_sets.sets(session))
        assert [(one.title, one.state, len(one.items)) for one in sets] == [("“Care” is now “Support”", "open", 2)]


async def test_a_place_inside_a_tag_is_replaced_only_where_it_was_taken_in(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("home", "down")
        assert "inside a tag" in lead.text("beside")
        await lead.press("space", "x")
        assert listed(lead)[3] == "refund-late · Refund from Care · 0 of 5"
        await make(lead, "drafts")
        assert drafts(lead) == {"login-reset": "Ask Support. {# Support #}"}
        assert "Enter opens Review" in lead.text("beside")
        await lead.press("enter")
        await still(lead)
        assert lead.screen == "ReviewScreen"


async def test_a_whole_template_is_left_out_and_taken_in_with_one_key(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("x")
        assert listed(lead)[:3] == ["login-reset · 0 of 2", "· body 1", "· body 1"]
        assert "it stays as it is" in lead.text("beside")
        await lead.press("x")
        assert listed(lead)[:3] == ["login-reset · 1 of 2", "✓ body 1", "· body 1"]


async def test_before_anything_is_made_it_says_of_how_many_and_esc_makes_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("f6")
        await lead.until(lambda: lead.screen == "ChoosingScreen")
        assert str(lead.app.screen.title) == "Put “Support” for “Care” in 6 places of 2 templates?"
        await lead.press("d")
        await lead.until(lambda: lead.screen == "AskLineScreen")
        await lead.press("escape")
        await still(lead)
        assert drafts(lead) == {}
        assert lead.status.endswith("7 places in 2 templates, 1 left out")


async def test_live_at_once_where_ones_own_approval_is_enough(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await make(lead, "live now")
        live = lead.live("refund-late")
        assert live is not None
        assert (live.title, live.body_for("chat")) == ("Refund from Support", "Support sent it.")
        assert "are live" in lead.text("beside")
        await lead.press("ctrl+r")
        await found(lead)
        assert listed(lead) == ["login-reset · 0 of 1", "· body 1"]


async def test_where_somebody_else_has_to_approve_it_is_submitted_and_says_why(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=with_second) as lead:
        await search(lead, "Care", "Support")
        await make(lead, "live now")
        assert lead.live("refund-late") == REFUND
        assert "wait for approval" in lead.text("beside")
        waiting = lead.read(lambda session: [one.state for one in change_sets.sets(session)])
        assert waiting == ["submitted"]


async def test_words_may_be_taken_out(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, ", and ask care for more", "")
        await lead.press("f6")
        await lead.until(lambda: lead.screen == "ChoosingScreen")
        assert str(lead.app.screen.title) == "Take “, and ask care for more” out of 1 place of 1 template?"
        await lead.press("d", "enter")
        await still(lead)
        assert drafts(lead) == {"card-limit": "Be careful."}


async def test_keys_pressed_faster_than_it_searches_make_nothing_of_other_words(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("slash", "s", "f6")
        assert lead.screen == "ReplaceScreen"
        assert lead.toasts == ["Still searching, one moment"]
        await found(lead)
        assert lead.text("beside").startswith("“Cares” is nowhere.")
        await lead.press("f6")
        await still(lead)
        assert drafts(lead) == {}


async def test_an_answer_for_words_that_are_gone_is_not_shown(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await lead.type("Care")
        await lead.press("ctrl+u")
        await still(lead)
        await still(lead)
        assert listed(lead) == []
        assert lead.text("beside").startswith("Type what is to be found.")


async def test_a_text_that_changed_since_is_left_alone_and_read_again(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        _approve_other_text(lead.url)
        await make(lead, "drafts")
        assert drafts(lead) == {}
        assert "the text has changed since it was searched" in lead.toasts[0]
        await found(lead)
        assert listed(lead)[3:] == ["refund-late · 2 places", "✓ body 1", "✓ body 1"]


def _approve_other_text(url: str) -> None:
    template = read(url, lambda session: history.resolve(session, "refund-late"))
    other = REFUND._replace(body="Now Care, or Care.", title="", variants=())
    do(url, lambda session: authoring.save(session, other, author="mia", template=template, based_on=1))
    do(url, lambda session: review.approve(session, ["refund-late"], by="mia"))


async def test_what_would_be_at_fault_is_not_submitted_and_nothing_is_kept(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        made_library(url, reply("refund-late", "{{ facts.refund_days }} refund days"), fact("refund-days", "30"))

    async with leading(tmp_path, replacing, is_settled=False, fill=fill) as lead:
        await search(lead, "refund_days", "back_days")
        await lead.press("space")
        await make(lead, "submit for approval")
        assert len(lead.toasts) == 1
        assert drafts(lead) == {}
        assert lead.status.endswith("1 place in 1 template")


async def test_too_many_places_are_not_replaced_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snippets.screens.replace_reading.MOST", 3)
    monkeypatch.setattr("snippets.screens.replace_wording.MOST", 3)
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        assert lead.status.endswith("more than 3 places: look for more of it, or in one group")
        await lead.press("f6")
        await still(lead)
        assert lead.screen == "ReplaceScreen"
        assert len(lead.toasts) == 1


async def test_esc_leaves_a_box_first_and_warns_before_what_was_left_out_is_forgotten(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await lead.type("Care")
        await found(lead)
        await lead.press("escape", "space", "escape")
        assert lead.screen == "ReplaceScreen"
        assert "esc again leaves" in lead.toasts[0]
        await lead.press("escape")
        assert lead.screen == "FindScreen"


async def test_where_nothing_is_found_it_says_what_it_kept_to(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "CARE", "x")
        assert lead.text("beside") == "“CARE” is nowhere.\n\nAs it is, capitals count."
        await lead.press("space", "x", "e", "h", "enter", "m", "n", "down")
        await still(lead)
        assert lead.screen == "ReplaceScreen"


async def test_foreign_text_stays_text(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=lambda url: _made(url, HOSTILE)) as lead:
        await search(lead, "Care[/red]", "[blue]")
        assert lead.status.endswith("1 place in 1 template")
        assert "odd-one, [b]x" in lead.text("beside")
        shown = "\n".join(strip.text for strip in (lead.list("listed").render_line(y) for y in range(2)))
        assert "[red]Care[/red] \U0001f469‍\U0001f4bb" in shown
        await lead.press("f6")
        await lead.until(lambda: lead.screen == "ChoosingScreen")
        assert "“[blue]” for “Care[/red]”" in str(lead.app.screen.title)


def _made(url: str, *documents: object) -> None:
    made_library(url, *documents)  # type: ignore[arg-type]


OTHERS: list[tuple[str, str]] = [("e", "EditorScreen"), ("h", "HistoryScreen"), ("enter", "CompareScreen")]


@pytest.mark.parametrize(("key", "screen"), OTHERS)
async def test_a_template_is_one_key_away_and_the_list_is_still_there_afterwards(
    tmp_path: Path, key: str, screen: str
) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await search(lead, "Care", "Support")
        await lead.press("end", "space", key)
        await still(lead)
        assert lead.screen == screen
        await lead.press("escape")
        await found(lead)
        assert lead.status.endswith("7 places in 2 templates, 2 left out")


async def test_enter_goes_from_box_to_box_to_the_list(tmp_path: Path) -> None:
    async with leading(tmp_path, replacing, is_settled=False, fill=shop) as lead:
        await lead.type("Care")
        await lead.press("enter")
        await lead.type("Support")
        await lead.press("enter")
        await found(lead)
        await lead.press("down", "space")
        assert lead.status.endswith("7 places in 2 templates")
