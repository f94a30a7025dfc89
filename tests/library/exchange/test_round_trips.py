"""Two hundred libraries as teams have them, out to a folder and into another library: nothing is different."""

from __future__ import annotations

import random
import shutil
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import tree_of

from library.documents import FACT_TYPES, FIELD_TYPES, Document, Example, Field, Option, Variant, fact_key, normalised
from library.exchange.folder import read_path, write_folder
from library.exchange.importing import apply, plan
from library.record import history
from library.record.database import Library, create_library, open_library
from library.record.verify import verify
from library.template_files import TemplateFile

LIBRARIES = 200
#: What YAML, Markdown, Windows and the template language take for something else, among plain words.
WORDS = ("refund", "parcel", "invoice", "Straße", "café", "naïve", "返金", "délai", "“quoted”", "don't", "order:",
         "yes", "no", "null", "~", "12:30", "0x1F", "1e5", "#tag", "[list]", "{brace}", "|", ">", "&", "*", "!", "%",
         "@", "`", "late,", "card;", "bank", "'")  # fmt: skip
GROUPS = ("", "Billing", "Billing/Refunds", "Konto/Größe", "Shipping/Überall/EU", "a b/c d", "Con", "x.y", "..", "~")
VALUES = {"number": "14", "money": "9.50", "date": "2027-02-28", "dates": "2026-12-24, 2026-12-25", "text": "9 to 17 h",
          "url": "https://example.com/help"}  # fmt: skip
DEFAULTS = {"number": "3", "money": "12.00", "date": "today", "toggle": "yes", "email": "a@example.com",
            "url": "https://example.com", "text": " x ", "multiline": "one\ntwo"}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with its owner and nothing else; each round works on copies, as making one takes longer."""
    path = tmp_path_factory.mktemp("round-trips") / "library.db"
    create_library(f"sqlite:///{path}", owner="mia").close()
    return path


@contextmanager
def copy_of(empty: Path, place: Path) -> Iterator[Library]:
    library = open_library(f"sqlite:///{shutil.copy(empty, place)}")
    try:
        yield library
    finally:
        library.close()


def bring(library: Library, files: list[TemplateFile]) -> int:
    with library.writing() as session:
        return apply(session, plan(session, files), by="mia", is_live=True)


def exported(library: Library) -> list[TemplateFile]:
    with library.reading() as session:
        return [TemplateFile(item.document, item.template) for item in history.live(session)]


@pytest.mark.parametrize("part", range(4))
def test_a_library_written_to_a_folder_and_read_by_another_is_the_same(tmp_path: Path, empty: Path, part: int) -> None:
    for seed in range(part, LIBRARIES, 4):
        wanted = a_library(random.Random(seed))
        folder = tmp_path / str(seed)
        folder.mkdir()
        with copy_of(empty, folder / "one.db") as one, copy_of(empty, folder / "other.db") as other:
            bring(one, [TemplateFile(document) for document in wanted])
            out = exported(one)
            assert sorted(file.document for file in out) == sorted(wanted), seed
            write_folder(folder / "out", out)
            bring(other, read_path(folder / "out"))
            assert exported(other) == out, seed
            write_folder(folder / "again", exported(other))
            assert tree_of(folder / "again") == tree_of(folder / "out"), seed
            assert bring(one, read_path(folder / "out")) == 0, seed
            assert seed % 10 or verify(other) == (), seed
        shutil.rmtree(folder)


# libraries as teams have them


def a_library(chance: random.Random) -> list[Document]:
    names = chance.sample([a + b for a in string.ascii_lowercase for b in ("", "-2", "-late", "99")], 24)
    facts = [a_fact(name, chance) for name in names[:3]]
    fragments = [a_fragment(name, chance) for name in names[3:6]]
    count = chance.randrange(1, 15)
    replies = [a_reply(name, facts, fragments, chance) for name in names[6 : 6 + count]]
    return [normalised(document) for document in (*facts, *fragments, *replies)]


def words(chance: random.Random, least: int = 1, most: int = 8) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))


def maybe(chance: random.Random, text: str) -> str:
    return text if chance.random() < 0.5 else ""


def a_fact(name: str, chance: random.Random) -> Document:
    type_ = chance.choice(FACT_TYPES)
    return Document(
        name, VALUES[type_], kind="fact", type=type_, title=words(chance), note=maybe(chance, words(chance))
    )


def a_fragment(name: str, chance: random.Random) -> Document:
    return Document(name, text(chance), kind="fragment", group=chance.choice(GROUPS))


def text(chance: random.Random) -> str:
    """Words that the template language reads as words, in lines with all kinds of blanks."""
    plain = [word for word in WORDS if not set(word) & set("{}%#")]
    lines = [" ".join(chance.choices(plain, k=chance.randint(0, 9))) for _ in range(chance.randint(1, 6))]
    return chance.choice(("\n", "\n\n", " \n", "\n\t")).join(lines) or "x"


def a_reply(name: str, facts: list[Document], fragments: list[Document], chance: random.Random) -> Document:
    fields = [a_field(f"field_{number}", chance) for number in range(chance.randint(0, 4))]
    fields += [Field("first_name", words(chance), source="customer.first_name")] if chance.random() < 0.5 else []
    body = with_code(fields, facts, fragments, chance)
    channels = chance.sample(("chat", "email", "phone"), chance.randint(0, 3))
    return Document(
        name,
        body,
        title=words(chance),
        group=chance.choice(GROUPS),
        language=chance.choice(("", "en", "de", "pt_BR")),
        aliases=tuple(f"{name}-{word}" for word in chance.sample(WORDS[:6], chance.randint(0, 2))),
        tags=tuple(dict.fromkeys(chance.choices(WORDS, k=chance.randint(0, 3)))),
        fields=tuple(fields),
        variants=tuple(Variant(channel, with_code(fields, facts, fragments, chance)) for channel in sorted(channels)),
        note=maybe(chance, text(chance)),
        escalate=maybe(chance, words(chance)),
        after=maybe(chance, words(chance)),
        kb=maybe(chance, "https://example.com/help?a=1&b=2#c"),
        owner=maybe(chance, "Bo"),
        review_days=chance.choice((0, 1, 90, 365)),
        subject=maybe(chance, "Your order" + (" {{ field_0 }}" if fields and fields[0].name == "field_0" else "")),
        examples=(Example(words(chance), (("field_0", "1"),), chance.choice(("", *channels)), "2026-05-03"),)
        if chance.random() < 0.3
        else (),
        extra=(("ours", {"list": [words(chance), words(chance)], "text": words(chance)}),)
        if chance.random() < 0.3
        else (),
    )


def with_code(fields: list[Field], facts: list[Document], fragments: list[Document], chance: random.Random) -> str:
    """A text that uses every field, and here and there a fact, a fragment and a condition."""
    parts = [text(chance)]
    for field in fields:
        if field.type in ("toggle", "choices"):
            parts.append(f"{{% if {field.name} %}}{text(chance)}{{% else %}}{text(chance)}{{% endif %}}")
        else:
            parts.append(f"{{{{ {field.name} }}}}")
        parts.append(text(chance))
    if chance.random() < 0.5:
        parts.append(f"{{{{ facts.{fact_key(chance.choice(facts).abbreviation)} }}}}")
    if chance.random() < 0.5:
        parts.append(f"{{% include '{chance.choice(fragments).abbreviation}' %}}")
    return " ".join(parts)


def a_field(name: str, chance: random.Random) -> Field:
    type_ = chance.choice(FIELD_TYPES)
    options = tuple(Option(f"{word}{n}", maybe(chance, word)) for n, word in enumerate(chance.sample(WORDS[:9], 3)))
    return Field(
        name,
        label=maybe(chance, words(chance)),
        type=type_,
        default=maybe(chance, DEFAULTS.get(type_, "")),
        required=chance.random() < 0.7,
        pattern=maybe(chance, r"[ a-z]{1,20}") if type_ == "text" else "",
        message=maybe(chance, words(chance)),
        help=maybe(chance, words(chance)),
        options=options if type_ in ("choice", "choices") else (),
        minimum=maybe(chance, "1") if type_ == "number" else "",
        own=chance.random() < 0.2,
    )
