"""What a customer's words mean, for a `find` whose letters leave it open. Nobody waits for seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.finding.folding import is_sentence
from library.finding.strengths import CERTAIN
from snippets.cli.output import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.finding.index import Entry, Index
    from library.finding.score import Match
    from snippets.config import Config


def with_meaning(config: Config, index: Index, entries: Sequence[Entry], typed: str, found: list[Match]) -> list[Match]:
    """What was found and what the words most likely ask for, best first; only the former for fewer words, where
    letters are certain, or where finding out would take long.
    """
    if not is_sentence(typed) or (found and found[0].score >= CERTAIN):
        return found
    from library.finding.blending import Asked, blended
    from snippets.kept import meaning_at_hand

    asked = Asked(index, typed)
    if not is_sentence(asked.words):
        return found
    try:
        meaning = meaning_at_hand(config.desk, entries, config.encoder)
    except LibraryError as error:
        tell(f"snippets: only by its letters: {error.message} ({error.hint})")
        return found
    if meaning is None:
        return found
    from library.finding.meaning import nearest
    from library.finding.meaning_fitting import FITTING

    near = nearest(meaning, asked.words, len(entries), at_least=FITTING)
    return blended(found, asked.passing(near))
