"""Conditions read from tokens, as far as what they compare can be told: fields, constants, and, or, not.

A body is checked by the renderer's own parser first, so what comes here is sound; whatever else the language has
(filters, tests, joined texts) is one `Other`, of which nothing is known but that it is true or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from library.rendering.scan import RawToken
from library.rendering.scope import Value


class Const(NamedTuple):
    value: Value
    at: int


class Name(NamedTuple):
    """A field, a dotted name of the context, or a fact."""

    name: str
    at: int


class Items(NamedTuple):
    items: tuple[Expression, ...]
    at: int


class Compare(NamedTuple):
    """One comparison: “eq”, “lt”, “lteq”, “gt”, “gteq” or “in”."""

    sign: str
    left: Expression
    right: Expression
    at: int


class Not(NamedTuple):
    inner: Expression
    at: int


class Both(NamedTuple):
    left: Expression
    right: Expression
    at: int


class Either(NamedTuple):
    left: Expression
    right: Expression
    at: int


class Chosen(NamedTuple):
    """`then if test else otherwise`."""

    test: Expression
    then: Expression
    otherwise: Expression | None
    at: int


class Other(NamedTuple):
    """Anything else, known by how it is spelt; `parts` are what it is made of."""

    spelt: str
    parts: tuple[Expression, ...]
    at: int


Expression: TypeAlias = Const | Name | Items | Compare | Not | Both | Either | Chosen | Other

_COMPARISONS = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})
_CONSTANTS: dict[object, bool] = {"true": True, "True": True, "false": False, "False": False}
_WORDS = frozenset({"if", "else", "and", "or", "not", "in", "is"})


def expression_of(tokens: Sequence[RawToken], locals_: frozenset[str] = frozenset()) -> Expression:
    """The expression of a tag's tokens; names in `locals_` belong to loops, and nothing is known of them."""
    reader = _Reader(tokens, locals_)
    try:
        found = reader.chosen()
    except (IndexError, RecursionError):
        return Other(spelt_of(tokens), (), tokens[0][0] if tokens else 0)
    return found if reader.at == len(tokens) else Other(spelt_of(tokens), (found,), tokens[0][0])


def spelt_of(tokens: Sequence[RawToken]) -> str:
    return " ".join(f"{kind}:{value}" for _, kind, value in tokens)


def inner_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions it is made of."""
    match expression:
        case Items(items, _):
            return items
        case Compare(_, left, right, _) | Both(left, right, _) | Either(left, right, _):
            return left, right
        case Not(inner, _):
            return (inner,)
        case Chosen(test, then, otherwise, _):
            return (test, then, *((otherwise,) if otherwise is not None else ()))
        case Other(_, parts, _):
            return parts
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything within it."""
    yield expression
    for inner in inner_of(expression):
        yield from walk(inner)


def conditions_in(expression: Expression) -> Iterator[tuple[Expression, int, bool]]:
    """The condition of each `x if y else z` within, its offset, and whether there is an else."""
    for part in walk(expression):
        if isinstance(part, Chosen):
            yield part.test, part.test.at, part.otherwise is not None


class _Reader:
    """Reads with the precedence of jinja2's parser: if-else, or, and, not, comparison, ~, filters and tests."""

    def __init__(self, tokens: Sequence[RawToken], locals_: frozenset[str]) -> None:
        self.tokens = tokens
        self.locals = locals_
        self.at = 0

    def sees(self, *words: str) -> bool:
        """Whether the next token is one of these words or signs."""
        if self.at >= len(self.tokens):
            return False
        _, kind, value = self.tokens[self.at]
        return (value if kind == "name" else kind) in words

    def take(self, *words: str) -> bool:
        if self.sees(*words):
            self.at += 1
            return True
        return False

    @property
    def offset(self) -> int:
        return self.tokens[self.at][0]

    def chosen(self) -> Expression:
        then = self.either()
        while self.take("if"):
            test = self.either()
            then = Chosen(test, then, self.chosen() if self.take("else") else None, then.at)
        return then

    def either(self) -> Expression:
        left = self.both()
        while self.take("or"):
            left = Either(left, self.both(), left.at)
        return left

    def both(self) -> Expression:
        left = self.negation()
        while self.take("and"):
            left = Both(left, self.negation(), left.at)
        return left

    def negation(self) -> Expression:
        at = self.offset
        return Not(self.negation(), at) if self.take("not") else self.comparison()

    def comparison(self) -> Expression:
        start = self.at
        first = left = self.joined()
        found: list[Expression] = []
        while self.at < len(self.tokens):
            _, kind, value = self.tokens[self.at]
            if kind in _COMPARISONS:
                self.at += 1
                right = self.joined()
                compared: Expression = Compare("eq" if kind == "ne" else kind, left, right, first.at)
                found.append(Not(compared, first.at) if kind == "ne" else compared)
            elif value == "in" or (value == "not" and self.tokens[self.at + 1][2] == "in"):
                self.at += 1 if value == "in" else 2
                right = self.joined()
                compared = Compare("in", left, right, first.at)
                found.append(compared if value == "in" else Not(compared, first.at))
            else:
                break
            left = right
        if len(found) > 1:
            return Other(spelt_of(self.tokens[start : self.at]), tuple(found), first.at)
        return found[0] if found else first

    def joined(self) -> Expression:
        start, parts = self.at, [self.filtered()]
        while self.take("tilde"):
            parts.append(self.filtered())
        if len(parts) == 1:
            return parts[0]
        return Other(spelt_of(self.tokens[start : self.at]), tuple(parts), parts[0].at)

    def filtered(self) -> Expression:
        """A value with its filters and tests."""
        start, value = self.at, self.primary()
        parts, end = [value], self.at
        while self.sees("pipe", "is"):
            self.at += 1
            self.take("not")
            self.at += 1  # the filter's or test's name
            if self.sees("lparen"):
                parts += self.arguments("rparen")
        if self.at == end:
            return value
        return Other(spelt_of(self.tokens[start : self.at]), tuple(parts), value.at)

    def arguments(self, closing: str) -> list[Expression]:
        """What stands in brackets, the names of named arguments left out; the brackets are taken too."""
        self.at += 1
        found: list[Expression] = []
        while not self.take(closing):
            if self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] == "assign":
                self.at += 2
            found.append(self.chosen())
            self.take("comma")
        return found

    def primary(self) -> Expression:
        offset, kind, value = self.tokens[self.at]
        if kind == "lparen":
            self.at += 1
            inner = self.chosen()
            if not self.take("rparen"):
                raise IndexError
            return inner
        if kind == "lbracket":
            return Items(tuple(self.arguments("rbracket")), offset)
        self.at += 1
        if kind in ("string", "integer", "float"):
            return Const(value, offset)  # type: ignore[arg-type]
        if kind != "name" or value in _WORDS:
            raise IndexError
        if value in _CONSTANTS:
            return Const(_CONSTANTS[value], offset)
        name = str(value)
        while self.take("dot"):
            name += f".{self.tokens[self.at][2]}"
            self.at += 1
        if name.partition(".")[0] in self.locals or name.startswith("loop."):
            return Other(name, (), offset)
        return Name(name, offset)
