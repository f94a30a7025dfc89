"""What a library without a title is called in the header: by its database or file, whatever else is in its address."""

from __future__ import annotations

import pytest
from builders import Home

from snippets.config import load
from snippets.screens.wordings import library_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql+psycopg://ana@db.example/support?passfile=/home/ana/passwords", "support"),
        ("sqlite:////srv/billing.db", "billing"),
        ("sqlite:////srv/library.db", "Your library"),
    ],
)
def test_a_library_is_called_by_its_own_name(home: Home, address: str, name: str) -> None:
    config = load(library=address)
    assert library_name(config, {}, is_demo=False) == name
    assert library_name(config, {"title": "Support"}, is_demo=False) == "Support"
