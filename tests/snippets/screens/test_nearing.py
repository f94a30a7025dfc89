"""Customers' words in the find box: understood a little after the last key, and never in the agent's way."""

from __future__ import annotations

from library.documents import Document
from library.finding import Match
from snippets.screens.find import FindScreen

from .conftest import Desktop, Opener
from .desks import rows

WARRANTY = Document("warranty-claim", "We repair it.", title="Repair of a broken appliance under guarantee")
PARCEL = Document("parcel-lost", "We look for your parcel.", title="Package lost on its way to the customer")
CANCEL = Document("cancel-plan", "Your plan is cancelled.", title="Stop a subscription")
NOISE = tuple(Document(f"device-{n}", f"About device {n}.", title=f"My new device number {n}") for n in range(30))
REPLIES = (WARRANTY, PARCEL, CANCEL, *NOISE)
SENTENCE = "my device stopped working and needs fixing"
MESSAGE = (
    "Hi team,\n\nI want to end my membership now. Also, where is my shipment, it never arrived?\n\n"
    "Kind regards,\nAna Lopez"
)


async def understood(desktop: Desktop) -> None:
    await desktop.until(lambda: bool(desktop.find.catalog and desktop.find.catalog.finder.meaning))


async def test_what_a_sentence_means_is_added_below_the_highlighted_row(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        desktop.find.words.value = SENTENCE
        await desktop.until(lambda: desktop.find.searched == SENTENCE)
        first = desktop.names[0]
        assert first != "warranty-claim"
        await desktop.until(lambda: "warranty-claim" in desktop.names[1:4])
        assert desktop.highlighted == desktop.names[0] == first


async def test_late_rows_say_why_they_are_there(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await desktop.type("where is the lost package")
        await understood(desktop)
        await desktop.until(lambda: "parcel-lost" in desktop.names)
        row = next(row for row in desktop.find.results.rows if row.name == "parcel-lost")
        marked = [row.title[start:end].lower() for start, end in row.title_spans]
        assert "lost" in marked
        assert "package" in marked


async def test_two_words_wait_for_no_word_vectors(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await desktop.type("parcel lost")
        assert desktop.find._waiting is None
        await desktop.type(" on its way")
        assert desktop.find.searched == "parcel lost on its way"


async def test_a_pasted_message_is_answered_question_by_question_at_once(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await desktop.type("one two three")
        await understood(desktop)
        await desktop.press("escape")
        await desktop.paste(MESSAGE)
        assert set(desktop.names[:2]) == {"cancel-plan", "parcel-lost"}


async def test_a_message_that_nothing_fits_is_said_to_fit_nothing(open_app: Opener) -> None:
    async with open_app((WARRANTY, PARCEL, CANCEL)) as desktop:
        await desktop.type("one two three")
        await understood(desktop)
        await desktop.press("escape")
        await desktop.paste("what is the capital of france and who painted the mona lisa")
        assert any("Nothing fits this message" in toast for toast in desktop.toasts)


async def test_signs_in_a_pasted_message_are_no_filters(open_app: Opener) -> None:
    tagged = Document("tagged", "Tagged.", title="Tagged", tags=("lost",))
    async with open_app((*REPLIES, tagged)) as desktop:
        await desktop.paste("my package is #lost since monday")
        assert "parcel-lost" in desktop.names


async def test_the_use_after_a_pasted_message_is_noted_with_what_it_asks_and_nothing_personal(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        await desktop.type("one two three")
        await understood(desktop)
        await desktop.press("escape")
        await desktop.paste("Hi,\n\nI want to stop my subscription.\n\nKind regards,\nWaldemar Kowalczyk")
        assert desktop.highlighted == "cancel-plan"
        await desktop.press("enter")
        await desktop.settled()
        [search] = [row for row in rows(desktop.path, "searches") if row["outcome"] == "used"]
        [use] = rows(desktop.path, "uses")
        assert (search["kind"], search["outcome"]) == ("suggest", "used")
        assert "stop my subscription" in str(search["words"]).lower()
        assert "kowalczyk" not in str(search["words"]).lower()
        assert use["search"] == search["id"]


async def test_a_sentence_that_letters_know_nothing_of_is_found_all_the_same(open_app: Opener) -> None:
    async with open_app((PARCEL, CANCEL)) as desktop:
        await desktop.type("quit memberships altogether")
        await understood(desktop)
        await desktop.settled()
        desktop.find.results.rows = ()
        assert desktop.find.catalog is not None
        entry = next(one for one in desktop.find.catalog.finder.index.entries if one.abbreviation == "parcel-lost")
        desktop.find._found = []
        late = FindScreen.NearFound(desktop.find.searched, [Match(entry, 0.5, "title", entry.title)])
        desktop.find.post_message(late)
        await desktop.until(lambda: desktop.highlighted == "parcel-lost")
        await desktop.press("enter")  # meant for the empty list that stood there a moment ago
        assert not desktop.clipboard
        desktop.find._came_late = float("-inf")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == [PARCEL.body]


async def test_vectors_that_cannot_be_read_are_told_once_and_letters_go_on(open_app: Opener) -> None:
    async with open_app(REPLIES) as desktop:
        screen = desktop.find
        assert isinstance(screen, FindScreen)
        screen.config = screen.config._replace(encoder="/nowhere/at/all")
        await desktop.type("where is my package")
        await desktop.settled()
        await desktop.type(" now")
        await desktop.settled()
        assert sum("encoder" in toast for toast in desktop.toasts) == 1
        assert "parcel-lost" in desktop.names
