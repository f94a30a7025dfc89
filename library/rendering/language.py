"""The small language bodies are written in: what is plain, what is refused, what a body reads.

A body is checked by building the very program that renders it, so what passes here is what runs. jinja2 is imported
only for a body that has Jinja syntax.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from library.cleaning import for_terminal
from library.errors import TemplateFault
from library.rendering.scan import MARKS, fault
from library.rendering.scope import Scope
from library.rendering.spacing import tidied

Run = Callable[[Scope], None]

MAXIMUM_REMEMBERED = 500
#: Parts of all remembered programs together, letters counted by the hundred: less than 20 MB.
MAXIMUM_REMEMBERED_WEIGHT = 20_000


class Program:
    """A checked body: `run` adds its pieces to a Scope; `names`, `facts`, `includes` are what it may read, in order.

    `unnamed` are facts that its filters read by themselves (see filters.UNNAMED_FACTS), whether or not they are there.
    `weight` is how much work a run is at least, `tokens` how many words of code the body holds.
    """

    __slots__ = ("body", "facts", "includes", "name", "names", "run", "tokens", "unnamed", "weight")

    def __init__(self, body: str, name: str) -> None:
        self.body = body
        self.name = name
        self.names: dict[str, None] = {}
        self.facts: dict[str, int] = {}
        self.unnamed: dict[str, None] = {}
        self.includes: dict[str, int] = {}
        self.run: Run = _nothing
        self.weight = 1
        self.tokens = 0

    def fault(self, offset: int, message: str, hint: str) -> TemplateFault:
        return fault(self.body, offset, message, hint, self.name)


class Uses(NamedTuple):
    """What a body may read, whichever of its branches is taken, each in order of first appearance.

    `names` are fields and dotted context names, `includes` are fragments, `facts` are keys as in `facts.refund_days`.
    Of the facts, `unnamed` are those the body does not name and only its filters read: it may well do without them.
    """

    names: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()


def is_plain(body: str) -> bool:
    """Whether a body has no Jinja syntax at all."""
    return not ("{#" in body or any(mark in body for mark in MARKS))


def check(body: str, *, name: str = "") -> None:
    """Raises TemplateFault (line, column, construct, remedy) for anything outside the small language."""
    program_of(body, name)


def uses(body: str, *, name: str = "") -> Uses:
    """What a body may read. Raises TemplateFault as `check` does."""
    program = program_of(body, name)
    unnamed = tuple(fact for fact in program.unnamed if fact not in program.facts)
    return Uses(tuple(program.names), tuple(program.includes), (*program.facts, *unnamed), unnamed)


def program_of(body: str, name: str = "") -> Program:
    """The checked body, from memory where it was met before. Raises TemplateFault as `check` does."""
    if (known := _programs.get((name, body))) is not None:
        return known
    program = Program(for_terminal(body), name)
    if is_plain(body):
        program.run = _plain_run(program.body)
    else:
        from library.rendering.builder import build  # imports jinja2

        build(program)
    _remember(program)
    return program


def _remember(program: Program) -> None:
    """Keeps it for the next time; all others go where they would take too much room with it."""
    global _remembered_weight
    weight = program.weight + len(program.body) // 100
    if len(_programs) >= MAXIMUM_REMEMBERED or _remembered_weight + weight > MAXIMUM_REMEMBERED_WEIGHT:
        forget()
    _remembered_weight += weight
    _programs[program.name, program.body] = program


def forget() -> None:
    """Forgets every program met so far."""
    global _remembered_weight
    _programs.clear()
    _remembered_weight = 0


_programs: dict[tuple[str, str], Program] = {}
_remembered_weight = 0


def _nothing(scope: Scope) -> None:
    return None


def _plain_run(body: str) -> Run:
    text = tidied(body)
    return lambda scope: scope.emit(text, None)
