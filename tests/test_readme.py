"""The README's commands exist as written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from snippets.cli import snippets as group

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line.strip().removeprefix("$ ") for block in BLOCKS for line in block.splitlines()]
WRITTEN = sorted(
    {
        line.partition("   ")[0].partition(" #")[0].partition("|")[0].strip()
        for line in LINES
        if line.removeprefix("$ ").startswith("snippets ")
    }
)


@pytest.mark.parametrize("line", WRITTEN or ["none"])
def test_a_command_in_the_readme_is_one_the_program_knows(line: str) -> None:
    if not WRITTEN:
        pytest.skip("the README shows no command yet")
    words = shlex.split(line)[1:]
    context = click.Context(group)
    while words and words[0].startswith("-"):
        flag = words.pop(0)
        assert any(flag in option.opts for option in group.get_params(context)), line
        if any(flag in option.opts and not getattr(option, "is_flag", False) for option in group.get_params(context)):
            words.pop(0)
    if not words:
        return
    command = group.get_command(context, words[0])
    assert command is not None, line
    words = words[1:]
    if isinstance(command, click.Group) and words:
        command = command.get_command(context, words[0])
        assert command is not None, line
    known = {flag for option in command.get_params(context) for flag in option.opts}
    unknown = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} - known
    assert unknown == set(), line
