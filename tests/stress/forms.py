"""Each proof has one body and two sizes: short in every run, long (the full numbers) with `make stress`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")
Test = Callable[..., None]
#: The long form's own time limit in seconds, where nobody gave another with -o timeout=...
LIMIT = 3600


def sizes(name: str, *, short: object, long: object) -> Callable[[Test], Test]:
    """Parametrises one argument with the two sizes."""
    marks = [pytest.mark.long, pytest.mark.timeout(LIMIT)]
    return pytest.mark.parametrize(name, [pytest.param(short, id="short"), pytest.param(long, id="long", marks=marks)])


class Figures:
    """What a proof measured, shown in a table after the run."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def add(self, name: str, value: object) -> None:
        self._record(name, f"{value:.3f}" if isinstance(value, float) else str(value))
