"""What the commands about questions have in common: which one is meant, its live templates, and writing as oneself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import click
from sqlmodel import Session

from library.record import history, questions
from library.record.questions import TopQuestion
from snippets.cli.common import config_of
from snippets.cli.completing import complete_questions
from snippets.cli.opening import writing

T = TypeVar("T")
question_argument = click.argument("question", shell_complete=complete_questions)


def write(ctx: click.Context, work: Callable[[Session, str], T]) -> T:
    """The work's result, done in one transaction by whoever runs the command."""
    config = config_of(ctx)
    return writing(config, lambda session: work(session, config.agent))


def question_named(session: Session, named: str) -> TopQuestion:
    """Raises UnknownName, and BadValue where several may be meant."""
    id_ = questions.resolve(session, named)
    return next(question for question in questions.current(session) if question.id == id_)


def live_names(session: Session, templates: Iterable[str]) -> dict[str, str]:
    """What those of the templates that agents get are called, by id."""
    live = history.live_among(session, templates)
    return {template: item.document.abbreviation for template, item in live.items()}
