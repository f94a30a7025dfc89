"""The seeds: fifty questions, one reply to each, and every reply fit to be sent."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import pytest
from builders import Home, run_command

from library.checks import findings
from library.documents import Document, Field, fact_key, folded
from library.exchange.seeds import read_seeds
from library.rendering.fields import fields_of
from library.rendering.render import render
from snippets.founding import seed_folder

SEEDS = read_seeds(seed_folder())
DOCUMENTS = {file.document.abbreviation: file.document for file in SEEDS.templates}
REPLIES = [document for document in DOCUMENTS.values() if document.kind == "reply"]
QUESTIONS = {question.id: question for question in SEEDS.questions}
NOW = datetime(2026, 5, 4, 9, 30).astimezone()
CONTEXT: Mapping[str, object] = {
    "agent": {"first_name": "Mia", "name": "Mia Berg", "sign_off": "Best, Mia"},
    "company": {"name": "Acme"},
}
PLAUSIBLE = {
    "text": "48213", "multiline": "One line.\nAnother line.", "date": "today", "number": "3", "money": "12.50",
    "email": "ana@example.com", "url": "https://help.example.com/x", "toggle": "yes",
}  # fmt: skip
ids = pytest.mark.parametrize("document", REPLIES, ids=lambda document: document.abbreviation)


class Seeded:
    """The seeds as a desk would have them."""

    def __init__(self) -> None:
        self.names = {folded(name): document for document in DOCUMENTS.values() for name in document.names}

    def document(self, name: str) -> Document | None:
        return self.names.get(folded(name))

    def facts(self) -> dict[str, Document]:
        return {fact_key(name): document for name, document in DOCUMENTS.items() if document.kind == "fact"}


CATALOG = Seeded()


def choices_of(field: Field) -> list[str]:
    if field.type == "toggle":
        return ["yes", "no"]
    if field.type == "choice":
        return [option.value for option in field.options]
    if field.type == "choices":
        return [field.options[0].value, ", ".join(option.value for option in field.options)]
    filled = "Ana" if "name" in field.name else PLAUSIBLE[field.type]
    return [filled] if field.required else [filled, ""]


def fillings(document: Document, channel: str) -> Iterator[dict[str, str]]:
    """Values for every combination of what branches."""
    reached: dict[str, Field] = {field.name: field for field in document.fields}
    for field in fields_of(document, CATALOG, channel=channel, context=CONTEXT, now=NOW):
        reached.setdefault(field.name, field)
    possible = {
        name: choices_of(field) for name, field in reached.items() if not name.startswith(("agent.", "company."))
    }
    for picked in itertools.product(*possible.values()):
        yield dict(zip(possible, picked, strict=True))


def test_there_are_fifty_questions_ranked_with_their_share() -> None:
    assert len(QUESTIONS) == 50
    assert sorted(question.rank for question in QUESTIONS.values()) == list(range(1, 51))
    shares = [Decimal(question.share) for question in sorted(QUESTIONS.values(), key=lambda question: question.rank)]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1


def test_each_question_has_exactly_one_reply() -> None:
    answers = Counter(question for reply in REPLIES for question in reply.questions)
    assert answers == Counter(QUESTIONS.keys())
    assert len(REPLIES) >= 50


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_each_question_has_five_phrasings_and_none_twice(question: object) -> None:
    phrasings = [folded(phrasing) for phrasing in question.phrasings]  # type: ignore[attr-defined]
    assert len(set(phrasings)) == len(phrasings) >= 5
    everywhere = Counter(folded(p) for other in QUESTIONS.values() for p in other.phrasings)
    assert all(everywhere[phrasing] == 1 for phrasing in phrasings)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: document.abbreviation)
def test_every_seed_is_without_a_fault_or_a_warning(document: Document) -> None:
    assert [str(finding) for finding in findings(document, CATALOG.document)] == []


@ids
def test_every_reply_renders_for_every_choice_on_every_channel(document: Document) -> None:
    for channel in ("", *document.channels):
        rendered = 0
        for values in fillings(document, channel):
            reached = fields_of(document, CATALOG, channel=channel, values=values, context=CONTEXT, now=NOW)
            used = {name: value for name, value in values.items() if name in {field.name for field in reached}}
            text = render(document, CATALOG, values=used, context=CONTEXT, now=NOW, channel=channel).text
            assert text.strip() == text
            assert len(text) > 40
            assert not re.search(r"[{}]|\bNone\b|\n\n\n| \n|  \S| ,| \.", text), text
            rendered += 1
        assert 0 < rendered < 200


def test_acknowledgements_need_no_field_beyond_the_agents_own() -> None:
    acknowledgements = [reply for reply in REPLIES if reply.abbreviation.startswith("ack-")]
    assert len(acknowledgements) >= 3
    for reply in acknowledgements:
        asked = fields_of(reply, CATALOG, context=CONTEXT, now=NOW)
        assert [field.name for field in asked if not field.name.startswith(("agent.", "company."))] == []


def test_replies_ask_for_few_fields() -> None:
    assert [
        reply.abbreviation for reply in REPLIES if len(fields_of(reply, CATALOG, context=CONTEXT, now=NOW)) > 6
    ] == []


def test_the_twenty_most_used_have_a_chat_text_and_ten_a_phone_script() -> None:
    assert sum("chat" in reply.channels for reply in REPLIES) >= 20
    assert sum("phone" in reply.channels for reply in REPLIES) >= 10


def test_seeds_stand_in_the_ten_groups_of_the_issue() -> None:
    assert len({reply.group for reply in REPLIES}) == 10
    assert all(reply.title and reply.tags and reply.language == "en" for reply in REPLIES)


def test_no_real_persons_or_companys_data_is_in_the_seeds() -> None:
    for document in DOCUMENTS.values():
        texts = " ".join([document.body, document.note, document.kb, *(variant.body for variant in document.variants)])
        for address in re.findall(r"https?://([^/\s)\"]+)|[\w.+-]+@([\w.-]+)", texts):
            host = "".join(address).rstrip(".,")
            assert host.endswith(("example.com", "example.org")), (document.abbreviation, host)
        # Numbers reserved for fiction (555-01xx and Ofcom's ranges) or none.
        without_dates = re.sub(r"\b\d{4}-\d\d-\d\d\b", "", f"{texts} {document.body}")
        for number in re.findall(r"\+?\d[\d ()-]{8,}\d", without_dates):
            assert re.search(r"555|\b0?20 7946 0|01632|\+44 20 7946", number), (document.abbreviation, number)


def test_init_loads_all_of_them_and_the_library_is_whole(seeded: Home) -> None:
    assert run_command("verify").exit == 0
    status = run_command("status").stdout
    assert f"{len(REPLIES)} replies" in status
    for document in REPLIES:
        assert run_command("find", document.abbreviation, "--limit", "1").lines[0].split()[0] == document.abbreviation
