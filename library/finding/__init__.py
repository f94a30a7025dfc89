"""Finding templates: pure functions over entries, no I/O. Build an Index once, then `find` per keystroke,
`update` it where templates change."""

from library.finding.index import Entry, Index, build
from library.finding.score import Match, Taken, find
from library.finding.updating import update

__all__ = ["Entry", "Index", "Match", "Taken", "build", "find", "update"]
