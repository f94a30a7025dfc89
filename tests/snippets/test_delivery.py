"""What is known without asking, and what is noted of a use."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from builders import Home, reply

from library.desk.store import Live
from library.rendering.render import Reply
from snippets.config import Config, load
from snippets.delivery import Choice, context_of, ticket_hash, use_of


def config(home: Home) -> Config:
    home.write_config('[agent]\nfirst_name = "Mia"\n[company]\nname = "Acme"\n')
    return load(home.environment)


def test_the_context_is_the_profile_the_company_and_the_ticket(home: Home) -> None:
    context = context_of(config(home), ticket={"customer": {"first_name": "Ana"}, "order": {"number": "A1"}})
    assert context == {
        "agent": {"first_name": "Mia"},
        "company": {"name": "Acme"},
        "customer": {"first_name": "Ana"},
        "order": {"number": "A1"},
    }


def test_a_ticket_adds_to_who_the_agent_is_and_never_replaces_it(home: Home) -> None:
    context = context_of(config(home), ticket={"agent": {"first_name": "Eve", "team": "Billing"}, "company": "Evil"})
    assert context == {"agent": {"first_name": "Mia", "team": "Billing"}, "company": {"name": "Acme"}}


def test_a_use_holds_counts_and_names_of_ours_and_no_text() -> None:
    choice = Choice(Live("t", 3, reply(), "mia", ""), "chat", "app", "s-1", 2, "f", "c")
    use = use_of(
        choice,
        Reply("Hi Zebulon", ("first_name", "day"), ("first_name",)),
        agent="mia",
        version=7,
        action="copied",
        typed_characters=12,
        fields_by_hand=1,
        now=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
        edited=True,
    )
    assert (use.template, use.revision, use.version, use.channel, use.source) == ("t", 3, 7, "chat", "app")
    assert (use.search, use.row_rank, use.found_at, use.chosen_at) == ("s-1", 2, "f", "c")
    assert (use.rendered_characters, use.typed_characters, use.edited) == (10, 12, 1)
    assert (use.fields_by_hand, use.fields_from_context) == (1, 1)
    assert use.used_at == use.delivered_at == "2026-05-04T09:30:00.000000Z"
    assert "Zebulon" not in str(use)


def test_a_ticket_is_known_by_a_keyed_hash_only() -> None:
    # HMAC-SHA-256 of the folded reference under the library's key, worked out with the standard library.
    key = "ab" * 32
    assert ticket_hash(key, " SUP-1 ") == hmac.new(bytes.fromhex(key), b"sup-1", hashlib.sha256).hexdigest()
    assert ticket_hash("cd" * 32, "SUP-1") != ticket_hash(key, "SUP-1")
