"""A pasted ticket as context: JSON of any shape, or the lines of a mail or a screen. Pure; nothing is ever raised.

Customer, ticket and order are taken from it. Who signs never is: the people a ticket names on our side are left out.
"""

from __future__ import annotations

import re

from library.rendering.context import cleaned
from library.rendering.pasted_json import json_in, own_shape, read_json
from library.rendering.pasted_values import ADDRESS, IMPERSONAL, MAXIMUM_VALUE, Context, Found, order_number_in

MAXIMUM_PASTE = 200_000
MAXIMUM_LINES = 2_000

#: What stands before a colon, in the languages of common mail programs, and how sure it is.
_LABELS = {
    **dict.fromkeys(("customer", "requester", "contact", "client", "kunde", "cliente"), ("person", 0)),
    **dict.fromkeys(("customer name", "requester name", "contact name", "client name"), ("person", 0)),
    **dict.fromkeys(("reply-to", "antwort an", "répondre à"), ("person", 1)),
    **dict.fromkeys(("from", "sender", "von", "absender", "de", "da", "van"), ("person", 2)),
    **dict.fromkeys(("name", "full name"), ("person", 3)),
    **dict.fromkeys(("first name", "vorname", "prénom", "nombre"), ("customer.first_name", 0)),
    **dict.fromkeys(("last name", "surname", "nachname"), ("customer.last_name", 0)),
    **dict.fromkeys(("email", "e-mail", "mail", "email address", "e-mail address", "correo"), ("customer.email", 1)),
    **dict.fromkeys(("customer email", "requester email", "contact email"), ("customer.email", 0)),
    **dict.fromkeys(("subject", "betreff", "objet", "asunto", "assunto", "oggetto"), ("ticket.subject", 0)),
    **dict.fromkeys(("ticket", "ticket id", "ticket number", "ticket no", "ticket nr"), ("ticket.id", 0)),
    **dict.fromkeys(("case", "case id", "case number", "conversation", "conversation id"), ("ticket.id", 1)),
    **dict.fromkeys(("ticket url", "ticket link", "url", "link"), ("ticket.url", 0)),
    **dict.fromkeys(("order number", "order no", "order nr", "order id", "order ref"), ("order.number", 0)),
    **dict.fromkeys(("order", "bestellung", "bestellnummer", "commande", "pedido", "ordine"), ("order.number", 1)),
}
_LABELLED = re.compile(r"[\s>*|•-]*([^\W\d_][^:\t=<@]{0,24}?)[\s*#]*(?:[:：]|\t)[\s*]*(.*)")
_TICKET_IN_TEXT = re.compile(
    r"(?i)\b(?:ticket|case|conversation)\s*(?:id|number|no\.?|nr\.?)?\s*[:#]{0,2}\s*#?([a-z]{1,10}-\d{1,20}|\d{2,20})\b"
)
_ORDER_IN_TEXT = re.compile(
    r"(?i)\border\s*(?:id|number|no\.?|nr\.?|ref\.?)?\s*(?:is\s|was\s)?[:#]{0,2}\s*#?([a-z0-9][a-z0-9-]{2,24})\b"
)
_HEADING = re.compile(r"(?m)^[ \t]*\[?#(\d{2,20})\]?[ \t:–-]*([^\n]{0,300})$")
_TICKET_URL = re.compile(
    r"https?://[^\s<>\"')\]]{1,200}?/(?:tickets?|conversations?|cases?|requests?)/([\w-]{1,40})[^\s<>\"')\]]{0,100}"
)


def context_of_paste(text: str) -> Context:
    """The standard names found in a paste, as a nested mapping of texts; {} where there are none."""
    paste = cleaned(text[:MAXIMUM_PASTE]).strip()
    found = Found()
    data = json_in(paste)
    if isinstance(data, dict | list):
        read_json(data, found)
        return found.context(own_shape(data))
    _read_lines(paste, found)
    _read_text(paste, found)
    return found.context({})


def _read_lines(text: str, found: Found) -> None:
    lines = [line[:MAXIMUM_VALUE] for line in text.split("\n")[:MAXIMUM_LINES]]
    for number, line in enumerate(lines):
        match = _LABELLED.fullmatch(line)
        label, value = match.groups() if match else (line.strip(), "")
        known = _LABELS.get(label.strip().casefold())
        if known is None:
            continue
        if not value.strip():
            value = next((below for below in lines[number + 1 : number + 3] if below.strip()), "")
            if value.strip().casefold() in _LABELS or _LABELLED.fullmatch(value):
                continue
        name, rank = known
        if name == "person":
            found.offer_person((rank, number), value)
        else:
            found.offer(name, (rank, number), order_number_in(value) if name == "order.number" else value)


def _read_text(text: str, found: Found) -> None:
    """What running text names in passing; whatever stood behind a label is surer."""
    late = (9, 0)
    if url := _TICKET_URL.search(text):
        found.offer("ticket.url", late, url.group())
        found.offer("ticket.id", (9, 2), url.group(1))
    if heading := _HEADING.search(text):
        found.offer("ticket.id", late, heading.group(1))
        found.offer("ticket.subject", late, heading.group(2))
    if ticket := _TICKET_IN_TEXT.search(text):
        found.offer("ticket.id", (9, 1), ticket.group(1))
    for order in _ORDER_IN_TEXT.finditer(text):
        found.offer("order.number", (9, order.start()), order_number_in(order.group(1)))
    addresses = {address.lower() for address in ADDRESS.findall(text) if not IMPERSONAL.match(address)}
    if len(addresses) == 1:
        found.offer("customer.email", late, addresses.pop())
