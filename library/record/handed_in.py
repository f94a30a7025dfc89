"""What desks hand in, by the name of the table it comes from: who stores it, and which of its columns hold moments."""

from __future__ import annotations

from library.library_time import Moments
from library.record import intake

#: Who takes in what waits in each table of a desk.
STORES = {
    "uses": intake.store_uses,
    "searches": intake.store_searches,
    "flags": intake.store_flags,
    "proposals": intake.store_proposals,
}
#: The columns in which each table holds what the desk's clock said.
MOMENTS = {
    "uses": Moments("used_at", ("found_at", "chosen_at", "delivered_at")),
    "searches": Moments("ended_at", ("started_at",)),
    "flags": Moments("flagged_at"),
    "proposals": Moments("proposed_at"),
}
