"""`snippets completion`: commands, options and template names completed by the shell."""

from __future__ import annotations

import click

from snippets.cli.common import Command
from snippets.cli.output import say

_LINES = {
    "bash": 'eval "$(_SNIPPETS_COMPLETE=bash_source snippets)"   # in ~/.bashrc',
    "zsh": 'eval "$(_SNIPPETS_COMPLETE=zsh_source snippets)"   # in ~/.zshrc',
    "fish": "_SNIPPETS_COMPLETE=fish_source snippets | source   # in ~/.config/fish/completions/snippets.fish",
}


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(list(_LINES)))
def completion_command(shell: str) -> None:
    """Print the line that switches completion on, template names included.

    \b
      snippets completion bash >> ~/.bashrc
    """
    say(_LINES[shell])
