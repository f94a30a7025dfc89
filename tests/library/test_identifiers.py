"""Identifiers sort as they were made; moments have one text form, which sorts too."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.identifiers import make_id, moment, utc_text

moments = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.timezones() | st.just(UTC))


def test_ids_made_one_after_the_other_sort_so_and_never_repeat() -> None:
    made = [make_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_is_a_uuid_of_version_7_of_this_moment() -> None:
    # RFC 9562, section 5.7: the first 48 bits are milliseconds since 1970; version 7, variant 0b10.
    found = uuid.UUID(make_id())
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    at = datetime.fromtimestamp((found.int >> 80) / 1000, UTC)
    assert abs(datetime.now(UTC) - at) < timedelta(seconds=20)


@given(moments)
def test_a_moment_comes_back_from_its_text(at: datetime) -> None:
    assert moment(utc_text(at)) == at.astimezone(UTC)
    assert len(utc_text(at)) == len("2026-11-21T19:43:32.123456Z")


@given(moments, moments)
def test_texts_sort_as_moments_do(one: datetime, other: datetime) -> None:
    assert (utc_text(one) < utc_text(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


def test_a_moment_is_told_in_utc() -> None:
    at = datetime(2026, 5, 4, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert utc_text(at) == "2026-05-03T23:30:00.000005Z"


@pytest.mark.parametrize("text", ["", "2026-05-04", "2026-05-04T09:30:00Z", "2026-05-04T09:30:00.000000+02:00"])
def test_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text)
