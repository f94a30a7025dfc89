"""Finding templates: pure functions over entries, no I/O. Build an Index once, then `find` per keystroke."""

from library.finding.index import Entry, Index, build
from library.finding.score import Match, find

__all__ = ["Entry", "Index", "Match", "build", "find"]
