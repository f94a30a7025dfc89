"""A second kind of made-up library, so that figures do not hang on one generator: a shop's, in real sentences.

Where queries.py fills patterns with words, this starts from the texts in seed_templates (titles, names, tags, bodies of
real length, phrasings as customers write them) and repeats them as big teams do: the same answer for one product after
the other and country after country, beside error codes, how-to answers about parts and templates in German and French.
Products have invented names, so the words are many, and siblings differ in one of them.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path

from queries import Library, words_of

from library.finding import Entry

_SEEDS = Path(__file__).resolve().parent.parent / "seed_templates"
_SYLLABLES, _LINES, _PARTS, _VERBS = (
    words.split()
    for words in (
        "lu mo ra ve ti ka no se li ron dex tal bri or zen fa mir quo pel axo ny sta gro vel ter ix un da kor phi",
        "lamp kettle drill tent bike watch sofa blender monitor jacket stroller freezer speaker mower scale",
        "filter battery lid hose strap display hinge pump cable fan seal motor door sensor handle app valve tray",
        "clean replace charge pair reset store descale update calibrate fold unlock register mount",
    )
)
_FAULTS = (
    *("pump blocked", "no connection", "battery low", "door open", "motor overheated", "sensor dirty", "filter full"),
    *("wrong firmware", "tray missing", "fan stalled", "voltage too high", "pairing refused", "memory full"),
)
_COUNTRIES = dict(
    pair.split(":")
    for pair in (
        *("de:Germany", "at:Austria", "ch:Switzerland", "fr:France", "it:Italy", "es:Spain", "pl:Poland"),
        *("se:Sweden", "uk:United Kingdom", "us:United States", "jp:Japan", "br:Brazil"),
    )
)
#: Name, title, language, what a customer writes.
_ABROAD = (
    ("rueckgabe", "Rückgabe nach Ablauf der Frist", "de", "kann ich es noch zurückgeben"),
    ("erstattung", "Erstattung noch nicht angekommen", "de", "wo bleibt mein geld"),
    ("lieferung", "Lieferung verspätet sich", "de", "wann kommt meine bestellung"),
    ("rechnung", "Rechnung für Ihre Bestellung", "de", "ich brauche eine rechnung"),
    ("kuendigung", "Kündigung bestätigt", "de", "ich möchte kündigen"),
    ("remboursement", "Remboursement pas encore reçu", "fr", "où est mon remboursement"),
    ("retour", "Comment retourner un article", "fr", "comment renvoyer un article"),
    ("colis", "Colis marqué livré mais non reçu", "fr", "je n'ai pas reçu mon colis"),
    ("facture", "Facture de votre commande", "fr", "pouvez-vous m'envoyer la facture"),
)


@lru_cache(maxsize=1)
def _seeds() -> tuple[Entry, ...]:
    """The replies among the seeds, each with the phrasings of its questions."""
    phrasings = _phrasings()
    found = []
    for file in sorted(_SEEDS.glob("*/*.md")):
        _, head, body = file.read_text(encoding="utf-8").split("---\n", 2)
        said = dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE))
        if said["kind"] != "reply":
            continue
        asked = [text for question in _listed(said.get("questions", "")) for text in phrasings.get(question, ())]
        plain = " ".join(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", body, flags=re.DOTALL).split())
        texts = (said["title"].strip("'"), said["group"], tuple(_listed(said.get("aliases", ""))))
        found.append(Entry("", said["abbreviation"], *texts, tuple(_listed(said.get("tags", ""))), tuple(asked), plain))
    return tuple(found)


def _phrasings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    question = ""
    for line in (_SEEDS / "questions.yaml").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"  - id: (\S+)", line):
            question = match[1]
        elif match := re.match(r"      - '(.*)'$", line):
            found.setdefault(question, []).append(match[1].replace("''", "'"))
    return found


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.strip("[]").split(",") if item.strip()]


def product_library(count: int, dice: random.Random) -> Library:
    products = [_product(dice) for _ in range(max(8, count // 25))]
    made: dict[str, Entry] = {seed.abbreviation: seed._replace(template=seed.abbreviation) for seed in _seeds()}
    titles = {entry.title for entry in made.values()}
    while len(made) < count:
        entry = dice.choices((_sibling, _regional, _error, _how_to, _abroad), (9, 3, 3, 4, 2))[0](products, dice)
        if entry.abbreviation not in made and entry.title not in titles:
            made[entry.abbreviation] = entry._replace(template=str(len(made)))
            titles.add(entry.title)
    return Library(list(made.values())[:count])


def _product(dice: random.Random) -> tuple[str, str]:
    """A product's name and its line: Lumora 3, lamp."""
    name = "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 2, 3)))).title()
    number = dice.choice(("", "", " 2", " 3", " XL", " Pro", f" {dice.randint(100, 990)}"))
    return name + number, dice.choice(_LINES)


def _slug(*texts: str) -> str:
    return "-".join(word for text in texts for word in words_of(text))[:40].strip("-")


def _short(product: str, dice: random.Random) -> str:
    words = product.split()
    return " ".join([words[0][: dice.choice((3, 4, 5, 12, 12))], *words[1:]])


def _sibling(products: list[tuple[str, str]], dice: random.Random) -> Entry:
    seed, (product, line) = dice.choice(_seeds()), dice.choice(products)
    title = dice.choice(("{0} – {1}", "{1}: {0}", "{0} ({1})", "{0}, {1} {2}")).format(seed.title, product, line)
    short = _short(product, dice)
    name = _slug(*((seed.abbreviation, short) if dice.random() < 0.7 else (short, seed.abbreviation)))
    aliases = (_slug(dice.choice(seed.aliases), product),) if seed.aliases and dice.random() < 0.2 else ()
    count = min(len(seed.phrasings), dice.randint(0, 3))
    drawn = [f"{text} ({product})" for text in dice.sample(seed.phrasings, count)]
    return Entry("", name, title, seed.group, aliases, (*seed.tags, line), tuple(drawn), f"{seed.body} ({product})")


def _regional(products: list[tuple[str, str]], dice: random.Random) -> Entry:
    seed, (code, country) = dice.choice(_seeds()), dice.choice(list(_COUNTRIES.items()))
    product, line = dice.choice(products)
    title = f"{seed.title} in {country}" if dice.random() < 0.3 else f"{seed.title} in {country}, {product}"
    drawn = tuple(f"{text} {country.lower()}" for text in dice.sample(seed.phrasings, min(1, len(seed.phrasings))))
    name = _slug(seed.abbreviation, code, "" if title.endswith(country) else _short(product, dice))
    return Entry("", name, title, f"{seed.group}/{country}", (), (code, line), drawn, seed.body)


def _error(products: list[tuple[str, str]], dice: random.Random) -> Entry:
    code, fault, (product, line) = dice.randint(10, 9999), dice.choice(_FAULTS), dice.choice(products)
    name = _slug(f"e{code}") if dice.random() < 0.4 else _slug(f"err{code}", fault.split()[-1], _short(product, dice))
    asked = (f"my {line} shows e{code}", f"{product} error {code} what does it mean")[: dice.randint(0, 2)]
    body = f"The code E-{code} says: {fault}. Please switch the {product} off, wait a minute and start it again."
    return Entry(
        "", name, f"Error E-{code}: {fault} ({product})", f"Faults/{line.title()}", (), (line, "error"), asked, body
    )


def _how_to(products: list[tuple[str, str]], dice: random.Random) -> Entry:
    verb, part, (product, line) = dice.choice(_VERBS), dice.choice(_PARTS), dice.choice(products)
    frames = ("How to {0} the {1} of the {2}", "{2}: {0} the {1}", "Can I {0} the {1} of my {2} myself?")
    title = dice.choice(frames).format(verb, part, product)
    asked = (f"how do i {verb} the {part} on my {product.lower()}", f"{part} of the {line} will not {verb}")
    body = f"Open the {part} of your {product} as page {dice.randint(4, 60)} of its manual shows, then {verb} it."
    name = _slug(_short(product, dice), verb, part)
    return Entry("", name, title, f"How to/{line.title()}", (), (line, part), asked[: dice.randint(0, 2)], body)


def _abroad(products: list[tuple[str, str]], dice: random.Random) -> Entry:
    (name, title, language, asked), (product, line) = dice.choice(_ABROAD), dice.choice(products)
    phrasings = (f"{asked} {product.lower()}",) if dice.random() < 0.5 else ()
    body = f"{title}: {product}. {asked.capitalize()}?"
    return Entry(
        *("", _slug(name, _short(product, dice)), f"{title} – {product}", "Abroad"),
        *((), (line,), phrasings, body),
        language=language,
    )
