"""The house's own rules: which modules an agent's commands may not load, who knows what, and nothing undocumented."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import Home, fact, made_library, reply, run_process

from library.documents import Field
from snippets.cli import COMMANDS

ROOT = Path(__file__).parent.parent
#: Design, section 2: never on the agent's road; `copy` alone takes 15 ms, SQLModel 400.
NEVER = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "alembic",
    "platformdirs",
    "psycopg",
    "filelock",
    "library.record",
    "library.sync",
}
#: Only where this very template or query needs it.
SELDOM = {"textual", "rich", "yaml", "numpy", "rapidfuzz", "babel", "jinja2", "re2", "tomlkit"}

PLAIN = reply("plain", "Thank you.")
FIELDS = reply(
    "fields",
    "Hi {{ first_name }}, {% if late %}sorry. {% endif %}{{ facts.days }} days.",
    fields=(Field("late", type="toggle", default="yes"),),
)
DATED = reply("dated", "On {{ day | date('long') }}.", fields=(Field("day", type="date"),))


@pytest.fixture
def mine(home: Home) -> Home:
    made_library(home.url, PLAIN, FIELDS, DATED, fact("days"))
    home.write_config("sync_seconds = 0\n")
    assert run_process("sync").exit == 0
    return home


def loaded_by(*arguments: str, code: str = "") -> set[str]:
    """The modules in a fresh process after it has run a command, or some code."""
    program = code or (
        "import sys; sys.argv = ['snippets', *sys.argv[1:]]\n"
        "from snippets.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    program += "\nimport json, sys; print('MODULES', json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    modules: list[str] = json.loads(done.stderr.partition("MODULES")[2])
    return set(modules)


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (["copy", "plain", "--print"], set()),
        (["copy", "fields", "--set", "first_name=Ana", "--print"], {"jinja2"}),
        (["copy", "dated", "--set", "day=2026-05-04", "--print"], {"jinja2", "babel"}),
        (["show", "plain"], set()),
        (["show", "fields"], set()),
        (["find", "plain"], {"rapidfuzz"}),
        (["find", "plan", "thnk"], {"rapidfuzz"}),
        (["find", "what says thank you"], {"numpy", "rapidfuzz"}),
        (["status"], set()),
        (["suggest", "I want something plain, please"], {"numpy", "rapidfuzz"}),
    ],
    ids=[
        "copy",
        "copy with fields",
        "copy with a date",
        "show",
        "show fields",
        "find exact",
        "find near",
        "find a sentence",
        "status",
        "suggest",
    ],
)
def test_an_agents_command_loads_nothing_heavy(arguments: list[str], may: set[str]) -> None:
    modules = loaded_by(*arguments)
    assert modules & NEVER == set()
    assert modules & (SELDOM - may) == set()


def test_help_loads_no_more_than_a_command() -> None:
    assert loaded_by(code="import snippets.cli") & (NEVER | SELDOM) == set()


def test_the_find_screen_loads_no_database_and_no_driver() -> None:
    modules = loaded_by(code="import snippets.app; from snippets.screens.find import FindScreen")
    # textual itself brings rich and platformdirs.
    assert modules & (NEVER - {"platformdirs"}) == set()
    assert modules & {"yaml", "babel", "jinja2", "re2", "tomlkit"} == set()


def sources(package: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((ROOT / package).rglob("*.py")):
        yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def imports_of(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_core_never_prints_asks_or_reads_the_environment() -> None:
    wrong = []
    for file, tree in sources("library"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
                wrong.append(f"{file}:{node.lineno} {node.func.id}")
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
                wrong.append(f"{file}:{node.lineno} {node.attr}")
    assert wrong == []


def test_the_core_knows_no_app_no_screen_and_no_command_line() -> None:
    assert [
        str(file) for file, tree in sources("library") if imports_of(tree) & {"snippets", "textual", "click", "rich"}
    ] == []


def test_only_rendering_knows_jinja() -> None:
    knowing = [
        file.as_posix()
        for package in ("library", "snippets")
        for file, tree in sources(package)
        if "jinja2" in imports_of(tree)
    ]
    assert knowing
    assert all(file.startswith("library/rendering/") for file in knowing)


def test_only_sync_knows_both_the_desk_and_the_record() -> None:
    both = []
    for file, tree in sources("library"):
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        if all(any(module.startswith(part) for module in modules) for part in ("library.desk", "library.record")):
            both.append(file.as_posix())
    assert both == ["library/sync.py"]


#: The one way out for each target (library.cleaning says what leaves); Textual draws the screens from styled text.
EXITS = {
    "click.echo": {"snippets/cli/output.py"},
    "sys.stdout.write": set[str](),
    "sys.stderr.write": {"snippets/cli/copy.py"},  # the OSC 52 sequence itself, its text in base64
    "print": set[str](),
    "csv.writer": {"snippets/cli/output.py"},
    "subprocess.run": {"snippets/clipboard.py", "snippets/delivery.py"},  # delivery: the context command, nothing in
    "copy_to_clipboard": {"snippets/screens/handing_over.py"},  # handed to clipboard.copy: it calls with cleaned text
}


@pytest.mark.parametrize("call", EXITS)
def test_text_leaves_by_one_way_out_for_each_target(call: str) -> None:
    used = {
        file.as_posix()
        for package in ("library", "snippets")
        for file, tree in sources(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) == call or ast.unparse(node.func).endswith(f".{call}"))
    }
    assert used <= EXITS[call]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file) for package in ("library", "snippets") for file, tree in sources(package)
        if tree.body and not ast.get_docstring(tree)
    ]  # fmt: skip
    assert silent == []


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    if not re.search(r"^#+ Commands", readme, re.MULTILINE):
        pytest.skip("the README has no section “Commands” yet")
    assert re.search(rf"snippets {re.escape(name)}\b|`{re.escape(name)}\b", readme)
