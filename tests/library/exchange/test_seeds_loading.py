"""A new library is there with all of its seeds, or not at all, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session

from library.errors import BadDocument
from library.exchange.seeds import load_seeds, read_questions, read_seeds
from library.record import history, questions
from library.record.database import create_library, is_library
from library.record.verify import verify
from snippets.founding import seed_folder


def test_a_library_is_made_with_its_seeds_in_one_change(url: str) -> None:
    seeds = read_seeds(seed_folder())
    library = create_library(url, owner="mia", fill=lambda session: load_seeds(session, seeds))
    with library.reading() as session:
        live = history.live(session)
        assert (len(live), history.head(session)[0]) == (len(seeds.templates), 1)
        assert {item.approved_by for item in live} == {"seed"}
        assert len([q for q in questions.current(session) if q.rank and q.templates]) == 50
    assert verify(library) == ()
    library.close()


def test_a_fault_while_the_seeds_are_loaded_leaves_nothing(url: str) -> None:
    def fail(session: Session) -> None:
        load_seeds(session, read_seeds(seed_folder()))
        raise BadDocument("pulled out", "try again")

    with pytest.raises(BadDocument):
        create_library(url, owner="mia", fill=fail)
    assert not is_library(url)
    library = create_library(url, owner="mia")
    with library.reading() as session:
        assert history.live(session) == ()
    library.close()


@pytest.mark.parametrize(
    "text", [None, "", "questions: 3", "questions: [{id: a}]", "questions: [{id: a, name: b, rank: x}]", "a: ["]
)
def test_questions_that_cannot_be_read_are_told_with_the_file(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "questions.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(BadDocument) as told:
        read_questions(file)
    assert str(file) in told.value.message
    assert told.value.hint
