"""The channels an agent answers on, in the order one key goes through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: What every team has; templates may have wordings for more.
USUAL = ("email", "chat", "phone")
#: Replies for it are read out, not copied.
PHONE = "phone"


def channels_of(own: str, named: Iterable[str]) -> tuple[str, ...]:
    """The agent's usual channel, those that every team has, then those that templates name besides."""
    return tuple(dict.fromkeys([own, *USUAL, *sorted(named)]))


def following(channels: Sequence[str], channel: str) -> str:
    place = channels.index(channel) if channel in channels else -1
    return channels[(place + 1) % len(channels)] if channels else channel
