"""Two leads who save one template at the same moment: whatever they typed is in the record, or before their eyes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import workers
from forms import Figures, sizes
from nursery import Message, Nursery, Worker
from sqlalchemy import text

from library.documents import Document
from library.record import authoring, history, members
from library.record.database import Library, create_library, open_library, run
from library.record.verify import verify

BODY = "Dear start thank you\n\nben writes here\n\nOur team.\n\nmia writes there"
Round = list[list[Message]]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'made/library.db'}"
    return str(request.getfixturevalue("new_database")())


@sizes("rounds", short=20, long=500)
def test_the_same_word_changed_by_two_is_shown_to_the_later_and_no_text_is_lost(
    address: str, rounds: int, nursery: Nursery, figures: Figures
) -> None:
    library = begun(address)
    played = play(nursery, address, rounds, is_same_word=True)
    conflicts = [message for one in played for said in one for message in said if message[0] == "conflict"]
    assert len(conflicts) == rounds
    for _, base, theirs, mine, word in conflicts:
        assert len({base, theirs, mine}) == 3
        assert str(word) in str(mine)
        assert str(word) not in f"{base}{theirs}"
    assert_all_there(library, played)
    figures.add("conflicts shown", f"{len(conflicts)} in {rounds} rounds")
    library.close()


@sizes("rounds", short=20, long=500)
def test_different_lines_changed_by_two_are_merged(
    address: str, rounds: int, nursery: Nursery, figures: Figures
) -> None:
    library = begun(address)
    played = play(nursery, address, rounds, is_same_word=False)
    for number, one in enumerate(played):
        assert sorted(message[3] for said in one for message in said) == [False, True]
        with library.reading() as session:
            body = history.revision(session, "letter", 2 * number + 3).document
        assert body is not None
        assert f"ben ben-{number} here" in body.body
        assert f"mia mia-{number} there" in body.body
    assert_all_there(library, played)
    figures.add("merged", f"{len(played)} in {rounds} rounds")
    library.close()


def begun(address: str) -> Library:
    create_library(address, owner="mia").close()
    library = open_library(address)
    run(library, lambda session: members.add(session, "ben", role="lead", by="mia"))
    run(library, partial(authoring.save, document=Document("letter", BODY), author="mia"))
    return library


def play(nursery: Nursery, address: str, rounds: int, *, is_same_word: bool) -> list[Round]:
    """What both said in each round, after both had begun from the same revision."""
    editor = workers.same_word_editor if is_same_word else workers.own_line_editor
    both = [nursery.start(editor, address, "letter", agent, rounds) for agent in ("ben", "mia")]
    played = []
    for _ in range(rounds):
        bases = [worker.hear() for worker in both]
        assert bases[0] == bases[1]
        for worker in both:
            worker.tell()
        said = [until_saved(worker) for worker in both]
        played.append(said)
        for worker in both:
            worker.tell()
    for worker in both:
        assert worker.finish() == []
    return played


def until_saved(worker: Worker) -> list[Message]:
    heard: list[Message] = []
    while not heard or heard[-1][0] != "saved":
        message = worker.hear()
        assert message is not None
        heard.append(message)
    return heard


def assert_all_there(library: Library, played: list[Round]) -> None:
    """Every word that was saved is in the revision it was said to be in, and no number is missing anywhere."""
    saved = [message for one in played for said in one for message in said if message[0] == "saved"]
    with library.reading() as session:
        texts = {state.number: str(state.text) for state in history.revisions(session, "letter")}
        receipts = list(session.scalars(text("SELECT number FROM receipts ORDER BY number")))
    for _, number, word, _ in saved:
        assert isinstance(number, int)
        assert str(word) in texts[number]
    assert sorted(texts) == list(range(1, len(saved) + 2))
    assert receipts == list(range(1, len(receipts) + 1))
    assert verify(library) == ()
