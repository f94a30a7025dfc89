"""What `find` and `suggest` have in common: a match as a row, and as JSON; and the note of what was searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.desk.store import PERSONAL
from snippets.cli.common import now
from snippets.cli.output import tell
from snippets.formatting import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from library.desk.store import Desk
    from library.finding.score import Match
    from snippets.config import Config

#: So much of a message is noted: what it asks, not its whole story.
NOTED = 600


def plain_match(match: Match) -> dict[str, object]:
    entry = match.entry
    return {
        "abbreviation": entry.abbreviation,
        "title": entry.title,
        "group": entry.group,
        "score": round(match.score, 4),
        "matched": match.matched,
        "text": match.text,
        "template": entry.template,
        "mine": entry.template.startswith(PERSONAL),
    }


def row_of(match: Match, *, has_reason: bool = False) -> list[str]:
    entry = match.entry
    own = "mine" if entry.template.startswith(PERSONAL) else ""
    row = [entry.abbreviation, shortened(entry.title, 60), " · ".join(filter(None, [own, entry.group]))]
    return [*row, f"{match.matched}: {shortened(match.text, 60)}"] if has_reason else row


def masked(desk: Desk, words: str) -> str:
    """The words as they may be kept."""
    from library.masking import mask_words

    return shortened(mask_words(words, desk.is_known_word), NOTED)


def note_nothing(desk: Desk, config: Config, words: str, *, kind: str, started: datetime) -> None:
    """Notes a search that nothing answers, masked: it is the lead's list of what to write."""
    from library.desk.outbox import Search, record_search
    from library.errors import LibraryError
    from library.identifiers import make_id, utc_text

    kept = masked(desk, words)
    try:
        record_search(desk, Search(make_id(), config.agent, kept, kind, "nothing", utc_text(started), utc_text(now())))
    except LibraryError as error:
        tell(f"snippets: not noted: {error.message}")
