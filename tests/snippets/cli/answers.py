"""What tests of commands look at: one line that refuses, and JSON."""

from __future__ import annotations

import json
from pathlib import Path

from builders import Ran, run_command


def refused(ran: Ran, *about: str) -> None:
    """One line on stderr with a hint in brackets, nothing on stdout, exit 1."""
    assert ran.exit == 1, ran
    assert ran.stdout == ""
    assert ran.stderr.startswith("snippets: ")
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.rstrip().endswith(")")
    for text in about:
        assert text in ran.stderr


def waiting(*arguments: str) -> list[dict[str, object]]:
    """What `snippets review` lists, drafts that nobody has submitted last."""
    data = data_of(*arguments, "review")
    assert isinstance(data, dict)
    return [*data["waiting"], *data["drafts"]]


def data_of(*arguments: str | Path) -> object:
    ran = run_command(*arguments, "--json")
    assert ran.exit == 0, ran.stderr
    return json.loads(ran.stdout)
