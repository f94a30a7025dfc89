"""A lead lists, links and names questions, and says yes or no to what uses propose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from answers import data_of, refused
from builders import Home, run_command

from library.identifiers import make_id, utc_text
from library.record import history, intake
from library.record.database import open_library, run
from snippets.cli.common import now


def suggested(home: Home, template: str, message: str, tickets: int, *, days_ago: int = 1) -> None:
    """A message given to suggest for so many tickets, each followed by a use of the template."""
    at = utc_text(now() - timedelta(days=days_ago))
    searches, uses = [], []
    for number in range(tickets):
        search = {"id": make_id(), "words": message, "kind": "suggest", "outcome": "used", "agent": "ana"}
        searches.append(search | {"started_at": at, "ended_at": at})
        uses.append(
            {"id": make_id(), "search": search["id"], "agent": "ana", "used_at": at, "ticket_hash": f"t{number}"}
        )
    library = open_library(home.url)
    try:

        def work(session):  # type: ignore[no-untyped-def]
            intake.store_searches(session, searches)
            intake.store_uses(session, [use | {"template": history.resolve(session, template)} for use in uses])

        run(library, work)
    finally:
        library.close()


def phrasings_of(question: str) -> list[str]:
    shown = data_of("questions", "show", question)
    assert isinstance(shown, dict)
    return list(shown["phrasings"])


def waiting() -> list[dict[str, object]]:
    found = data_of("questions", "phrasings")
    assert isinstance(found, list)
    return found


# --- questions and their templates ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("seeded")
def test_the_list_says_how_many_are_answered_and_what_is_next() -> None:
    assert run_command("questions", "list").lines[-2] == "50 of 50 questions have a live template."
    assert run_command("questions", "add", "Can I pay by invoice?").exit == 0
    lines = run_command("questions", "list").lines
    assert lines[-2] == "50 of 51 questions have a live template."
    assert lines[-1].endswith("then snippets questions link can-i-pay-by-invoice TEMPLATE.")
    rows = data_of("questions", "list")
    assert isinstance(rows, list)
    assert (rows[0]["rank"], rows[0]["id"], rows[-1]["rank"]) == (1, "where-is-my-order", None)


@pytest.mark.usefixtures("seeded")
def test_a_linked_template_answers_its_question_until_it_is_unlinked() -> None:
    run_command("questions", "add", "Can I pay by invoice?")
    ran = run_command("questions", "link", "can i pay", "pay-card")
    assert (ran.exit, ran.stderr) == (0, "pay-card now answers “Can I pay by invoice?”.\n")
    assert "already answers" in run_command("questions", "link", "can-i-pay", "pay-card").stderr
    assert "answered by pay-card" in run_command("questions", "show", "can-i-pay").stdout
    assert "no longer answers" in run_command("questions", "unlink", "can-i-pay", "pay-card").stderr
    shown = run_command("questions", "show", "can-i-pay").lines
    assert "no live template answers it" in shown
    assert shown[-1] == "Next: snippets questions link can-i-pay-by-invoice TEMPLATE."


@pytest.mark.usefixtures("seeded")
def test_linking_a_template_that_is_not_live_says_so() -> None:
    run_command("retire", "pay-card", "--yes")
    run_command("questions", "add", "Can I pay by invoice?")
    assert "not live" in run_command("questions", "link", "can-i-pay", "pay-card").stderr


@pytest.mark.usefixtures("seeded")
def test_a_renamed_question_keeps_its_id() -> None:
    ran = run_command("questions", "rename", "where-is-my-refund", "When do I get my money?")
    assert (ran.exit, ran.stderr) == (0, "where-is-my-refund is called “When do I get my money?” now.\n")
    assert len(phrasings_of("when do i get")) == 7


@pytest.mark.usefixtures("seeded")
def test_what_is_not_there_is_told_in_one_line() -> None:
    refused(run_command("questions", "show", "where is my refnd"), "no question", "where-is-my-refund")
    refused(run_command("questions", "show", "where is"), "2 questions", "where-is-my-order")
    refused(run_command("questions", "link", "where-is-my-refund", "refund-lte"), "no template", "refund-late")
    refused(run_command("questions", "add", "where is my refund?"), "already", "where-is-my-refund")
    refused(run_command("questions", "add", " "), "name")
    refused(run_command("--as", "guest", "questions", "add", "Why?"), "guest may not", "mia")


@pytest.mark.usefixtures("seeded")
def test_a_phrasing_said_by_a_lead_finds_the_template_and_holds_no_personal_data() -> None:
    assert run_command("find", "flibbertigibbet").exit == 1
    said = "flibbertigibbet reimbursement of A48213 to ana@example.com"
    ran = run_command("questions", "phrase", "where-is-my-refund", said)
    assert "“flibbertigibbet reimbursement of … to …”. It has 8 phrasings now." in ran.stderr
    assert run_command("find", "flibbertigibbet").lines[0].startswith("refund-late")
    text = "Flibbertigibbet reimbursement of … to …"
    assert "7 phrasings now" in run_command("questions", "phrase", "where-is-my-refund", text, "--remove").stderr
    refused(run_command("questions", "phrase", "where-is-my-refund", text, "--remove"), "no phrasing", "questions show")


# --- proposed phrasings -----------------------------------------------------------------------------------------------


def test_proposed_phrasings_are_listed_with_their_numbers_and_the_next_step(seeded: Home) -> None:
    suggested(seeded, "refund-late", "the reimbursement for <WORD> seems overdue", 3)
    suggested(seeded, "refund-late", "bank has no record of anything", 2)
    suggested(seeded, "refund-late", "much too long ago to matter", 5, days_ago=120)
    [item] = waiting()
    assert (item["text"], item["tickets"]) == ("the reimbursement for … seems overdue", 3)
    assert item["questions"] == [{"id": "where-is-my-refund", "name": "Where is my refund?"}]
    lines = run_command("questions", "phrasings").lines
    assert lines[1].split()[:4] == [item["id"], "3", "refund-late", "where-is-my-refund"]
    assert "1 of 2 proposed phrasings was brought by three different tickets or more" in lines[-2]
    assert lines[-1].startswith(f"Next: snippets questions accept {item['id']}, or refuse {item['id']}")
    suggested(seeded, "ack-got", "jabberwocky got through to you", 4)
    lines = run_command("questions", "phrasings", "--limit", "1").lines
    assert len(lines) == 5
    assert lines[-2].endswith("Shown: the first 1; --limit 2 shows all.")


def test_an_accepted_phrasing_finds_its_template_at_once(seeded: Home) -> None:
    suggested(seeded, "refund-late", "flibbertigibbet <WORD> seems overdue", 3)
    [item] = waiting()
    ran = run_command("questions", "accept", str(item["id"])[:5])
    assert (ran.exit, ran.stdout) == (0, "")
    assert ran.stderr.startswith("Accepted for “Where is my refund?”: “flibbertigibbet … seems overdue”.\n")
    assert waiting() == []
    assert "flibbertigibbet … seems overdue" in phrasings_of("where-is-my-refund")
    assert run_command("find", "flibbertigibbet").lines[0].startswith("refund-late")
    assert run_command("verify").exit == 0
    refused(run_command("questions", "accept", str(item["id"])), "no proposed phrasing", "phrasings lists")


@pytest.mark.usefixtures("seeded")
def test_what_three_customers_wrote_is_proposed_from_suggest_to_accept() -> None:
    message = "Hello, the item in my package turned up damaged by the courier, I need a new one. Zoltan"
    for ticket in ("48213", "48214", "48215"):
        assert waiting() == []
        assert "order-damaged" in run_command("suggest", message).stdout
        filled = ("--set", "first_name=Zoltan", "--set", "order_number=A48213", "--set", "item=lamp")
        filled += ("--set", "agent.first_name=Mia")
        assert run_command("copy", "order-damaged", "--print", "--ticket", ticket, *filled).exit == 0
    [item] = waiting()
    assert (item["abbreviation"], item["tickets"]) == ("order-damaged", 3)
    assert "the item in my package turned up damaged by the courier" in str(item["text"])
    assert "Zoltan" not in str(item["text"])
    assert run_command("questions", "accept", "--all").exit == 0
    assert item["text"] in phrasings_of("damaged-item")


def test_a_refused_phrasing_is_never_proposed_again(seeded: Home) -> None:
    suggested(seeded, "refund-late", "flibbertigibbet seems overdue", 3)
    done = data_of("questions", "refuse", str(waiting()[0]["id"]))
    assert isinstance(done, dict)
    assert [item["text"] for item in done["refused"]] == ["flibbertigibbet seems overdue"]
    suggested(seeded, "refund-late", "Flibbertigibbet seems overdue!", 4)
    assert waiting() == []
    assert "Uses propose no new phrasing" in run_command("questions", "phrasings").stdout
    assert len(phrasings_of("where-is-my-refund")) == 7


def test_all_are_accepted_but_for_templates_without_a_question(seeded: Home) -> None:
    suggested(seeded, "refund-late", "flibbertigibbet seems overdue", 3)
    suggested(seeded, "ack-got", "jabberwocky got through to you", 3)
    assert run_command("questions", "unlink", _question_of("ack-got"), "ack-got").exit == 0
    [_, lonely] = waiting() if waiting()[0]["abbreviation"] == "refund-late" else waiting()[::-1]
    refused(run_command("questions", "accept", str(lonely["id"])), "no question yet", "questions link QUESTION ack-got")
    ran = run_command("questions", "accept", "--all")
    assert "Accepted for “Where is my refund?”" in ran.stderr
    assert ran.stderr.endswith("Next: snippets questions link QUESTION ack-got\n")
    assert [item["abbreviation"] for item in waiting()] == ["ack-got"]
    last = run_command("questions", "phrasings").lines[-1]
    assert last == "Next: ack-got answers no question yet: snippets questions link QUESTION ack-got"


def _question_of(template: str) -> str:
    rows = data_of("questions", "list")
    assert isinstance(rows, list)
    return next((str(row["id"]) for row in rows if template in row["templates"]), "where-is-my-order")


def test_an_agent_decides_about_no_phrasing(seeded: Home) -> None:
    suggested(seeded, "refund-late", "flibbertigibbet seems overdue", 3)
    [item] = waiting()
    run_command("members", "add", "Tom")
    refused(run_command("--as", "Tom", "questions", "accept", str(item["id"])), "Tom may not", "mia")
    assert len(waiting()) == 1


@pytest.mark.usefixtures("seeded")
def test_accept_wants_ids_or_all() -> None:
    for arguments in ([], ["abc", "--all"]):
        ran = run_command("questions", "accept", *arguments)
        assert ran.exit == 2
        assert "snippets questions phrasings" in ran.stderr
    assert "Nothing waits" in run_command("questions", "accept", "--all").stderr
    assert run_command("questions", "refuse").exit == 2


def test_hostile_messages_and_names_are_shown_as_text(seeded: Home) -> None:
    suggested(seeded, "refund-late", "\x1b[2J=cmd flibber \u202e gibbet", 3)
    refused(run_command("questions", "add", "Why \x1b]52;c;aGFja2Vk\x07 so?"), "plain text")
    run_command("questions", "phrase", "where-is-my-refund", "Why \x1b]52;c;aGFja2Vk\x07 so?")
    shown = (["show", "where-is-my-refund"], ["show", "where-is-my-refund", "--json"])
    for arguments in (["phrasings"], ["phrasings", "--json"], *shown):
        ran = run_command("questions", *arguments)
        assert ran.exit == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(ran.stdout + ran.stderr)


@pytest.mark.usefixtures("seeded")
def test_the_shell_is_offered_questions_by_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from snippets.cli import snippets as group
    from snippets.cli.completing import complete_questions

    context = click.Context(group)
    offered = complete_questions(context, click.Argument(["question"]), "where-is")
    assert [(item.value, item.help) for item in offered] == [
        ("where-is-my-order", "Where is my order?"),
        ("where-is-my-refund", "Where is my refund?"),
    ]
    monkeypatch.setenv("SNIPPETS_LIBRARY", "sqlite:////nowhere/library.db")
    assert complete_questions(click.Context(group), click.Argument(["question"]), "where-is") == []
