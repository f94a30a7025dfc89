"""What a person gets who installs the built wheel into an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_seeds_the_styles_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    seeds = [name for name in names if name.startswith("snippets/seed_templates/")]
    assert len(seeds) == sum(1 for path in (PROJECT / "seed_templates").rglob("*") if path.is_file())
    assert "snippets/snippets.tcss" in names
    assert "library/data/common_words.txt" in names
    assert any(name.startswith("library/record/migrations/versions/") for name in names)
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"library", "snippets"}


@pytest.mark.timeout(600)
def test_the_wheel_in_an_empty_environment_makes_a_library_and_finds_in_it(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, timeout=120)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, check=False, timeout=500)
    if installed.returncode and "No matching distribution" in installed.stderr:
        pytest.skip("no package registry can be reached from here")
    assert installed.returncode == 0, installed.stderr[-2000:]
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("SNIPPETS_", "PYTHON"))},
        "SNIPPETS_DATA": str(tmp_path / "data"),
        "SNIPPETS_CONFIG": str(tmp_path / "config.toml"),
    }

    def snippets(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(programs / "snippets"), *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )

    assert snippets("init").returncode == 0
    found = snippets("find", "refund", "late")

    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("refund-late")
