"""What an agent took for which words: learned, unlearned, the agent's own, and never a customer's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, pull, pulled, reply
from hypothesis import example, given
from hypothesis import strategies as st

from library.desk import habits, outbox, team
from library.desk.catalog import apply_pull, entries, words_of
from library.desk.choices import choices, chosen, key_of, known_for, record_choice, take_back_choice
from library.desk.outbox import Use
from library.desk.store import Desk, open_desk
from library.documents import Document, canonical_text
from library.finding import build, find
from library.finding.folding import plain, plain_words
from library.masking import common_words, mask_words

AT = "2026-05-{:02}T09:30:00.000000Z"
LATE, PART, HOW = "id-refund-late", "id-refund-part", "id-return-how"
DOCUMENTS = (
    pulled(
        reply("refund-late", "It is on its way, Zürich included.", title="Refund not arrived yet", group="Billing",
              tags=("bank",), aliases=("money-back",)),
        phrasings=("where is my cash",),
        names=("refund-slow",),
    ),
    pulled(reply("refund-part", title="Only part of the refund came")),
    pulled(reply("return-how", title="Wie kann ich etwas zurückgeben")),
)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", *DOCUMENTS)
    yield made
    made.close()


def choose(desk: Desk, words: str, template: str = LATE, *, day: int = 4, agent: str = "mia") -> None:
    record_choice(desk, agent=agent, words=words, template=template, at=AT.format(day))


def learned(desk: Desk, agent: str = "mia") -> dict[str, tuple[str, ...]]:
    return choices(desk, agent).own


# --- what is learned --------------------------------------------------------------------------------------------------


def test_one_choice_comes_first_and_two_in_a_row_replace_any_habit(desk: Desk) -> None:
    choose(desk, "ref")
    assert learned(desk) == {"ref": (LATE,)}
    choose(desk, "ref", PART)
    assert learned(desk) == {"ref": (PART, LATE)}
    for _ in range(30):
        choose(desk, "ref", LATE)
    choose(desk, "ref", PART)
    assert learned(desk)["ref"] == (LATE, PART)
    choose(desk, "ref", PART)
    assert learned(desk)["ref"] == (PART, LATE)


def test_what_is_not_chosen_any_more_is_forgotten_in_the_end(desk: Desk) -> None:
    choose(desk, "ref", PART)
    for _ in range(10):
        choose(desk, "ref", LATE)
    assert learned(desk) == {"ref": (LATE,)}


def test_what_was_chosen_comes_first_for_the_same_words_however_they_are_written(desk: Desk) -> None:
    index = build(entries(desk, agent="mia"))
    assert [match.entry.template for match in find(index, "ref", 2)] == [LATE, PART]
    choose(desk, "Ref", PART)
    for typed in ("ref", " REF ", "réf"):
        found = find(index, typed, 2, taken=chosen(desk, "mia", typed))
        assert [match.entry.template for match in found] == [PART, LATE]
        assert (found[0].matched, found[0].text) == ("chosen", "refund-part")
    assert chosen(desk, "mia", "refu") == ((), ())


def test_a_choice_taken_back_leaves_what_was_chosen_before(desk: Desk) -> None:
    choose(desk, "ref", LATE)
    before = desk.connection.execute("SELECT * FROM choices").fetchall()
    choose(desk, "ref", PART, day=5)
    take_back_choice(desk, agent="mia", words="ref", template=PART)
    assert desk.connection.execute("SELECT * FROM choices").fetchall() == before
    take_back_choice(desk, agent="mia", words="ref", template=PART)
    assert learned(desk) == {"ref": (LATE,)}


def test_choices_are_each_agents_own_and_forget_clears_them(desk: Desk) -> None:
    choose(desk, "ref")
    choose(desk, "refund", PART)
    choose(desk, "ref", PART, agent="tom")
    assert learned(desk, "tom") == {"ref": (PART,)}
    assert habits.forget(desk, "mia").choices == 2
    assert learned(desk) == {}
    assert learned(desk, "tom") == {"ref": (PART,)}


def test_a_choice_of_ones_own_template_is_learned(desk: Desk) -> None:
    own = canonical_text(reply("~thx-bo", title="Thanks for the cake"))
    desk.connection.execute("INSERT INTO personal VALUES ('~thx-bo', 'a.md', '', ?, '')", (own,))
    choose(desk, "cak", "~thx-bo")
    assert learned(desk) == {"cak": ("~thx-bo",)}
    assert not any(outbox.waiting(desk))


def test_choices_stay_when_the_catalog_is_pulled_anew(desk: Desk) -> None:
    choose(desk, "ref")
    apply_pull(desk, pull(reply("refund-late"), version=9), synced_at=AT.format(9))
    assert learned(desk) == {"ref": (LATE,)}


def test_a_choice_may_be_noted_in_the_transaction_of_its_use(desk: Desk) -> None:
    with desk.writing():
        outbox.record_use(desk, Use("use-1", LATE, 1, 1, "mia", AT.format(4)))
        choose(desk, "ref")
    assert learned(desk) == {"ref": (LATE,)}


# --- which words may be kept ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "template"),
    [
        ("refund-late", LATE),
        ("REFUND late", LATE),
        ("reflat", LATE),
        ("rnay", LATE),
        ("rfndlt", LATE),
        ("mb", LATE),
        ("refudn", LATE),
        ("erfund", LATE),
        ("refund slow", LATE),
        ("bank bill", LATE),
        ("where's my cash", LATE),
        ("zürich", LATE),
        ("zuruckgeben", HOW),
        ("etwas zurückgeben", HOW),
        ("can't find it", PART),
    ],
)
def test_words_the_catalog_explains_are_kept(desk: Desk, typed: str, template: str) -> None:
    choose(desk, typed, template)
    assert learned(desk) == {key_of(typed): (template,)}


#: What customers are called, wrote, and where they live; some of it close to “late”, “part” and “refund”.
SECRETS = (
    "Zebulon", "Quux", "Lars", "Kate", "Rene", "Rafaela", "Petra", "Bartholdy", "Refik", "0170", "4711",
    "ana@example.com", "DE89", "Anna-Lena", "O'Leary", "Müller", "Рустам", "李明",
)  # fmt: skip


#: Typed without a sentence around them these may be letters of “refund-late”.
LIKE_LETTERS = ("Rene", "Refik")
BRIEF, SENTENCES = ("{}", "refund {}"), ("refund for {}", "where is my cash, {}", "my name is {}")
TYPED = [
    around.format(secret)
    for secret in SECRETS
    for around in (SENTENCES if secret in LIKE_LETTERS else (*BRIEF, *SENTENCES))
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_customers_name_is_not_kept(desk: Desk, typed: str) -> None:
    choose(desk, typed)
    assert learned(desk) == {}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", SENTENCES)
def test_a_customers_name_is_not_handed_in_with_a_search_that_ended_in_a_use(
    desk: Desk, secret: str, around: str
) -> None:
    typed = around.format(secret)
    for is_known in (known_for(desk, LATE), known_for(desk, LATE, typed)):
        assert secret.lower() not in mask_words(typed, is_known).lower()


def test_a_long_sentence_is_not_kept_at_all(desk: Desk) -> None:
    choose(desk, "where is my cash " * 4)
    choose(desk, "  -- ")
    assert learned(desk) == {}


def test_no_planted_name_stands_anywhere_in_the_file(desk: Desk) -> None:
    for typed in TYPED:
        choose(desk, typed)
    choose(desk, "refund late")
    desk.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.close()
    held = b"".join(file.read_bytes() for file in Path(desk.path).parent.iterdir())
    assert b"refund late" in held
    for secret in SECRETS:
        assert secret.encode() not in held
        assert plain(secret).encode() not in held.lower()
    desk.connection = open_desk(desk.path).connection


def test_a_word_of_a_search_that_ended_in_a_use_is_kept_where_its_template_explains_it(desk: Desk) -> None:
    assert mask_words("refnd lat", desk.is_known_word) == "<WORD> <WORD>"
    assert mask_words("refnd lat", known_for(desk, LATE)) == "refnd lat"
    assert mask_words("refnd-lat zzz", known_for(desk, LATE)) == "refnd-lat <WORD>"
    assert mask_words("rl", known_for(desk, LATE, "rl")) == "rl"
    assert mask_words("hello rl", known_for(desk, LATE)) == "hello <WORD>"
    assert mask_words("refnd", known_for(desk, "id-gone")) == "<WORD>"


def test_what_an_agents_own_template_is_called_is_not_handed_in(desk: Desk) -> None:
    own = canonical_text(reply("~zebulon", title="For Zebulon"))
    desk.connection.execute("INSERT INTO personal VALUES ('~zebulon', 'a.md', '', ?, '')", (own,))
    assert mask_words("zebulon", known_for(desk, "~zebulon", "zebulon")) == "<WORD>"


def distance(a: str, b: str) -> int:
    """Optimal string alignment, as it is defined."""
    rows = [[max(i, j) if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )  # fmt: skip
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def is_in_order(letters: str, name: str) -> bool:
    place = 0
    for letter in letters:
        place = name.find(letter, place) + 1
        if not place:
            return False
    return letters[:1] == name[:1]


def is_derivable(word: str, document: Document, names: tuple[str, ...], texts: list[str]) -> bool:
    """Whether a word is in the catalog or common, or made of a template's names and title."""
    known = {plain(known) for known in words_of(texts) | common_words()} | set(plain_words(" ".join(texts)))
    called = [plain(name) for name in (*names, document.title)]
    own = [part for name in called for part in name.split()]
    return (
        any(other.startswith(word) for other in known)
        or any(is_in_order(word, name.replace(" ", "")) for name in called)
        or any("".join(part[0] for part in name.split()) == word for name in called)
        or any(distance(word, other) <= 2 for other in [*own, *(name.replace(" ", "") for name in called)])
    )


def test_every_word_kept_is_derivable_from_the_catalog(tmp_path: Path) -> None:
    desk = filled_desk(tmp_path / "desks" / "desk.db", *DOCUMENTS)
    documents = {item.template: desk.live(item.template.removeprefix("id-")).document for item in DOCUMENTS}
    names = {item.template: item.names for item in DOCUMENTS}
    texts = [
        text
        for item in DOCUMENTS
        for document in [documents[item.template]]
        for text in (document.title, document.group, document.body, *document.tags, *item.names, *item.phrasings)
    ]
    parts = st.sampled_from([*SECRETS, "refund", "late", "refnd", "rl", "wher", "is", "the", "zurück", "cash", "bnak"])
    typed = st.lists(parts | st.text("refundlatpyzk' -", max_size=8) | st.text(max_size=5), max_size=5).map(" ".join)
    kept: set[str] = set()

    @given(typed, st.sampled_from(list(documents)))
    @example("refund late", DOCUMENTS[0].template)  # what is drawn may hold nothing that is kept
    def holds(words: str, template: str) -> None:
        choose(desk, words, template)
        for key, templates in learned(desk).items():
            kept.add(key)
            for one in templates:
                for word in key.split():
                    assert is_derivable(word, documents[one], names[one], texts), (key, one)
        habits.forget(desk, "mia")

    holds()
    assert kept  # something was kept at all
    desk.close()


# --- the team's -------------------------------------------------------------------------------------------------------


def test_the_teams_counts_are_replaced_whole(desk: Desk) -> None:
    assert team.counts_at(desk) == ""
    team.note_counts(desk, {LATE: 7, PART: 3}, [("ref", PART, 9), ("ref", LATE, 2), ("rl", LATE, 4)], at=AT.format(4))
    assert choices(desk, "mia").team == {"ref": (PART, LATE), "rl": (LATE,)}
    assert chosen(desk, "mia", "Ref").team == (PART, LATE)
    team.note_counts(desk, {PART: 1}, [("p", PART, 2)], at=AT.format(5))
    assert (team.uses(desk), choices(desk, "mia").team) == ({PART: 1}, {"p": (PART,)})
    assert team.counts_at(desk) == AT.format(5)


def test_what_the_team_uses_counts_where_it_is_more_than_what_this_desk_saw(desk: Desk) -> None:
    for number in range(3):
        outbox.record_use(desk, Use(f"use-{number}", LATE, 1, 1, "mia", AT.format(4)))
    team.note_counts(desk, {LATE: 2, PART: 8, "id-gone": 9}, [], at=AT.format(4))
    assert {entry.template: (entry.uses, entry.own_uses) for entry in entries(desk, agent="mia")} == {
        LATE: (3, 3), PART: (8, 0), HOW: (0, 0),
    }  # fmt: skip
