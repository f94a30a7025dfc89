"""Imports: all of it or nothing, known by id and then by name, and as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Ran, reply, run_command, template_text, tree_of, write_template
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from library.documents import Document, from_canonical
from library.errors import BadDocument, NameTaken, NotAllowed
from library.exchange.importing import apply, plan, settled
from library.record import history
from library.record.database import Library, create_library
from library.record.verify import verify
from library.template_files import TemplateFile


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = create_library(f"sqlite:///{tmp_path / 'library.db'}", owner="mia")
    yield made
    made.close()


def bring(library: Library, *files: TemplateFile | Document, by: str = "mia", **how: bool) -> int:
    with library.writing() as session:
        found = [TemplateFile(file) if isinstance(file, Document) else file for file in files]
        return apply(
            session,
            plan(session, found),
            by=by,
            is_live=how.get("is_live", True),
            should_retire_missing=how.get("retire", False),
        )


def live(library: Library) -> dict[str, Document]:
    with library.reading() as session:
        return {item.template: from_canonical(item.text) for item in history.live(session)}


def version(library: Library) -> int:
    with library.reading() as session:
        return history.head(session)[0]


def exported(library: Library) -> list[TemplateFile]:
    return [TemplateFile(document, id_) for id_, document in live(library).items()]


def test_what_is_imported_is_live_and_imported_again_changes_nothing(library: Library) -> None:
    files = [reply("thanks"), reply("refund-late", "{% include 'bye' %}"), reply("bye", "Bye", kind="fragment")]
    assert bring(library, *files) == 3
    before = version(library)
    assert bring(library, *files) == 0
    assert bring(library, *exported(library)) == 0
    assert version(library) == before
    assert {document.abbreviation for document in live(library).values()} == {"thanks", "refund-late", "bye"}


@given(st.lists(documents(), min_size=1, max_size=4, unique_by=lambda document: document.abbreviation))
@settings(max_examples=8)
def test_any_templates_come_out_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, found: list[Document]
) -> None:
    # Bodies that are templates in our language only: what is wrong with others is told, which other tests prove.
    plain = [
        d._replace(kind="fragment", type="", body=f"{n}", aliases=(), variants=(), fields=(), extra=d.extra)
        for n, d in enumerate(found)
    ]
    made = create_library(f"sqlite:///{tmp_path_factory.mktemp('any') / 'library.db'}", owner="mia")
    try:
        bring(made, *plain)
        assert sorted(live(made).values()) == sorted(plain)
        assert bring(made, *exported(made)) == 0
        assert verify(made) == ()
    finally:
        made.close()


def test_a_renamed_template_is_known_by_its_id_and_keeps_its_old_name(library: Library) -> None:
    bring(library, reply("refund-late"))
    [(id_, document)] = live(library).items()
    bring(library, TemplateFile(document._replace(abbreviation="refund-slow"), id_))
    assert [(key, d.abbreviation) for key, d in live(library).items()] == [(id_, "refund-slow")]
    with library.reading() as session:
        assert "refund-late" in history.live(session)[0].names


def test_a_file_without_an_id_is_known_by_its_name(library: Library) -> None:
    bring(library, reply("refund-late", "One."))
    bring(library, reply("refund-late", "Two."))
    assert [document.body for document in live(library).values()] == ["Two."]


def test_a_file_of_another_library_is_taken_in_under_its_own_id_once(library: Library) -> None:
    file = TemplateFile(reply("refund-late"), "0192f1c2-0000-7000-8000-000000000009")
    assert bring(library, file) == 1
    assert list(live(library)) == [file.id]
    assert bring(library, file) == 0


def test_a_name_of_another_template_is_refused_and_its_owner_named(library: Library) -> None:
    bring(library, reply("refund-late", aliases=("late",)), reply("thanks"))
    with pytest.raises(NameTaken) as told:
        bring(library, reply("thanks", aliases=("LATE",)))
    assert "refund-late" in told.value.message


def test_every_fault_is_told_with_its_file_and_nothing_is_brought_in(library: Library) -> None:
    before = version(library)
    with pytest.raises(BadDocument) as told:
        bring(
            library,
            TemplateFile(reply("good"), file="good.md"),
            TemplateFile(reply("bad", "{{ x "), file="bad.md"),
            TemplateFile(reply("worse", "{% include 'nowhere' %}"), file="worse.md"),
        )
    assert "bad.md" in told.value.message
    assert "worse.md" in told.value.message
    assert "good.md" not in told.value.message
    assert (version(library), live(library)) == (before, {})


def test_an_import_that_breaks_a_template_it_does_not_hold_is_refused(library: Library) -> None:
    bring(library, reply("sign-off", "Bye", kind="fragment"), reply("thanks", "{% include 'sign-off' %}"))
    with pytest.raises(Exception, match="thanks"):
        bring(library, reply("sign-off", "Bye", kind="reply"))
    assert {document.kind for document in live(library).values()} == {"fragment", "reply"}


def test_missing_templates_are_retired_only_when_asked_and_come_back_with_the_next_import(library: Library) -> None:
    both = [reply("thanks"), reply("refund-late")]
    bring(library, *both)
    ids = set(live(library))
    bring(library, both[0])
    assert len(live(library)) == 2
    bring(library, both[0], retire=True)
    assert [document.abbreviation for document in live(library).values()] == ["thanks"]
    bring(library, *both)
    assert set(live(library)) == ids
    assert bring(library, *both) == 0


def test_a_draft_is_kept_back_from_agents(library: Library) -> None:
    bring(library, reply("thanks"), is_live=False)
    assert live(library) == {}
    bring(library, reply("thanks"), is_live=True)
    assert [document.abbreviation for document in live(library).values()] == ["thanks"]


def test_only_who_may_approve_brings_templates_live(library: Library) -> None:
    with library.reading() as session:
        assert settled(session, by="mia", is_draft=False)
        assert not settled(session, by="mia", is_draft=True)
        assert not settled(session, by="tom", is_draft=False)
    with pytest.raises(NotAllowed) as told:
        bring(library, reply("thanks"), by="tom")
    assert "mia" in told.value.hint


def exporting(folder: Path) -> Ran:
    return run_command("export", folder)


@pytest.mark.usefixtures("seeded")
def test_export_import_export_gives_the_same_bytes_for_the_whole_seeded_library(tmp_path: Path) -> None:
    assert exporting(tmp_path / "a").exit == 0
    first = tree_of(tmp_path / "a")
    assert "0 written, 82 unchanged, 0 removed" in exporting(tmp_path / "a").stderr.replace(
        f"{len(first)} unchanged", "82 unchanged"
    )
    assert run_command("import", tmp_path / "a").stderr == "Nothing has changed.\n"
    exporting(tmp_path / "b")
    assert tree_of(tmp_path / "b") == first


@pytest.mark.usefixtures("seeded")
def test_one_bad_file_among_many_changes_nothing_and_the_import_can_be_repeated(tmp_path: Path) -> None:
    for number in range(30):
        write_template(tmp_path / "in", reply(f"new-{number}"))
    (tmp_path / "in" / "new-7.md").write_text(template_text("abbreviation: new-7", "fields:", "  x: {type: colour}"))
    before = run_command("status", "--json").stdout
    refused = run_command("import", tmp_path / "in")
    assert refused.exit == 1
    assert refused.stderr.count("\n") == 1
    assert f"{tmp_path / 'in' / 'new-7.md'}:4: " in refused.stderr
    assert "use one of text" in refused.stderr
    assert run_command("status", "--json").stdout == before
    write_template(tmp_path / "in", reply("new-7"))
    assert "30 new" in run_command("import", tmp_path / "in").stderr
    assert run_command("import", tmp_path / "in").stderr == "Nothing has changed.\n"
