"""The ifs of a body from its tokens: every branch with its condition, where it begins and ends, what is above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from library.checks.conditions import Expression, conditions_in, expression_of
from library.rendering.scan import RawToken


class Branch(NamedTuple):
    """What comes under one condition, None for else: its tag begins at `at` and its text goes from start to end."""

    at: int
    start: int
    end: int
    test: Expression | None


class Chain(NamedTuple):
    """One if with all its branches; `above` are the conditions it stands under, each with how it must turn out."""

    branches: tuple[Branch, ...]
    above: tuple[tuple[Expression, bool], ...] = ()


class _Open:
    """A block that is not closed yet; an if has branches, a loop the name it makes."""

    def __init__(self, local: str = "", above: tuple[tuple[Expression, bool], ...] = ()) -> None:
        self.local = local
        self.above = above
        self.branches: list[Branch] = []

    def begin(self, at: int, start: int, test: Expression | None) -> None:
        self.finish(at)
        self.branches.append(Branch(at, start, start, test))

    def finish(self, end: int) -> None:
        if self.branches:
            self.branches[-1] = self.branches[-1]._replace(end=end)

    def conditions(self) -> list[tuple[Expression, bool]]:
        """What holds inside the branch that is open."""
        last = self.branches[-1].test if self.branches else None
        before = [(branch.test, False) for branch in self.branches[:-1] if branch.test is not None]
        return [*before, *([(last, True)] if last is not None else ())]


def chains_of(tokens: Sequence[RawToken]) -> tuple[Chain, ...]:
    """Every if of a body that has been found sound, inner ones before those around them; ifs within a gap too."""
    found: list[Chain] = []
    opened: list[_Open] = []
    for kind, start, end, inside in _tags(tokens):
        locals_ = frozenset(block.local for block in opened if block.local)
        above = tuple(condition for block in opened for condition in block.conditions())
        if kind == "variable":
            found += _chains_in_gap(inside, end, above, locals_)
            continue
        word = inside[0][2] if inside else ""
        if word == "if":
            opened.append(_Open(above=above))
            opened[-1].begin(start, end, expression_of(inside[1:], locals_))
        elif word == "for":
            opened.append(_Open(local=str(inside[1][2])))
        elif word in ("elif", "else") and opened and opened[-1].branches:
            opened[-1].begin(start, end, expression_of(inside[1:], locals_) if word == "elif" else None)
        elif word in ("endif", "endfor") and opened:
            block = opened.pop()
            block.finish(start)
            if block.branches:
                found.append(Chain(tuple(block.branches), block.above))
    return tuple(found)


def _tags(tokens: Sequence[RawToken]) -> Iterator[tuple[str, int, int, Sequence[RawToken]]]:
    """Each gap and tag: “variable” or “block”, where it begins, where it ends, and the tokens between."""
    begun = 0
    for at, (offset, kind, _) in enumerate(tokens):
        if kind.endswith("_begin"):
            begun = at
        elif kind.endswith("_end"):
            yield kind.removesuffix("_end"), tokens[begun][0], offset + 2, tokens[begun + 1 : at]


def _chains_in_gap(
    inside: Sequence[RawToken], end: int, above: tuple[tuple[Expression, bool], ...], locals_: frozenset[str]
) -> Iterator[Chain]:
    """`{{ 'a' if x else 'b' }}` as an if whose branches hold no prose."""
    if not any(token[1] == "name" and token[2] == "if" for token in inside):
        return
    for test, at, has_else in conditions_in(expression_of(inside, locals_)):
        branches = [Branch(at, end, end, test), *([Branch(at, end, end, None)] if has_else else ())]
        yield Chain(tuple(branches), above)
