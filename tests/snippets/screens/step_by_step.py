"""Keys pressed one after the other on a lead's screen, each when all is there that the one before has brought about."""

from __future__ import annotations

from .leads import Lead

#: Rounds without anything under way after which nothing is awaited: an answer may ask the next question.
QUIET_ROUNDS = 3


async def choose(lead: Lead, *keys: str) -> None:
    for key in keys:
        await lead.press(key)
        await quiet(lead)


async def answer(lead: Lead, line: str) -> None:
    """Types a line into what is asked, and takes it."""
    await lead.type(line)
    await choose(lead, "enter")


async def quiet(lead: Lead) -> None:
    """Until nothing is read or written any more."""
    rounds = 0
    while rounds < QUIET_ROUNDS:
        is_busy = any(not worker.is_finished for worker in lead.app.workers)
        await lead.app.workers.wait_for_complete()
        await lead.pilot.pause()
        rounds = 0 if is_busy else rounds + 1
