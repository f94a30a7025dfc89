"""No template escapes, leaks or runs away: each is refused or ends in a quarter of a second, the next one renders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

import pytest
from families import every_attack
from hostile import BOMBS, ESCAPES
from hostile_process import MAXIMUM_MEMORY, MAXIMUM_SECONDS
from leaks import PLANTED, SECRET, leaks
from rendering_builders import Shelf, text_of

from library.errors import TemplateFault
from library.rendering.fields import parse
from library.rendering.language import program_of

FAMILIES = sorted({attack.family for attack in every_attack()})
#: More processes wait than the machine has cores: everything takes a multiple of its time.
BUSY_FACTOR = 4


class Result(TypedDict):
    family: str
    source: str
    seconds: float
    leaks: list[str]
    is_starved: bool
    next: str


class Run(TypedDict):
    grown: int
    results: list[Result]


@pytest.fixture(scope="module")
def attacked() -> Run:
    """All attacks, carried out in one process that has a secret in its environment and little memory."""
    script = Path(__file__).with_name("hostile_process.py")
    environment = {**os.environ, "SNIPPETS_PLANTED": PLANTED}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3_000:]
    run: Run = json.loads(done.stdout)
    return run


def test_there_are_well_over_six_hundred_hostile_templates() -> None:
    templates = {attack.source for attack in every_attack() if attack.family not in ("paste", "pastes")}
    assert len(templates) >= 1_600
    assert len({*ESCAPES, *BOMBS}) == len(ESCAPES) + len(BOMBS)


def test_every_attack_was_carried_out(attacked: Run) -> None:
    assert [result["family"] for result in attacked["results"]] == [attack.family for attack in every_attack()]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_attack_of_a_family_escapes_or_leaks(attacked: Run, family: str) -> None:
    told = [(found["leaks"], found["source"]) for found in attacked["results"] if found["family"] == family]
    assert [leak for leak in told if leak[0]] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_attack_of_a_family_ends_in_time(attacked: Run, family: str) -> None:
    is_busy = hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1)
    limit = MAXIMUM_SECONDS * (BUSY_FACTOR if is_busy else 1)
    taken = [(found["seconds"], found["source"]) for found in attacked["results"] if found["family"] == family]
    assert [slow for slow in taken if slow[0] >= limit] == []


def test_no_attack_takes_more_than_64_megabytes(attacked: Run) -> None:
    assert [found["source"] for found in attacked["results"] if found["is_starved"]] == []
    assert attacked["grown"] < MAXIMUM_MEMORY


def test_after_every_attack_the_next_reply_renders(attacked: Run) -> None:
    assert {found["next"] for found in attacked["results"]} == {"Hi Ana"}


def test_a_leak_would_be_noticed() -> None:
    for told in (PLANTED, SECRET, repr(object()), repr(parse), repr(Shelf), "TemplateFault", __file__, "/etc/passwd"):
        assert leaks(f"Hi {told}!", "{{ x }}")


@pytest.mark.parametrize("body", [body for body in ESCAPES if "(" in body or "__" in body])
def test_a_call_or_a_hidden_name_is_refused_before_anything_runs(body: str) -> None:
    with pytest.raises(TemplateFault):
        program_of(body)


def test_values_from_the_context_are_plain_copies() -> None:
    class Odd:
        def __str__(self) -> str:
            return SECRET

    context = {"order": {"items": [Odd(), "x", float("inf"), 10**5000, b"x", {"a": Odd()}], "number": Odd()}}
    assert text_of("{% for item in order.items %}{{ loop.length }}{% endfor %}", context=context) == "22"
    assert text_of("{{ order.number | default('none') }}", context=context) == "none"
