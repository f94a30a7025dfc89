"""The form of what was typed by which choices are remembered on a desk, and counted in the library for the team."""

from __future__ import annotations

from library.finding.folding import MAXIMUM_CHARACTERS, plain

#: Whoever types more writes a sentence, which nobody types a second time to the letter.
LONGEST = 60


def key_of(typed: str) -> str:
    """The folded words joined by single spaces; '' where nothing was typed, or more than `LONGEST` characters."""
    key = plain(typed[:MAXIMUM_CHARACTERS])
    return key if len(key) <= LONGEST else ""
