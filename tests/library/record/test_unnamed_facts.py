"""Facts that filters read without a body naming them: taking them away breaks whoever needs them."""

from __future__ import annotations

import pytest

from library.documents import Document
from library.errors import TemplateFault
from library.record import history, review
from library.record.database import Library

CURRENCY = Document("currency", "EUR", kind="fact", type="text")
HOLIDAYS = Document("holidays", "2026-12-25", kind="fact", type="dates")
INVOICE = Document("invoice", "You pay {{ amount | money }}.")
NAMED = Document("fixed", "You pay {{ amount | money('EUR') }}, in your own currency.")
DUE = Document("due", "It is there by {{ today | plus(business_days=3) | date }}.")


def publish(library: Library, *documents: Document) -> None:
    with library.writing() as session:
        review.publish(session, [(document, None) for document in documents], by="mia")


def live(library: Library) -> set[str]:
    with library.reading() as session:
        return {item.names[0] for item in history.live(session)}


def test_the_currency_stays_while_a_live_reply_has_amounts_without_one(library: Library) -> None:
    publish(library, CURRENCY, INVOICE, NAMED)
    with (
        pytest.raises(TemplateFault, match=r"invoice \(fact currency is not live\)") as refusal,
        library.writing() as s,
    ):
        review.retire(s, ["currency"], by="mia")
    assert "fixed" not in refusal.value.message
    with pytest.raises(TemplateFault, match="invoice"), library.writing() as session:
        review.suspend(session, ["currency"], by="mia")
    assert live(library) == {"currency", "invoice", "fixed"}


def test_a_reply_that_reaches_it_through_a_fragment_counts_too(library: Library) -> None:
    fragment = Document("amount-line", "{{ amount | money }}", kind="fragment")
    publish(library, CURRENCY, fragment, Document("invoice", "You pay {% include 'amount-line' %}."))
    with pytest.raises(TemplateFault, match=r"amount-line .*, invoice "), library.writing() as session:
        review.retire(session, ["currency"], by="mia")


@pytest.mark.parametrize("others", [(NAMED,), (INVOICE,)], ids=["named", "retired with it"])
def test_the_currency_goes_where_nobody_needs_it(library: Library, others: tuple[Document, ...]) -> None:
    publish(library, CURRENCY, *others)
    with library.writing() as session:
        review.retire(session, ["currency", *(["invoice"] if INVOICE in others else [])], by="mia")
    assert live(library) == {document.abbreviation for document in others if document is NAMED}


def test_holidays_go_while_replies_count_business_days_for_these_render_without(library: Library) -> None:
    publish(library, HOLIDAYS, DUE)
    with library.writing() as session:
        review.retire(session, ["holidays"], by="mia")
    assert live(library) == {"due"}


def test_a_library_that_never_had_them_approves_changes_and_retires_as_ever(library: Library) -> None:
    publish(library, INVOICE, DUE, Document("sign-off", "Bye", kind="fragment"))
    with library.writing() as session:
        review.publish(session, [(Document("other", "{{ amount | money }} by {{ day }}"), None)], by="mia")
        review.retire(session, ["sign-off"], by="mia")
        review.suspend(session, ["invoice"], by="mia")
        review.revive(session, ["invoice"], by="mia")
    assert live(library) == {"invoice", "due", "other"}
