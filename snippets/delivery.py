"""What leaves with an agent and what is noted of it: the context a reply is rendered in, and the row of its use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from library.desk.outbox import Use
from library.desk.store import Live
from library.errors import BadValue
from library.identifiers import make_id, utc_text
from snippets.config import Config
from snippets.formatting import shortened

if TYPE_CHECKING:
    from library.rendering.render import Reply


#: How long a context command may take, in seconds: an agent would have typed the name by then.
CONTEXT_SECONDS = 3
TICKET_EXAMPLE = 'write {"customer": {"first_name": "Ana"}}'


class Choice(NamedTuple):
    """A template on its way to a reply: what was chosen, where, and how it was found."""

    live: Live
    channel: str = ""
    source: str = "command"
    search: str | None = None
    row_rank: int | None = None
    found_at: str | None = None
    chosen_at: str | None = None


def context_of(config: Config, *, ticket: Mapping[str, object] | None = None) -> dict[str, object]:
    """What is known without asking: the agent's profile, the company, and what a ticket brought along."""
    context: dict[str, object] = {"agent": dict(config.profile), "company": dict(config.company)}
    if config.own:
        context["own"] = dict(config.own)
    for name, known in (ticket or {}).items():
        mine = context.get(name)
        if isinstance(mine, dict):  # a ticket adds to who the agent is, and never replaces it
            context[name] = {**known, **mine} if isinstance(known, dict) else mine
        else:
            context[name] = known
    return context


def ticket_context(config: Config) -> dict[str, object]:
    """What the settings' context command prints of the ticket in hand; {} where there is none.

    Raises BadValue where it takes longer than 3 s, fails, or prints no JSON object.
    """
    if not config.context_command:
        return {}
    import shlex
    import subprocess

    name = shortened(config.context_command, 40)
    try:
        command = shlex.split(config.context_command)
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=CONTEXT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadValue(f"the context command “{name}” took over {CONTEXT_SECONDS} s", "fill in by hand") from None
    except (OSError, ValueError) as error:
        raise BadValue(
            f"the context command “{name}” cannot be run: {error}", "see context_command in the settings"
        ) from None
    if done.returncode:
        said = shortened(done.stderr.decode("utf-8", "replace"), 80)
        raise BadValue(f"the context command “{name}” failed: {said or f'exit {done.returncode}'}", "fill in by hand")
    return read_ticket(done.stdout.decode("utf-8", "replace"), f"what the context command “{name}” printed")


def read_ticket(text: str, origin: str) -> dict[str, object]:
    """A ticket's data from JSON text. Raises BadValue naming where it came from."""
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadValue(f"{origin} is not JSON: {shortened(str(error), 80)}", TICKET_EXAMPLE) from None
    if not isinstance(data, dict):
        raise BadValue(f"{origin} is no JSON object", TICKET_EXAMPLE)
    return data


def use_of(
    choice: Choice,
    reply: Reply,
    *,
    agent: str,
    version: int,
    action: str,
    typed_characters: int,
    fields_by_hand: int,
    now: datetime,
    ticket_hash: str | None = None,
    edited: bool = False,
) -> Use:
    """The row of one use: counts and names of ours, nothing the customer or the agent has typed."""
    at = utc_text(now)
    return Use(
        id=make_id(),
        template=choice.live.template,
        revision=choice.live.revision,
        version=version,
        agent=agent,
        used_at=at,
        channel=choice.channel,
        source=choice.source,
        action=action,
        search=choice.search,
        row_rank=choice.row_rank,
        found_at=choice.found_at,
        chosen_at=choice.chosen_at,
        delivered_at=at,
        typed_characters=typed_characters,
        rendered_characters=len(reply.text),
        edited=int(edited),
        fields_by_hand=fields_by_hand,
        fields_from_context=len(reply.by_context),
        ticket_hash=ticket_hash,
    )


def ticket_hash(key: str, reference: str) -> str:
    """A ticket reference as the library may know it: HMAC-SHA-256 under the library's own key, in hexadecimal."""
    import hmac  # only with --ticket

    return hmac.new(bytes.fromhex(key), reference.strip().casefold().encode(), "sha256").hexdigest()
