"""`snippets language`: what bodies may say, for whoever writes templates."""

from __future__ import annotations

import click

from snippets.cli.common import Command, json_option
from snippets.cli.output import print_json, print_table, say


@click.command("language", cls=Command)
@json_option
def language_command(as_json: bool) -> None:
    """Show the language of template bodies: names that are always known, and every filter with an example."""
    from library.rendering.context import STANDARD_NAMES
    from library.rendering.filters import FILTERS

    if as_json:
        filters = {name: {"gives": each.help, "example": each.example} for name, each in FILTERS.items()}
        print_json({"names": STANDARD_NAMES, "filters": filters})
        return
    say("{{ name }}  {{ name | filter }}  {% if name %} {% elif name == 'x' %} {% else %} {% endif %}")
    say("{% for each in list %} {% endfor %}  {% include 'fragment' %}  {# a note #}  {{ facts.refund_days }}\n")
    print_table([[name, each.help, each.example] for name, each in FILTERS.items()], ["filter", "gives", "example"])
    say()
    print_table(list(STANDARD_NAMES.items()), ["name", "holds"])
