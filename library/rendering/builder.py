"""A parsed body as small functions over a Scope; the only module that imports jinja2.

jinja2 parses; each node of its tree that the small language knows becomes one closure, every other node is refused. No
Python code is generated, so nothing is folded, compiled or reachable but plain values and the table of filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from library.documents import RESERVED_NAMES
from library.errors import TemplateFault
from library.rendering import spacing, values
from library.rendering.expressions import Expressions
from library.rendering.language import Program, Run
from library.rendering.names import origin_of
from library.rendering.scan import tokens_of
from library.rendering.scope import Missing, Scope, Value


def build(program: Program) -> None:
    """Fill in a program from its body.

    Raises TemplateFault with line, column, construct and remedy for all that the small language does not know.
    """
    body = program.body
    builder = _Builder(program)
    try:
        program.run = builder.statements(Parser(_Environment(program), body, program.name).subparse())
    except TemplateSyntaxError as error:
        message = f"not readable: {_plain_words(error.message or '')}"
        raise program.fault(error.lineno, message, "F1 shows what templates may hold") from None
    except RecursionError:
        raise program.fault(0, "too many parts inside each other", "write it simpler") from None
    program.weight = builder.weight


class _Environment(Environment):
    """jinja2's parser fed by our own scanner, which knows offsets and refuses early."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        tokens = [Token(*token) for token in tokens_of(source, name or "")]  # type: ignore[arg-type]
        self.program.tokens = len(tokens)
        return TokenStream(tokens, name, filename)


def _plain_words(message: str) -> str:
    """jinja2's message in words a lead knows."""
    for term, plain in (
        ("end of print statement", "}}"),
        ("end of statement block", "%}"),
        ("begin of print statement", "{{"),
        ("variable_end", "}}"),
        ("block_end", "%}"),
    ):
        message = message.replace(term, plain)
    return message[:1].lower() + message[1:].rstrip(".")


def _nothing(scope: Scope) -> None:
    return None


def _with_local(scope: Scope, name: str, value: Value) -> Scope:
    scope.local[name] = value
    return scope


class _Builder(Expressions):
    """Walks the tree once; every method returns the closure that does at rendering what its node says."""

    def statements(self, body: Sequence[nodes.Node]) -> Run:
        runs = tuple(run for node in body for run in self.statement(node))
        if len(runs) == 1:
            return runs[0]

        def run_all(scope: Scope) -> None:
            for run in runs:
                run(scope)

        return run_all

    def statement(self, node: nodes.Node) -> Iterator[Run]:
        self.weight += 1
        if isinstance(node, nodes.Output):
            for item in node.nodes:
                yield self.text(item) if isinstance(item, nodes.TemplateData) else self.output(item)
        elif isinstance(node, nodes.If):
            yield self.branches(node)
        elif isinstance(node, nodes.For):
            yield self.loop(node)
        elif isinstance(node, nodes.Include):
            yield self.include(node)
        else:
            self.unknown(node)

    def text(self, node: nodes.TemplateData) -> Run:
        text = spacing.tidied(node.data)
        size = len(text)
        piece = (text, None, True)

        def add_text(scope: Scope) -> None:
            scope.size -= size
            if scope.size < 0:
                scope.emit("", None)
            scope.pieces.append(piece)

        return add_text

    def output(self, node: nodes.Expr) -> Run:
        if isinstance(node, nodes.Name) and self.is_field(node.name):
            return self.field_output(node)
        read = self.expression(node)
        here = self.located(node)

        def add_value(scope: Scope) -> None:
            scope.first = ""
            value = read(scope)
            if value.__class__ is Missing:
                scope.emit(value.field.shown, value.field.name, False)
                return
            try:
                scope.emit(values.text_of(value, scope), scope.first)
            except TemplateFault as error:
                raise here(error) from None

        return add_value

    def field_output(self, node: nodes.Name) -> Run:
        """The commonest gap, `{{ name }}`, on the shortest way."""
        name, here = node.name, self.located(node)
        self.weight += 1
        self.program.names.setdefault(name)

        def add_field(scope: Scope) -> None:
            value = scope[name]
            if value.__class__ is Missing:
                scope.demanded[name] = None
                scope.emit(value.field.shown, name, False)
                return
            try:
                scope.emit(value if value.__class__ is str else values.text_of(value, scope), name)
            except TemplateFault as error:
                raise here(error) from None

        return add_field

    def branches(self, node: nodes.If) -> Run:
        cases = [(self.condition(item.test), self.statements(item.body)) for item in (node, *node.elif_)]
        otherwise = self.statements(node.else_) if node.else_ else _nothing
        if len(cases) == 1:
            test, body = cases[0]

            def run_either(scope: Scope) -> None:
                (body if test(scope) else otherwise)(scope)

            return run_either

        def run_first_true(scope: Scope) -> None:
            for test, body in cases:
                if test(scope):
                    body(scope)
                    return
            otherwise(scope)

        return run_first_true

    def loop(self, node: nodes.For) -> Run:
        if node.recursive:
            self.refuse(node, "a recursive loop is not allowed", "write one loop for each level, at most three")
        if not isinstance(node.target, nodes.Name):
            self.refuse(node.target, "a loop takes one name", "write {% for item in items %}")
        name = node.target.name
        self.refuse_bad_name(node.target, name)
        if name in RESERVED_NAMES or name == "loop" or name in self.locals:
            self.refuse(node.target, f"“{name}” already means something else", "choose another name for the loop")
        items, origin = self.expression(node.iter), origin_of(name)
        weight = self.weight
        self.locals += (name, "loop")
        wanted = self.condition(node.test) if node.test else None
        body = self.statements(node.body)
        del self.locals[-2:]
        weight = self.weight - weight
        otherwise = self.statements(node.else_) if node.else_ else _nothing
        here = self.located(node)

        def run_loop(scope: Scope) -> None:
            outer = scope.local
            scope.local = local = dict(outer)
            try:
                scope.first = ""
                chosen = values.items_of(items(scope))
                local[origin] = scope.first
                scope.step(len(chosen))
                scope.charge(len(chosen) * weight)
            except TemplateFault as error:
                raise here(error) from None
            if wanted is not None:
                chosen = [item for item in chosen if wanted(_with_local(scope, name, item))]
            for index, item in enumerate(chosen, 1):
                local[name] = item
                local["loop"] = {
                    "index": index,
                    "first": index == 1,
                    "last": index == len(chosen),
                    "length": len(chosen),
                }
                body(scope)
            scope.local = outer
            if not chosen:
                otherwise(scope)

        return run_loop

    def include(self, node: nodes.Include) -> Run:
        template = node.template
        if not isinstance(template, nodes.Const) or not isinstance(template.value, str):
            self.refuse(node, "include needs a name in quotation marks", "write {% include 'sign-off' %}")
        if node.ignore_missing or not node.with_context:
            self.refuse(node, "include takes a name and nothing else", "write {% include 'sign-off' %}")
        name = template.value
        self.program.includes.setdefault(name, node.lineno)
        here = self.located(node)

        def run_fragment(scope: Scope) -> None:
            outer, local = scope.pieces, scope.local
            scope.pieces, scope.local = [], {}
            try:
                program = scope.programs[name]
                scope.step()
                scope.charge(program.weight)
                program.run(scope)
            except TemplateFault as error:
                raise here(error) from None
            outer += spacing.outer_stripped(scope.pieces)
            scope.pieces, scope.local = outer, local

        return run_fragment
