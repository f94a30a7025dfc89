"""`snippets questions`: what customers ask, which templates answer it, and how customers put it."""

from __future__ import annotations

import shlex

import click
from sqlmodel import Session

from library.cleaning import for_line
from library.record import history, questions
from library.record.questions import TopQuestion
from snippets.cli.common import COMMON_OPTIONS, Group, complete_names, config_of, json_option
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say, tell
from snippets.cli.phrasings import accept_command, phrase_command, phrasings_command, refuse_command
from snippets.cli.questioning import live_names, question_argument, question_named, write
from snippets.formatting import counted, shortened

#: Letters of a question's name in a list.
_NAME = 48
template_argument = click.argument("template", shell_complete=complete_names)


@click.group("questions", cls=Group, params=COMMON_OPTIONS())
def questions_command() -> None:
    """What customers ask, which templates answer it, and how they put it.

    A question is named by its id, its name, or the beginning of either.

    \b
      snippets questions list
      snippets questions link where-is-my-refund refund-late
      snippets questions phrasings         what uses propose, to be accepted or refused
    """


for _command in (phrase_command, phrasings_command, accept_command, refuse_command):
    questions_command.add_command(_command)


@questions_command.command("list")
@json_option
@click.pass_context
def list_questions(ctx: click.Context, as_json: bool) -> None:
    """Show every question with its live templates, the most frequent first.

    \b
      snippets questions list
      snippets questions list --json
    """
    with reading(config_of(ctx)) as session:
        found = [question for question in questions.current(session) if not question.merged_into]
        called = live_names(session, {template for question in found for template in question.templates})
    if as_json:
        print_json([_plain(question, called) for question in found])
    elif found:
        print_table([_row(question, called) for question in found], ["#", "id", "question", "phrasings", "templates"])
        say(f"\n{_summary(found, called)}")
    else:
        tell('There are no questions yet. Next: snippets questions add "Where is my refund?"')


@questions_command.command("show")
@question_argument
@json_option
@click.pass_context
def show_question(ctx: click.Context, question: str, as_json: bool) -> None:
    """Show one question: its place, its templates, and every phrasing it is found by.

    \b
      snippets questions show where-is-my-refund
      snippets questions show "where is my ref"
    """
    with reading(config_of(ctx)) as session:
        found = question_named(session, question)
        called = live_names(session, found.templates)
    if as_json:
        print_json(_plain(found, called))
        return
    answers = _answers(found, called)
    share = f", {float(found.share) * 100:.1f} % of tickets" if found.share else ""
    say(for_line(f"{found.name} ({found.id})"))
    say(f"rank {found.rank}{share}" if found.rank else "not among the top questions")
    say(for_line(f"answered by {', '.join(answers)}" if answers else "no live template answers it"))
    say(f"{counted(len(found.phrasings), 'phrasing')}{':' if found.phrasings else ''}")
    for text in found.phrasings:
        say(f"  {for_line(text)}")
    if not answers:
        say(for_line(f"Next: {_link_hint(found)}."))


@questions_command.command("add")
@click.argument("name")
@json_option
@click.pass_context
def add_question(ctx: click.Context, name: str, as_json: bool) -> None:
    """Add a question, named as a customer would put it in a few words.

    \b
      snippets questions add "Can I pay by invoice?"
    """

    def work(session: Session, by: str) -> TopQuestion:
        return question_named(session, questions.add(session, name, by=by))

    made = write(ctx, work)
    if as_json:
        print_json(_plain(made, {}))
    else:
        tell(for_line(f"Added “{made.name}”. Next: {_link_hint(made)}."))


@questions_command.command("rename")
@question_argument
@click.argument("name")
@click.pass_context
def rename_question(ctx: click.Context, question: str, name: str) -> None:
    """Give a question another name. Its id, templates and phrasings stay.

    \b
      snippets questions rename where-is-my-refund "When does my refund arrive?"
    """

    def work(session: Session, by: str) -> TopQuestion:
        id_ = questions.resolve(session, question)
        questions.rename(session, id_, name, by=by)
        return question_named(session, id_)

    done = write(ctx, work)
    tell(for_line(f"{done.id} is called “{done.name}” now."))


@questions_command.command("link")
@question_argument
@template_argument
@click.pass_context
def link_template(ctx: click.Context, question: str, template: str) -> None:
    """Say that a template answers a question: its phrasings then find it, and reports count the question as covered.

    \b
      snippets questions link where-is-my-refund refund-late
    """
    found, is_new, is_live = _link(ctx, question, template, "linked")
    rest = "" if is_live else "; but it is not live: agents do not get it, and reports do not count it"
    tell(for_line(f"{template} {'now' if is_new else 'already'} answers “{found.name}”{rest}."))


@questions_command.command("unlink")
@question_argument
@template_argument
@click.pass_context
def unlink_template(ctx: click.Context, question: str, template: str) -> None:
    """Say that a template does not answer a question.

    \b
      snippets questions unlink where-is-my-refund refund-late
    """
    found, is_new, _ = _link(ctx, question, template, "unlinked")
    tell(for_line(f"{template} {'no longer answers' if is_new else 'did not answer'} “{found.name}”."))


def _link(ctx: click.Context, question: str, template: str, state: str) -> tuple[TopQuestion, bool, bool]:
    """The question as it is now, whether that altered it, and whether the template is live."""

    def work(session: Session, by: str) -> tuple[TopQuestion, bool, bool]:
        id_ = questions.resolve(session, question)
        is_new = questions.link(session, id_, template, by=by, state=state)
        found = question_named(session, id_)
        return found, is_new, bool(live_names(session, [history.resolve(session, template)]))

    return write(ctx, work)


def _row(question: TopQuestion, called: dict[str, str]) -> list[str]:
    name, phrasings = shortened(question.name, _NAME), str(len(question.phrasings))
    return [str(question.rank or "–"), question.id, name, phrasings, ", ".join(_answers(question, called)) or "none"]


def _summary(found: list[TopQuestion], called: dict[str, str]) -> str:
    """How many have an answer, and the first that has none."""
    waiting = [question for question in found if not _answers(question, called)]
    answered = len(found) - len(waiting)
    said = f"{answered} of {counted(len(found), 'question')} {'has' if answered == 1 else 'have'} a live template."
    if not waiting:
        return f"{said}\nNext: snippets questions phrasings shows new ways customers put them."
    return f"{said}\nNext: write an answer for “{shortened(waiting[0].name, _NAME)}”, then {_link_hint(waiting[0])}."


def _link_hint(question: TopQuestion) -> str:
    return f"snippets questions link {shlex.quote(question.id)} TEMPLATE"


def _answers(question: TopQuestion, called: dict[str, str]) -> list[str]:
    return [called[template] for template in question.templates if template in called]


def _plain(question: TopQuestion, called: dict[str, str]) -> dict[str, object]:
    return {
        "id": question.id,
        "name": question.name,
        "state": question.state,
        "pinned": question.is_pinned,
        "rank": question.rank or None,
        "volume": question.volume,
        "share": question.share or None,
        "templates": _answers(question, called),
        "phrasings": list(question.phrasings),
    }
