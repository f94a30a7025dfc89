"""Addresses of servers, shown without what opens them, however somebody wrote their password."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from library.addresses import unambiguous, without_secrets

SCHEME = "postgresql+psycopg://"
AWKWARD = ("s3cret", "p@ss", "a:b", "a/b", "a?b", "a#b", "p@a?b", "a@b/c?d=e@f", "100%", "ö ü", "@", "a&b=c")


@pytest.mark.parametrize("password", AWKWARD)
@pytest.mark.parametrize(
    "rest", ["host/team", "host:5432/team", "host:5432/team?sslmode=require", "[::1]:1/x", "/team?host=/tmp"]
)
def test_a_password_of_any_characters_is_left_out_and_understood(password: str, rest: str) -> None:
    address = f"{SCHEME}mia:{password}@{rest}"
    assert without_secrets(address) == f"{SCHEME}mia@{rest}"
    parsed = make_url(unambiguous(address))
    bare = make_url(f"{SCHEME}mia@{rest}")
    assert (parsed.username, parsed.password) == ("mia", password)
    assert (parsed.host, parsed.port, parsed.database, parsed.query) == (
        bare.host,
        bare.port,
        bare.database,
        bare.query,
    )


def test_a_password_written_in_code_stays_what_it_is() -> None:
    address = f"{SCHEME}mia:p%40ss%25@host/team"
    assert unambiguous(address) == address
    assert without_secrets(address) == f"{SCHEME}mia@host/team"


@pytest.mark.parametrize(
    "option",
    ["password=s3cret", "PASSWORD=s3cret", "pass%77ord=s3cret", "sslpassword=s3cret", "passwrd=s3cret", "s3cret"],
)
def test_options_that_are_secret_or_unknown_are_left_out(option: str) -> None:
    for options in (option, f"{option}&sslmode=require", f"sslmode=require&{option}"):
        shown = without_secrets(f"{SCHEME}mia@host/team?{options}")
        assert "s3cret" not in shown
        assert ("sslmode=require" in shown) == ("sslmode" in options)


@pytest.mark.parametrize(
    "address", ["nonsense", f"{SCHEME}host/team", f"{SCHEME}mia@host/team?options=-csearch_path%3Dx", ""]
)
def test_an_address_without_secrets_is_shown_as_it_is(address: str) -> None:
    assert without_secrets(address) == unambiguous(address) == address
