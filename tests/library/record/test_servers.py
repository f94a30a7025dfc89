"""The servers the tests stand on do what tests believe of them."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from servers import OwnServer


def _opened(address: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(address.replace("+psycopg", ""), connect_timeout=5)


def test_a_login_comes_in_with_its_password_and_with_no_other(new_login: Callable[..., str]) -> None:
    address = new_login("mia", "p@ss w/ör%d")
    with _opened(address) as connection:
        found = connection.execute("SELECT current_user::text").fetchone()
    assert found is not None
    assert str(found[0]).startswith("mia_")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        _opened(address.replace("%25d", "%25e"))


def test_the_superuser_needs_a_password_too_where_it_comes_from_afar(own_server: OwnServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        _opened(own_server.login("postgres"))


def test_a_server_of_ones_own_stops_and_starts_again(own_server: OwnServer) -> None:
    with _opened(own_server.admin) as connection:
        own_server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match=r"refused|No such file"):
        _opened(own_server.admin)
    own_server.start()
    with _opened(own_server.admin) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
