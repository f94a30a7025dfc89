"""Which templates a customer's words ask for, and when nothing fits."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from library.errors import BadValue
from library.finding import Entry
from library.finding.meaning import Meaning, build_meaning, nearest, nearest_each, update_meaning
from library.finding.meaning_answers import answers
from library.finding.meaning_encoders import built_in, load_encoder
from library.finding.meaning_features import Encoder
from library.finding.meaning_files import kept_meaning
from library.finding.meaning_fitting import FITTING, MOST, scores_of
from library.finding.meaning_packing import packed_meaning, unpacked_meaning


def entry(abbreviation: str, title: str, *phrasings: str) -> Entry:
    return Entry(f"id-{abbreviation}", abbreviation, title, phrasings=phrasings)


LIBRARY = [
    entry("refund-late", "Refund not arrived yet", "where is my money", "I am still waiting for my refund"),
    entry("password-reset", "Reset your password", "I forgot my password", "I cannot log in any more"),
    entry("parcel-lost", "Lost parcel", "my package never came", "the courier lost my delivery"),
    entry("address-change", "Change the delivery address", "I moved to another street", "send it to my new home"),
    entry("invoice-copy", "Copy of an invoice", "please send me the bill again", "I need a receipt for my taxes"),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return built_in()


@pytest.fixture(scope="module")
def meaning(encoder: Encoder) -> Meaning:
    return build_meaning(LIBRARY, encoder)


def names(meaning: Meaning, words: str, limit: int = 10) -> list[str]:
    return [match.entry.abbreviation for match in nearest(meaning, words, limit)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("when do I get reimbursed", "refund-late"),
        ("can't sign in to my account", "password-reset"),
        ("my shipment has disappeared", "parcel-lost"),
        ("I live somewhere else now", "address-change"),
        ("i ned the recipt", "invoice-copy"),
    ],
)
def test_other_words_for_the_same_find_the_template(meaning: Meaning, words: str, expected: str) -> None:
    assert names(meaning, words)[0] == expected


def test_the_phrasing_that_matched_is_shown_with_the_words_in_common(meaning: Meaning) -> None:
    best = nearest(meaning, "the package never came to me")[0]
    assert (best.matched, best.text) == ("phrasing", "my package never came")
    assert [best.text[start:end] for start, end in best.spans] == ["package", "never", "came"]


def test_a_template_known_by_its_title_alone_shows_the_title(encoder: Encoder) -> None:
    best = nearest(build_meaning([entry("vat", "Questions about taxes")], encoder), "questions about my taxes")[0]
    assert (best.matched, best.text) == ("title", "Questions about taxes")


def test_no_word_in_common_marks_no_letter(meaning: Meaning) -> None:
    best = nearest(meaning, "shipment disappeared")[0]
    assert best.entry.abbreviation == "parcel-lost"
    assert best.spans == ()


def test_scores_stay_below_names_and_titles_and_fall(meaning: Meaning) -> None:
    scores = [match.score for match in nearest(meaning, "where is my money")]
    assert scores == sorted(scores, reverse=True)
    assert FITTING <= scores[0] <= MOST


def test_only_rows_of_at_least_the_score_asked_for_come(meaning: Meaning) -> None:
    found = nearest(meaning, "where is my money", at_least=FITTING)
    assert found
    assert all(match.score >= FITTING for match in found)


def test_a_score_grows_with_strength_and_asks_more_of_a_template_much_is_known_about() -> None:
    strengths = np.arange(80) / 50
    for phrasings in (0, 1, 10, 1_000):
        scores = scores_of(strengths, [phrasings] * 80).tolist()
        assert scores == sorted(scores)
        assert 0 <= scores[0] <= scores[-1] <= MOST
    few, more, many = scores_of(np.array([0.2, 0.2, 0.2]), [0, 1, 10]).tolist()
    assert few > more > many


def test_several_texts_at_once_get_what_each_gets_alone(meaning: Meaning) -> None:
    texts = ["where is my money", "", "I forgot my password"]
    for text, together in zip(texts, nearest_each(meaning, texts, 3), strict=True):
        alone = nearest(meaning, text, 3)
        assert [match.entry for match in together] == [match.entry for match in alone]
        assert [match.score for match in together] == pytest.approx([match.score for match in alone], abs=1e-4)


@pytest.mark.parametrize(
    ("title", "asked", "other"),
    [
        ("Reimbursement", "I want my money back", "Opening hours"),
        ("Card swallowed", "the machine kept it and did not give it back", "Card limits"),
        ("Unsubscribe", "please no more of your mails", "Change of address"),
    ],
)
def test_a_title_is_found_by_how_customers_say_it(encoder: Encoder, title: str, asked: str, other: str) -> None:
    found = build_meaning([entry("one", title), entry("other", other)], encoder)
    assert names(found, asked)[0] == "one"


@pytest.mark.parametrize("words", ["", "   ", "?!", "\ud800", "😀" * 50, "a" * 100_000, "\x00", "ñandú čeština 漢字"])
def test_whatever_is_typed_there_is_an_answer(meaning: Meaning, words: str) -> None:
    if words == "\ud800":
        words = words.encode("utf-8", "replace").decode()  # no screen or stream hands a lone surrogate on
    assert len(nearest(meaning, words)) <= len(LIBRARY)


def test_an_empty_library_answers_nothing(encoder: Encoder) -> None:
    empty = build_meaning([], encoder)
    assert nearest(empty, "where is my money") == []
    assert names(update_meaning(empty, LIBRARY), "where is my money")[0] == "refund-late"


def test_a_changed_template_is_found_by_its_new_words_and_the_old_index_stays(meaning: Meaning) -> None:
    changed = entry("invoice-copy", "Gift vouchers", "how do I use my gift card")
    updated = update_meaning(meaning, [changed], ["id-parcel-lost"])
    assert names(updated, "my gift card")[0] == "invoice-copy"
    assert "parcel-lost" not in names(updated, "my package never came")
    assert names(meaning, "my package never came")[0] == "parcel-lost"


def many(count: int) -> list[Entry]:
    """Templates about things nobody else's are about."""
    things = ["lamp", "chair", "table", "shelf", "carpet", "curtain", "mirror", "sofa", "desk", "bed"]
    colours = ["red", "green", "blue", "yellow", "brown", "purple", "orange", "black", "white", "grey"]
    return [
        entry(f"t{n}", f"The {colours[n % 10]} {things[n // 10 % 10]} number {n}", f"about part {n}", f"is {n} sold")
        for n in range(count)
    ]


def test_a_large_index_is_updated_in_its_own_space(encoder: Encoder) -> None:
    large = build_meaning([*many(700), *LIBRARY], encoder)
    changed = entry("invoice-copy", "Gift vouchers", "how do I use my gift card")
    updated = update_meaning(large, [changed, entry("new", "Opening hours", "when are you open")], ["id-parcel-lost"])
    assert updated.space is large.space
    assert names(updated, "how can I use a gift card")[0] == "invoice-copy"
    assert names(updated, "are you open on Sunday")[0] == "new"
    assert names(updated, "where is my money", 1) == ["refund-late"]
    assert "parcel-lost" not in names(updated, "my package never came")


def test_a_template_only_used_again_costs_no_new_rows(meaning: Meaning) -> None:
    used = LIBRARY[0]._replace(uses=7)
    updated = update_meaning(meaning, [used])
    assert updated.rows is meaning.rows
    assert nearest(updated, "where is my money")[0].entry.uses == 7


# --- whole messages ---------------------------------------------------------------------------------------------------


def test_a_mail_is_answered_without_its_courtesies(meaning: Meaning) -> None:
    [answer] = answers(
        meaning, "Hi Mia,\n\nhope you are well. I forgot my password!\n\nBest,\nAna\n> my parcel is lost"
    )
    assert answer.matches[0].entry.abbreviation == "password-reset"


def test_several_questions_get_several_answers(meaning: Meaning) -> None:
    found = answers(meaning, "Hello,\nwhere is my money? Also, I forgot my password.\nThanks,\nTom")
    assert [answer.matches[0].entry.abbreviation for answer in found] == ["refund-late", "password-reset"]
    assert [answer.question for answer in found] == ["where is my money?", "I forgot my password."]


@pytest.mark.parametrize(
    "message", ["", "Hello!", "what is the capital of Norway", "tell me a joke about elephants", "who won the match"]
)
def test_nothing_fits_is_an_answer(meaning: Meaning, message: str) -> None:
    assert answers(meaning, message) == []


# --- loading ----------------------------------------------------------------------------------------------------------


def test_loading_and_answering_never_touch_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("somebody wants the network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    found = build_meaning(LIBRARY, load_encoder())
    assert names(found, "where is my money")[0] == "refund-late"


def test_the_built_in_vectors_are_those_wordllama_itself_gives(encoder: Encoder) -> None:
    wordllama = pytest.importorskip("wordllama")
    folder = str(Path(wordllama.__file__).parent)
    theirs = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    texts = [text for template in LIBRARY for text in (template.title, *template.phrasings)]
    np.testing.assert_allclose(encoder.encode(texts), theirs.embed(texts), atol=1e-5)


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A model2vec model made of a few words with random vectors."""
    model2vec = pytest.importorskip("model2vec")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", *sorted({word for template in LIBRARY for word in " ".join(template.phrasings).lower().split()})]
    tokens = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokens.pre_tokenizer = Whitespace()
    vectors = np.random.default_rng(1).normal(size=(len(words), 16)).astype(np.float32)
    model2vec.StaticModel(vectors, tokens).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def test_another_encoder_comes_from_a_folder(model_folder: Path) -> None:
    found = build_meaning(LIBRARY, load_encoder(str(model_folder)))
    assert found.space.encoder.name.startswith(str(model_folder))
    assert names(found, "the courier lost my delivery")[0] == "parcel-lost"


def test_a_folder_that_is_no_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="is no folder of a model2vec model"):
        load_encoder(str(tmp_path))
    with pytest.raises(BadValue, match="is no folder of a model2vec model"):
        load_encoder("minishlab/potion-base-8M")  # a name on the web is never asked for


def test_a_damaged_model_is_told_in_one_line(model_folder: Path) -> None:
    (model_folder / "model.safetensors").write_bytes(b"no vectors")
    with pytest.raises(BadValue, match="cannot be read"):
        load_encoder(str(model_folder))


def test_without_model2vec_the_setting_says_what_to_install(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(BadValue) as told:
        load_encoder(str(model_folder))
    assert "snippets[encoder]" in told.value.hint


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_a_packed_index_answers_the_same(meaning: Meaning, encoder: Encoder) -> None:
    again = unpacked_meaning(packed_meaning(meaning, LIBRARY), LIBRARY, encoder)
    assert again is not None
    for words in ("where is my money", "cannot sign in", "nothing of the kind"):
        assert nearest(again, words) == nearest(meaning, words)


def test_a_packed_index_is_only_believed_for_the_same_texts_encoder_and_bytes(
    meaning: Meaning, encoder: Encoder
) -> None:
    data = packed_meaning(meaning, LIBRARY)
    assert unpacked_meaning(data, LIBRARY[1:], encoder) is None
    assert unpacked_meaning(data, [*LIBRARY[:-1], entry("invoice-copy", "Other")], encoder) is None
    assert unpacked_meaning(b"", LIBRARY, encoder) is None
    for place in range(0, len(data), max(1, len(data) // 97)):
        assert unpacked_meaning(data[:place], LIBRARY, encoder) is None
    altered = bytearray(data)
    altered[len(data) // 2] ^= 1
    assert unpacked_meaning(altered, LIBRARY, encoder) is None


def test_a_file_beside_the_desk_is_made_once_and_mapped_after(tmp_path: Path, encoder: Encoder) -> None:
    entries = [*many(400), *LIBRARY]
    file = tmp_path / "desk.meaning"
    built = kept_meaning(str(file), entries, encoder)
    stamp = file.stat().st_mtime_ns
    mapped = kept_meaning(str(file), entries, encoder)
    assert file.stat().st_mtime_ns == stamp
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert nearest(mapped, "where is my money") == nearest(built, "where is my money")


@pytest.mark.parametrize("content", [b"", b"garbage", json.dumps({}).encode() * 100])
def test_a_damaged_file_is_made_anew(tmp_path: Path, encoder: Encoder, content: bytes) -> None:
    file = tmp_path / "desk.meaning"
    file.write_bytes(content)
    found = kept_meaning(str(file), [*many(400), *LIBRARY], encoder)
    assert names(found, "where is my money")[0] == "refund-late"
    assert file.stat().st_size > 100_000


def test_a_folder_nobody_may_write_to_costs_time_only(tmp_path: Path, encoder: Encoder) -> None:
    found = kept_meaning(str(tmp_path / "missing" / "desk.meaning"), [*many(400), *LIBRARY], encoder)
    assert names(found, "where is my money")[0] == "refund-late"
