"""`snippets check`: by name, in files, the whole library; and what an import says of the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import Home, fact, fragment, made_library, reply, run_command, toggle, write_template

from library.checks import CHECKS
from library.documents import Document

SOUND = reply(
    "sound", "Hi {% if late %}and sorry{% endif %}, it takes {{ facts.refund_days }} days.", fields=(toggle("late"),)
)
TASTE = reply("taste", "This is **bold**.")
LEFTOVER = reply("leftover", "Hello.\n\nHi [Name], how are you?")
OTHERS = (fact("refund-days", "5"), fragment("bye", "Bye."))


@pytest.fixture
def shop(home: Home) -> Home:
    made_library(home.url, SOUND, TASTE, LEFTOVER, *OTHERS, owner=home.person)
    return home


def test_the_whole_library_is_checked_and_a_fault_ends_it_with_one(shop: Home) -> None:
    ran = run_command("check")
    assert ran.exit == 1
    assert ran.lines == [
        "leftover",
        "  fault    body 3:4: “[Name]” is a placeholder of another tool (write a field in its place: {{ first_name }})"
        "  [placeholder]",
        "taste",
        "  warning  body 1:9: “**bold**” is Markdown for bold, and customers see its marks (write plain text)"
        "  [markdown]",
    ]
    assert ran.stderr == "5 templates checked: 1 fault and 1 warning.\n"


@pytest.mark.parametrize(
    ("arguments", "code"), [(["sound"], 0), (["taste"], 0), (["taste", "--strict"], 1), (["sound", "leftover"], 1)]
)
def test_warnings_end_it_with_one_only_where_that_is_asked(shop: Home, arguments: list[str], code: int) -> None:
    assert run_command("check", *arguments).exit == code


def test_a_name_nobody_has_is_told_with_the_nearest(shop: Home) -> None:
    ran = run_command("check", "leftovr")
    assert ran.exit == 1
    assert "leftover" in ran.stderr


def test_of_a_name_the_draft_that_waits_is_checked(shop: Home, tmp_path: Path) -> None:
    write_template(tmp_path, SOUND._replace(body="Hi [Name]."))
    assert run_command("import", tmp_path, "--draft").exit == 0
    assert "[Name]" in run_command("check", "sound").stdout
    assert "[Name]" not in run_command("check", "taste").stdout


def test_a_file_is_told_by_line_and_column_among_what_is_live(shop: Home, tmp_path: Path) -> None:
    path = write_template(tmp_path, reply("new", "Hi.\n\n{% include 'bye' %} {% include 'byee' %}"))
    [_, told] = run_command("check", path).lines
    assert told.startswith(f"  fault    {path}:7:24: includes “byee”, which does not exist (did you mean bye?)")


def test_files_of_one_call_know_each_other(shop: Home, tmp_path: Path) -> None:
    write_template(tmp_path, fragment("fresh", "Fresh."))
    write_template(tmp_path, reply("outer", "{% include 'fresh' %}"))
    assert run_command("check", tmp_path).exit == 0


def test_a_name_that_another_template_has_is_told_of_a_file(shop: Home, tmp_path: Path) -> None:
    path = write_template(tmp_path, reply("brand-new", "Hello there.", aliases=("sound",)))
    told = run_command("check", path).stdout
    assert "[name-taken]" not in told  # a file that has one template's name and no other's is that template, renamed
    path = write_template(tmp_path, reply("taste", "Hello there.", aliases=("sound",)))
    assert f"{path}:3: “sound” belongs to another template already" in run_command("check", path).stdout


def test_files_are_checked_without_a_library_too(home: Home, tmp_path: Path) -> None:
    path = write_template(tmp_path, LEFTOVER)
    ran = run_command("check", path)
    assert ran.exit == 1
    assert "[placeholder]" in ran.stdout
    assert "checked by themselves" in ran.stderr
    assert run_command("check").exit == 1


def test_a_file_that_cannot_be_read_says_where(shop: Home, tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("---\nabbreviation: a\nexamples: x\n---\nHi.", encoding="utf-8")
    ran = run_command("check", path)
    assert (ran.exit, ran.stdout) == (1, "")
    assert f"{path}:3: examples is no list" in ran.stderr


def test_for_programs_everything_is_in_json(shop: Home, tmp_path: Path) -> None:
    path = write_template(tmp_path, reply("new", "Hi [Name]."))
    found = json.loads(run_command("check", path, "taste", "sound", "--json").stdout)
    assert (found["checked"], found["faults"], found["warnings"]) == (3, 1, 1)
    [taste, new] = found["templates"]
    assert (taste["abbreviation"], taste["file"], taste["findings"][0]["severity"]) == ("taste", "", "warning")
    assert new["file"] == str(path)
    assert {key: new["findings"][0][key] for key in ("code", "line", "column", "place")} == {
        "code": "placeholder", "line": 5, "column": 4, "place": "body",
    }  # fmt: skip


def test_every_check_is_listed_with_what_it_does(home: Home) -> None:
    ran = run_command("check", "--list")
    assert [line.split()[0] for line in ran.lines[1:]] == [known.code for known in CHECKS]
    listed = json.loads(run_command("check", "--list", "--json").stdout)
    assert {row["code"]: row["severity"] for row in listed}["placeholder"] == "fault"


def test_a_new_library_has_nothing_wrong(home: Home) -> None:
    assert run_command("init").exit == 0
    ran = run_command("check", "--strict")
    assert (ran.exit, ran.stdout) == (0, "")


@pytest.mark.parametrize("document", [LEFTOVER, reply("card", "Card 4111 1111 1111 1111.")])
def test_an_import_takes_what_other_tools_took_and_counts_what_to_look_at(
    shop: Home, tmp_path: Path, document: Document
) -> None:
    changed = document._replace(body=f"{document.body} **Now.**")
    write_template(tmp_path, changed)
    assert run_command("import", tmp_path, "--strict").exit == 1
    code = "placeholder" if document is LEFTOVER else "account-number"
    dry = json.loads(run_command("import", tmp_path, "--dry-run", "--json").stdout)
    assert dry["found"] == {code: 1, "markdown": 1}
    ran = run_command("import", tmp_path)
    assert ran.exit == 0
    assert f"1 × {code}, 1 × markdown" in ran.stderr
    assert "worth a look" not in run_command("import", tmp_path).stderr  # unchanged


def test_what_could_not_be_used_at_all_is_still_refused(shop: Home, tmp_path: Path) -> None:
    write_template(tmp_path, reply("new", "Hi {{my-var}}."))
    ran = run_command("import", tmp_path)
    assert ran.exit == 1
    assert "“{{my-var}}” is a placeholder of another tool" in ran.stderr


def test_examples_go_out_and_come_in_byte_for_byte(shop: Home, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "new.md").write_text(
        "---\nabbreviation: new\nfields:\n  name:\n"
        "examples:\n- values: {name: Ana}\n  expect: Hi Ana!\n---\nHi {{ name }}!\n",
        encoding="utf-8",
    )
    assert run_command("import", folder).exit == 0
    out, again = tmp_path / "out", tmp_path / "again"
    assert run_command("export", out).exit == 0
    assert b"examples:\n- values: {name: Ana}\n  expect: Hi Ana!\n" in (out / "new.md").read_bytes()
    assert "0 new, 0 changed" in (told := run_command("import", out).stderr) or "Nothing has changed" in told
    assert run_command("export", again).exit == 0
    assert (again / "new.md").read_bytes() == (out / "new.md").read_bytes()
    assert run_command("check", out / "new.md").exit == 0
