"""Who may approve which templates, and whether somebody else than the author has to: the team's rules.

The setting `approve.Billing` names the people for a group and the groups in it, whatever their role; where no group
above a template says anything, every owner and lead may. `review.second_person` is auto (a second person where two may
approve in that group), always or never.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library.documents import Document, folded
from library.errors import NotAllowed
from library.record import changes, history, members, settings
from library.record.clock import now
from library.record.members import Person
from library.record.sight import is_enforced as is_enforced

#: Names in one hint.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules and the people with the team at one moment; by folded name, earlier names too."""

    rules: Mapping[str, str]
    people: Mapping[str, Person]
    is_seeding: bool

    def approvers(self, group: str) -> tuple[str, ...]:
        """Who may approve templates of a group, by name."""
        if named := settings.of_group(self.rules, "approve", group):
            found = {person.name for name in settings.names_in(named) if (person := self.people.get(folded(name)))}
        else:
            found = {person.name for person in self.people.values() if person.role in members.DECIDE}
        return tuple(sorted(found, key=folded))

    def may_approve(self, by: str, groups: Iterable[str]) -> bool:
        return self.is_seed(by) or all(self._name(by) in self.approvers(group) for group in groups)

    def needs_second(self, group: str) -> bool:
        """Whether the author's own approval is not enough in a group."""
        mode = self.rules.get("review.second_person", "").strip() or "auto"
        return mode == "always" or (mode == "auto" and len(self.approvers(group)) > 1)

    def is_settled_by(self, by: str, author: str, groups: Collection[str]) -> bool:
        """Whether this person's approval of the author's revision is all it takes."""
        is_own = self._name(by) == self._name(author)
        needs_other = is_own and not self.is_seed(by) and any(self.needs_second(group) for group in groups)
        return self.may_approve(by, groups) and not needs_other

    def is_seed(self, by: str) -> bool:
        return self.is_seeding and by == members.SEED

    def is_same(self, one: str, other: str) -> bool:
        """Whether both names are one person's, earlier names included."""
        return self._name(one) == self._name(other)

    def _name(self, by: str) -> str:
        person = self.people.get(folded(by))
        return person.name if person else folded(by)


def policy(session: Session) -> Policy:
    at = now(session)
    there = members.list(session, at=at)
    people = {folded(name): person for person in there for name in person.earlier_names}
    people |= {folded(person.name): person for person in there}
    return Policy(settings.list(session), people, not changes.head(session)[0])


def approvers(session: Session, document: Document) -> tuple[str, ...]:
    """The names of all who may approve a document, by its group."""
    return policy(session).approvers(document.group)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A revision somebody wants live: what it is called, who wrote it, and its group now and so far."""

    name: str
    author: str
    groups: tuple[str, ...]


def require(session: Session, by: str, about: Sequence[Candidate], *, is_own_enough: bool = False) -> None:
    """Raises NotAllowed, naming who may, unless this person's approval settles each; `is_own_enough` for typo edits."""
    rules = policy(session)
    for one in about:
        author = "" if is_own_enough else one.author
        if rules.is_settled_by(by, author, one.groups):
            continue
        able = set(rules.approvers(one.groups[0])).intersection(*(rules.approvers(group) for group in one.groups))
        if not rules.may_approve(by, one.groups):
            _refuse(rules, by, one, able)
        others = sorted(name for name in able if not rules.is_same(name, one.author))
        raise NotAllowed(
            f"{by} wrote {one.name} and may not approve it alone",
            f"somebody else has to: {_listed(others)}" if others else "put a second person on the roster who may",
        )


def groups_of(session: Session, documents: Mapping[str, Document]) -> dict[str, tuple[str, ...]]:
    """By template, the groups an approval of its new document is about: the new one, and the one agents find it in."""
    live = history.live_among(session, documents)
    found = {}
    for template, document in documents.items():
        item = live.get(template)
        before = (item.document.group,) if item else ()
        found[template] = tuple(dict.fromkeys((document.group, *before)))
    return found


def _refuse(rules: Policy, by: str, one: Candidate, able: Collection[str]) -> None:
    group = next((group for group in one.groups if settings.of_group(rules.rules, "approve", group)), "")
    if not group:
        raise NotAllowed(f"{by or 'nobody'} may not approve", f"owners or leads may: {_listed(sorted(able))}")
    raise NotAllowed(
        f"{by or 'nobody'} may not approve {one.name} in {group}",
        f"these may: {_listed(sorted(able))}" if able else "an owner says who may: snippets settings set approve.GROUP",
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED]) or 'nobody is one'}{more}"
