"""A ticket pasted as JSON, of whichever tool: each object's texts, by whose they are and what their keys are called."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from library.rendering.context import plain
from library.rendering.pasted_values import MAXIMUM_VALUE, Context, Found, is_for_programs
from library.rendering.scope import Value

MAXIMUM_NODES = 5_000
MAXIMUM_DEPTH = 10

#: Keys below which a customer is described, the surest first. Sources: the ticket objects of Zendesk (requester, via),
#: Freshdesk (requester, contact), Intercom (contacts, author), Help Scout (primaryCustomer), Gorgias, Front
#: (recipient), Jira (reporter), Salesforce (Contact) and Shopify (customer) in their API references.
_PERSONS = (
    *("customer", "requester", "primary_customer", "contact", "contacts", "end_user", "client", "buyer", "reporter"),
    *("user", "author", "sender", "from", "recipient", "visitor"),
)
_TICKETS = frozenset({"ticket", "conversation", "case", "issue", "detail", "freshdesk_webhook"})
_ORDERS = frozenset({"order", "orders", "purchase", "last_order"})
#: Keys that only wrap: what is below them belongs to what is above them.
_WRAPS = frozenset(
    {"data", "properties", "attributes", "fields", "custom_fields", "source", "via", "payload", "profile"}
)
_OURS = frozenset({"admin", "agent", "bot", "team", "staff", "teammate"})

_PERSON_KEYS = {
    **dict.fromkeys(("name", "full_name", "display_name", "fullname"), "name"),
    **dict.fromkeys(("first_name", "firstname", "given_name", "first"), "first_name"),
    **dict.fromkeys(("last_name", "lastname", "family_name", "last", "surname"), "last_name"),
    **dict.fromkeys(("email", "email_address", "emails", "mail", "address", "handle"), "email"),
}
#: A ticket's own keys, the number customers see before the one that programs use.
_TICKET_KEYS = {
    **{key: ("ticket.id", rank) for rank, key in enumerate(("number", "case_number", "key", "display_id", "id"))},
    **{key: ("ticket.subject", rank) for rank, key in enumerate(("subject", "summary", "title"))},
    **{key: ("ticket.url", rank) for rank, key in enumerate(("permalink", "html_url", "web_url", "link", "url"))},
    "hs_ticket_id": ("ticket.id", 0),
}
_ORDER_KEYS = {key: rank for rank, key in enumerate(("number", "order_number", "name", "reference", "id"))}
_ORDER_ENDINGS = ("order_number", "order_no", "order_nr", "order_id", "order_reference")


def json_in(text: str) -> object:
    bare = re.sub(r"\A```\w*\n|\n?```\Z", "", text)
    if not bare.startswith(("{", "[")):
        return None
    try:
        return json.loads(bare)
    except (ValueError, RecursionError):
        return None


def own_shape(data: object) -> Context:
    """What already stands under the standard names, kept with all that it holds."""
    start: Context = {}
    for group in ("customer", "ticket", "order"):
        copy = plain(data.get(group)) if isinstance(data, dict) else None
        if isinstance(copy, dict):
            start[group] = {key: value for key, value in copy.items() if value != "" and not _is_machine_url(value)}
    return start


def _is_machine_url(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("http") and is_for_programs(value)


def read_json(data: object, found: Found) -> None:
    """Level by level, so that what is nearer to the top wins."""
    waiting: list[tuple[object, str]] = [(data, "ticket")]
    seen = 0
    for depth in range(MAXIMUM_DEPTH):
        below: list[tuple[object, str]] = []
        for node, owner in waiting:
            if isinstance(node, list):
                below += [(item, owner) for item in node[:50] if isinstance(item, dict)]
            elif isinstance(node, dict) and not _is_ours(node):
                seen += len(node)
                below += _read_object(node, owner, depth, found)
        if seen > MAXIMUM_NODES:
            return
        waiting = below


def _is_ours(node: dict[str, object]) -> bool:
    return any(isinstance(kind := node.get(key), str) and kind.lower() in _OURS for key in ("type", "role"))


def _read_object(node: dict[str, object], owner: str, depth: int, found: Found) -> Iterator[tuple[object, str]]:
    """Offers the object's own texts; yields what is below it with whose it is, "" for nobody's."""
    for key, value in _pairs(node):
        text = _text(value[0] if isinstance(value, list) and value else value)
        if text:
            _offer(key, text, owner, depth, found)
        elif isinstance(value, dict | list):
            is_known = key in _PERSONS or key in _TICKETS or key in _ORDERS
            yield value, key if is_known else owner if key in _WRAPS else ""


def _pairs(node: dict[str, object]) -> Iterator[tuple[str, object]]:
    """Keys in one spelling, and what {"name": "Order number", "value": "A1"} means."""
    for key, value in node.items():
        yield _snake(key), value
    label = next((node[key] for key in ("name", "title", "label", "key") if isinstance(node.get(key), str)), "")
    if "value" in node:
        yield _snake(str(label)), node["value"]


def _snake(key: str) -> str:
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", key[:60])
    return re.sub(r"\W+", "_", spaced).strip("_").lower()


def _text(value: object) -> str:
    if isinstance(value, str):
        return value[: 10 * MAXIMUM_VALUE]
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return str(value) if is_number else ""


def _offer(key: str, text: str, owner: str, depth: int, found: Found) -> None:
    if key.endswith(_ORDER_ENDINGS) or key == "order":
        found.offer("order.number", (0, depth), text)
    if owner in _PERSONS:
        if key in _PERSON_KEYS:
            found.offer(f"customer.{_PERSON_KEYS[key]}", (_PERSONS.index(owner), depth), text)
    elif owner in _ORDERS:
        if key in _ORDER_KEYS:
            found.offer("order.number", (1 + _ORDER_KEYS[key], depth), text)
    elif owner:
        _offer_of_ticket(key.removeprefix("ticket_"), text, depth, found)


def _offer_of_ticket(key: str, text: str, depth: int, found: Found) -> None:
    if key in _TICKET_KEYS:
        name, rank = _TICKET_KEYS[key]
        found.offer(name, (depth, rank), text)
    elif key in _PERSONS:
        found.offer_person((_PERSONS.index(key), depth), text)
    elif _PERSON_KEYS.get(key) in ("first_name", "last_name", "email"):
        found.offer(f"customer.{_PERSON_KEYS[key]}", (len(_PERSONS), depth), text)
    else:
        for rank, person in enumerate(_PERSONS):
            if key.startswith(f"{person}_") and (part := _PERSON_KEYS.get(key[len(person) + 1 :])):
                found.offer(f"customer.{part}", (rank, depth), text)
