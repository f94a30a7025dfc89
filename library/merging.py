"""Two edits of one text put together: what does not overlap is merged, the rest is shown with all three texts.

Line by line first, then word by word where both changed the same lines. Two changes in a line do not overlap where at
least one word or sign that nobody touched stands between them: blank space alone does not part them, since "30 days"
turned into "14 days" by one and into "30 hours" by the other is one matter. After diff3: Khanna, Kunal and Pierce,
"A Formal Investigation of Diff3", 2007.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from library.comparing import alike, tokens_of


class Conflict(NamedTuple):
    """A place both changed differently: the three texts, and the line in each text where it begins, from 1."""

    base: str
    theirs: str
    mine: str
    base_line: int = 1
    theirs_line: int = 1
    mine_line: int = 1


class Merged(NamedTuple):
    """A merge in order: stretches that are settled, and conflicts."""

    parts: tuple[str | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(part for part in self.parts if isinstance(part, Conflict))

    @property
    def text(self) -> str:
        """The merged text, with mine where both changed the same place."""
        return "".join(part.mine if isinstance(part, Conflict) else part for part in self.parts)

    @property
    def marked(self) -> str:
        """The merged text with both sides of every conflict between marks on lines of their own, as git writes them."""
        return "".join(_between_marks(part) if isinstance(part, Conflict) else part for part in self.parts)


def merge3(base: str, theirs: str, mine: str) -> Merged:
    """Both edits of the base in one text. Nothing is lost: what is not in the text is in a conflict."""
    sides = [_lines(text) for text in (base, theirs, mine)]
    parts: list[str | Conflict] = []
    for is_settled, region in _regions(*sides, is_anchor=lambda _: True):
        if is_settled:
            parts.append("".join(region.settled))
        else:
            parts += _within(region, *("".join(side) for side in (region.base, region.theirs, region.mine)))
    return Merged(tuple(_joined(parts)))


class _Region(NamedTuple):
    """A stretch of the three texts, with what it is merged to where that is settled, and the lines it begins at."""

    base: Sequence[str]
    theirs: Sequence[str]
    mine: Sequence[str]
    settled: Sequence[str] = ()
    starts: tuple[int, int, int] = (0, 0, 0)


def _within(region: _Region, base: str, theirs: str, mine: str) -> list[str | Conflict]:
    """Lines both changed: merged word by word, or one conflict that holds all of them."""
    found: list[str] = []
    for is_settled, inner in _regions(tokens_of(base), tokens_of(theirs), tokens_of(mine), is_anchor=_parts_changes):
        if not is_settled:
            lines = (start + 1 for start in region.starts)
            return [Conflict(base, theirs, mine, *lines)]
        found.append("".join(inner.settled))
    return ["".join(found)]


def _regions(
    base: Sequence[str],
    theirs: Sequence[str],
    mine: Sequence[str],
    *,
    is_anchor: Callable[[Sequence[str]], bool],
) -> Iterator[tuple[bool, _Region]]:
    """The texts cut where all three agree; each piece between, and whether it is settled."""
    at = (0, 0, 0)
    for (b, t, m), size in (*_agreed(base, theirs, mine), ((len(base), len(theirs), len(mine)), 0)):
        same = base[b : b + size]
        if size and not is_anchor(same):
            continue
        yield from _decided(_Region(base[at[0] : b], theirs[at[1] : t], mine[at[2] : m], starts=at))
        if size:
            yield True, _Region(same, same, same, same)
        at = (b + size, t + size, m + size)


def _decided(region: _Region) -> Iterator[tuple[bool, _Region]]:
    base, theirs, mine, _, _ = region
    if not (base or theirs or mine):
        return
    if theirs == mine or mine == base:
        yield True, region._replace(settled=theirs)
    elif theirs == base:
        yield True, region._replace(settled=mine)
    else:
        yield False, region


def _agreed(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[tuple[int, int, int], int]]:
    """Stretches of the base that both left alone: where they begin in each of the three, and how long they are."""
    ours, others = list(alike(base, mine)), list(alike(base, theirs))
    i = j = 0
    while i < len(ours) and j < len(others):
        (b, m, size), (c, t, length) = ours[i], others[j]
        start, end = max(b, c), min(b + size, c + length)
        if start < end:
            yield (start, t + start - c, m + start - b), end - start
        if b + size < c + length:
            i += 1
        else:
            j += 1


def _parts_changes(tokens: Sequence[str]) -> bool:
    """Whether what stands between two changes keeps them apart: a word, a sign, or the end of a line."""
    return any(not token.isspace() or "\n" in token for token in tokens)


def _lines(text: str) -> list[str]:
    """Lines with their ends, at new lines only: no other sign ends a line of a body."""
    parts = text.split("\n")
    return [f"{line}\n" for line in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _joined(parts: Sequence[str | Conflict]) -> Iterator[str | Conflict]:
    settled = ""
    for part in parts:
        if isinstance(part, Conflict):
            if settled:
                yield settled
            settled = ""
            yield part
        else:
            settled += part
    if settled:
        yield settled


def _between_marks(conflict: Conflict) -> str:
    sides = (("<<<<<<< theirs", conflict.theirs), ("||||||| before", conflict.base), ("=======", conflict.mine))
    return "".join(f"{mark}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}" for mark, text in sides) + (
        ">>>>>>> mine\n"
    )
