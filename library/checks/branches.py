"""Branches that no fill-in reaches, and comparisons with what a field can never be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from library.checks.branching import Branch, Chain
from library.checks.conditions import Compare, Const, Expression, Items, Name, walk
from library.checks.nearness import nearest
from library.checks.subject import Hit, Subject, Text
from library.checks.worlds import compared, holds, is_constant, options_of, worlds_of
from library.documents import Field, folded

_SHOWN = 60


def impossible_values(subject: Subject) -> Iterator[Hit]:
    """Choices compared with what is no option of theirs, toggles with a text."""
    for text in subject.texts:
        yield from _impossible(subject, text)


def dead_branches(subject: Subject) -> Iterator[Hit]:
    """Branches that no fill-in reaches, but for those whose condition names an impossible value."""
    for text in subject.texts:
        told = {hit.at for hit in _impossible(subject, text)}
        for chain in text.chains:
            for number, branch in enumerate(chain.branches):
                is_told = branch.test is not None and any(part.at in told for part in walk(branch.test))
                if not is_told and (why := _why_dead(subject, chain, number)):
                    yield Hit(f"{_tag(text, branch)} is never reached: {why[0]}", why[1], text.place, branch.at)


def _impossible(subject: Subject, text: Text) -> Iterator[Hit]:
    for comparison in _comparisons(text):
        for name, const in _sides(comparison):
            field = subject.fields.get(name.name)
            if field is not None and (problem := _problem(field, const.value, comparison)):
                yield Hit(*problem, text.place, comparison.at)


def _why_dead(subject: Subject, chain: Chain, number: int) -> tuple[str, str] | None:
    """Why nothing reaches a branch, and what to do; None where something does, or nobody can tell."""
    branch, before = chain.branches[number], chain.branches[:number]
    conditions = [(earlier.test, False) for earlier in before if earlier.test is not None]
    if branch.test is not None:
        if not _can_be(subject, [(branch.test, True)]):
            what = "is the same in every reply" if is_constant(branch.test) else "never holds"
            return f"its condition {what}", "correct the condition, or take the branch out"
        conditions.append((branch.test, True))
    if not _can_be(subject, conditions):
        return _every_case(subject, before), "take it out, or correct the conditions above it"
    if not _can_be(subject, [*chain.above, *conditions]):
        return "the if around it leaves no such case", "take it out, or correct one of the conditions"
    return None


def _every_case(subject: Subject, before: Sequence[Branch]) -> str:
    tests = [branch.test for branch in before if branch.test is not None]
    full = [
        test.name for test in tests
        if isinstance(test, Name) and options_of(subject.fields.get(test.name)) is None
    ]  # fmt: skip
    if full and not _can_be(subject, [(tests[-1], False)]):
        return f"{full[-1]} is required, so it is never empty"
    return "what stands above it takes every case"


def _can_be(subject: Subject, conditions: Sequence[tuple[Expression, bool]]) -> bool:
    """Whether the conditions can turn out so together, in some world; yes where that is too much to try."""
    subject.patience -= len(conditions)
    if subject.patience < 0:
        return True
    worlds = worlds_of([test for test, _ in conditions], subject.fields)
    for world in worlds if worlds is not None else ():
        subject.patience -= len(conditions)
        if subject.patience < 0:
            return True
        if all(holds(test, world, subject.fields) is wanted for test, wanted in conditions):
            return True
    return worlds is None


def _tag(text: Text, branch: Branch) -> str:
    tag = text.body[branch.at :].partition("\n")[0]
    closing = tag.find("%}")
    if not tag.startswith("{%") or closing < 0:
        return "one side of “if ... else”" if branch.test is None else "what stands before “if”"
    tag = tag[: closing + 2]
    return tag if len(tag) <= _SHOWN else tag[: _SHOWN - 1] + "…"


def _comparisons(text: Text) -> Iterator[Compare]:
    """Every comparison in the conditions of a text, in order."""
    found = [part for chain in text.chains for branch in chain.branches if branch.test for part in walk(branch.test)]
    seen: set[int] = set()
    for part in sorted((part for part in found if isinstance(part, Compare)), key=lambda part: part.at):
        if part.at not in seen:
            seen.add(part.at)
            yield part


def _sides(comparison: Compare) -> Iterator[tuple[Name, Const]]:
    """The name of a comparison with each constant it is compared with; none where it compares no such things."""
    left, right = comparison.left, comparison.right
    if comparison.sign == "eq":
        pairs = [(left, right), (right, left)]
    elif comparison.sign == "in" and isinstance(right, Items):
        pairs = [(left, item) for item in right.items]
    elif comparison.sign == "in":
        pairs = [(right, left)]
    else:
        pairs = []
    for name, const in pairs:
        if isinstance(name, Name) and isinstance(const, Const):
            yield name, const


def _problem(field: Field, value: object, comparison: Compare) -> tuple[str, str] | None:
    """Message and hint, None where the field can have this value."""
    if field.type == "toggle" and comparison.sign == "eq" and not isinstance(value, bool):
        return f"{field.name} is a toggle and never {_quoted(value)}", f"write {{% if {field.name} %}}"
    if field.type not in ("choice", "choices") or not field.options:
        return None
    if isinstance(comparison.right, Name) and field.type == "choice" and comparison.sign == "in":
        return None  # part of the option's own text: “card” in method
    if value == "" and not field.required:
        return None
    if any(compared("eq", option.value, value) for option in field.options):  # type: ignore[arg-type]
        return None
    return f"{_quoted(value)} is no option of {field.name}", _meant(field, value)


def _meant(field: Field, value: object) -> str:
    labels = {folded(option.label): option.value for option in field.options if option.label}
    if (meant := labels.get(folded(str(value)))) is not None:
        return f"that is what agents see; write “{meant}”"
    near = nearest(str(value), [option.value for option in field.options], limit=1)
    options = ", ".join(option.value for option in field.options[:5])
    return f"did you mean “{near[0]}”?" if near else f"its options are {options}"


def _quoted(value: object) -> str:
    return f"“{value[:40]}”" if isinstance(value, str) else str(value)
