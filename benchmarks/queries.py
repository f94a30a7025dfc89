"""Made-up libraries of any size, and thirteen kinds of query an agent might type to find a template in them.

How a library is made: each of nine trades has its things, its troubles and its circumstances; a title is one of three
dozen sentence patterns filled with them ("Parcel lost: first answer", "Why was the invoice rejected?"), a name is made
of two to four of the title's telling words, whole or cut short, now and then with a country or a number behind. Groups
are trade/thing, three in four templates have tags, one in six an alias, and each has up to four phrasings in a
customer's words. Nothing was ever used: only the letters decide. No two templates share a name or a title.

What counts as found: the very template the query was made from. Where what was typed is the beginning of several names
or several titles, any of them counts (`Query.equals`).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from library.finding import Entry

KINDS = (
    *("exact", "prefix", "no dash", "subsequence", "one typo", "two typos", "initials", "title start"),
    *("title words", "words typo", "word prefixes", "with spaces", "question"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

#: Trade: things, troubles (as a participle or adjective).
_TRADES = {
    "Billing": (
        "refund invoice payment card voucher receipt discount deposit balance transfer statement surcharge instalment "
        "reminder chargeback credit-note direct-debit purchase-order vat-number price",
        "late missing wrong declined pending duplicate overdue reversed unpaid partial rejected overcharged rounded",
    ),
    "Orders": (
        "order parcel delivery address return exchange pickup tracking package courier locker gift-wrap pre-order "
        "backorder basket shipment signature label",
        "late lost damaged incomplete delayed cancelled misrouted returned refused stolen split unconfirmed",
    ),
    "Account": (
        "password username login profile email two-factor newsletter session account membership permission avatar "
        "recovery-code phone-number consent-form data-export",
        "locked forgotten expired hacked unverified deleted merged blocked disabled unread suspended duplicate",
    ),
    "Devices": (
        "router printer laptop headset charger battery screen keyboard camera speaker cable adapter thermostat "
        "firmware sensor remote warranty antenna",
        "broken faulty overheating silent flickering frozen unresponsive recalled scratched outdated noisy leaking",
    ),
    "Software": (
        "licence download upload backup dashboard report export import webhook token browser cookie firewall domain "
        "database plugin widget calendar api-key workspace",
        "failing slow corrupt missing expired throttled crashing empty unavailable deprecated truncated unsynced",
    ),
    "Travel": (
        "booking ticket seat flight hotel room luggage visa passport rental boarding-pass insurance transfer upgrade "
        "layover itinerary shuttle",
        "cancelled changed overbooked delayed lost unconfirmed refused rescheduled downgraded non-refundable missed",
    ),
    "Utilities": (
        "meter tariff contract reading outage supplier socket smart-meter move standing-charge heating water-bill "
        "landlord engineer appointment",
        "estimated interrupted disputed unread renewed terminated misread delayed switched overdue",
    ),
    "Insurance": (
        "claim policy premium deductible assessor accident-report beneficiary coverage repair prescription dentist "
        "physio certificate",
        "rejected pending lapsed reopened underpaid contested expired approved incomplete postponed",
    ),
    "Learning": (
        "course exam certificate webinar lesson tutor homework scholarship enrolment timetable library-card grade "
        "transcript",
        "full postponed failed withdrawn missing late disputed repeated closed ungraded",
    ),
}
_CIRCUMSTANCE_WORDS = """
abroad paypal klarna giropay express weekend holiday business student family prepaid wholesale marketplace
iphone android windows linux tablet partner branch chat voicemail neighbour customs germany austria france
italy spain poland sweden norway denmark finland ireland belgium portugal greece croatia hungary premium trial
beta enterprise retail phone e-mail social christmas summer strike storm migration merger reseller agency
charity school hospital
"""
_CIRCUMSTANCES = _CIRCUMSTANCE_WORDS.split()
_FRAMES = (
    *(
        "{thing} {trouble}",
        "{thing} {trouble}: first answer",
        "{thing} {trouble}, second reminder",
        "Why is the {thing} {trouble}?",
    ),
    *("{thing} {trouble} ({where})", "{trouble} {thing} with {where}", "What to do when a {thing} is {trouble}"),
    *("How to report a {trouble} {thing}", "{where}: {thing} {trouble}", "{thing} still {trouble} after {where}"),
    *(
        "Apology for a {trouble} {thing}",
        "We are checking the {trouble} {thing}",
        "{thing} {trouble} because of {where}",
    ),
    *("No {thing} for {where} customers", "Change the {thing} before {where}", "{thing}: {trouble} again"),
    *("Replacing a {trouble} {thing}", "{thing} for {where} is {trouble}", "Ask for a photo of the {thing}"),
    *("{thing} and {other} {trouble}", "{thing} {trouble}, {other} not", "{other} needed before the {thing}"),
    *("Where to find the {thing} for {where}", "{thing} {trouble}: escalate to {where}", "Close: {thing} {trouble}"),
    *("{thing} {trouble} since {where}", "{where} rules for a {thing}", "When does the {thing} arrive?"),
    *("Set up the {thing} on {where}", "{thing} {trouble}, no answer from customer", "Thanks, {thing} received"),
    *("{thing} {trouble} on {where}, ask for {other}", "Cancel the {thing} with {where}", "{thing} terms, {where}"),
    *("{trouble} {thing}: voucher offered", "{thing} {trouble} twice ({where})", "Confirm {thing} by {other}"),
)
_ASKED = (
    *("my {thing} is {trouble}", "the {thing} says {trouble}, what now", "why does it say {trouble} on my {thing}"),
    *(
        "i have a {trouble} {thing} since {where}",
        "can you look at my {thing}, it is {trouble}",
        "{thing} {trouble} {where}",
    ),
    *("is it normal that a {thing} gets {trouble} with {where}", "somebody told me the {thing} was {trouble}"),
    *(
        "i need the {thing} for {where} urgently",
        "what about the {other} for my {thing}",
        "{where} and the {thing} again",
    ),
)
_SENTENCES = (
    *("hello, {} can you help me please?", "hi there. {}. thanks a lot", "I wanted to ask: {}? it has been days now"),
    *("{}", "Good morning, {} and I do not know what to do", "{}, please advise"),
)
_SMALL_WORDS = "a an the is to for and on of by we are no not in with why what how when where does was it"
_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, the name it was made from, and the names that answer it as well."""

    kind: str
    text: str
    wanted: str
    equals: frozenset[str]


class Library:
    """Templates, and which of their names and titles begin alike."""

    def __init__(self, items: list[Entry]) -> None:
        self.items = items
        self._names = sorted((name, item.abbreviation) for item in items for name in (item.abbreviation, *item.aliases))
        self._titles = sorted((item.title.lower(), item.abbreviation) for item in items)

    def names_from(self, start: str) -> frozenset[str]:
        return _from(self._names, start)

    def titles_from(self, start: str) -> frozenset[str]:
        return _from(self._titles, start)


def _from(pairs: list[tuple[str, str]], start: str) -> frozenset[str]:
    first, last = bisect_left(pairs, (start,)), bisect_left(pairs, (start + chr(0x10FFFF),))
    return frozenset(name for _, name in pairs[first:last])


def library_of(count: int, dice: random.Random) -> Library:
    made: dict[str, Entry] = {}
    titles: set[str] = set()
    while len(made) < count:
        entry = _entry(str(len(made)), dice)
        if entry.abbreviation not in made and entry.title not in titles:
            made[entry.abbreviation] = entry
            titles.add(entry.title)
    return Library(list(made.values()))


def _entry(template: str, dice: random.Random) -> Entry:
    trade = dice.choice(list(_TRADES))
    things, troubles = (words.split() for words in _TRADES[trade])
    thing, trouble, where, other = (dice.choice(words) for words in (things, troubles, _CIRCUMSTANCES, things))
    said = {"thing": thing.replace("-", " "), "trouble": trouble, "where": where, "other": other.replace("-", " ")}
    title = dice.choice(_FRAMES).format(**said)
    title = title[0].upper() + title[1:]
    if dice.random() < 0.3:
        title += dice.choice((f", {where}", f" ({dice.choice(_CIRCUMSTANCES)})", f", {dice.choice(things)}"))
    name = _name(title, dice)
    aliases = (_name(title, dice) + "-old",) if dice.random() < 0.16 else ()
    tags = tuple(dice.sample((thing, trouble, where), k=dice.randint(0, 3))) if dice.random() < 0.75 else ()
    phrasings = tuple(dice.choice(_ASKED).format(**said) for _ in range(dice.randint(0, 4)))
    body = f"Hi, about the {said['thing']}: it is {trouble}. We asked {where} about it and will write to you soon."
    return Entry(template, name, title, f"{trade}/{thing.title()}", aliases, tags, phrasings, body)


def _name(title: str, dice: random.Random) -> str:
    parts = telling(title)[: dice.choice((2, 3, 3, 4))]
    style = dice.random()
    if style < 0.2:
        parts = [part[: dice.randint(3, 5)] for part in parts]
    elif style < 0.3:
        parts = [parts[0][:4], *parts[1:]]
    if dice.random() < 0.15:
        parts.append(
            dice.choice((dice.choice(_CIRCUMSTANCES)[:2], str(dice.randint(2, 9)), dice.choice(("chat", "std"))))
        )
    return "-".join(parts)[:40].rstrip("-")


def words_of(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()


def telling(text: str) -> list[str]:
    return [word for word in words_of(text) if word not in _SMALL]


def slip(text: str, dice: random.Random) -> str:
    """One slip anywhere: two neighbours swapped, a letter left out, one too many, or another one."""
    place = dice.randrange(len(text))
    kind = dice.randrange(4)
    if kind == 0 and len(text) > 1:
        place = min(place, len(text) - 2)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1 and len(text) > 1:
        return text[:place] + text[place + 1 :]
    return text[:place] + dice.choice(_LETTERS) + text[place + (kind == 2) :]


def _prefix(library: Library, item: Entry, dice: random.Random) -> Query:
    name = item.abbreviation
    text = name[: dice.randint(3, max(4, len(name) - 1))]
    return Query("prefix", text, name, library.names_from(text))


def _title_start(library: Library, item: Entry, dice: random.Random) -> Query:
    title = item.title.lower()
    text = title[: max(6, round(len(title) * dice.uniform(0.4, 0.9)))].rstrip()
    return Query("title start", text, item.abbreviation, library.titles_from(text))


def _subsequence(name: str, dice: random.Random) -> str:
    letters = name.replace("-", "")
    kept = sorted(dice.sample(range(1, len(letters)), k=min(len(letters) - 1, max(3, round(len(letters) * 0.6)) - 1)))
    return letters[0] + "".join(letters[place] for place in kept)


def _initials(item: Entry, dice: random.Random) -> str:
    return "".join(word[0] for word in words_of(item.title))


def _some_words(item: Entry, dice: random.Random) -> list[str]:
    there = list(dict.fromkeys(telling(item.title)))
    return dice.sample(there, k=min(len(there), dice.randint(2, 4)))


def _words_typo(item: Entry, dice: random.Random) -> str:
    words = _some_words(item, dice)
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    words[longest] = slip(words[longest], dice)
    return " ".join(words)


def _word_prefixes(item: Entry, dice: random.Random) -> str:
    return " ".join(word[: dice.randint(3, 4)] for word in telling(item.title)[:4])


def _question(item: Entry, dice: random.Random) -> str:
    """A phrasing (without any: the title) in a letter, one small word of it changed or left out."""
    words = words_of(dice.choice(item.phrasings) if item.phrasings else item.title)
    small = [place for place, word in enumerate(words) if word in _SMALL]
    if small:
        words[dice.choice(small)] = dice.choice(("", "this", "that", "your"))
    return dice.choice(_SENTENCES).format(" ".join(word for word in words if word))


_MADE: dict[str, Callable[[Entry, random.Random], str]] = {
    "exact": lambda item, dice: item.abbreviation,
    "no dash": lambda item, dice: item.abbreviation.replace("-", ""),
    "subsequence": lambda item, dice: _subsequence(item.abbreviation, dice),
    "one typo": lambda item, dice: slip(item.abbreviation, dice),
    "two typos": lambda item, dice: slip(slip(item.abbreviation, dice), dice),
    "initials": _initials,
    "title words": lambda item, dice: " ".join(_some_words(item, dice)),
    "words typo": _words_typo,
    "word prefixes": _word_prefixes,
    "with spaces": lambda item, dice: item.abbreviation.replace("-", " "),
    "question": _question,
}


def query_of(kind: str, library: Library, dice: random.Random) -> Query:
    item = dice.choice(library.items)
    if kind == "prefix":
        return _prefix(library, item, dice)
    if kind == "title start":
        return _title_start(library, item, dice)
    return Query(kind, _MADE[kind](item, dice), item.abbreviation, frozenset((item.abbreviation,)))


def keystrokes(asked: list[Query], count: int, dice: random.Random) -> list[str]:
    """What stands in the box after each key while some of the queries are typed."""
    every = [query.text[:length] for query in asked for length in range(1, min(len(query.text), 40) + 1)]
    return dice.sample(every, k=min(len(every), count))
