"""What bodies may say is told in one table, the same everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

from builders import run_command

from library.rendering.filters import FILTERS

README = Path(__file__).parents[3] / "README.md"


def test_the_readme_has_every_filter_with_its_example_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| `(.+)` \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    shown = [(name, gives, example.replace("\\|", "|")) for name, gives, example in rows if name in FILTERS]
    assert shown == [(name, each.help, each.example) for name, each in FILTERS.items()]


def test_the_command_shows_the_same_table_and_the_names_that_are_always_known() -> None:
    shown = run_command("language").stdout
    told = json.loads(run_command("language", "--json").stdout)

    assert list(told["filters"]) == list(FILTERS)
    assert "customer.first_name" in told["names"]
    for name, each in FILTERS.items():
        assert name in shown
        assert each.example in shown
