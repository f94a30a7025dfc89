"""Names, aliases, groups, owners, words and earlier texts change by one command each; no draft is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, made_library, reply, run_command
from leads import draft, live_text, team_library
from terminals import Terminal, needs_terminal

LATE = reply("refund-late", "One.", aliases=["late"], group="Billing")
CARD = reply("pay-card", "The card was refused.", title="Card refused", group="Billing/Cards")
THANKS = reply("thanks", "Thanks for your card.", group="Other")


@pytest.fixture
def alone(home: Home) -> Home:
    """Mia is the only one who may approve, so her own approval is enough."""
    made_library(home.url, LATE, CARD, THANKS)
    home.write_config("sync_seconds = 0\n")
    return home


@pytest.fixture
def team(home: Home) -> Home:
    return team_library(home, LATE, CARD, THANKS)


def document(name: str) -> dict[str, object]:
    shown = data_of("show", name)
    assert isinstance(shown, dict)
    return shown


@pytest.mark.usefixtures("alone")
def test_a_renamed_template_is_found_by_its_old_name_too() -> None:
    ran = run_command("rename", "late", "refund-gone", "--approve")
    assert ran.stderr == "refund-gone r2 is live, library version 2.\n"
    assert document("refund-late")["abbreviation"] == "refund-gone"
    assert sorted(document("refund-gone")["aliases"]) == ["late", "refund-late"]  # type: ignore[call-overload]
    refused(run_command("rename", "refund-gone", "refund-gone"), "is called refund-gone already")
    refused(run_command("rename", "refund-gone", "No!"), "“No!” cannot be a name")
    refused(run_command("rename", "refund-gone", "thanks"), "“thanks” belongs to the template “thanks”")


@pytest.mark.usefixtures("alone")
def test_without_a_word_a_small_edit_is_a_draft() -> None:
    ran = run_command("rename", "thanks", "thank-you", "-m", "clearer")
    assert ran.stderr == "thank-you r2 is a draft: snippets submit thank-you asks for its approval.\n"
    assert document("thanks")["abbreviation"] == "thanks"
    [row] = waiting()
    assert (row["kind"], row["why"]) == ("draft", "clearer")


@pytest.mark.usefixtures("team")
def test_where_somebody_else_has_to_approve_it_is_submitted_and_says_who() -> None:
    data = data_of("rename", "thanks", "thank-you", "--approve")
    assert isinstance(data, dict)
    assert (data["state"], [row["revision"] for row in data["edited"]]) == ("submitted", [2])
    assert "somebody else has to: tom" in data["why"]
    assert [row["kind"] for row in waiting()] == ["change"]


@pytest.mark.usefixtures("team")
def test_a_draft_of_somebody_is_kept_and_never_goes_live_unread(tmp_path: Path) -> None:
    draft(tmp_path, THANKS._replace(body="Many thanks."), by="ana", submit=True)
    refused(run_command("--as", "tom", "rename", "thanks", "thank-you", "--approve"), "thanks r2 by ana", "compare")
    assert run_command("rename", "thanks", "thank-you").exit == 0
    shown = data_of("show", "thanks", "--revision", "3")
    assert isinstance(shown, dict)
    assert (shown["abbreviation"], shown["body"]) == ("thank-you", "Many thanks.")


@pytest.mark.usefixtures("team")
def test_more_names_need_no_second_person_fewer_do() -> None:
    assert "thanks r3 is live" in run_command("alias", "thanks", "ty", "thank you", "--approve").stderr
    assert document("thank you")["aliases"] == ["ty", "thank you"]
    assert "waits for approval" in run_command("alias", "thanks", "ty", "--remove", "--approve").stderr
    assert run_command("--as", "tom", "approve", "thanks").exit == 0
    assert document("thanks")["aliases"] == ["thank you"]


@pytest.mark.usefixtures("alone")
def test_an_alias_that_is_there_or_is_not_says_so() -> None:
    refused(run_command("alias", "late", "LATE"), "refund-late has LATE already")
    refused(run_command("alias", "late", "later", "--remove"), "no alias of refund-late is named “later”", "late")
    refused(run_command("alias", "late", "refund-late", "--remove"), "is its name", "snippets rename")
    refused(run_command("alias", "late", "thanks", "--approve"), "belongs to the template “thanks”")


@pytest.mark.usefixtures("alone")
def test_several_are_moved_as_one_change_set_and_a_whole_group_with_what_is_in_it() -> None:
    ran = run_command("move", "refund-late", "thanks", "Post", "--approve")
    assert "note: Post is a new group" in ran.stderr
    assert "refund-late r2 and thanks r2 are live, library version 2." in ran.stderr
    assert run_command("move", "--from", "Billing", "Money", "--approve", "--yes").exit == 0
    assert [document(name)["group"] for name in ("late", "thanks", "pay-card")] == ["Post", "Post", "Money/Cards"]
    refused(run_command("move", "--from", "Biling", "Money", "--yes"), "no group is named “Biling”")
    refused(run_command("move", "thanks", "Post"), "nothing was changed")
    assert run_command("move", "Post").exit == 2


@pytest.mark.usefixtures("team")
def test_a_template_has_an_owner_from_the_roster_or_nobody() -> None:
    assert run_command("owner", "thanks", "TOM", "--submit").exit == 0
    assert run_command("--as", "tom", "approve", "thanks").exit == 0
    assert document("thanks")["owner"] == "tom"
    refused(run_command("owner", "thanks", "zoe"), "no member is named “zoe”", "members list")
    assert run_command("owner", "thanks", "").exit == 0
    assert run_command("owner", "tom").exit == 2


@pytest.mark.usefixtures("alone")
def test_an_earlier_text_comes_back_as_a_new_revision(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Two."))
    assert run_command("approve", "late").exit == 0
    ran = run_command("restore", "late@1", "-m", "one was right", "--approve")
    assert ran.stderr == "It says again what it said in r1; refund-late r3 is live, library version 3.\n"
    assert live_text("late") == "One.\n"
    assert "one was right" in run_command("history", "late").stdout
    refused(run_command("restore", "late@3"), "has the text of revision 3 already")
    refused(run_command("restore", "late"), "which revision of late?", "late@2")
    refused(run_command("restore", "late@9"), "no revision 9")


@pytest.mark.usefixtures("team")
def test_a_draft_in_the_way_of_an_earlier_text_is_named_with_what_to_do(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Two."), by="ana")
    assert run_command("--as", "tom", "approve", "late").exit == 0
    draft(tmp_path, LATE, by="ana")
    refused(
        run_command("--as", "tom", "restore", "late@1", "--approve"),
        "refund-late r3 by ana has the text of revision 1 already, and is not approved",
        "snippets approve refund-late@3",
    )
    assert live_text("late") == "Two.\n"
    assert run_command("--as", "tom", "reject", "refund-late@3", "-m", "I do it").exit == 0
    ran = run_command("--as", "tom", "restore", "late@1", "--approve")
    assert "r4 waits for approval" in ran.stderr
    assert run_command("--as", "mia", "approve", "late").exit == 0
    assert live_text("late") == "One.\n"


# --- replacing words --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_every_place_is_shown_and_the_chosen_ones_become_one_change_set() -> None:
    shown = run_command("replace", "card", "credit card", "--dry-run")
    assert shown.lines == [
        "   1  pay-card, body:1",
        "      The {+credit +}card was refused.",
        "   2  thanks, body:1",
        "      Thanks for your {+credit +}card.",
    ]
    assert shown.stderr == "2 places in 2 templates.\n"
    assert waiting() == []
    ran = run_command("replace", "card", "credit card", "--approve", "--yes")
    assert ran.stderr.endswith("Replaced in 2 places; pay-card r2 and thanks r2 are live, library version 2.\n")
    assert (live_text("thanks"), live_text("pay-card")) == (
        "Thanks for your credit card.\n", "The credit card was refused.\n",
    )  # fmt: skip


@pytest.mark.usefixtures("alone")
def test_places_are_chosen_by_number_by_group_by_word_and_by_case() -> None:
    assert len(run_command("replace", "card", "x", "--any-case", "--dry-run").lines) == 6
    assert len(run_command("replace", "car", "x", "--word", "--any-case", "--dry-run").lines) == 0
    assert len(run_command("replace", "card", "x", "--group", "Other", "--dry-run").lines) == 2
    refused(run_command("replace", "card", "x", "--group", "Oter", "--yes"), "no group is named “Oter”")
    data = data_of("replace", "card", "plan", "--only", "2", "--approve")
    assert isinstance(data, dict)
    assert [(place["abbreviation"], place["chosen"]) for place in data["places"]] == [
        ("pay-card", False),
        ("thanks", True),
    ]
    assert (live_text("thanks"), live_text("pay-card")) == ("Thanks for your plan.\n", "The card was refused.\n")


@pytest.mark.usefixtures("alone")
def test_what_cannot_be_replaced_says_why() -> None:
    refused(run_command("replace", "nowhere", "x", "--yes"), "“nowhere” is nowhere to be replaced")
    ran = run_command("replace", "card", "x")
    assert (ran.exit, "--only 1,4-6" in ran.stderr) == (1, True)
    for only in ("9", "1-9", "one"):
        assert run_command("replace", "card", "x", "--only", only).exit == 1
    refused(run_command("replace", "", "x", "--yes"), "nothing to look for")
    assert waiting() == []


def test_a_name_inside_a_tag_is_left_alone_unless_asked(home: Home, tmp_path: Path) -> None:
    made_library(home.url, reply("due", "Your order {{ order_number }} is due."))
    home.write_config("sync_seconds = 0\n")
    shown = run_command("replace", "order", "parcel", "--dry-run").stdout
    assert "   2  due, body:1  (inside a tag: left as it is)" in shown
    assert run_command("replace", "order", "parcel", "--approve", "--yes").exit == 0
    assert document("due")["body"] == "Your parcel {{ order_number }} is due."
    assert run_command("replace", "order", "parcel", "--in-tags", "--approve", "--yes").exit == 0
    assert document("due")["body"] == "Your parcel {{ parcel_number }} is due."


@needs_terminal
@pytest.mark.usefixtures("alone")
def test_on_a_terminal_somebody_says_which_places() -> None:
    terminal = Terminal("replace", "card", "plan", "--approve")
    terminal.answer("Which places? (all, none, or numbers: 1,4-6) [all]", "7\r")
    terminal.answer("there is no place 7 to be replaced", "2\r")
    assert terminal.end() == 0
    assert (live_text("thanks"), live_text("pay-card")) == ("Thanks for your plan.\n", "The card was refused.\n")


@needs_terminal
def test_on_a_terminal_places_are_shown_on_the_screen_where_nothing_is_said_to_take_their_place(
    alone: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone.write_config('sync_seconds = 0\n[agent]\nasked = "yes"\ntoured = "yes"\n')
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal("replace", "ard", "--any-case")
    terminal.read_until("3 places in 2 templates")
    os.write(terminal.handle, b"\x1b")
    assert terminal.end(again="\x1b") == 0
    assert "capitals do not count" in terminal.shown


def test_without_a_terminal_both_words_are_asked_for() -> None:
    for words in ((), ("card",)):
        ran = run_command("replace", *words)
        assert (ran.exit, "say what is replaced, and what by" in ran.stderr) == (2, True)
