"""A document into a template file: the same bytes for the same document, always."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from library.documents import Document, Example, Field, Plain
from library.template_files.keys import EXAMPLE_KNOWN, FIELD_TEXTS, LATER_TEXTS, LISTS, TEXTS, TemplateFile

if TYPE_CHECKING:
    import yaml

#: The order keys are written in; what is not listed comes after, by name.
_ORDER = (
    *("id", "abbreviation", "aliases", "kind", "type", "title", "subject", "group", "language", "translates", "tags"),
    *("questions", "fields", "note", "escalate", "after", "kb", "owner", "review_days", "live_from", "variants"),
    "examples",
)
#: What is written as a block of lines; everything else that is no text stands on one line.
_BLOCKS = ("fields", "variants", "examples")


def text_of(template: TemplateFile) -> str:
    """The file's text: the same bytes for the same template, always. Reading it gives the same template back."""
    front: dict[str, Plain] = {"id": template.id, **_front_of(template.document)}
    ordered = {key: front[key] for key in _ORDER if front[key]} | dict(template.document.extra)
    return f"---\n{_written(ordered)}---\n{template.document.body}\n"


def _front_of(document: Document) -> dict[str, Plain]:
    front: dict[str, Plain] = {key: getattr(document, key) for key in (*TEXTS, *LATER_TEXTS)}
    front |= {key: list(getattr(document, key)) for key in LISTS}
    front["review_days"] = str(document.review_days) if document.review_days else ""
    front["fields"] = {field.name: _front_of_field(field) for field in document.fields}
    front["variants"] = {variant.channel: variant.body for variant in document.variants}
    front["examples"] = [_front_of_example(example) for example in document.examples]
    return front


def _front_of_example(example: Example) -> Plain:
    front: dict[str, Plain] = {**example._asdict(), "values": dict(example.values)}
    return {key: front[key] for key in EXAMPLE_KNOWN if front[key]}


def _front_of_field(field: Field) -> Plain:
    front: dict[str, Plain] = {key: getattr(field, name) for key, name in FIELD_TEXTS.items() if getattr(field, name)}
    if front["type"] == "text":
        del front["type"]
    if field.options:
        front["options"] = [{option.value: option.label} if option.label else option.value for option in field.options]
    if not field.required:
        front["required"] = "no"
    if field.own:
        front["own"] = "yes"
    return {**front, **dict(field.extra)}


def _written(front: Mapping[str, Plain]) -> str:
    import yaml

    root = yaml.MappingNode("tag:yaml.org,2002:map", [], flow_style=False)
    for key, value in front.items():
        inner = _yaml_node(value, is_flow=not isinstance(value, str) and key not in _BLOCKS)
        if key == "review_days":
            inner.tag = "tag:yaml.org,2002:int"
        if key == "fields" and isinstance(inner, yaml.MappingNode):
            for _, field in inner.value:
                field.flow_style = True
        if key == "examples" and isinstance(value, list):
            inner = _examples_node(value)
        root.value.append((_yaml_node(key), inner))
    text = yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True, width=2**30, line_break="\n")
    assert isinstance(text, str)
    return text


def _examples_node(examples: list[Plain]) -> yaml.Node:
    """Each example on lines of its own, its values on one of them."""
    import yaml

    nodes = [_yaml_node(example, is_flow=False) for example in examples]
    for node in nodes:
        for key, value in node.value:
            if key.value == "values":
                value.flow_style = True
                for _, text in value.value:
                    text.style = _quotes(text.value)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes, flow_style=False)


def _yaml_node(value: Plain, *, is_flow: bool = True) -> yaml.Node:
    import yaml

    if isinstance(value, str):
        style = "|" if "\n" in value and not is_flow else _quotes(value)
        return yaml.ScalarNode("tag:yaml.org,2002:str", value, style=style)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_yaml_node(item) for item in value], flow_style=True)
    pairs = [(_yaml_node(key), _yaml_node(item, is_flow=is_flow)) for key, item in value.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=is_flow)


def _quotes(value: str) -> str | None:
    """Double quotes for long prose and for what has line ends; otherwise PyYAML decides what needs quotes."""
    return '"' if "\n" in value or len(value) > 80 else None
