"""A whole message answered: which templates each of its questions asks for, or that nothing fits. No I/O."""

from __future__ import annotations

from typing import NamedTuple

from library.finding.meaning import Meaning, nearest, nearest_each
from library.finding.meaning_fitting import FITTING
from library.finding.messages import MOST_QUESTIONS, questions_in
from library.finding.score import Match


class Answer(NamedTuple):
    """A question of the message and the templates that may answer it, best first."""

    question: str
    matches: list[Match]


def answers(meaning: Meaning, message: str, limit: int = 5) -> list[Answer]:
    """One answer for each different question; empty when nothing fits.

    A sentence asks a question of its own where its best template fits; the others tell the story around it. Where all
    fitting sentences ask for one template the message is asked as a whole, for the story helps to tell templates apart.
    """
    questions = questions_in(message)[:MOST_QUESTIONS]
    single: dict[str, Answer] = {}
    for question, matches in zip(questions, nearest_each(meaning, questions, limit), strict=True):
        if _fits(matches) and _is_better(matches, single.get(matches[0].entry.template)):
            single[matches[0].entry.template] = Answer(question, matches)
    if len(single) < 2 <= len(questions):
        asked = " ".join(questions)
        whole = nearest(meaning, asked, limit)
        if _fits(whole):
            return [_fitting(Answer(asked, whole))]
    return [_fitting(answer) for answer in single.values()]


def _fits(found: list[Match]) -> bool:
    return bool(found) and found[0].score >= FITTING


def _is_better(found: list[Match], known: Answer | None) -> bool:
    return known is None or found[0].score > known.matches[0].score


def _fitting(answer: Answer) -> Answer:
    return Answer(answer.question, [match for match in answer.matches if match.score >= FITTING])
