"""`snippets copy`: asked on a real terminal, refused with the whole list without one, noted without a word of it."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from base64 import b64decode
from contextlib import closing
from pathlib import Path

import pytest
from builders import Home, choice, made_library, reply, run_command, run_process, toggle, write_template
from terminals import Terminal, needs_terminal

from library.documents import Document, Field

ORDER = Field("order_number", "Order number", pattern="[A-Z]?[0-9]{5,}", message="An order number has five digits.")
METHOD = choice("method", "card", "PayPal", default="card")
APOLOGISE = toggle("apologise")
LATE = reply(
    "late",
    "Hi {{ first_name }},\n\n{% if apologise %}I am sorry{% if reason %} about {{ reason }}{% endif %}. {% endif %}"
    "Order {{ order_number }}, by {{ method }}, on {{ day | date('long') }}.\n\n{{ agent.first_name }}",
    fields=(Field("first_name", "First name", source="customer.first_name"), ORDER, METHOD, APOLOGISE,
            Field("reason", "Reason"), Field("day", "Day", type="date")),
    variants={"chat": "Hi {{ first_name }}!"},
    after="tag refund",
)  # fmt: skip
PLAIN = reply("thanks", "Thank you! 👋\n\n— us")


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's home with two templates and her name in the settings."""
    made_library(home.url, LATE, PLAIN)
    home.write_config('sync_seconds = 0\n[agent]\nfirst_name = "Mia"\n')
    assert run_command("sync").exit == 0
    return home


def rows(home: Home) -> list[dict[str, object]]:
    with closing(sqlite3.connect(home.desk_file)) as desk:
        desk.row_factory = sqlite3.Row
        return [dict(row) for row in desk.execute("SELECT * FROM uses ORDER BY id")]


def setting(**values: str) -> list[str]:
    return [part for name, value in values.items() for part in ("--set", f"{name}={value}")]


FILLED = setting(first_name="Ana", order_number="A12345", day="2026-05-04")


# --- without a terminal -----------------------------------------------------------------------------------------------


def test_a_template_without_fields_is_printed_as_it_is(mine: Home) -> None:
    ran = run_command("copy", "thanks", "--print")
    assert (ran.exit, ran.stdout, ran.stderr) == (0, "Thank you! 👋\n\n— us\n", "")
    assert [row["action"] for row in rows(mine)] == ["printed"]


@pytest.mark.usefixtures("mine")
def test_a_filled_in_reply_is_printed() -> None:
    ran = run_command("copy", "late", *FILLED, "--print")
    assert ran.stdout == "Hi Ana,\n\nOrder A12345, by card, on May 4, 2026.\n\nMia\n"


@pytest.mark.usefixtures("mine")
def test_everything_that_is_missing_is_named_at_once_with_the_options_that_fill_it() -> None:
    ran = run_command("copy", "late", "--set", "apologise=yes", "--print")
    assert (ran.exit, ran.stdout) == (1, "")
    assert ran.stderr.startswith("snippets: still to fill in: First name, Reason, Order number, Day")
    for name in ("first_name", "reason", "order_number", "day"):
        assert f"--set {name}=" in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.usefixtures("mine")
def test_a_field_behind_a_toggle_is_asked_for_only_when_it_is_on() -> None:
    assert "Reason" not in run_command("copy", "late", "--print").stderr


@pytest.mark.parametrize(
    ("values", "about"),
    [
        (["--set", "order_number=12"], "An order number has five digits."),
        (["--set", "day=soon"], "Day"),
        (["--set", "method=cheque"], "card"),
        (["--set", "colour=red"], "its fields are first_name"),
        (["--set", "first_name="], "First name"),
    ],
)
def test_a_wrong_value_copies_nothing_and_says_what_is_right(mine: Home, values: list[str], about: str) -> None:
    ran = run_command("copy", "late", *FILLED, *values, "--print")
    assert (ran.exit, ran.stdout) == (1, "")
    assert about in ran.stderr
    assert rows(mine) == []


@pytest.mark.usefixtures("mine")
def test_a_template_without_fields_takes_none() -> None:
    ran = run_command("copy", "thanks", "--set", "x=y", "--print")
    assert (ran.exit, ran.stdout) == (1, "")
    assert "has no fields" in ran.stderr


def test_a_tickets_data_fills_in_what_it_knows(mine: Home, tmp_path: Path) -> None:
    (tmp_path / "ticket.json").write_text('{"customer": {"first_name": "Zoë"}}', encoding="utf-8")
    from_file = run_command("copy", "late", "--channel", "chat", "--context", tmp_path / "ticket.json", "--print")
    from_pipe = run_command(
        "copy", "late", "--channel", "chat", "--context", "-", "--print", input='{"customer": {"first_name": "Zoë"}}'
    )
    assert from_file.stdout == from_pipe.stdout == "Hi Zoë!\n"
    assert [(row["channel"], row["fields_from_context"], row["fields_by_hand"]) for row in rows(mine)] == [
        ("chat", 1, 0)
    ] * 2


@pytest.mark.parametrize(
    ("text", "about"),
    [("{", "not JSON"), ("[]", "no JSON object"), ("[" * 90_000, "not JSON"), ("\ufffd\x00", "not JSON")],
    ids=["cut", "list", "deep", "binary"],
)
@pytest.mark.usefixtures("mine")
def test_a_context_that_is_none_is_told_in_one_line(text: str, about: str) -> None:
    ran = run_command("copy", "late", "--context", "-", "--print", input=text)
    assert (ran.exit, ran.stdout) == (1, "")
    assert about in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.mark.usefixtures("mine")
def test_a_context_file_that_is_missing_is_named(tmp_path: Path) -> None:
    ran = run_command("copy", "late", "--context", tmp_path / "none.json", "--print")
    assert ran.exit == 1
    assert "none.json" in ran.stderr


def test_json_has_stable_keys(mine: Home) -> None:
    found = json.loads(run_command("copy", "thanks", "--json").stdout)
    assert set(found) >= {"abbreviation", "revision", "text"}
    assert found["text"] == PLAIN.body
    assert len(rows(mine)) == 1


def test_a_dry_run_prints_and_notes_nothing(mine: Home) -> None:
    assert run_command("copy", "thanks", "--dry-run").stdout == "Thank you! 👋\n\n— us\n"
    assert rows(mine) == []


def test_a_use_is_noted_with_template_revision_and_version_and_not_a_word_of_it(mine: Home) -> None:
    secret = "Zebulon"
    run_command("copy", "late", *setting(first_name=secret, order_number="A98765", day="2026-05-04"), "--print",
                "--ticket", "SUP-4711")  # fmt: skip
    [row] = rows(mine)
    assert (row["revision"], row["version"], row["agent"], row["action"], row["source"]) == (
        1,
        1,
        "mia",
        "printed",
        "command",
    )
    assert (row["fields_by_hand"], row["typed_characters"]) == (3, len(secret) + 6 + 10)
    data = b"".join(file.read_bytes() for file in mine.data.rglob("*") if file.is_file())
    for private in (secret, "A98765", "SUP-4711"):
        assert private.encode() not in data
    assert re.fullmatch(r"[0-9a-f]{64}", str(row["ticket_hash"]))


def test_the_same_ticket_has_the_same_hash_and_another_library_another(mine: Home) -> None:
    for reference in ("SUP-1", " sup-1 ", "SUP-2"):
        run_command("copy", "thanks", "--print", "--ticket", reference)
    first, second, third = (row["ticket_hash"] for row in rows(mine))
    assert first == second != third


@pytest.mark.usefixtures("mine")
def test_where_no_clipboard_can_be_reached_the_reply_is_not_said_to_be_copied() -> None:
    ran = run_command("copy", "thanks")
    assert (ran.exit, ran.stdout) == (1, "")
    assert "not copied" in ran.stderr
    assert "--print" in ran.stderr


def test_a_copy_hands_in_what_waits_by_itself_when_the_last_sync_is_long_ago(mine: Home) -> None:
    mine.write_config('sync_seconds = 1\n[agent]\nfirst_name = "Mia"\n')
    time.sleep(1.1)
    assert run_process("copy", "thanks", "--print").exit == 0
    end = time.monotonic() + 30
    stored: list[tuple[int]] = []
    while stored != [(1,)] and time.monotonic() < end:
        time.sleep(0.1)
        with closing(sqlite3.connect(mine.library_file)) as library:
            stored = library.execute("SELECT count(*) FROM uses").fetchall()
    assert stored == [(1,)]


# --- on a real terminal -----------------------------------------------------------------------------------------------


def copied(shown: str) -> str:
    """What a terminal was told to put on its clipboard (OSC 52)."""
    found = re.search(r"\x1b]52;c;([A-Za-z0-9+/=]*)\x07", shown)
    return b64decode(found.group(1)).decode() if found else ""


@needs_terminal
def test_open_fields_are_asked_and_a_wrong_value_is_asked_again(mine: Home) -> None:
    terminal = Terminal("copy", "late", "--set", "first_name=Ana")
    terminal.answer("(yes/no)", "yes\r")
    terminal.answer("Reason", "\r")
    terminal.answer("is needed", "the wait\r")
    terminal.answer("Order number", "12\r")
    terminal.answer("An order number has five digits.", "A12345\r")
    terminal.answer("(card / PayPal)", "paypal\r")
    terminal.answer("(a date)", "4 May 2026\r")
    assert terminal.end() == 0
    assert copied(terminal.shown) == (
        "Hi Ana,\n\nI am sorry about the wait. Order A12345, by PayPal, on May 4, 2026.\n\nMia"
    )
    assert "Sent to the terminal's clipboard: late" in terminal.shown
    assert "tag refund" in terminal.shown
    assert [row["action"] for row in rows(mine)] == ["copied"]


@needs_terminal
def test_a_toggle_left_off_opens_nothing_behind_it(mine: Home) -> None:
    terminal = Terminal("copy", "late", *FILLED)
    terminal.answer("(yes/no)", "no\r")
    terminal.answer("(card / PayPal)", "\r")
    assert terminal.end() == 0
    assert "Reason" not in terminal.shown
    assert copied(terminal.shown).startswith("Hi Ana,\n\nOrder A12345, by card")
    assert len(rows(mine)) == 1


@needs_terminal
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_leaving_in_the_middle_copies_and_notes_nothing(mine: Home, key: str) -> None:
    terminal = Terminal("copy", "late", "--set", "first_name=Ana")
    terminal.answer("(yes/no)", key)
    assert terminal.end(again=key) == 1
    assert copied(terminal.shown) == ""
    assert "Traceback" not in terminal.shown
    assert rows(mine) == []


@needs_terminal
def test_what_a_template_says_steers_neither_the_terminal_nor_whoever_reads_the_pipe(home: Home) -> None:
    made_library(home.url, Document("odd", "a\u202eb"))
    home.write_config("sync_seconds = 0\n")
    terminal = Terminal("copy", "odd", "--print")
    assert terminal.end() == 0
    assert "\u202e" not in terminal.shown
    piped = subprocess.run(
        [sys.executable, "-m", "snippets", "copy", "odd", "--print"], capture_output=True, text=True, check=True
    )
    assert piped.stdout == "ab\n"


@needs_terminal
def test_only_what_was_typed_counts_as_typed(mine: Home, tmp_path: Path) -> None:
    (tmp_path / "ticket.json").write_text('{"customer": {"first_name": "Zoë"}}', encoding="utf-8")
    terminal = Terminal("copy", "late", "--context", str(tmp_path / "ticket.json"))
    terminal.answer("(yes/no)", "\r")
    terminal.answer("Order number", "A12345\r")
    terminal.answer("(card / PayPal)", "\r")
    terminal.answer("(a date)", "2026-05-04\r")
    assert terminal.end() == 0
    assert copied(terminal.shown) == "Hi Zoë,\n\nOrder A12345, by card, on May 4, 2026.\n\nMia"
    [row] = rows(mine)
    assert (row["fields_by_hand"], row["typed_characters"], row["fields_from_context"]) == (2, 16, 2)


@needs_terminal
def test_a_template_approved_anew_while_its_fields_are_asked_is_copied_and_noted_as_it_is_now(
    mine: Home, tmp_path: Path
) -> None:
    terminal = Terminal("copy", "late", *FILLED, "--set", "apologise=no")
    terminal.read_until("(card / PayPal)")
    write_template(tmp_path, LATE._replace(body="New: {{ method }}, {{ first_name }}", fields=LATE.fields[:3]))
    assert run_process("import", tmp_path).exit == 0
    os.write(terminal.handle, b"PayPal\r")
    assert terminal.end() == 0
    assert copied(terminal.shown) == "New: PayPal, Ana"
    assert [(row["revision"], row["version"]) for row in rows(mine)] == [(2, 2)]
