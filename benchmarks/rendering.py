"""What the small language costs: one reply against plain cached jinja2, and the first reply of a process.

python benchmarks/rendering.py
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from library.documents import Document, Field
from library.rendering.render import render

ROOT = Path(__file__).parents[1]

ROUNDS = 200
RENDERS = 100
STARTS = 15

BODY = """Hi {{ first_name }},

{% if apologise %}I am sorry for the wait. {% endif %}We sent your refund for order {{ order_number }} by {{ method }}.
It reaches your account within {{ refund_days }} days.

{% if method == 'bank' %}
Banks take a day longer.

{% endif %}
Kind regards,
{{ agent.first_name }}
{{ company.name }}
"""
FIELDS = (
    Field("first_name", source="customer.first_name"),
    Field("order_number"),
    Field("method"),
    Field("apologise", type="toggle", default="yes"),
    Field("refund_days"),
)
VALUES = {"order_number": "A12345", "method": "card", "apologise": "yes", "refund_days": "5"}
CONTEXT = {"customer": {"first_name": "Ana"}, "agent": {"first_name": "Mia"}, "company": {"name": "The Shop"}}


class Shelf:
    """A catalog without fragments and facts."""

    def document(self, name: str) -> Document | None:
        return None


def ours() -> Callable[[], object]:
    document, shelf, now = Document("refund-late", body=BODY, fields=FIELDS), Shelf(), datetime(2026, 5, 6)
    return lambda: render(document, shelf, values=VALUES, context=CONTEXT, now=now)


def plain_jinja2() -> Callable[[], object]:
    import jinja2

    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(BODY)
    values = {**VALUES, **CONTEXT, "apologise": True, "first_name": "Ana"}
    return lambda: template.render(values)


def microseconds(renders: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(RENDERS):
        renders()
    return (time.perf_counter() - start) / RENDERS * 1e6


def cold_milliseconds(body: str) -> float:
    """Median time from the imports every command pays for to the first reply, in fresh processes."""
    program = (
        "import time, sys, click, sqlite3, jinja2\n"
        "from datetime import datetime\n"
        "from library.documents import Document, Field\n"
        f"fields = tuple(Field(*f) for f in {[(f.name, f.label, f.type, f.default, f.source) for f in FIELDS]!r})\n"
        "class Shelf:\n"
        "    def document(self, name):\n"
        "        return Document(name, kind='fragment', body='Kind regards,\\n{{ agent.first_name }}')\n"
        f"document = Document('refund-late', body={body!r}, fields=fields)\n"
        "start = time.perf_counter()\n"
        "from library.rendering.render import render\n"
        f"render(document, Shelf(), values={VALUES!r}, context={CONTEXT!r}, now=datetime(2026, 5, 6))\n"
        "print((time.perf_counter() - start) * 1000)"
    )
    with tempfile.TemporaryDirectory() as cache:  # compiled once, as installed programs are
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-c", program]
        times = [
            float(subprocess.check_output(command, cwd=ROOT, env=environment, text=True)) for _ in range(STARTS + 1)
        ]
    return statistics.median(times[1:])


def main() -> None:
    render_ours, render_plain = ours(), plain_jinja2()
    render_ours()
    render_plain()
    pairs = [(microseconds(render_plain), microseconds(render_ours)) for _ in range(ROUNDS)]
    plain = statistics.median(pair[0] for pair in pairs)
    more = statistics.median(pair[1] - pair[0] for pair in pairs)
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {ROUNDS} rounds of {RENDERS} renders")
    print(f"{'one reply, plain cached jinja2':44}{plain:8.1f} µs")
    print(f"{'one reply, ours (fields, checks, budgets)':44}{plain + more:8.1f} µs")
    print(f"{'more than plain jinja2 (at most 15)':44}{more:8.1f} µs")
    print(f"{'first reply besides import jinja2 (at most 5)':44}{cold_milliseconds(BODY):8.1f} ms")
    with_include = BODY + "\n{% include 'sign-off' %}\n"
    print(f"{'the same with an include':44}{cold_milliseconds(with_include):8.1f} ms")


if __name__ == "__main__":
    main()
