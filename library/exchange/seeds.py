"""The templates and questions a new library begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from library.errors import BadDocument
from library.exchange.folder import QUESTIONS_FILE, read_path
from library.record import questions, review
from library.record.members import SEED
from library.template_files import TemplateFile

#: The period the shipped fifty are frozen under, until the team's own tickets give better ones.
SEED_PERIOD = "seed"


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """A question as questions.yaml holds it; `share` is a typical share of all tickets, as decimal text."""

    id: str
    name: str
    rank: int
    share: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seeds:
    templates: Sequence[TemplateFile]
    questions: Sequence[SeedQuestion]


def read_seeds(folder: Path) -> Seeds:
    """Raises BadDocument where a file of the folder is wrong."""
    return Seeds(read_path(folder), read_questions(folder / QUESTIONS_FILE))


def read_questions(path: Path) -> list[SeedQuestion]:
    """The questions of a questions.yaml. Raises BadDocument naming the file."""
    import yaml

    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        return [
            SeedQuestion(item["id"], item["name"], int(item["rank"]), item["share"], tuple(item["phrasings"]))
            for item in loaded["questions"]
        ]
    except OSError as error:
        raise BadDocument(f"{path}: {error.strerror}", "the program's files are incomplete: install it again") from None
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadDocument(f"{path}: not a list of questions: {error}", "see the shipped questions.yaml") from None


def load_seeds(session: Session, seeds: Seeds) -> None:
    """Puts the seeds into a new library, decided by “seed”, in the session's one transaction."""
    pairs = [(template.document, template.id or None) for template in seeds.templates]
    review.publish(session, pairs, by=SEED, source=SEED, message="the templates a new library begins with")
    for question in seeds.questions:
        questions.put(session, id=question.id, name=question.name, by=SEED)
        questions.phrase(session, question.id, question.phrasings, source=SEED, by=SEED)
    ranked = sorted(seeds.questions, key=lambda question: question.rank)
    questions.freeze(session, SEED_PERIOD, [questions.Ranked(q.id, q.name, share=q.share) for q in ranked], by=SEED)
    for template in seeds.templates:
        for question_id in template.document.questions:
            questions.link(session, question_id, template.document.abbreviation, by=SEED)
