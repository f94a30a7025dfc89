"""The options that commands share which make the same edit in several templates, or in one that others quote."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import click

from snippets.cli.agreeing import yes_option
from snippets.cli.common import json_option
from snippets.cli.deciding import message_option
from snippets.cli.settling import way_option

Function = Callable[..., None]


def editing_options(dry: str) -> Callable[[Function], Function]:
    """--dry-run, whose help is `dry`, --submit and --approve, --message, --yes and --json, in this order."""
    options: list[Callable[[Function], Function]] = [
        click.option("--dry-run", "is_dry", is_flag=True, help=dry),
        *(way_option, message_option, yes_option, json_option),
    ]
    return lambda function: reduce(lambda made, option: option(made), reversed(options), function)
