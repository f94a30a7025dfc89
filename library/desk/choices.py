"""What an agent took for which words: it comes first when they type the same again. Never handed in.

No customer's name gets in here: words are only kept where the catalog explains every single one (see derived.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from library.desk import team
from library.desk.catalog import words_of
from library.desk.derived import explains, is_common, known_for, texts_of
from library.desk.store import Desk
from library.finding.folding import SENTENCE, plain
from library.finding.keys import key_of
from library.finding.score import Taken
from library.sqlite import patiently

__all__ = ["Choices", "choices", "chosen", "key_of", "known_for", "record_choice", "take_back_choice"]

#: What older choices for the same words keep with every new one, and what the new one gets: one choice comes first
#: where there was no habit, two in a row replace any habit.
KEPT, GAINED = 0.7, 0.3
#: A choice that counts less is forgotten: after eight others for the same words.
_FADED = 0.02

_CHOOSE = """INSERT INTO choices(agent, words, template, weight, last_at)
  SELECT agent, words, template, weight * :kept, last_at FROM choices
  WHERE agent = :agent AND words = :words AND template <> :template
  UNION ALL
  SELECT :agent, :words, :template, :gained + :kept * coalesce((
    SELECT weight FROM choices WHERE agent = :agent AND words = :words AND template = :template
  ), 0), :at WHERE true
  ON CONFLICT(agent, words, template) DO UPDATE SET weight = excluded.weight, last_at = excluded.last_at"""
#: What was forgotten by that choice stays forgotten.
_UNDO = (
    "UPDATE choices SET weight = (weight - CASE WHEN template = :template THEN :gained ELSE 0 END) / :kept"
    " WHERE agent = :agent AND words = :words"
    " AND EXISTS (SELECT 1 FROM choices WHERE agent = :agent AND words = :words AND template = :template)",
    "DELETE FROM choices WHERE agent = :agent AND words = :words AND weight < 0.001",
)
_FADE = "DELETE FROM choices WHERE agent = ? AND words = ? AND weight < ?"
_BEST_FIRST = "ORDER BY words, weight DESC, last_at DESC, template"


class Choices(NamedTuple):
    """By words (see `key_of`) the ids of the templates taken for them, the most usual first: by this agent, and by the
    team. Some may not be live any more.
    """

    own: dict[str, tuple[str, ...]]
    team: dict[str, tuple[str, ...]]


def record_choice(desk: Desk, *, agent: str, words: str, template: str, at: str) -> None:
    """Learns that this agent took a template for these words, as they were typed; nothing where they may not be kept.

    The template may be one of the agent's own. May be called within `desk.writing()`. Raises StoreError.
    """
    key = key_of(words)
    if not key or not _may_be_kept(desk, key, words, template):
        return
    choice = {"agent": agent, "words": key, "template": template, "at": at, "kept": KEPT, "gained": GAINED}
    with desk.reading():
        patiently(lambda: desk.connection.execute(_CHOOSE, choice))
        patiently(lambda: desk.connection.execute(_FADE, (agent, key, _FADED)))


def take_back_choice(desk: Desk, *, agent: str, words: str, template: str) -> None:
    """The choice was a mistake: it counts no more, and what was chosen before comes first again. Raises StoreError."""
    undone = {"agent": agent, "words": key_of(words), "template": template, "kept": KEPT, "gained": GAINED}
    with desk.reading():
        for statement in _UNDO:
            patiently(lambda statement=statement: desk.connection.execute(statement, undone))  # type: ignore[misc]


def choices(desk: Desk, agent: str) -> Choices:
    """Everything that was chosen, for who searches often."""
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT words, template FROM choices WHERE agent = ? {_BEST_FIRST}", (agent,)
        ).fetchall()
    return Choices(_by_words(rows), _by_words(team.choices(desk)))


def chosen(desk: Desk, agent: str, typed: str) -> Taken:
    """What was chosen for these words, for who searches once."""
    key = key_of(typed)
    if not key:
        return Taken()
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT template FROM choices WHERE agent = ? AND words = ? {_BEST_FIRST}", (agent, key)
        ).fetchall()
    return Taken(tuple(row[0] for row in rows), tuple(template for _, template in team.choices(desk, key)))


def _by_words(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for words, template in rows:
        found.setdefault(words, []).append(template)
    return {words: tuple(templates) for words, templates in found.items()}


def _may_be_kept(desk: Desk, key: str, typed: str, template: str) -> bool:
    """Whether every word is the catalog's, common, or explained by the template's own texts."""
    texts, words = texts_of(desk, template), key.split()
    is_brief = len(words) < SENTENCE
    spelt = {plain(word): word for word in words_of([typed])}
    return all(
        is_common(word)
        or explains(texts, word, is_brief=is_brief)
        or desk.is_known_word(word)
        or desk.is_known_word(spelt.get(word, word))  # the catalog's words have their accents
        for word in words
    )
