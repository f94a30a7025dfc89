"""Templates of one's own: made, found, copied, never handed in; and proposed to the leads, who see who asks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, Ran, fact, fragment, made_library, reply, run_command, run_process, template_text
from terminals import Terminal, needs_terminal

from library.documents import Field

#: Stands in no shared template and in no part of the program: where it is read, something of an agent's own is.
MARKER, IN_A_NOTE = "zqxwombat", "jjpuffin"


@pytest.fixture
def ana(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home of Ana, an agent of Mia's library."""
    made_library(
        home.url,
        reply("refund-late", "Hi {{ first_name }}, sorry.", title="Late refund", aliases=("late",), note="Look first."),
        reply("thanks"),
        fragment("sign-off", "Kind regards"),
        fact("days", "5"),
    )
    home.write_config("sync_seconds = 0\n")
    assert run_command("--as", "mia", "members", "add", "ana").exit == 0
    monkeypatch.setenv("SNIPPETS_AS", "ana")
    return home


def mine(home: Home) -> Path:
    return home.data / "mine"


def own(home: Home, name: str = "~thanks-ana", *lines: str, body: str = "Thank you!") -> Path:
    mine(home).mkdir(parents=True, exist_ok=True)
    path = mine(home) / f"{name.removeprefix('~')}.md"
    path.write_text(template_text(f"abbreviation: {name}", *lines, body=body), encoding="utf-8")
    return path


# --- new, edit, remove, list ------------------------------------------------------------------------------------------


def test_a_new_one_is_a_file_of_its_owners_alone_and_is_found_once_it_has_a_text(ana: Home) -> None:
    path = mine(ana) / "thanks-ana.md"
    assert run_command("mine", "new", "thanks-ana") == Ran(0, f"{path}\n", "")
    if sys.platform != "win32":
        assert (path.stat().st_mode & 0o777, mine(ana).stat().st_mode & 0o777) == (0o600, 0o700)
    refused(run_command("copy", "~thanks-ana", "--print"), "no template is named “~thanks-ana”")
    path.write_text(path.read_text() + "Thank you so much!\n")
    assert run_command("copy", "~thanks-ana", "--print") == Ran(0, "Thank you so much!\n", "")
    assert data_of("show", "~thanks-ana")["title"] == "Thanks ana"  # type: ignore[call-overload,index]


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("origin", ["refund-late", "late"])
def test_a_new_one_may_begin_as_a_copy_of_a_shared_one(origin: str) -> None:
    assert run_command("mine", "new", "~refund-ana", "--from", origin).exit == 0
    assert run_command("copy", "~refund-ana", "--set", "first_name=Bo", "--print").stdout == "Hi Bo, sorry.\n"
    shown = data_of("show", "~refund-ana")
    assert isinstance(shown, dict)
    assert (shown["title"], shown["note"], "aliases" in shown) == ("Late refund", "Look first.", False)


@pytest.mark.parametrize("origin", ["~first", "first"])
def test_a_new_one_may_begin_as_a_copy_of_another_of_ones_own(ana: Home, origin: str) -> None:
    own(ana, "~first", body="First.")
    assert run_command("mine", "new", "second", "--from", origin).exit == 0
    assert run_command("copy", "~second", "--print").stdout == "First.\n"


def test_a_new_one_takes_the_place_of_nothing(ana: Home) -> None:
    path = own(ana, "~x", body="Mine.")
    path.rename(mine(ana) / "other.md")
    refused(run_command("mine", "new", "x"), "~x is there already", "other.md", "snippets mine edit x")
    (mine(ana) / "y.md").write_text("Notes of mine.")
    refused(run_command("mine", "new", "y"), "y.md is there already", "another name")
    assert (mine(ana) / "y.md").read_text() == "Notes of mine."
    assert not (mine(ana) / "x.md").exists()


@pytest.mark.parametrize(
    ("arguments", "about", "remedy"),
    [
        (["new", "Über uns"], "~über uns", "lower-case"),
        (["new", "/home/ana"], "your shell", "leave the ~ out"),
        (["new", "x", "--from", "sign-off"], "sign-off is a fragment", "a reply"),
        (["new", "x", "--from", "thnks"], "no template is named “thnks”", "thanks"),
        (["edit", "nothing"], "no template of your own is named “~nothing”", "snippets mine list"),
        (["remove", "thanks", "--yes"], "no template of your own is named “~thanks”", "snippets mine list"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(ana: Home, arguments: list[str], about: str, remedy: str) -> None:
    refused(run_command("mine", *arguments), about, remedy)
    assert not mine(ana).exists()


@pytest.mark.parametrize("name", ["~thanks-ana", "thanks-ana", "Thanks-Ana"])
def test_edit_prints_where_the_file_is_when_nobody_can_edit_it(ana: Home, name: str) -> None:
    path = own(ana)
    assert run_command("mine", "edit", name) == Ran(0, f"{path}\n", "")


@pytest.mark.parametrize("name", ["broken", "~broken", "broken.md"])
def test_a_file_that_cannot_be_used_is_edited_and_removed_by_its_own_name(ana: Home, name: str) -> None:
    path = own(ana, "~other").rename(mine(ana) / "broken.md")
    path.write_text("Not a template.")
    assert run_command("mine", "edit", name).stdout == f"{path}\n"
    assert run_command("mine", "remove", name, "--yes").exit == 0
    assert not path.exists()


def test_remove_deletes_the_file_and_only_when_it_is_meant(ana: Home) -> None:
    path, other = own(ana), own(ana, "~other")
    refused(run_command("mine", "remove", "thanks-ana"), "nothing was done", "--yes")
    assert path.exists()
    assert run_command("mine", "remove", "thanks-ana", "--yes") == Ran(0, "", f"{path} is deleted.\n")
    assert [*mine(ana).iterdir()] == [other]
    assert run_command("show", "~thanks-ana").exit == 1


def test_list_shows_names_titles_files_and_what_is_wrong(ana: Home) -> None:
    own(ana, "~b", "title: Second"), own(ana, "~a", "title: First")
    broken = own(ana, "~c", body="{{ oops")
    ran = run_command("mine", "list")
    assert ran.lines == ["~a  First   a.md", "~b  Second  b.md"]
    first, second = ran.stderr.splitlines()
    assert first == f"2 templates of your own in {mine(ana)}"
    assert second.startswith(f"snippets: {broken}:4: ")
    listed = data_of("mine", "list")
    assert isinstance(listed, dict)
    assert listed["folder"] == str(mine(ana))
    assert listed["templates"][0] == {"name": "~a", "title": "First", "file": str(mine(ana) / "a.md")}
    [fault] = listed["faults"]
    assert set(fault) == {"file", "line", "message", "hint"}
    assert (fault["file"], fault["line"]) == (str(broken), 4)


def test_list_without_any_says_how_to_make_one(ana: Home) -> None:
    told = f"0 templates of your own in {mine(ana)}; make one: snippets mine new NAME\n"
    assert run_command("mine", "list") == Ran(0, "", told)
    assert not mine(ana).exists()


def test_the_folder_is_where_the_settings_say(ana: Home, tmp_path: Path) -> None:
    ana.write_config(f'sync_seconds = 0\nmine = "{tmp_path / "notes"}"\n')
    assert run_command("mine", "new", "x").stdout == f"{tmp_path / 'notes' / 'x.md'}\n"


def test_names_of_ones_own_are_completed_with_and_without_their_mark(ana: Home) -> None:
    own(ana), own(ana, "~other")
    assert run_command("find", "thanks").exit == 0

    def completed(words: str) -> list[str]:
        index = str(len(words.split()) - 1)
        asked = {"_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": index}
        return run_process(environment=asked).lines

    assert completed("snippets mine edit th") == completed("snippets propose th") == ["plain,thanks-ana"]
    assert completed("snippets mine edit ~th") == completed("snippets copy ~th") == ["plain,~thanks-ana"]


# --- found, shown, copied, never handed in ----------------------------------------------------------------------------


def test_find_marks_what_is_ones_own(ana: Home) -> None:
    own(ana, "~thanks-ana", "title: Thanks from Ana", "group: Small talk"), own(ana, "~thanks-bo")
    lines = run_command("find", "thanks").lines
    assert [line.split()[0] for line in lines if "  mine" in line] == ["~thanks-ana", "~thanks-bo"]
    assert any(line.endswith("mine · Small talk") for line in lines)
    rows = data_of("find", "thanks")
    assert {row["abbreviation"]: row["mine"] for row in rows} == {  # type: ignore[attr-defined]
        "thanks": False, "~thanks-ana": True, "~thanks-bo": True,
    }  # fmt: skip


def test_faults_are_told_where_one_looks_for_templates_and_not_at_every_copy(ana: Home) -> None:
    own(ana, "~broken", "kind: fact")
    for command in (["find", "thanks"], ["mine", "list"]):
        assert f"snippets: {mine(ana) / 'broken.md'}:3: is a fact" in run_command(*command).stderr
    for command in (["copy", "thanks", "--print"], ["show", "thanks"]):
        assert run_command(*command).stderr == ""


def test_show_has_no_revision_and_no_approval(ana: Home) -> None:
    own(ana, "~thanks-ana", "title: Thanks", "group: Small talk", body="Thank you, {{ first_name }}!")
    page = run_command("show", "~thanks-ana").lines
    assert page[:4] == [
        "~thanks-ana  Thanks",
        "Small talk · your own, seen by you alone",
        "",
        "Thank you, {{ first_name }}!",
    ]
    raw = run_command("show", "~thanks-ana", "--raw").stdout
    assert raw.startswith("---\nabbreviation: ~thanks-ana\n")
    (mine(ana) / "thanks-ana.md").write_text(raw)
    assert run_command("show", "~thanks-ana").lines == page
    shown = data_of("show", "~thanks-ana")
    assert isinstance(shown, dict)
    assert (shown["mine"], shown["revision"], shown["approved_by"]) == (True, 0, "")
    refused(run_command("show", "~thanks-ana", "--revision", "1"), "is your own and has no revisions", "--revision")


def test_a_reply_of_ones_own_uses_the_teams_fragments_and_facts(ana: Home) -> None:
    own(ana, "~x", body="It takes {{ facts.days }} days.\n\n{% include 'sign-off' %}")
    assert run_command("copy", "~x", "--print").stdout == "It takes 5 days.\n\nKind regards\n"


def test_nothing_of_a_template_of_ones_own_is_ever_in_the_library(ana: Home) -> None:
    lines = (f"title: {MARKER} title", f"tags: [{MARKER}]", f"note: {IN_A_NOTE}")
    own(ana, f"~{MARKER}", *lines, body=f"{MARKER}, {{{{ first_name }}}}")
    assert run_command("find", MARKER).exit == 0
    assert run_command("find", IN_A_NOTE).exit == 1  # where finding does not look: a search that is handed in
    copied = run_command("copy", f"~{MARKER}", "--set", f"first_name=Bo{MARKER}", "--ticket", MARKER, "--print")
    assert (copied.exit, copied.stderr) == (0, "")
    assert run_command("copy", "thanks", "--print").exit == 0
    synced = run_command("sync")
    assert (synced.exit, "handed in" in synced.stderr) == (0, True)
    files = [file for file in ana.library_file.parent.iterdir() if file.name.startswith("library.db")]
    assert ana.library_file in files
    whole = b"".join(file.read_bytes() for file in files)
    assert b"thanks" in whole
    assert b"<WORD>" in whole
    assert not any(word.encode() in whole for word in (MARKER, IN_A_NOTE))
    assert data_of("status")["uses_waiting"] == 0  # type: ignore[call-overload,index]


def test_the_commands_of_an_agents_road_stay_light_with_templates_of_ones_own(ana: Home) -> None:
    own(ana)
    assert run_process("find", "thanks").exit == 0
    code = (
        "import sys; sys.argv = ['snippets', 'copy', '~thanks-ana', '--print']\n"
        "from snippets.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert not {'yaml', 'jinja2', 'sqlalchemy', 'pathlib', 'library.template_files'} & sys.modules.keys()"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Thank you!\n"), done.stderr


# --- propose ----------------------------------------------------------------------------------------------------------


def test_a_proposal_waits_for_the_leads_with_who_sent_it_and_why(ana: Home) -> None:
    path = own(ana, "~thanks-ana", "title: Thanks, warmly")
    before = path.read_bytes()
    ran = run_command("propose", "thanks-ana", "-m", "customers answer this one", "--yes")
    assert ran == Ran(0, "", "thanks-ana r1 waits for approval. ~thanks-ana stays yours, as it is.\n")
    assert path.read_bytes() == before
    listed = run_command("--as", "mia", "review").stdout
    assert all(text in listed for text in ("thanks-ana r1", "ana", "just now", "customers answer this one"))
    [draft] = waiting("--as", "mia")
    assert (draft["kind"], draft["by"], draft["title"], draft["why"]) == (
        "proposal", "ana", "Thanks, warmly", "customers answer this one",
    )  # fmt: skip
    assert "submitted by ana: customers answer this one" in run_command("history", "thanks-ana").stdout
    refused(run_command("copy", "thanks-ana", "--print"), "no template is named “thanks-ana”")
    assert run_command("--as", "mia", "approve", "thanks-ana").exit == 0
    assert run_command("--as", "mia", "copy", "thanks-ana", "--print").stdout == "Thank you!\n"
    assert run_command("copy", "~thanks-ana", "--print").stdout == "Thank you!\n"


def test_a_proposal_may_have_another_name_and_says_what_was_sent(ana: Home) -> None:
    own(ana, "~thanks", body="Thank you kindly.")
    sent = data_of("propose", "~thanks", "--as-name", "thanks-warm", "--yes")
    assert isinstance(sent, dict)
    assert (sent["name"], sent["abbreviation"], sent["revision"]) == ("~thanks", "thanks-warm", 1)
    [draft] = waiting()
    assert (draft["abbreviation"], draft["template"]) == ("thanks-warm", sent["template"])


@pytest.mark.parametrize("name", ["thanks", "late"])
def test_a_name_of_a_shared_template_is_refused_with_the_remedy(ana: Home, name: str) -> None:
    own(ana, f"~{name}")
    about = "thanks" if name == "thanks" else "refund-late"
    refused(run_command("propose", name, "--yes"), f"shared template “{about}”", f"propose {name} --as-name NEW")
    assert run_command("review").stdout == ""


def test_aliases_are_proposed_without_their_mark_and_one_that_is_taken_is_named(ana: Home) -> None:
    own(ana, "~sorry", "aliases: [~late, ~pardon]")
    refused(run_command("propose", "sorry", "--yes"), "“late” belongs", "take ~late out of the aliases", "edit sorry")
    own(ana, "~sorry", "aliases: [~pardon]")
    assert run_command("propose", "sorry", "--yes").exit == 0
    assert run_command("--as", "mia", "approve", "sorry").exit == 0
    assert run_command("copy", "pardon", "--print").stdout == "Thank you!\n"


def test_a_proposal_sent_back_is_corrected_and_sent_again(ana: Home) -> None:
    own(ana, body="One.")
    assert run_command("propose", "thanks-ana", "--yes").exit == 0
    refused(run_command("propose", "thanks-ana", "--yes"), "thanks-ana waits for approval already", "snippets review")
    assert run_command("--as", "mia", "reject", "thanks-ana", "-m", "longer").exit == 0
    own(ana, body="One, and two.")
    assert "thanks-ana r2 waits" in run_command("propose", "thanks-ana", "--yes").stderr
    assert run_command("--as", "mia", "approve", "thanks-ana").exit == 0
    assert run_command("copy", "thanks-ana", "--print").stdout == "One, and two.\n"
    refused(run_command("propose", "thanks-ana", "--yes"), "shared template “thanks-ana”", "--as-name")


def test_a_draft_of_somebody_elses_is_never_continued(ana: Home) -> None:
    own(ana)
    assert run_command("propose", "thanks-ana", "--yes").exit == 0
    assert run_command("--as", "mia", "members", "add", "tom").exit == 0
    refused(run_command("--as", "tom", "propose", "thanks-ana", "--yes"), "“thanks-ana” belongs", "--as-name")
    assert [row["revision"] for row in data_of("history", "thanks-ana")] == [1]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "about"), [("{% include 'nothing' %}", "nothing"), ("{{ facts.nothing }}", "facts.nothing")]
)
def test_what_no_lead_could_approve_is_not_sent(ana: Home, body: str, about: str) -> None:
    own(ana, body=body)
    refused(run_command("propose", "thanks-ana", "--yes"), about, "does not exist", "snippets mine edit thanks-ana")
    assert run_command("review").stdout == ""


def test_what_is_refused_before_it_is_sent_comes_with_a_remedy(ana: Home) -> None:
    own(ana)
    refused(run_command("propose", "nothing", "--yes"), "no template of your own is named “~nothing”", "mine list")
    refused(run_command("propose", "thanks-ana", "--as-name", "~x y", "--yes"), "cannot be the name", "lower-case")
    refused(run_command("propose", "thanks-ana"), "nothing was done", "--yes")
    refused(run_command("--as", "zoe", "propose", "thanks-ana", "--yes"), "zoe is not on the roster", "members add")
    assert run_command("review").stdout == ""


def test_with_the_library_out_of_reach_nothing_is_sent_and_nothing_lost(ana: Home, tmp_path: Path) -> None:
    path = own(ana)
    assert run_command("find", "thanks").exit == 0
    away = ana.library_file.rename(tmp_path / "away.db")
    refused(run_command("--desk", ana.desk_file, "propose", "thanks-ana", "--yes"), "library", "nothing was sent")
    assert path.exists()
    away.rename(ana.library_file)
    assert run_command("propose", "thanks-ana", "--yes").exit == 0


# --- on a terminal ----------------------------------------------------------------------------------------------------


@needs_terminal
def test_whoever_proposes_sees_all_that_is_sent_and_may_think_better_of_it(ana: Home) -> None:
    fields = Field("first_name", label="Customer's first name")
    lines = (f"fields: {{{fields.name}: {{label: {fields.label}}}}}", "note: For regulars only.")
    own(ana, "~thanks-ana", *lines, body="Thank you, {{ first_name }}!")
    terminal = Terminal("propose", "thanks-ana")
    terminal.read_until("Send this to the leads? [y/N]")
    seen = terminal.shown
    shown = (
        "sent by ana",
        "abbreviation: thanks-ana",
        "For regulars only.",
        fields.label,
        "Thank you, {{ first_name }}!",
    )
    assert all(text in seen for text in shown)
    terminal.answer("[y/N]", "n\r")
    assert terminal.end() == 1
    assert run_command("review").stdout == ""
    terminal = Terminal("propose", "thanks-ana")
    terminal.answer("[y/N]", "y\r")
    assert terminal.end() == 0
    assert "thanks-ana r1" in run_command("review").stdout


@needs_terminal
def test_new_opens_the_editor_and_says_what_came_of_it(
    ana: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[1], 'a').write('Thank you!\\n')\n")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    terminal = Terminal("mine", "new", "thanks-ana")
    terminal.read_until(f"~thanks-ana: {mine(ana)}")
    assert terminal.end() == 0
    assert run_command("copy", "~thanks-ana", "--print").stdout == "Thank you!\n"
    editor.write_text("#!/bin/sh\necho '{{ oops' >> \"$1\"\n")
    terminal = Terminal("mine", "edit", "thanks-ana")
    terminal.read_until("thanks-ana.md:")
    assert terminal.end() == 0
    monkeypatch.setenv("EDITOR", str(tmp_path / "no-such-editor"))
    terminal = Terminal("mine", "edit", "thanks-ana")
    terminal.read_until("set $EDITOR")
    assert terminal.end() == 1


@needs_terminal
def test_on_a_terminal_whoever_removes_one_is_asked(ana: Home) -> None:
    path = own(ana)
    terminal = Terminal("mine", "remove", "thanks-ana")
    terminal.answer("for good? [y/N]", "n\r")
    assert terminal.end() == 1
    assert os.path.exists(path)
    terminal = Terminal("mine", "remove", "thanks-ana")
    terminal.answer("for good? [y/N]", "y\r")
    assert terminal.end() == 0
    assert not os.path.exists(path)
