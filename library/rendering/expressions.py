"""Expressions as closures: constants, filters, tests, comparisons, and what joins them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Never

from jinja2 import nodes

from library.errors import TemplateFault
from library.rendering import filters, values
from library.rendering.names import FIRM, PEEK, SOFT, Names, Read
from library.rendering.scope import Missing, Scope, Value

MAXIMUM_DEPTH = 40

_REMEDIES = {
    "Call": ("a call", "only filters take brackets: {{ name | default('there') }}"),
    "Getitem": ("[ ] behind a name", "write customer.first_name"),
    "Slice": ("[ : ]", "let a field hold the part you need"),
    "Tuple": ("a list without [ ]", "write one value in each pair of braces, and lists as ['a', 'b']"),
    "Dict": ("{ }", "use a choice field with labels"),
    "Filter": ("a filter without a value", "write {{ name | upper }}"),
}


class Expressions(Names):
    """Builds the closures that work out values."""

    def unknown(self, node: nodes.Node) -> Never:
        kind = type(node).__name__
        construct, hint = _REMEDIES.get(kind, (kind.lower(), "F1 shows what templates may hold"))
        self.refuse(node, f"{construct} is not allowed", hint)

    def condition(self, node: nodes.Node) -> Read:
        """Like an expression, but an undeclared name alone may stay empty: that is what the condition is about."""
        return self.expression(node, SOFT)

    def expression(self, node: nodes.Node, mode: int = FIRM) -> Read:
        build = _EXPRESSIONS.get(type(node).__name__)
        if build is None:
            self.unknown(node)
        self.weight += 1
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.refuse(node, "too many parts inside each other", "write it as several simpler ones")
        read = build(self, node, mode)
        self.depth -= 1
        return read

    def constant(self, node: nodes.Const, mode: int) -> Read:
        value = node.value
        if value is None:
            self.refuse(node, "none is not a value", "write {% if not name %}")
        return lambda scope: value

    def items(self, node: nodes.List, mode: int) -> Read:
        reads = [self.expression(item) for item in node.items]

        def read_items(scope: Scope) -> Value:
            return [read(scope) for read in reads]

        return read_items

    def filter(self, node: nodes.Filter, mode: int) -> Read:
        if node.node is None:
            self.unknown(node)
        rule = filters.FILTERS.get(node.name)
        if rule is None:
            self.refuse(node, f"there is no filter “{node.name}”", f"the filters are {', '.join(filters.FILTERS)}")
        arguments, named = self.arguments(node, rule.most, rule.keywords)
        if not rule.least <= len(arguments) + len(named):
            self.refuse(node, f"the filter “{node.name}” needs more values", f"write {rule.example}")
        is_named = any(isinstance(argument, nodes.Const) and argument.value for argument in node.args)
        if fact := filters.unnamed_fact(node.name, is_named=is_named, keywords=[key for key, _ in named]):
            self.program.unnamed.setdefault(fact)
        is_default = node.name == "default"
        read = self.expression(node.node, PEEK if is_default or mode == PEEK else FIRM)
        apply, here, work = rule.apply, self.located(node), rule.work

        def read_filtered(scope: Scope) -> Value:
            value = read(scope)
            if is_default:
                if not values.is_empty(value):
                    return value
            elif value.__class__ is Missing:
                return value
            given = [argument(scope) for argument in arguments]
            options = {key: argument(scope) for key, argument in named}
            for item in (*given, *options.values()):
                if item.__class__ is Missing:
                    return item
            try:
                scope.charge(work)
                if value.__class__ is str:
                    scope.charge_letters(value)
                return apply(scope, value, *given, **options)
            except TemplateFault as error:
                raise here(error) from None

        return read_filtered

    def arguments(
        self, node: nodes.Filter | nodes.Test, most: int, keywords: Sequence[str]
    ) -> tuple[list[Read], list[tuple[str, Read]]]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            self.refuse(node, "* and ** are not allowed", "write each value")
        for keyword in node.kwargs:
            if keyword.key not in keywords:
                known = f"it knows {', '.join(keywords)}" if keywords else "it takes none"
                self.refuse(keyword, f"“{node.name}” takes no “{keyword.key}=”", known)
        names = [str(keyword.key) for keyword in node.kwargs]
        if len(node.args) > most or len(set(names)) < len(names):
            known = f"name it: {keywords[0]}=" if keywords else f"it takes at most {most}"
            self.refuse(node, f"too many values for “{node.name}”", known)
        named = [(str(keyword.key), self.expression(keyword.value)) for keyword in node.kwargs]
        return [self.expression(argument) for argument in node.args], named

    def test(self, node: nodes.Test, mode: int) -> Read:
        check = values.TESTS.get(node.name)
        if check is None:
            self.refuse(node, f"there is no test “is {node.name}”", f"the tests are {', '.join(values.TESTS)}")
        self.arguments(node, 0, ())
        if node.args:
            self.refuse(node, f"“is {node.name}” takes no value", "remove it")
        read, here = self.expression(node.node, PEEK if node.name in values.PEEKING_TESTS else FIRM), self.located(node)

        def read_test(scope: Scope) -> Value:
            try:
                return check(read(scope))
            except TemplateFault as error:
                raise here(error) from None

        return read_test

    def negation(self, node: nodes.Not, mode: int) -> Read:
        read = self.expression(node.node, max(mode, SOFT))
        return lambda scope: not read(scope)

    def both(self, node: nodes.And, mode: int) -> Read:
        left, right = self.expression(node.left, max(mode, SOFT)), self.expression(node.right, mode)
        return lambda scope: left(scope) and right(scope)

    def either(self, node: nodes.Or, mode: int) -> Read:
        left, right = self.expression(node.left, max(mode, SOFT)), self.expression(node.right, mode)
        return lambda scope: left(scope) or right(scope)

    def choice(self, node: nodes.CondExpr, mode: int) -> Read:
        test, yes = self.condition(node.test), self.expression(node.expr1, mode)
        no: Read = self.expression(node.expr2, mode) if node.expr2 else lambda scope: ""

        def read_choice(scope: Scope) -> Value:
            first = scope.first
            chosen = yes if test(scope) else no
            scope.first = first  # the value is not the condition's
            return chosen(scope)

        return read_choice

    def joined(self, node: nodes.Concat, mode: int) -> Read:
        reads, here = [self.expression(item) for item in node.nodes], self.located(node)

        def read_joined(scope: Scope) -> Value:
            parts = [read(scope) for read in reads]
            for value in parts:
                if value.__class__ is Missing:
                    return value
            try:
                texts = [values.text_of(value, scope) for value in parts]
                scope.charge_letters("".join(texts))
            except TemplateFault as error:
                raise here(error) from None
            return "".join(texts)

        return read_joined

    def comparison(self, node: nodes.Compare, mode: int) -> Read:
        first = self.expression(node.expr)
        rest = [(values.COMPARISONS[operand.op], self.expression(operand.expr)) for operand in node.ops]
        here = self.located(node)

        def read_comparison(scope: Scope) -> Value:
            left = first(scope)
            for compare, read in rest:
                right = read(scope)
                if left.__class__ is Missing or right.__class__ is Missing:
                    return False
                try:
                    if not compare(scope, left, right):
                        return False
                except TemplateFault as error:
                    raise here(error) from None
                left = right
            return True

        return read_comparison


_EXPRESSIONS: dict[str, Callable[..., Read]] = {
    "Const": Expressions.constant,
    "List": Expressions.items,
    "Name": Expressions.name,
    "Getattr": Expressions.attribute,
    "Filter": Expressions.filter,
    "Test": Expressions.test,
    "Not": Expressions.negation,
    "And": Expressions.both,
    "Or": Expressions.either,
    "CondExpr": Expressions.choice,
    "Concat": Expressions.joined,
    "Compare": Expressions.comparison,
}
