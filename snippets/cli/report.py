"""`snippets report`: the team's figures, each with the numbers it comes from; one module for each report."""

from __future__ import annotations

import click

from snippets.cli.common import Group
from snippets.cli.report_adoption import adoption_command
from snippets.cli.report_coverage import coverage_command
from snippets.cli.report_searches import searches_command


@click.group("report", cls=Group)
def report_command() -> None:
    """What your customers ask, what the library answers, who uses it, and what was searched for in vain."""


for _command in (coverage_command, adoption_command, searches_command):
    report_command.add_command(_command)
