"""How a body reads names: fields, dotted context names, facts, a loop's own names, today and now."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Never

from jinja2 import nodes

from library.documents import RESERVED_NAMES
from library.errors import TemplateFault
from library.rendering.language import Program
from library.rendering.scope import Scope, Value

#: How a name is read: it must have a value; it may stay empty unless it is declared; it may stay empty.
FIRM, SOFT, PEEK = 0, 1, 2

Read = Callable[[Scope], Value]

_NAME = re.compile(r"(?!__)[a-z_][a-z0-9_]{0,63}")
_CONTEXT = RESERVED_NAMES - {"today", "now", "facts"}
_LOOP_PARTS = frozenset({"index", "first", "last", "length"})
_EXAMPLES = {
    "customer": "customer.first_name",
    "agent": "agent.first_name",
    "ticket": "ticket.id",
    "order": "order.number",
    "company": "company.name",
}


class Names:
    """Builds the closures that read names, and knows which names the program may read."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.locals: list[str] = []
        self.weight = 0
        self.depth = 0

    def refuse(self, node: nodes.Node, message: str, hint: str) -> Never:
        raise self.program.fault(node.lineno, message, hint)

    def located(self, node: nodes.Node) -> Callable[[TemplateFault], TemplateFault]:
        """Adds this node's place to a fault of the running template that has none yet."""
        program, offset = self.program, node.lineno

        def with_place(error: TemplateFault) -> TemplateFault:
            return error if error.line else program.fault(offset, error.message, error.hint)

        return with_place

    def is_field(self, name: str) -> bool:
        return name not in self.locals and name not in RESERVED_NAMES and _NAME.fullmatch(name) is not None

    def refuse_bad_name(self, node: nodes.Node, name: str) -> None:
        if not _NAME.fullmatch(name):
            self.refuse(node, f"“{name}” cannot be a name", "use small letters, digits and _, beginning with a letter")

    def name(self, node: nodes.Name, mode: int) -> Read:
        name = node.name
        self.refuse_bad_name(node, name)
        if name in self.locals:
            if name == "loop":
                self.refuse(node, "loop alone is not a value", "write loop.index, loop.first, loop.last or loop.length")
            return self.local(name)
        if name == "today":
            return lambda scope: scope.now.date()
        if name == "now":
            return lambda scope: scope.now
        if name == "facts":
            self.refuse(node, "facts alone is not a value", "name one: facts.refund_days")
        if name in _CONTEXT:
            self.refuse(node, f"{name} alone is not a value", f"name a part of it, such as {_EXAMPLES[name]}")
        self.program.names.setdefault(name)
        return _READERS[mode](name)

    def local(self, name: str) -> Read:
        origin = origin_of(name)

        def read_local(scope: Scope) -> Value:
            scope.first = scope.first or str(scope.local.get(origin, ""))
            return scope.local[name]

        return read_local

    def attribute(self, node: nodes.Getattr, mode: int) -> Read:
        path: list[str] = []
        root: nodes.Expr = node
        while isinstance(root, nodes.Getattr):
            self.refuse_bad_name(root, root.attr)
            path.insert(0, root.attr)
            root = root.node
        if not isinstance(root, nodes.Name):
            self.refuse(node, f"“.{path[0]}” behind a value is not allowed", "write customer.first_name")
        if root.name in self.locals:
            return self.part_of_local(node, root.name, path)
        if root.name == "facts":
            return self.fact(node, path)
        if root.name not in _CONTEXT:
            known = ", ".join(sorted(_CONTEXT))
            self.refuse(root, f"“{root.name}” has no parts", f"only {known}, facts and loops have: customer.first_name")
        name = ".".join((root.name, *path))
        self.program.names.setdefault(name)
        return _READERS[mode](name)

    def fact(self, node: nodes.Getattr, path: list[str]) -> Read:
        if len(path) > 1:
            self.refuse(node, "a fact has no parts", f"write facts.{path[0]}")
        key = path[0]
        self.program.facts.setdefault(key, node.lineno)
        here = self.located(node)

        def read_fact(scope: Scope) -> Value:
            try:
                value = scope.fact(key)
            except TemplateFault as error:
                raise here(error) from None
            if value is None:
                name = key.replace("_", "-")
                raise here(
                    TemplateFault(f"there is no live fact “{name}”", f"make the fact {name}, or correct the name")
                )
            return value

        return read_fact

    def part_of_local(self, node: nodes.Getattr, name: str, path: list[str]) -> Read:
        if name == "loop" and (len(path) > 1 or path[0] not in _LOOP_PARTS):
            self.refuse(
                node, f"loop.{path[0]} is not allowed", "write loop.index, loop.first, loop.last or loop.length"
            )
        here, read = self.located(node), self.local(name)

        def read_part(scope: Scope) -> Value:
            value = read(scope)
            for key in path:
                if not isinstance(value, dict) or key not in value:
                    raise here(TemplateFault(f"“{name}” has no “{key}”", "look at the context this ticket brings"))
                value = value[key]
            return value

        return read_part


def origin_of(name: str) -> str:
    """Where a loop's own names keep the field their list came from; no name in a body can hold a dot."""
    return f"{name}."


def _firm(name: str) -> Read:
    def read(scope: Scope) -> Value:
        scope.first = scope.first or name
        return scope.demand(name, scope[name])

    return read


def _soft(name: str) -> Read:
    def read(scope: Scope) -> Value:
        scope.first = scope.first or name
        return scope.demand(name, scope[name]) if scope.is_declared(name) else scope.peek(name)

    return read


def _peek(name: str) -> Read:
    def read(scope: Scope) -> Value:
        scope.first = scope.first or name
        return scope.peek(name)

    return read


_READERS = (_firm, _soft, _peek)
