"""Processes, seeds, places and measured figures for the proofs that nothing is lost."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from forms import Figures
from nursery import Nursery
from places import Place, second_user


@pytest.fixture(scope="session")
def seed() -> str:
    """What every random choice starts from; STRESS_SEED=... repeats another run's choices."""
    return os.environ.get("STRESS_SEED", "1")


@pytest.fixture
def chance(seed: str, request: pytest.FixtureRequest, figures: Figures) -> random.Random:
    figures.add("STRESS_SEED", seed)
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def figures(record_property: object) -> Figures:
    assert callable(record_property)
    return Figures(record_property)


@pytest.fixture(autouse=True)
def _timed(figures: Figures) -> Iterator[None]:
    begun = time.monotonic()
    yield
    figures.add("seconds", time.monotonic() - begun)


@pytest.fixture(scope="session")
def _nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def nursery(_nursery: Nursery) -> Iterator[Nursery]:
    """Starts processes; whatever a test leaves running is ended with it."""
    yield _nursery
    _nursery.clear()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A library of the owner mia with three live templates, a desk in step with it, and the real command."""
    return Place.founded(tmp_path)


@pytest.fixture
def open_place() -> Iterator[Place]:
    """The same where a second user may look in: pytest's own folders are closed to everybody else."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="snippets-stress-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Place.founded(folder, user=second_user())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB; skips, with the reason, where none can be mounted."""
    import subprocess

    folder = tmp_path / "small"
    folder.mkdir()
    try:
        command = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no small disk: there is no mount command here")
    if mounted.returncode:
        pytest.skip(f"no small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The measured figures of every proof that ran."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    measured = {report.nodeid: report.user_properties for report in reports if report.user_properties}
    if measured:
        terminalreporter.section("stress figures")
    for name, properties in measured.items():
        figures = ", ".join(f"{key} {value}" for key, value in properties)
        terminalreporter.write_line(f"{name.rpartition('/')[2]}: {figures}")
