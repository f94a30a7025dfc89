"""Facts that filters read without being told are among what a body reads; who has none of them goes on as before."""

from __future__ import annotations

import pytest
from rendering_builders import Shelf, reply

from library import checks
from library.documents import Document, Field
from library.rendering.filters import FILTERS, UNNAMED_FACTS
from library.rendering.language import uses


@pytest.mark.parametrize(
    ("body", "facts", "unnamed"),
    [
        ("{{ amount | money }}", ("currency",), ("currency",)),
        ("{{ amount | money('') }}", ("currency",), ("currency",)),
        ("{{ amount | money(unit) }}", ("currency",), ("currency",)),
        ("{{ amount | money('EUR') }}", (), ()),
        ("{{ amount | money('EUR') }} {{ other | money }}", ("currency",), ("currency",)),
        ("{{ facts.currency }} {{ amount | money }}", ("currency",), ()),
        ("{{ amount | money }} {{ facts.fee }}", ("fee", "currency"), ("currency",)),
        ("{{ today | plus(business_days=3) }}", ("holidays",), ("holidays",)),
        ("{{ today | minus(weeks=1, business_days=facts.days) }}", ("days", "holidays"), ("holidays",)),
        ("{{ today | plus(days=3) }}", (), ()),
        ("{% if a %}{{ b | default(c | money) }}{% endif %}", ("currency",), ("currency",)),
        ("My money, in business_days.", (), ()),
    ],
)
def test_what_filters_read_by_themselves_is_listed_and_told_apart(
    body: str, facts: tuple[str, ...], unnamed: tuple[str, ...]
) -> None:
    assert (uses(body).facts, uses(body).unnamed) == (facts, unnamed)


def test_the_word_of_each_such_fact_is_a_filter_or_what_one_takes() -> None:
    known = set(FILTERS) | {keyword for rule in FILTERS.values() for keyword in rule.keywords}
    assert {fact.word for fact in UNNAMED_FACTS.values()} <= known


def test_a_template_in_a_library_without_them_has_nothing_wrong_with_it() -> None:
    due = Field("due", type="date", default="{{ today | plus(business_days=3) }}")
    document = reply("{{ due }} {{ today | plus(business_days=3) | date }} {{ amount | money }}", due, Field("amount"))
    assert checks.faults(document, Shelf().document) == []


def test_a_default_that_names_a_fact_which_is_not_there_is_still_told() -> None:
    due = Field("due", type="date", default="{{ today | plus(business_days=facts.days) }}")
    [fault] = checks.faults(reply("{{ due }}", due), Shelf(Document("holidays", "", kind="fact")).document)
    assert "facts.days" in fault.message
