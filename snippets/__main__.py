"""`python -m snippets` is the command `snippets`."""

from snippets.cli import run

run()
