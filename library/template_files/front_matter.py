"""Front matter as nodes that know their lines. Whatever YAML could mean besides what is written is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from library.documents import MAXIMUM_BODY, Plain
from library.errors import BadDocument

if TYPE_CHECKING:
    import yaml

MAXIMUM_DEPTH = 10
MAXIMUM_NODES = 20_000
#: Halves of surrogate pairs among them: no file holds one, but a text pasted or typed may.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Node:
    """A front matter value with the line it stands on; children are nodes, leaves strings.

    `is_block` for a text written below a `|`, line by line.
    """

    value: str | list[Node] | dict[str, Node]
    line: int
    is_block: bool = False

    def plain(self) -> Plain:
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return {key: node.plain() for key, node in self.value.items()}


def refuse_control_characters(text: str) -> None:
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found.group()):04X}"
        raise BadDocument(f"holds the control character {code}", "remove it; only new line and tab are text", line=line)


def read_front_matter(text: str) -> dict[str, Node]:
    import yaml  # only files need it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = _EventReader(yaml.parse(text, Loader=loader)).document()
    except yaml.YAMLError as error:
        raise _no_yaml(error, text) from None
    if not isinstance(node.value, dict):
        raise BadDocument("the front matter is no list of keys", "write it as key: value lines", line=2)
    return node.value


def _no_yaml(error: yaml.YAMLError, text: str) -> BadDocument:
    """The fault with its line, which PyYAML counts from 0 in what stands below the first `---`."""
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)  # characters before a letter that YAML does not allow
    line = mark.line if mark is not None else text.count("\n", 0, position or 0)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return BadDocument(
        f"the front matter is not YAML: {str(problem)[:200]}", "quote texts that hold : or #", line=line + 2
    )


def _line(event: yaml.Event) -> int:
    """The line in the file: marks count from 0, and the first `---` is not part of the front matter."""
    return event.start_mark.line + 2 if event.start_mark is not None else 0


class _EventReader:
    """Builds nodes from YAML events, refusing what could mean something else than what is written."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        # Taken one by one: what is too deep or too much ends the reading where it stands, before all of it is parsed.
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        import yaml

        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                if found is not None:
                    raise BadDocument(
                        "the front matter is not YAML: it ends here and begins anew",
                        "take the line out",
                        line=_line(event),
                    )
                found = self.node(event, 0)
        return found or Node({}, 2)

    def node(self, event: yaml.Event, depth: int) -> Node:
        import yaml

        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadDocument("YAML anchors (&) and aliases (*) are not read", "quote the text", line=line)
        if getattr(event, "tag", None):
            raise BadDocument("YAML tags (!) are not read", "quote the text", line=line)
        if depth > MAXIMUM_DEPTH:
            raise BadDocument(f"lists within lists over {MAXIMUM_DEPTH} deep", "make it flatter", line=line)
        self.nodes += 1
        if self.nodes > MAXIMUM_NODES:
            raise BadDocument(f"has over {MAXIMUM_NODES:,} keys and values", "split it into several files", line=line)
        if isinstance(event, yaml.ScalarEvent):
            if len(event.value) > MAXIMUM_BODY:
                raise BadDocument(f"a text has over {MAXIMUM_BODY:,} characters", "shorten it", line=line)
            return Node(str(event.value), line, event.style == "|")
        if isinstance(event, yaml.SequenceStartEvent):
            return Node([self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent)], line)
        return Node(self.mapping(depth), line)

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """The events up to this collection's end; each node takes its own from the same stream."""
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def mapping(self, depth: int) -> dict[str, Node]:
        import yaml

        found: dict[str, Node] = {}
        for event in self.until(yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key.value, str):
                raise BadDocument("a key is a list or a mapping", "use a plain word as key", line=key.line)
            if key.value in found:
                raise BadDocument(f"the key “{key.value}” stands twice", "remove one of them", line=key.line)
            found[key.value] = self.node(next(self.events), depth + 1)
        return found
