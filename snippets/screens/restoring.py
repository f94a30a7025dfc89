"""Where the agent was, kept so that an app whose terminal was killed starts there again: templates and channels only.

No name, no word typed, no value is part of it. Leaving the app properly forgets it.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import NamedTuple

from library.desk import places
from library.desk.store import Desk, open_desk
from library.identifiers import moment, utc_text
from snippets.screens.customers import MOST, Customers


class Place(NamedTuple):
    """How many customers were open with which channels, which one was at hand, and the template in their hand."""

    channels: tuple[str, ...]
    place: int
    template: str

    def lay(self, customers: Customers, now: datetime) -> None:
        """As many customers as there were, nothing known of them."""
        while len(customers.all) < min(len(self.channels), MOST):
            customers.open(now)
        for customer, channel in zip(customers.all, self.channels, strict=False):
            customer.channel = channel
        customers.go_to(self.place, now)


def state_of(customers: Customers) -> str:
    """What is kept of where the agent is."""
    hand = customers.current.hand
    state = {
        "channels": [customer.channel for customer in customers.all],
        "place": customers.place,
        "template": hand.forms[-1].template if hand and hand.forms else "",
        "process": os.getpid(),
    }
    return json.dumps(state)


def keep_place(path: str, agent: str, state: str, now: datetime) -> None:
    """Raises StoreError."""
    desk = open_desk(path)
    try:
        places.remember_place(desk, agent, state, utc_text(now))
    finally:
        desk.close()


def place_left(desk: Desk, agent: str, now: datetime, patience: timedelta) -> Place | None:
    """Where an app of this agent was that did not end properly; None where it is too long ago, or still running."""
    kept = places.place_of(desk, agent)
    if kept is None or now - moment(kept[1]) > patience:
        return None
    try:
        state = json.loads(kept[0])
        place = Place(tuple(map(str, state["channels"])), int(state["place"]), str(state["template"]))
        process = int(state["process"])
    except (ValueError, KeyError, TypeError):
        return None
    return None if _is_running(process) or not place.channels else place


def forget_place(path: str, agent: str) -> None:
    """This process has ended properly. Another window's place stays. Raises StoreError."""
    desk = open_desk(path)
    try:
        kept = places.place_of(desk, agent)
        if kept is not None and f'"process": {os.getpid()}' in kept[0]:
            places.clear_place(desk, agent)
    finally:
        desk.close()


def _is_running(process: int) -> bool:
    """Whether a process of this number is there; its own number may have been given to another one meanwhile."""
    if os.name == "nt":
        return False  # there a signal of 0 would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()
